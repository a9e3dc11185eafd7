/* What an event changed: the difference between two case files as canonical JSON, and its application.
 * One field table describes each struct, so that event, row and rebuilt row cannot drift apart.
 * Form: {"case":{"state":"ROUTED",...},"calls":{"1":{...}},"clocks":{"T1":{...}},"requests":{"1":{...}}}: only fields
 * that differ, in the table's order; enums are written by code, so that a log outlives renumbering. The first field
 * of a call, clock or request is its key and stands as the member's name. Elements come and change, never go. */
#ifndef GULOU_DOMAIN_CHANGE_H
#define GULOU_DOMAIN_CHANGE_H

#include "base/json.h"
#include "domain/case.h"

typedef enum FieldType { FIELD_I64, FIELD_STR, FIELD_WORD } FieldType;

typedef struct Field {
    const char *name; /* key in events and column in rows */
    FieldType type;
    size_t offset;
    const char *(*code)(int64_t value);      /* FIELD_WORD only */
    bool (*parse)(Str code, int64_t *value); /* FIELD_WORD only */
} Field;

extern const Field case_fields[];
extern const size_t case_field_count;
extern const Field call_fields[];
extern const size_t call_field_count;
extern const Field clock_fields[];
extern const size_t clock_field_count;
extern const Field request_fields[];
extern const size_t request_field_count;

/* Writes the object. `before` may be an all-zero file (a new case). */
void change_write(JsonOut *out, const CaseFile *before, const CaseFile *after);
/* Applies a written change; text is copied into ctx->arena. INVALID for what no writer of ours wrote: then `file` is
 * left as it was. */
MUST_USE Err change_apply(Ctx *ctx, const Json *change, CaseFile *file);
/* "calls/1/state" of the first differing field, for verify's report; empty when equal. */
Str change_first_difference(Arena *arena, const CaseFile *a, const CaseFile *b);

#endif

/* JSON: read strictly (jansson inside, nowhere else), written forward into a Buf. */
#ifndef GULOU_BASE_JSON_H
#define GULOU_BASE_JSON_H

#include "base/buf.h"
#include "base/ctx.h"

typedef struct Json Json; /* a parsed value; lives as long as the arena it was read into */

/* Strict UTF-8 JSON, duplicate keys refused, nesting at most 64; a failure is told in ctx (INVALID). */
MUST_USE Err json_parse(Ctx *ctx, Str text, const Json **out);
/* NULL where there is none or `object` is no object. */
const Json *json_get(const Json *object, const char *key);
bool json_is_null(const Json *value); /* true for NULL as well */
bool json_str(const Json *value, Str *out);
bool json_i64(const Json *value, int64_t *out);
bool json_number(const Json *value, double *out); /* integers too */
bool json_bool(const Json *value, bool *out);
bool json_is_object(const Json *value);
bool json_is_array(const Json *value);
size_t json_length(const Json *array); /* 0 for what is no array */
const Json *json_at(const Json *array, size_t index);
/* Visits an object's members in the order they were written. */
typedef void (*JsonVisit)(void *self, Str key, const Json *value);
void json_each(const Json *object, JsonVisit visit, void *self);

/* Writing: commas and escapes are the writer's care. */
typedef struct JsonOut {
    Buf buf;
    bool comma;
} JsonOut;

JsonOut json_out(Arena *arena);
void json_open(JsonOut *out, char bracket);  /* '{' or '[' */
void json_close(JsonOut *out, char bracket); /* '}' or ']' */
void json_key(JsonOut *out, const char *key);
void json_key_str(JsonOut *out, Str key);
void json_put_str(JsonOut *out, Str value);
void json_put_z(JsonOut *out, const char *value); /* NULL writes null */
void json_put_i64(JsonOut *out, int64_t value);
void json_put_number(JsonOut *out, double value, int decimals); /* not finite: null */
void json_put_bool(JsonOut *out, bool value);
void json_put_null(JsonOut *out);
void json_put_time(JsonOut *out, UnixMs at); /* RFC 3339; 0 writes null */
void json_put_raw(JsonOut *out, Str json);   /* trusted JSON text as it is */
Str json_text(const JsonOut *out);

/* key + value in one call */
void json_field_str(JsonOut *out, const char *key, Str value);
void json_field_opt(JsonOut *out, const char *key, Str value); /* empty writes null */
void json_field_i64(JsonOut *out, const char *key, int64_t value);
void json_field_number(JsonOut *out, const char *key, double value, int decimals);
void json_field_bool(JsonOut *out, const char *key, bool value);
void json_field_time(JsonOut *out, const char *key, UnixMs at);

#endif

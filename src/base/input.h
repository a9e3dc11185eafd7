/* From a JSON body to a struct by a table of fields: types, lengths, ranges and unknown keys are
 * checked in one place, and the person is told which field is wrong. */
#ifndef GULOU_BASE_INPUT_H
#define GULOU_BASE_INPUT_H

#include "base/json.h"

typedef enum InputType {
    INPUT_STR,   /* Str; trimmed; max = most code points */
    INPUT_I64,   /* int64_t; min..max */
    INPUT_DOUBLE,/* double; min..max */
    INPUT_BOOL,  /* bool */
    INPUT_STRS,  /* StrList; max = most items, each at most 200 code points */
    INPUT_JSON,  /* const Json *: read further by the handler */
} InputType;

typedef struct StrList {
    Str *at;
    size_t len;
} StrList;

typedef struct InputField {
    const char *key;
    InputType type;
    size_t offset;
    bool required;   /* an empty string counts as missing */
    double min, max; /* both 0: unbounded for numbers, 2000 for text */
} InputField;

#define INPUT(type_, Struct, field, required_, min_, max_)                                                             \
    {.key = #field, .type = INPUT_##type_, .offset = offsetof(Struct, field), .required = (required_), .min = (min_), .max = (max_)}

/* `out` keeps its values for absent optional fields; text is copied into ctx->arena. INVALID, told with its field. */
MUST_USE Err input_read(Ctx *ctx, const Json *body, const InputField *fields, size_t count, void *out);

#endif

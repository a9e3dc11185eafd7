/* Reading JSON. The only file that knows jansson. */
#include <jansson.h>
#include <string.h>

/* our own functions of these names follow */
#undef json_is_null
#undef json_is_object
#undef json_is_array

#include "base/json.h"
#include "base/utf8.h"

enum { DEPTH_MAX = 64 };

static const json_t *inside(const Json *value)
{
    return (const json_t *)(const void *)value;
}

static const Json *outside(const json_t *value)
{
    return (const Json *)(const void *)value;
}

static void release(void *value)
{
    json_decref(value);
}

/* jansson's own limit (2048) would let a small body build a deep tree that later recursion walks. */
static bool too_deep(Str text)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > DEPTH_MAX)
                return true;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return false;
}

Err json_parse(Ctx *ctx, Str text, const Json **out)
{
    if (!utf8_valid(text))
        return fail(ctx, ERR_INVALID, MSG_BAD_UTF8);
    if (too_deep(text))
        return fail(ctx, ERR_INVALID, MSG_BAD_JSON, STR("1"), STR("nested too deeply"));
    json_error_t error;
    json_t *value = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (value == NULL)
        return fail(ctx, ERR_INVALID, MSG_BAD_JSON, str_printf(ctx->arena, "%d", error.line), str_of(error.text));
    arena_on_drop(ctx->arena, release, value);
    *out = outside(value);
    return OK;
}

const Json *json_get(const Json *object, const char *key)
{
    return object != NULL ? outside(json_object_get(inside(object), key)) : NULL;
}

bool json_is_null(const Json *value)
{
    return value == NULL || json_typeof(inside(value)) == JSON_NULL;
}

bool json_str(const Json *value, Str *out)
{
    if (value == NULL || !json_is_string(inside(value)))
        return false;
    *out = (Str){json_string_value(inside(value)), json_string_length(inside(value))};
    return true;
}

bool json_i64(const Json *value, int64_t *out)
{
    if (value == NULL || !json_is_integer(inside(value)))
        return false;
    *out = json_integer_value(inside(value));
    return true;
}

bool json_number(const Json *value, double *out)
{
    if (value == NULL || !json_is_number(inside(value)))
        return false;
    *out = json_number_value(inside(value));
    return true;
}

bool json_bool(const Json *value, bool *out)
{
    if (value == NULL || !json_is_boolean(inside(value)))
        return false;
    *out = json_is_true(inside(value));
    return true;
}

bool json_is_object(const Json *value)
{
    return value != NULL && json_typeof(inside(value)) == JSON_OBJECT;
}

bool json_is_array(const Json *value)
{
    return value != NULL && json_typeof(inside(value)) == JSON_ARRAY;
}

size_t json_length(const Json *array)
{
    return array != NULL ? json_array_size(inside(array)) : 0;
}

const Json *json_at(const Json *array, size_t index)
{
    return outside(json_array_get(inside(array), index));
}

void json_each(const Json *object, JsonVisit visit, void *self)
{
    if (!json_is_object(object))
        return;
    json_t *whole = (json_t *)(void *)(uintptr_t)object;
    for (void *it = json_object_iter(whole); it != NULL; it = json_object_iter_next(whole, it)) {
        Str key = {json_object_iter_key(it), strlen(json_object_iter_key(it))};
        visit(self, key, outside(json_object_iter_value(it)));
    }
}

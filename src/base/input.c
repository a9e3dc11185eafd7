/* From a JSON body to a struct; see input.h. */
#include "base/input.h"

#include <string.h>

#include "base/utf8.h"

enum { TEXT_MAX = 2000, ITEM_MAX = 200, LIST_MAX = 50 };

static Err wrong_type(Ctx *ctx, const InputField *f, const char *zh, const char *en)
{
    return fail_field(ctx, f->key, MSG_FIELD_TYPE, str_of(f->key), str_of(ctx->lang == LANG_ZH ? zh : en));
}

static Err read_text(Ctx *ctx, const InputField *f, const Json *value, size_t max, Str *out)
{
    Str text;
    if (!json_str(value, &text))
        return wrong_type(ctx, f, "文字", "text");
    text = str_trim(utf8_shown(ctx->arena, text));
    if (utf8_length(text) > max)
        return fail_field(ctx, f->key, MSG_FIELD_TOO_LONG, str_of(f->key), str_printf(ctx->arena, "%zu", max));
    if (!utf8_printable(text))
        return fail_field(ctx, f->key, MSG_FIELD_CONTROL, str_of(f->key));
    if (f->required && str_empty(text))
        return fail_field(ctx, f->key, MSG_FIELD_MISSING, str_of(f->key));
    *out = str_copy(ctx->arena, text);
    return OK;
}

static Err read_list(Ctx *ctx, const InputField *f, const Json *value, StrList *out)
{
    if (!json_is_array(value))
        return wrong_type(ctx, f, "列表", "a list");
    size_t max = f->max > 0 ? (size_t)f->max : LIST_MAX;
    if (json_length(value) > max)
        return fail_field(ctx, f->key, MSG_FIELD_RANGE, str_of(f->key), STR("0"), str_printf(ctx->arena, "%zu", max));
    StrList list = {ARENA_ARRAY(ctx->arena, Str, json_length(value) + 1), json_length(value)};
    for (size_t i = 0; i < list.len; i++)
        TRY(read_text(ctx, f, json_at(value, i), ITEM_MAX, &list.at[i]));
    if (f->required && list.len == 0)
        return fail_field(ctx, f->key, MSG_FIELD_MISSING, str_of(f->key));
    *out = list;
    return OK;
}

static Err check_range(Ctx *ctx, const InputField *f, double value)
{
    bool bounded = f->min < 0 || f->min > 0 || f->max < 0 || f->max > 0;
    if (bounded && (value < f->min || value > f->max))
        return fail_field(ctx, f->key, MSG_FIELD_RANGE, str_of(f->key), str_printf(ctx->arena, "%.15g", f->min),
                          str_printf(ctx->arena, "%.15g", f->max));
    return OK;
}

static Err read_field(Ctx *ctx, const InputField *f, const Json *value, void *out)
{
    char *at = (char *)out + f->offset;
    switch (f->type) {
    case INPUT_STR:
        return read_text(ctx, f, value, f->max > 0 ? (size_t)f->max : TEXT_MAX, (Str *)(void *)at);
    case INPUT_STRS:
        return read_list(ctx, f, value, (StrList *)(void *)at);
    case INPUT_I64: {
        int64_t number = 0;
        if (!json_i64(value, &number))
            return wrong_type(ctx, f, "整数", "a whole number");
        TRY(check_range(ctx, f, (double)number));
        memcpy(at, &number, sizeof number);
        return OK;
    }
    case INPUT_DOUBLE: {
        double number = 0;
        if (!json_number(value, &number))
            return wrong_type(ctx, f, "数字", "a number");
        TRY(check_range(ctx, f, number));
        memcpy(at, &number, sizeof number);
        return OK;
    }
    case INPUT_BOOL: {
        bool flag = false;
        if (!json_bool(value, &flag))
            return wrong_type(ctx, f, "是或否（true/false）", "true or false");
        memcpy(at, &flag, sizeof flag);
        return OK;
    }
    case INPUT_JSON:
        memcpy(at, &value, sizeof value);
        return OK;
    }
    return OK;
}

typedef struct Unknown {
    const InputField *fields;
    size_t count;
    Str first;
} Unknown;

static void find_unknown(void *self, Str key, const Json *value)
{
    Unknown *unknown = self;
    (void)value;
    for (size_t i = 0; i < unknown->count; i++)
        if (str_is(key, unknown->fields[i].key))
            return;
    if (unknown->first.at == NULL)
        unknown->first = key;
}

Err input_read(Ctx *ctx, const Json *body, const InputField *fields, size_t count, void *out)
{
    if (!json_is_object(body))
        return fail(ctx, ERR_INVALID, MSG_BAD_JSON, STR("1"), STR("expected an object"));
    Unknown unknown = {.fields = fields, .count = count};
    json_each(body, find_unknown, &unknown);
    if (unknown.first.at != NULL)
        return fail_field(ctx, str_z(ctx->arena, unknown.first), MSG_FIELD_UNKNOWN, unknown.first);
    for (size_t i = 0; i < count; i++) {
        const Json *value = json_get(body, fields[i].key);
        if (json_is_null(value)) {
            if (fields[i].required)
                return fail_field(ctx, fields[i].key, MSG_FIELD_MISSING, str_of(fields[i].key));
            continue;
        }
        TRY(read_field(ctx, &fields[i], value, out));
    }
    return OK;
}

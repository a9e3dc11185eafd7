/* What changed between two case files; see change.h.
 * The fields of each struct stand in case_fields.c. The first field of a call, clock or request is its key. */
#include "domain/change.h"

#include <stdio.h>
#include <string.h>

/* One kind of element in a file: where its array and its count stand. */
typedef struct Section {
    const char *name;
    const Field *fields;
    const size_t *field_count;
    size_t size; /* of an element */
    size_t at, count_at, room;
} Section;

#define SECTION(section, Type, table, array, count, room)                                                              \
    {                                                                                                                  \
        section, table##s, &table##_count, sizeof(Type), offsetof(CaseFile, array), offsetof(CaseFile, count), room    \
    }
static const Section sections[] = {
    SECTION("calls", Call, call_field, calls, call_count, CASE_CALLS_MAX),
    SECTION("clocks", CaseClock, clock_field, clocks, clock_count, CASE_CLOCKS_MAX),
    SECTION("requests", CaseRequest, request_field, requests, request_count, CASE_REQUESTS_MAX),
};

static size_t section_count(const Section *section, const CaseFile *file)
{
    return *(const size_t *)(const void *)((const char *)file + section->count_at);
}

static const char *element(const Section *section, const CaseFile *file, size_t i)
{
    return (const char *)file + section->at + i * section->size;
}

static int64_t number_of(const Field *field, const char *owner)
{
    return *(const int64_t *)(const void *)(owner + field->offset);
}

static Str text_of(const Field *field, const char *owner)
{
    return *(const Str *)(const void *)(owner + field->offset);
}

static bool field_same(const Field *field, const char *a, const char *b)
{
    return field->type == FIELD_STR ? str_eq(text_of(field, a), text_of(field, b))
                                    : number_of(field, a) == number_of(field, b);
}

/* The element of `file` with the same key as `wanted`; nearly always at the same place. */
static const char *twin(const Section *section, const CaseFile *file, const char *wanted, size_t likely)
{
    size_t count = section_count(section, file);
    if (likely < count && field_same(section->fields, element(section, file, likely), wanted))
        return element(section, file, likely);
    for (size_t i = 0; i < count; i++)
        if (field_same(section->fields, element(section, file, i), wanted))
            return element(section, file, i);
    return NULL;
}

static void put_field(JsonOut *out, const Field *field, const char *owner)
{
    json_key(out, field->name);
    if (field->type == FIELD_STR)
        json_put_str(out, text_of(field, owner));
    else if (field->type == FIELD_WORD)
        json_put_z(out, field->code(number_of(field, owner)));
    else
        json_put_i64(out, number_of(field, owner));
}

static bool differs(const Field *fields, size_t count, const char *a, const char *b)
{
    for (size_t i = 0; i < count; i++)
        if (!field_same(&fields[i], a, b))
            return true;
    return false;
}

static void put_differences(JsonOut *out, const Field *fields, size_t count, const char *old, const char *new)
{
    json_open(out, '{');
    for (size_t i = 0; i < count; i++)
        if (!field_same(&fields[i], old, new))
            put_field(out, &fields[i], new);
    json_close(out, '}');
}

static void put_element_key(JsonOut *out, const Section *section, const char *owner)
{
    const Field *key = section->fields;
    char digits[24];
    if (key->type == FIELD_STR) {
        json_key_str(out, text_of(key, owner));
        return;
    }
    (void)snprintf(digits, sizeof digits, "%lld", (long long)number_of(key, owner));
    json_key(out, digits);
}

/* What a new element is compared with: zeroes are left out, because they are what a reader starts from. */
static const union {
    Call call;
    CaseClock clock;
    CaseRequest request;
} blank;

static void put_section(JsonOut *out, const Section *section, const CaseFile *before, const CaseFile *after)
{
    bool opened = false;
    size_t count = section_count(section, after);
    for (size_t i = 0; i < count; i++) {
        const char *new = element(section, after, i);
        const char *old = twin(section, before, new, i);
        if (old != NULL &&
            (memcmp(old, new, section->size) == 0 || !differs(section->fields, *section->field_count, old, new)))
            continue;
        if (!opened) {
            json_key(out, section->name);
            json_open(out, '{');
            opened = true;
        }
        put_element_key(out, section, new);
        put_differences(out, section->fields + 1, *section->field_count - 1, old != NULL ? old : (const char *)&blank,
                        new);
    }
    if (opened)
        json_close(out, '}');
}

void change_write(JsonOut *out, const CaseFile *before, const CaseFile *after)
{
    const char *old = (const char *)&before->c;
    const char *new = (const char *)&after->c;
    json_open(out, '{');
    if (differs(case_fields, case_field_count, old, new)) {
        json_key(out, "case");
        put_differences(out, case_fields, case_field_count, old, new);
    }
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        put_section(out, &sections[i], before, after);
    json_close(out, '}');
}

/* Applying: one visitor for each depth of the written object; the first error stays. */
typedef struct Apply {
    Ctx *ctx;
    CaseFile *file;
    const Section *section;
    const Field *fields; /* of the object being read */
    size_t field_count;
    char *owner;
    Err err;
} Apply;

static void broken(Apply *apply, Str what)
{
    if (apply->err == OK)
        apply->err = fail(apply->ctx, ERR_INVALID, MSG_CHANGE_BROKEN, what);
}

static bool field_read(Ctx *ctx, const Field *field, const Json *value, char *owner)
{
    int64_t *number = (int64_t *)(void *)(owner + field->offset);
    Str text = {0};
    if (field->type == FIELD_I64)
        return json_i64(value, number);
    if (!json_str(value, &text))
        return false;
    if (field->type == FIELD_WORD)
        return field->parse(text, number);
    *(Str *)(void *)(owner + field->offset) = str_copy(ctx->arena, text);
    return true;
}

static void apply_field(void *self, Str key, const Json *value)
{
    Apply *apply = self;
    for (size_t i = 0; i < apply->field_count; i++)
        if (str_is(key, apply->fields[i].name)) {
            if (!field_read(apply->ctx, &apply->fields[i], value, apply->owner))
                broken(apply, key);
            return;
        }
    broken(apply, key);
}

static void apply_object(Apply *apply, const Json *object, Str name)
{
    if (!json_is_object(object))
        broken(apply, name);
    json_each(object, apply_field, apply);
}

static bool read_key(Arena *arena, const Field *key, Str text, char *owner)
{
    int64_t *number = (int64_t *)(void *)(owner + key->offset);
    if (key->type == FIELD_I64)
        return str_to_i64(text, number) && *number > 0;
    *(Str *)(void *)(owner + key->offset) = str_copy(arena, text);
    return !str_empty(text);
}

/* The element with this key, appended when there is none; NULL when the key is wrong or there is no room. */
static char *element_for(Apply *apply, Str key)
{
    const Section *section = apply->section;
    size_t *count = (size_t *)(void *)((char *)apply->file + section->count_at);
    char fresh[sizeof blank] __attribute__((aligned(16))) = {0};
    if (!read_key(apply->ctx->arena, section->fields, key, fresh))
        return NULL;
    const char *there = twin(section, apply->file, fresh, *count);
    if (there != NULL)
        return (char *)apply->file + (there - (const char *)apply->file);
    if (*count == section->room)
        return NULL;
    char *new = (char *)apply->file + section->at + *count * section->size;
    memcpy(new, fresh, section->size);
    (*count)++;
    return new;
}

static void apply_element(void *self, Str key, const Json *value)
{
    Apply *apply = self;
    apply->owner = element_for(apply, key);
    if (apply->owner == NULL) {
        broken(apply, key);
        return;
    }
    apply_object(apply, value, key);
}

static void apply_section(void *self, Str key, const Json *value)
{
    Apply *apply = self;
    if (str_is(key, "case")) {
        apply->fields = case_fields;
        apply->field_count = case_field_count;
        apply->owner = (char *)&apply->file->c;
        apply_object(apply, value, key);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        if (str_is(key, sections[i].name) && json_is_object(value)) {
            apply->section = &sections[i];
            apply->fields = sections[i].fields + 1;
            apply->field_count = *sections[i].field_count - 1;
            json_each(value, apply_element, apply);
            return;
        }
    broken(apply, key);
}

Err change_apply(Ctx *ctx, const Json *change, CaseFile *file)
{
    CaseFile work = *file;
    Apply apply = {.ctx = ctx, .file = &work};
    if (!json_is_object(change))
        broken(&apply, STR("{}"));
    json_each(change, apply_section, &apply);
    TRY(apply.err);
    *file = work;
    return OK;
}

static const Field *first_difference(const Field *fields, size_t count, const char *a, const char *b)
{
    for (size_t i = 0; i < count; i++)
        if (!field_same(&fields[i], a, b))
            return &fields[i];
    return NULL;
}

static Str element_path(Arena *arena, const Section *section, const char *owner, const char *field)
{
    const Field *key = section->fields;
    if (key->type == FIELD_STR)
        return str_printf(arena, "%s/" STR_FMT "/%s", section->name, STR_ARG(text_of(key, owner)), field);
    return str_printf(arena, "%s/%lld/%s", section->name, (long long)number_of(key, owner), field);
}

/* Elements of `a` that `b` lacks or holds otherwise. */
static Str section_difference(Arena *arena, const Section *section, const CaseFile *a, const CaseFile *b)
{
    for (size_t i = 0; i < section_count(section, a); i++) {
        const char *mine = element(section, a, i);
        const char *theirs = twin(section, b, mine, i);
        const Field *field = section->fields;
        if (theirs != NULL)
            field = first_difference(section->fields, *section->field_count, mine, theirs);
        if (field != NULL)
            return element_path(arena, section, mine, field->name);
    }
    return STR("");
}

Str change_first_difference(Arena *arena, const CaseFile *a, const CaseFile *b)
{
    const Field *field = first_difference(case_fields, case_field_count, (const char *)&a->c, (const char *)&b->c);
    if (field != NULL)
        return str_printf(arena, "case/%s", field->name);
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        Str path = section_difference(arena, &sections[i], a, b);
        if (str_empty(path))
            path = section_difference(arena, &sections[i], b, a);
        if (!str_empty(path))
            return path;
    }
    return STR("");
}

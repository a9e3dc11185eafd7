/* Rows of a case file; see case_rows.h. */
#include "store/case_rows.h"

#include <string.h>

#include "domain/change.h"
#include "store/case_store.h"

enum { ARGS_MAX = 64 };

static DbValue field_out(const Field *field, const char *owner)
{
    if (field->type == FIELD_STR)
        return db_text(*(const Str *)(const void *)(owner + field->offset));
    int64_t number = *(const int64_t *)(const void *)(owner + field->offset);
    return field->type == FIELD_WORD ? db_text(str_of(field->code(number))) : db_int(number);
}

static Err field_in(Tx *tx, const Rows *rows, int column, const Field *field, char *owner)
{
    int64_t *number = (int64_t *)(void *)(owner + field->offset);
    if (field->type == FIELD_STR)
        *(Str *)(void *)(owner + field->offset) = rows_text(rows, column);
    else if (field->type == FIELD_I64)
        *number = rows_int(rows, column);
    else if (!field->parse(rows_text(rows, column), number))
        return fail(tx->ctx, ERR_STORAGE, MSG_STORAGE);
    return OK;
}

static Err fields_in(Tx *tx, const Rows *rows, const Field *fields, size_t count, void *owner)
{
    for (size_t i = 0; i < count; i++)
        TRY(field_in(tx, rows, (int)i, &fields[i], owner));
    return OK;
}

/* One kind of element below a case. */
typedef struct Part {
    SqlId load, save;
    const Field *fields;
    const size_t *field_count;
    size_t size, at, count_at, room;
} Part;

static const Part parts[] = {
    {SQL_CALL_LOAD, SQL_CALL_SAVE, call_fields, &call_field_count, sizeof(Call), offsetof(CaseFile, calls),
     offsetof(CaseFile, call_count), CASE_CALLS_MAX},
    {SQL_CLOCK_LOAD, SQL_CLOCK_SAVE, clock_fields, &clock_field_count, sizeof(CaseClock), offsetof(CaseFile, clocks),
     offsetof(CaseFile, clock_count), CASE_CLOCKS_MAX},
    {SQL_REQUEST_LOAD, SQL_REQUEST_SAVE, request_fields, &request_field_count, sizeof(CaseRequest),
     offsetof(CaseFile, requests), offsetof(CaseFile, request_count), CASE_REQUESTS_MAX},
};

static size_t *part_count(const Part *part, CaseFile *file)
{
    return (size_t *)(void *)((char *)file + part->count_at);
}

static Err part_load(Tx *tx, const Part *part, Str number, CaseFile *file)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t *count = part_count(part, file);
    TRY(db_query(tx, &rows, part->load, db_text(tx->ctx->jurisdiction), db_text(number)));
    for (*count = 0; *count < part->room && rows_next(&rows); (*count)++)
        TRY(fields_in(tx, &rows, part->fields, *part->field_count, (char *)file + part->at + *count * part->size));
    return rows_end(&rows);
}

Err case_load(Tx *tx, Str number, CaseFile *out)
{
    case_file_clear(out);
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_CASE_LOAD, db_text(tx->ctx->jurisdiction), db_text(number)));
    if (!rows_next(&rows)) {
        TRY(rows_end(&rows));
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    }
    TRY(fields_in(tx, &rows, case_fields, case_field_count, &out->c));
    int next = (int)case_field_count;
    out->version = rows_int(&rows, next);
    out->last_hash = rows_text(&rows, next + 1);
    out->last_at = rows_int(&rows, next + 2);
    TRY(rows_end(&rows));
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        TRY(part_load(tx, &parts[i], number, out));
    return OK;
}

static Err case_row_save(Tx *tx, const CaseFile *file)
{
    DbValue args[ARGS_MAX];
    size_t count = 0;
    args[count++] = db_text(tx->ctx->jurisdiction);
    for (size_t i = 0; i < case_field_count; i++)
        args[count++] = field_out(&case_fields[i], (const char *)&file->c);
    const CaseClock *due = case_due_clock(file);
    args[count++] = db_int(file->version);
    args[count++] = db_text(file->last_hash);
    args[count++] = db_int(file->last_at);
    args[count++] = db_int(case_is_open((CaseState)file->c.state));
    args[count++] = db_int(due != NULL ? due->due_at : 0);
    args[count++] = db_text(due != NULL ? due->id : STR(""));
    return db_run_one_args(tx, SQL_CASE_SAVE, args, count);
}

static bool same(const Part *part, const char *a, const char *b)
{
    for (size_t i = 0; i < *part->field_count; i++) {
        DbValue x = field_out(&part->fields[i], a), y = field_out(&part->fields[i], b);
        if (x.number != y.number || !str_eq(x.text, y.text))
            return false;
    }
    return true;
}

static Err element_save(Tx *tx, const Part *part, Str number, const char *element)
{
    DbValue args[ARGS_MAX];
    size_t count = 0;
    args[count++] = db_text(tx->ctx->jurisdiction);
    args[count++] = db_text(number);
    for (size_t i = 0; i < *part->field_count; i++)
        args[count++] = field_out(&part->fields[i], element);
    return db_run_args(tx, part->save, args, count, NULL);
}

/* Elements come and change in place, they never go: so the same index is the same element. */
static Err part_save(Tx *tx, const Part *part, const CaseFile *before, const CaseFile *after)
{
    size_t old_count = *(const size_t *)(const void *)((const char *)before + part->count_at);
    size_t new_count = *(const size_t *)(const void *)((const char *)after + part->count_at);
    for (size_t i = 0; i < new_count; i++) {
        const char *old = (const char *)before + part->at + i * part->size;
        const char *new = (const char *)after + part->at + i * part->size;
        if (i >= old_count || !same(part, old, new))
            TRY(element_save(tx, part, after->c.number, new));
    }
    return OK;
}

Err case_rows_save(Tx *tx, const CaseFile *before, const CaseFile *after)
{
    TRY(case_row_save(tx, after));
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        TRY(part_save(tx, &parts[i], before, after));
    return OK;
}

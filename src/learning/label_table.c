/* From an office's CSV file to samples: which columns hold what, and each way a row can be unusable, told with its
 * line. */
#include "learning/label_table.h"

#include <stdlib.h>

#include "base/csv.h"

enum { LABEL_BYTES_MOST = 200 };

typedef struct Columns {
    ptrdiff_t subject, body, label;
} Columns;

static Err fail_in_file(Ctx *ctx, const LabelFile *file)
{
    return fail(ctx, ERR_INVALID, MSG_EVALUATE_FILE, file->name, ctx_failure_text(ctx));
}

static ptrdiff_t first_of(const Csv *csv, const char *one, const char *other)
{
    ptrdiff_t at = csv_column(csv, one);
    return at >= 0 ? at : csv_column(csv, other);
}

static Str names_of(Ctx *ctx, const Csv *csv)
{
    return str_join(ctx->arena, csv->header, csv->column_count, STR(", "));
}

static Err find_columns(Ctx *ctx, const LabelFile *file, const Csv *csv, Columns *out)
{
    bool named = !str_empty(file->column);
    Columns c = {.subject = csv_column(csv, "subject"), .body = first_of(csv, "body", "text")};
    c.label = named ? csv_column(csv, str_z(ctx->arena, file->column)) : first_of(csv, "label", "category");
    if (c.label < 0)
        return fail(ctx, ERR_INVALID, MSG_EVALUATE_COLUMN, file->name, named ? file->column : STR("label"),
                    names_of(ctx, csv));
    if (c.body < 0 && c.subject < 0)
        return fail(ctx, ERR_INVALID, MSG_EVALUATE_COLUMN, file->name, STR("body"), names_of(ctx, csv));
    *out = c;
    return OK;
}

static Str cell(const CsvRow *row, ptrdiff_t column)
{
    return column >= 0 ? str_trim(row->cells[column]) : STR("");
}

static Err check_label(Ctx *ctx, const LabelFile *file, const CsvRow *row, Str label)
{
    if (!str_empty(label) && label.len <= LABEL_BYTES_MOST)
        return OK;
    MsgId why = str_empty(label) ? MSG_EVALUATE_LABEL_EMPTY : MSG_EVALUATE_LABEL_LONG;
    return fail(ctx, ERR_INVALID, why, file->name, str_printf(ctx->arena, "%lld", (long long)row->line),
                str_printf(ctx->arena, "%d", LABEL_BYTES_MOST));
}

static Err read_rows(Ctx *ctx, const LabelFile *file, const Csv *csv, LabelTable *table)
{
    Columns c = {-1, -1, -1};
    TRY(find_columns(ctx, file, csv, &c));
    if (csv->row_count == 0)
        return fail(ctx, ERR_INVALID, MSG_EVALUATE_EMPTY, file->name);
    table->at = ARENA_ARRAY(ctx->arena, Sample, csv->row_count);
    table->lines = ARENA_ARRAY(ctx->arena, int64_t, csv->row_count);
    for (size_t i = 0; i < csv->row_count; i++) {
        const CsvRow *row = &csv->rows[i];
        Str label = cell(row, c.label);
        TRY(check_label(ctx, file, row, label));
        table->at[i] =
            (Sample){.label = label, .message = {.subject = cell(row, c.subject), .body = cell(row, c.body)}};
        table->lines[i] = row->line;
    }
    table->len = csv->row_count;
    return OK;
}

/* --- numbers of labels --- */

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static Str *different_labels(Arena *arena, const LabelTable *table, size_t *count)
{
    Str *labels = ARENA_ARRAY(arena, Str, table->len);
    for (size_t i = 0; i < table->len; i++)
        labels[i] = table->at[i].label;
    qsort(labels, table->len, sizeof *labels, by_bytes);
    *count = 0;
    for (size_t i = 0; i < table->len; i++)
        if (i == 0 || !str_eq(labels[i], labels[*count - 1]))
            labels[(*count)++] = labels[i];
    return labels;
}

size_t *label_numbers(Arena *arena, const LabelTable *table)
{
    size_t count, *numbers = ARENA_ARRAY(arena, size_t, table->len);
    Str *labels = different_labels(arena, table, &count);
    for (size_t i = 0; i < table->len; i++) {
        const Str *found = bsearch(&table->at[i].label, labels, count, sizeof *labels, by_bytes);
        numbers[i] = (size_t)(found - labels);
    }
    return numbers;
}

Err label_table_read(Ctx *ctx, const LabelFile *file, LabelTable *out)
{
    Csv csv;
    LabelTable table = {.name = file->name};
    if (csv_read(ctx, file->bytes, &csv) != OK)
        return fail_in_file(ctx, file);
    TRY(read_rows(ctx, file, &csv, &table));
    (void)different_labels(ctx->arena, &table, &table.labels);
    *out = table;
    return OK;
}

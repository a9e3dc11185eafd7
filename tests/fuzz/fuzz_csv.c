/* Any bytes as a table: refused with a line, or a table whose every row is as wide as its header and which, written
 * out again and quoted throughout, reads the same. */
#include "fuzz/fuzz.h"

#include "base/buf.h"
#include "base/csv.h"
#include "base/utf8.h"

static void write_cell(Buf *out, Str cell)
{
    buf_char(out, '"');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.at[i] == '"')
            buf_char(out, '"');
        buf_char(out, cell.at[i]);
    }
    buf_char(out, '"');
}

static void write_row(Buf *out, const Str *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_char(out, ',');
        write_cell(out, cells[i]);
    }
    buf_z(out, "\r\n");
}

static void same_cells(const Str *a, const Str *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        ALWAYS(str_eq(a[i], b[i]));
}

FUZZ(ctx, input)
{
    Csv first = {0}, second = {0};
    if (csv_read(ctx, input, &first) != OK) {
        ALWAYS(ctx->failure.arg_count > 0 && ctx_failure_text(ctx).len > 0);
        return;
    }
    Buf again = buf_new(ctx->arena);
    write_row(&again, first.header, first.column_count);
    int64_t line = 1;
    for (size_t i = 0; i < first.row_count; i++) {
        ALWAYS(first.rows[i].line > line);
        line = first.rows[i].line;
        write_row(&again, first.rows[i].cells, first.column_count);
    }
    ALWAYS(csv_read(ctx, buf_str(&again), &second) == OK);
    ALWAYS(first.column_count == second.column_count && first.row_count == second.row_count);
    same_cells(first.header, second.header, first.column_count);
    for (size_t i = 0; i < first.row_count; i++)
        same_cells(first.rows[i].cells, second.rows[i].cells, first.column_count);
}

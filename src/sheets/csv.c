/* CSV in and out beside base/csv.h: which encoding it came in, and what must not be taken for a formula. */
#include <errno.h>
#include <iconv.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "sheets/sheets.h"

static void close_iconv(iconv_t *from)
{
    if (*from != (iconv_t)-1)
        (void)iconv_close(*from);
}

/* GB18030 holds GBK and GB 2312. A two-byte character becomes three bytes of UTF-8, a four-byte one four. */
static Err from_gb18030(Ctx *ctx, Str bytes, Str *out)
{
    iconv_t from CLEANUP(close_iconv) = iconv_open("UTF-8", "GB18030");
    size_t room = bytes.len * 2 + 4, left = bytes.len, free_room = room;
    char *text = arena_room(ctx->arena, room), *to = text;
    char *at = (char *)(uintptr_t)bytes.at; /* iconv does not write there */
    if (from == (iconv_t)-1 || iconv(from, &at, &left, &to, &free_room) == (size_t)-1 || left != 0)
        return fail(ctx, ERR_INVALID, MSG_SHEETS_ENCODING);
    *out = (Str){text, room - free_room};
    return OK;
}

static Err check_size(Ctx *ctx, const Csv *table)
{
    if (table->row_count <= SHEETS_ROWS_MOST)
        return OK;
    return fail(ctx, ERR_TOO_LARGE, MSG_SHEETS_ROWS, str_printf(ctx->arena, "%d", SHEETS_ROWS_MOST));
}

Err sheets_read(Ctx *ctx, Str bytes, Csv *out)
{
    Csv table = {0};
    if (bytes.len > SHEETS_BYTES_MOST)
        return fail(ctx, ERR_TOO_LARGE, MSG_SHEETS_BYTES, str_printf(ctx->arena, "%d", SHEETS_BYTES_MOST >> 20));
    if (str_starts(bytes, STR("PK\x03\x04")))
        return xlsx_read(ctx, bytes, out);
    Str text = bytes;
    if (!utf8_valid(bytes))
        TRY(from_gb18030(ctx, bytes, &text));
    TRY(csv_read(ctx, text, &table));
    TRY(check_size(ctx, &table));
    *out = table;
    return OK;
}

/* OWASP, CSV Injection: a spreadsheet runs what begins with one of these; the wide ones where a Chinese or Japanese one
 * reads them as the narrow. */
static bool is_formula(Str cell)
{
    static const char *const begins[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < COUNT_OF(begins); i++)
        if (str_starts(cell, str_of(begins[i])))
            return true;
    return false;
}

static void put_cell(Buf *out, Str cell)
{
    buf_char(out, '"');
    if (is_formula(cell))
        buf_char(out, '\'');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.at[i] == '"')
            buf_char(out, '"');
        buf_char(out, cell.at[i]);
    }
    buf_char(out, '"');
}

static void put_row(Buf *out, const Str *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_char(out, ',');
        put_cell(out, cells[i]);
    }
    buf_z(out, "\r\n");
}

Str csv_write(Arena *arena, const Csv *table)
{
    Buf out = buf_new(arena);
    buf_z(&out, "\xef\xbb\xbf");
    put_row(&out, table->header, table->column_count);
    for (size_t i = 0; i < table->row_count; i++)
        put_row(&out, table->rows[i].cells, table->column_count);
    return buf_str(&out);
}

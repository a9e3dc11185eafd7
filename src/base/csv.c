/* Reading RFC 4180; see csv.h. One pass: `Reader` walks the bytes, cells gather in one row, rows in a growing list. */
#include "base/csv.h"

#include "base/utf8.h"

typedef struct Reader {
    Ctx *ctx;
    Str text;
    size_t at;
    int64_t line;
    Str cells[CSV_COLUMNS_MAX];
    size_t cell_count;
    CsvRow *rows;
    size_t row_count;
} Reader;

static Str number(const Reader *r, int64_t n)
{
    return str_printf(r->ctx->arena, "%lld", (long long)n);
}

static Err bad(const Reader *r, MsgId message)
{
    return fail(r->ctx, ERR_INVALID, message, number(r, r->line));
}

static bool at_end(const Reader *r)
{
    return r->at == r->text.len;
}

static char here(const Reader *r)
{
    return at_end(r) ? '\0' : r->text.at[r->at];
}

static bool at_break(const Reader *r)
{
    return here(r) == '\n' || (here(r) == '\r' && r->at + 1 < r->text.len && r->text.at[r->at + 1] == '\n');
}

/* "a ""b""" without its outer quotes: the doubled ones become one. */
static Str undouble(Arena *arena, Str inner)
{
    if (str_find(inner, STR("\"\"")) < 0)
        return inner;
    char *out = arena_alloc(arena, inner.len);
    size_t len = 0;
    for (size_t i = 0; i < inner.len; i++) {
        out[len++] = inner.at[i];
        if (inner.at[i] == '"')
            i++;
    }
    return (Str){out, len};
}

static Err read_quoted(Reader *r, Str *out)
{
    int64_t opened = r->line;
    size_t from = ++r->at;
    for (;; r->at++) {
        if (at_end(r))
            return fail(r->ctx, ERR_INVALID, MSG_CSV_QUOTE_OPEN, number(r, opened));
        if (here(r) == '\n')
            r->line++;
        if (here(r) != '"')
            continue;
        bool doubled = r->at + 1 < r->text.len && r->text.at[r->at + 1] == '"';
        if (!doubled)
            break;
        r->at++;
    }
    *out = undouble(r->ctx->arena, str_slice(r->text, from, r->at));
    r->at++;
    return at_end(r) || here(r) == ',' || at_break(r) ? OK : bad(r, MSG_CSV_QUOTE_AFTER);
}

static Err read_plain(Reader *r, Str *out)
{
    size_t from = r->at;
    while (!at_end(r) && here(r) != ',' && !at_break(r)) {
        if (here(r) == '"')
            return bad(r, MSG_CSV_QUOTE_INSIDE);
        if (here(r) == '\r')
            return bad(r, MSG_CSV_RETURN);
        r->at++;
    }
    *out = str_slice(r->text, from, r->at);
    return OK;
}

static void skip_break(Reader *r)
{
    r->at += here(r) == '\r' ? 2 : !at_end(r);
    r->line++;
}

static Err read_row(Reader *r)
{
    for (r->cell_count = 0;; r->at++) {
        if (r->cell_count == CSV_COLUMNS_MAX)
            return fail(r->ctx, ERR_INVALID, MSG_CSV_COLUMNS, number(r, r->line), number(r, CSV_COLUMNS_MAX));
        Str *cell = &r->cells[r->cell_count++];
        TRY(here(r) == '"' ? read_quoted(r, cell) : read_plain(r, cell));
        if (here(r) != ',')
            break;
    }
    skip_break(r);
    return OK;
}

static Err read_header(Reader *r, Csv *out)
{
    if (at_end(r) || at_break(r))
        return bad(r, MSG_CSV_NO_HEADER);
    TRY(read_row(r));
    for (size_t i = 0; i < r->cell_count; i++) {
        if (str_empty(r->cells[i]))
            return fail(r->ctx, ERR_INVALID, MSG_CSV_HEADER_EMPTY, number(r, 1), number(r, (int64_t)i + 1));
        for (size_t j = 0; j < i; j++)
            if (str_eq(r->cells[i], r->cells[j]))
                return fail(r->ctx, ERR_INVALID, MSG_CSV_HEADER_TWICE, number(r, 1), r->cells[i]);
    }
    out->column_count = r->cell_count;
    out->header = arena_copy(r->ctx->arena, r->cells, r->cell_count * sizeof(Str));
    return OK;
}

static void keep_row(Reader *r, int64_t line)
{
    r->rows = ARENA_MORE(r->ctx->arena, r->rows, r->row_count);
    const Str *cells = arena_copy(r->ctx->arena, r->cells, r->cell_count * sizeof(Str));
    r->rows[r->row_count++] = (CsvRow){.cells = cells, .line = line};
}

static Err read_rows(Reader *r, size_t width)
{
    while (!at_end(r)) {
        if (at_break(r)) {
            skip_break(r);
            continue;
        }
        int64_t line = r->line;
        TRY(read_row(r));
        if (r->cell_count != width)
            return fail(r->ctx, ERR_INVALID, MSG_CSV_WIDTH, number(r, line), number(r, (int64_t)r->cell_count),
                        number(r, (int64_t)width));
        if (r->row_count == CSV_ROWS_MAX || arena_over_budget(r->ctx->arena))
            return fail(r->ctx, ERR_INVALID, MSG_CSV_ROWS, number(r, line));
        keep_row(r, line);
    }
    return OK;
}

/* Checked line by line first, so that the reader below may trust the bytes and the person is told where to look. */
static Err check_text(Ctx *ctx, Str text)
{
    Str rest = text, line;
    for (int64_t n = 1; rest.len > 0; n++) {
        if (!str_cut(rest, '\n', &line, &rest)) {
            line = rest;
            rest = STR("");
        }
        if (!utf8_valid(line))
            return fail(ctx, ERR_INVALID, MSG_CSV_UTF8, str_printf(ctx->arena, "%lld", (long long)n));
        if (!utf8_printable(line))
            return fail(ctx, ERR_INVALID, MSG_CSV_CONTROL, str_printf(ctx->arena, "%lld", (long long)n));
    }
    return OK;
}

Err csv_read(Ctx *ctx, Str text, Csv *out)
{
    TRY(check_text(ctx, text));
    Reader reader = {.ctx = ctx, .text = text, .line = 1};
    if (str_starts(text, STR("\xef\xbb\xbf")))
        reader.at = 3;
    Csv csv = {0};
    TRY(read_header(&reader, &csv));
    TRY(read_rows(&reader, csv.column_count));
    csv.rows = reader.rows;
    csv.row_count = reader.row_count;
    *out = csv;
    return OK;
}

ptrdiff_t csv_column(const Csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->column_count; i++)
        if (str_is(csv->header[i], name))
            return (ptrdiff_t)i;
    return -1;
}

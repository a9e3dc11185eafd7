/* The first sheet of an XLSX file (ECMA-376 part 1, 18.2-18.4) as rows of text: workbook.xml names the sheet, its
 * relations say where it lies, sharedStrings.xml holds most words. A cell's address says its column; what is left out
 * is empty. Numbers and dates come as the file writes them: a date is a day number. */
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "sheets/xlsx_zip.h"

enum { STRINGS_MOST = 200000, TARGET_MOST = 200 };

typedef struct Words {
    Ctx *ctx;
    Str *at;
    size_t len, bytes;
    Buf word;
    bool in_item, in_text, in_sound, full;
} Words;

static bool is(const char *element, const char *name)
{
    return strcmp(element, name) == 0;
}

static void words_start(void *self, const char *element, const char **attributes)
{
    Words *words = self;
    (void)attributes;
    if (is(element, "si")) {
        words->in_item = true;
        words->word = buf_new(words->ctx->arena);
    }
    words->in_sound |= is(element, "rPh"); /* how it is read aloud: no part of the text */
    words->in_text = is(element, "t") && !words->in_sound;
}

static void words_text(void *self, const char *at, int len)
{
    Words *words = self;
    if (!words->in_item || !words->in_text || words->full)
        return;
    words->bytes += (size_t)len;
    words->full = words->bytes > SHEETS_TEXT_MOST;
    buf_add(&words->word, (Str){at, (size_t)len});
}

static void words_end(void *self, const char *element)
{
    Words *words = self;
    if (is(element, "t"))
        words->in_text = false;
    if (is(element, "rPh"))
        words->in_sound = false;
    if (!is(element, "si") || !words->in_item)
        return;
    words->in_item = false;
    words->full |= words->len >= STRINGS_MOST;
    if (words->full)
        return;
    words->at = ARENA_MORE(words->ctx->arena, words->at, words->len);
    words->at[words->len++] = buf_str(&words->word);
}

/* --- which sheet --- */

typedef struct First {
    Ctx *ctx;
    Str relation, target;
} First;

static void book_start(void *self, const char *element, const char **attributes)
{
    First *first = self;
    if (is(element, "sheet") && str_empty(first->relation))
        first->relation = str_copy(first->ctx->arena, xlsx_attribute(attributes, "id"));
}

static void relations_start(void *self, const char *element, const char **attributes)
{
    First *first = self;
    if (is(element, "Relationship") && str_empty(first->target) &&
        str_eq(xlsx_attribute(attributes, "Id"), first->relation))
        first->target = str_copy(first->ctx->arena, xlsx_attribute(attributes, "Target"));
}

static Err find_sheet(XlsxZip *zip, const char **out)
{
    Ctx *ctx = zip->ctx;
    First first = {.ctx = ctx};
    bool book = false, relations = false;
    TRY(xlsx_zip_read(zip, &(XlsxPart){.name = "xl/workbook.xml", .to = {&first, .start = book_start}}, &book));
    TRY(xlsx_zip_read(zip, &(XlsxPart){.name = "xl/_rels/workbook.xml.rels", .to = {&first, .start = relations_start}},
                      &relations));
    Str target = first.target;
    if (!book || !relations || str_empty(target) || target.len > TARGET_MOST)
        return fail(ctx, ERR_INVALID, MSG_SHEETS_XLSX);
    bool whole = target.at[0] == '/';
    *out = str_z(ctx->arena,
                 whole ? str_slice(target, 1, target.len) : str_printf(ctx->arena, "xl/" STR_FMT, STR_ARG(target)));
    return OK;
}

/* --- its cells --- */

typedef struct Grid {
    Ctx *ctx;
    const Words *words;
    Str cells[CSV_COLUMNS_MAX];
    size_t width, column; /* of the header; where the cell stands */
    int64_t line;
    char kind; /* s: shared, i: inline, else as it is */
    bool in_cell, in_value, in_sound, stop;
    Buf value;
    size_t bytes;
    Csv csv;
    CsvRow *rows;
    MsgId wrong; /* with its line; 0: nothing */
} Grid;

static void grid_wrong(Grid *grid, MsgId message)
{
    if (!grid->stop)
        grid->wrong = message;
    grid->stop = true;
}

/* "AB12" -> 27; CSV_COLUMNS_MAX when it is no such thing, or too far right. */
static size_t column_of(Str address, size_t next)
{
    size_t column = 0, i = 0;
    if (str_empty(address))
        return next;
    for (; i < address.len && address.at[i] >= 'A' && address.at[i] <= 'Z' && column <= CSV_COLUMNS_MAX; i++)
        column = column * 26 + (size_t)(address.at[i] - 'A' + 1);
    return i > 0 && column <= CSV_COLUMNS_MAX ? column - 1 : CSV_COLUMNS_MAX;
}

static void cell_start(Grid *grid, const char **attributes)
{
    Str type = xlsx_attribute(attributes, "t");
    grid->column = column_of(xlsx_attribute(attributes, "r"), grid->column);
    grid->kind = str_is(type, "s") ? 's' : str_is(type, "inlineStr") ? 'i' : 'v';
    grid->in_cell = true;
    grid->value = buf_new(grid->ctx->arena);
}

static void grid_start(void *self, const char *element, const char **attributes)
{
    Grid *grid = self;
    if (grid->stop)
        return;
    if (is(element, "row")) {
        int64_t line = 0;
        grid->line = str_to_i64(xlsx_attribute(attributes, "r"), &line) && line > grid->line ? line : grid->line + 1;
        grid->column = 0;
        memset(grid->cells, 0, sizeof grid->cells);
    } else if (is(element, "c")) {
        cell_start(grid, attributes);
    }
    grid->in_sound |= is(element, "rPh");
    grid->in_value = grid->in_cell && !grid->in_sound && is(element, grid->kind == 'i' ? "t" : "v");
}

static void grid_text(void *self, const char *at, int len)
{
    Grid *grid = self;
    if (!grid->in_value || grid->stop)
        return;
    grid->bytes += (size_t)len;
    if (grid->bytes > SHEETS_TEXT_MOST)
        grid_wrong(grid, MSG_SHEETS_UNPACKED);
    else
        buf_add(&grid->value, (Str){at, (size_t)len});
}

static Str value_of(Grid *grid)
{
    Str value = buf_str(&grid->value);
    int64_t index = -1;
    if (grid->kind != 's')
        return value;
    if (!str_to_i64(str_trim(value), &index) || index < 0 || (size_t)index >= grid->words->len) {
        grid_wrong(grid, MSG_SHEETS_XLSX);
        return STR("");
    }
    return grid->words->at[index];
}

static void cell_end(Grid *grid)
{
    Str value = value_of(grid);
    grid->in_cell = false;
    bool beyond = grid->column >= CSV_COLUMNS_MAX || (grid->csv.header != NULL && grid->column >= grid->width);
    if (beyond && !str_empty(str_trim(value)))
        grid_wrong(grid, MSG_SHEETS_WIDTH);
    else if (!utf8_valid(value) || utf8_length(value) > SHEETS_CELL_MOST)
        grid_wrong(grid, MSG_SHEETS_CELL);
    else if (!beyond)
        grid->cells[grid->column] = value;
    grid->column++;
}

static bool is_twice(const Str *names, size_t count, size_t at)
{
    for (size_t i = 0; i < at && i < count; i++)
        if (str_eq(names[i], names[at]))
            return true;
    return false;
}

static void header_end(Grid *grid)
{
    size_t width = 0;
    for (size_t i = 0; i < CSV_COLUMNS_MAX; i++)
        if (!str_empty(str_trim(grid->cells[i])))
            width = i + 1;
    for (size_t i = 0; i < width; i++) {
        grid->cells[i] = str_trim(grid->cells[i]);
        if (str_empty(grid->cells[i]) || is_twice(grid->cells, width, i))
            grid_wrong(grid, MSG_SHEETS_HEADER);
    }
    if (width == 0)
        return; /* empty lines above the header */
    grid->width = width;
    grid->csv.header = arena_copy(grid->ctx->arena, grid->cells, width * sizeof(Str));
    grid->csv.column_count = width;
}

static void add_row(Grid *grid)
{
    bool empty = true;
    for (size_t i = 0; i < grid->width && empty; i++)
        empty = str_empty(str_trim(grid->cells[i]));
    if (empty)
        return;
    if (grid->csv.row_count >= SHEETS_ROWS_MOST) {
        grid_wrong(grid, MSG_SHEETS_ROWS);
        return;
    }
    grid->rows = ARENA_MORE(grid->ctx->arena, grid->rows, grid->csv.row_count);
    const Str *cells = arena_copy(grid->ctx->arena, grid->cells, grid->width * sizeof(Str));
    grid->rows[grid->csv.row_count++] = (CsvRow){.cells = cells, .line = grid->line};
}

static void grid_end(void *self, const char *element)
{
    Grid *grid = self;
    if (is(element, "rPh"))
        grid->in_sound = false;
    if (is(element, "v") || is(element, "t"))
        grid->in_value = false;
    if (grid->stop)
        return;
    if (is(element, "c") && grid->in_cell)
        cell_end(grid);
    else if (is(element, "row") && grid->csv.header == NULL)
        header_end(grid);
    else if (is(element, "row"))
        add_row(grid);
}

static Err read_grid(XlsxZip *zip, const Words *words, Csv *out)
{
    Ctx *ctx = zip->ctx;
    const char *name = NULL;
    bool found = false;
    Grid *grid = ARENA_NEW(ctx->arena, Grid);
    *grid = (Grid){.ctx = ctx, .words = words, .value = buf_new(ctx->arena)};
    TRY(find_sheet(zip, &name));
    TRY(xlsx_zip_read(
        zip, &(XlsxPart){.name = name, .to = {grid, grid_start, grid_end, grid_text}, .stop = &grid->stop}, &found));
    if (!found)
        return fail(ctx, ERR_INVALID, MSG_SHEETS_XLSX);
    if (grid->stop)
        return fail(ctx, ERR_INVALID, grid->wrong,
                    str_printf(ctx->arena, "%lld",
                               (long long)(grid->wrong == MSG_SHEETS_ROWS ? SHEETS_ROWS_MOST : grid->line)));
    if (grid->csv.header == NULL)
        return fail(ctx, ERR_INVALID, MSG_SHEETS_HEADER, STR("1"));
    grid->csv.rows = grid->rows;
    *out = grid->csv;
    return OK;
}

Err xlsx_read(Ctx *ctx, Str bytes, Csv *out)
{
    XlsxZip zip CLEANUP(xlsx_zip_close) = {0};
    Words words = {.ctx = ctx, .word = buf_new(ctx->arena)};
    bool found = false;
    TRY(xlsx_zip_open(ctx, bytes, &zip));
    TRY(xlsx_zip_read(&zip,
                      &(XlsxPart){.name = "xl/sharedStrings.xml",
                                  .to = {&words, words_start, words_end, words_text},
                                  .stop = &words.full},
                      &found));
    if (words.full)
        return fail(ctx, ERR_TOO_LARGE, MSG_SHEETS_UNPACKED);
    return read_grid(&zip, &words, out);
}

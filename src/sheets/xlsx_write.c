/* XLSX by libxlsxwriter. Cells are written as strings only, so that none is a formula, a link or a number that loses
 * its leading zeros. The library writes to a file, which is gone again before this returns. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/fd.h"
#include "base/utf8.h"
#include "sheets/sheets.h"

static void remove_file(char **path)
{
    if (*path != NULL)
        (void)unlink(*path);
}

static Err read_whole(Ctx *ctx, const char *path, Str *out)
{
    FILE *file CLEANUP(file_close) = fopen(path, "rbe");
    long size = -1;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    if (size < 0 || fseek(file, 0, SEEK_SET) != 0)
        return fail(ctx, ERR_STORAGE, MSG_UNEXPECTED);
    char *bytes = arena_room(ctx->arena, (size_t)size + 1);
    if (fread(bytes, 1, (size_t)size, file) != (size_t)size)
        return fail(ctx, ERR_STORAGE, MSG_UNEXPECTED);
    *out = (Str){bytes, (size_t)size};
    return OK;
}

static lxw_error put_row(Ctx *ctx, lxw_worksheet *sheet, lxw_row_t row, const Str *cells, size_t count)
{
    lxw_error wrong = LXW_NO_ERROR;
    for (size_t i = 0; i < count && wrong == LXW_NO_ERROR; i++)
        if (!str_empty(cells[i]))
            wrong = worksheet_write_string(sheet, row, (lxw_col_t)i,
                                           str_z(ctx->arena, utf8_cut(cells[i], SHEETS_CELL_MOST)), NULL);
    return wrong;
}

Err xlsx_write(Ctx *ctx, const Csv *table, Str *out)
{
    char name[] = "/tmp/gulou-xlsx-XXXXXX";
    int fd = mkstemp(name);
    if (fd < 0)
        return fail(ctx, ERR_STORAGE, MSG_UNEXPECTED);
    (void)close(fd);
    char *path CLEANUP(remove_file) = name;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(path, &options);
    lxw_worksheet *sheet = book != NULL ? workbook_add_worksheet(book, "cases") : NULL;
    if (sheet == NULL)
        return fail(ctx, ERR_STORAGE, MSG_UNEXPECTED);
    lxw_error wrong = put_row(ctx, sheet, 0, table->header, table->column_count);
    for (size_t i = 0; i < table->row_count && wrong == LXW_NO_ERROR; i++)
        wrong = put_row(ctx, sheet, (lxw_row_t)(i + 1), table->rows[i].cells, table->column_count);
    if (workbook_close(book) != LXW_NO_ERROR || wrong != LXW_NO_ERROR)
        return fail(ctx, ERR_STORAGE, MSG_UNEXPECTED);
    return read_whole(ctx, path, out);
}

/* Tables as offices send them to each other: CSV as Excel saves it (UTF-8, or GB18030 as in China) and XLSX. Both are
 * read into the same rows of text, strictly bounded, and written so that no cell is ever taken for a formula. */
#ifndef GULOU_SHEETS_SHEETS_H
#define GULOU_SHEETS_SHEETS_H

#include "base/csv.h"

enum {
    SHEETS_BYTES_MOST = 8 * 1024 * 1024,     /* of the file as sent */
    SHEETS_UNPACKED_MOST = 64 * 1024 * 1024, /* of everything read out of an XLSX: a bomb ends there */
    SHEETS_TEXT_MOST = 16 * 1024 * 1024,     /* of all cells together */
    SHEETS_ROWS_MOST = 5000,
    SHEETS_CELL_MOST = 32767 /* characters, as Excel's own */
};

/* What it is, its bytes say. INVALID, told with the row where there is one; TOO_LARGE. Lines count as the person sees
 * them: of the text in a CSV, of the sheet in an XLSX. Only the first sheet is read; a formula's last result counts. */
MUST_USE Err sheets_read(Ctx *ctx, Str bytes, Csv *out);
MUST_USE Err xlsx_read(Ctx *ctx, Str bytes, Csv *out);

/* UTF-8 with a BOM and CRLF; what a spreadsheet would take for a formula gets an apostrophe before it. */
Str csv_write(Arena *arena, const Csv *table);
/* Every cell a string. STORAGE: no room for the temporary file. */
MUST_USE Err xlsx_write(Ctx *ctx, const Csv *table, Str *out);

#endif

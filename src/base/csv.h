/* A table as offices keep it: RFC 4180, read strictly and whole. Quotes, CRLF or LF, an optional BOM; the first line
 * is the header, and every row is as wide as it. What does not fit is told with its line, never guessed at. */
#ifndef GULOU_BASE_CSV_H
#define GULOU_BASE_CSV_H

#include "base/ctx.h"

enum { CSV_COLUMNS_MAX = 64, CSV_ROWS_MAX = 1000000 };

typedef struct CsvRow {
    const Str *cells; /* as many as the header; as written, not trimmed */
    int64_t line;     /* of the file, from 1, where the row begins (a quoted cell may hold line breaks) */
} CsvRow;

typedef struct Csv {
    const Str *header;
    size_t column_count;
    const CsvRow *rows;
    size_t row_count;
} Csv;

/* Cells point into `text` where they can, else into ctx->arena: keep both. Empty lines are skipped.
 * INVALID, told with the line: broken quotes, other widths than the header's, a header's name empty or twice, too many
 * columns or rows, control characters, what is no UTF-8, no header at all. */
MUST_USE Err csv_read(Ctx *ctx, Str text, Csv *out);
ptrdiff_t csv_column(const Csv *csv, const char *name); /* -1: none */

#endif

/* A table that somebody uploads: CSV in any encoding, or an XLSX that may be anything. What was read is written and read
 * again as the same. */
#include "sheets/sheets.h"

#include "fuzz/fuzz.h"

FUZZ(ctx, input)
{
    Csv table, again;
    if (sheets_read(ctx, input, &table) != OK)
        return;
    ALWAYS(table.column_count > 0 && table.column_count <= CSV_COLUMNS_MAX);
    ALWAYS(table.row_count <= SHEETS_ROWS_MOST);
    for (size_t i = 0; i < table.row_count; i++)
        for (size_t c = 0; c < table.column_count; c++)
            ALWAYS(table.rows[i].cells[c].len <= SHEETS_TEXT_MOST);
    Str text = csv_write(ctx->arena, &table);
    if (csv_read(ctx, text, &again) == OK)
        ALWAYS(again.column_count == table.column_count && again.row_count <= table.row_count);
}

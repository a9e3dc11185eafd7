/* Recurring spots; see spot_store.h. */
#include "store/spot_store.h"

#include <stdlib.h>
#include <string.h>

enum { SPOTS_NEAR_MAX = 20, CELL_E7 = 10000, CELL_ROW = 10000000 };

/* The cells that the square touches, as the statements write them down; what is left over repeats the last. */
static void cells_of(const Around *a, DbValue *cells)
{
    size_t count = 0;
    for (int64_t lat = (a->lat_e7 - a->half_lat_e7) / CELL_E7; lat <= (a->lat_e7 + a->half_lat_e7) / CELL_E7; lat++)
        for (int64_t lon = (a->lon_e7 - a->half_lon_e7) / CELL_E7; lon <= (a->lon_e7 + a->half_lon_e7) / CELL_E7; lon++)
            if (count < AROUND_CELLS)
                cells[count++] = db_int(lat * CELL_ROW + lon);
    for (; count > 0 && count < AROUND_CELLS; count++)
        cells[count] = cells[count - 1];
}

static void square_of(Tx *tx, const Around *a, DbValue *args)
{
    args[0] = db_text(tx->ctx->jurisdiction);
    args[1] = db_text(a->category);
    args[2] = db_int(a->lat_e7 - a->half_lat_e7);
    args[3] = db_int(a->lat_e7 + a->half_lat_e7);
    args[4] = db_int(a->lon_e7 - a->half_lon_e7);
    args[5] = db_int(a->lon_e7 + a->half_lon_e7);
}

enum { CASES_SINCE = 6, CASES_CELLS, CASES_MOST = CASES_CELLS + AROUND_CELLS, CASES_ARGS };

static void cases_args(Tx *tx, const Around *a, DbValue *args)
{
    square_of(tx, a, args);
    args[CASES_SINCE] = db_int(a->since / 1000);
    cells_of(a, args + CASES_CELLS);
    args[CASES_MOST] = db_int((int64_t)a->most);
}

Err spot_cases_ask_ahead(Tx *tx, const Around *a)
{
    DbValue args[CASES_ARGS];
    cases_args(tx, a, args);
    return db_ask_ahead(tx, SQL_SPOT_CASES_AROUND, args, COUNT_OF(args));
}

static int newest_first(const void *a, const void *b)
{
    const SpotCase *x = a, *y = b;
    return (x->submitted_at < y->submitted_at) - (x->submitted_at > y->submitted_at);
}

Err spot_cases_around(Tx *tx, const Around *a, SpotCase *out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    DbValue args[CASES_ARGS];
    SpotCase read[SPOT_CASES_READ];
    size_t n = 0;
    cases_args(tx, a, args);
    TRY(db_query_args(tx, &rows, SQL_SPOT_CASES_AROUND, args, COUNT_OF(args)));
    while (n < a->most && rows_next(&rows))
        read[n++] = (SpotCase){rows_text(&rows, 0), rows_int(&rows, 1), rows_int(&rows, 2), rows_int(&rows, 3)};
    qsort(read, n, sizeof *read, newest_first);
    *count = n < SPOT_CASES_MAX ? n : SPOT_CASES_MAX;
    memcpy(out, read, *count * sizeof *out);
    return rows_end(&rows);
}

Spot spot_of_row(const Rows *rows)
{
    return (Spot){.id = rows_text(rows, 0),
                  .category = rows_text(rows, 1),
                  .lat_e7 = rows_int(rows, 2),
                  .lon_e7 = rows_int(rows, 3),
                  .owner = rows_text(rows, 4),
                  .subdistrict = rows_text(rows, 5),
                  .community = rows_text(rows, 6),
                  .count = rows_int(rows, 7),
                  .first_at = rows_int(rows, 8),
                  .last_at = rows_int(rows, 9),
                  .plan = rows_text(rows, 10)};
}

Err spots_around(Tx *tx, const Around *a, Spot *out, size_t *count)
{
    enum { CELLS = 6 };
    Rows rows CLEANUP(rows_close) = {0};
    DbValue args[CELLS + AROUND_CELLS];
    size_t n = 0;
    square_of(tx, a, args);
    cells_of(a, args + CELLS);
    TRY(db_query_args(tx, &rows, SQL_SPOTS_AROUND, args, COUNT_OF(args)));
    while (n < SPOTS_NEAR_MAX && rows_next(&rows))
        out[n++] = spot_of_row(&rows);
    *count = n;
    return rows_end(&rows);
}

Err spot_save(Tx *tx, const Spot *s)
{
    return db_run(tx, SQL_SPOT_SAVE, db_text(tx->ctx->jurisdiction), db_text(s->id), db_text(s->category),
                  db_int(s->lat_e7), db_int(s->lon_e7), db_text(s->owner), db_text(s->subdistrict),
                  db_text(s->community), db_int(s->count), db_int(s->first_at), db_int(s->last_at), db_text(s->plan));
}

Err spot_load(Tx *tx, Str id, Spot *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SPOT_LOAD, db_text(tx->ctx->jurisdiction), db_text(id)));
    if (!rows_next(&rows)) {
        TRY(rows_end(&rows));
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_SPOT_NOT_FOUND);
    }
    *out = spot_of_row(&rows);
    return rows_end(&rows);
}

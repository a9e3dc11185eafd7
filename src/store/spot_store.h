/* Recurring spots: where the same kind of matter keeps coming back. */
#ifndef GULOU_STORE_SPOT_STORE_H
#define GULOU_STORE_SPOT_STORE_H

#include "db/db.h"

typedef struct Spot {
    Str id, category;
    int64_t lat_e7, lon_e7;
    Str owner, subdistrict, community;
    int64_t count;
    UnixMs first_at, last_at;
    Str plan; /* empty: none yet */
} Spot;

typedef struct SpotCase {
    Str number;
    int64_t lat_e7, lon_e7;
    UnixMs submitted_at;
} SpotCase;

Spot spot_of_row(const Rows *rows); /* columns in this order */

/* A square around a point, at most AROUND_METRES_MAX each way; the caller measures the circle. */
enum { AROUND_CELLS = 16, AROUND_METRES_MAX = 150 };
typedef struct Around {
    Str category;
    int64_t lat_e7, lon_e7, half_lat_e7, half_lon_e7;
    UnixMs since;
    size_t most; /* cases to look at: any so many, where more stand in the square; at most SPOT_CASES_READ */
} Around;

enum { SPOT_CASES_MAX = 200, SPOT_CASES_READ = 1000 };
/* Newest first, at most SPOT_CASES_MAX. */
MUST_USE Err spot_cases_around(Tx *tx, const Around *around, SpotCase *out, size_t *count);
MUST_USE Err spot_cases_ask_ahead(Tx *tx, const Around *around);                   /* see db_ask_ahead */
MUST_USE Err spots_around(Tx *tx, const Around *around, Spot *out, size_t *count); /* at most 20 */
MUST_USE Err spot_save(Tx *tx, const Spot *spot);
MUST_USE Err spot_load(Tx *tx, Str id, Spot *out); /* NOT_FOUND */

#endif

/* The provinces, cities and counties of China: whoever names another one means a place that is not ours. */
#ifndef GULOU_GEO_DIVISIONS_H
#define GULOU_GEO_DIVISIONS_H

#include "base/str.h"

extern const char division_rows[]; /* code and name, separated by ';' */

enum { DIVISIONS_MAX = 4000 };

typedef struct Division {
    Str code;       /* 2, 4 or 6 digits */
    Str name;       /* 东莞市 */
    Str short_name; /* 东莞; empty where only the whole name is said: counties, autonomous regions */
} Division;

/* The next one; *at starts at 0. False: no more. */
bool division_next(size_t *at, Division *out);

#endif

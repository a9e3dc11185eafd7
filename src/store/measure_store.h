/* Frozen figures: one row per item that fell due (DOMAIN: 指标). */
#ifndef GULOU_STORE_MEASURE_STORE_H
#define GULOU_STORE_MEASURE_STORE_H

#include "db/db.h"

typedef struct DueItem {
    const char *measure; /* response check_in sign handle review solved satisfied rework extension dispatch */
    Str number;
    Str item; /* clock id, or the measure's own key; unique per case and measure */
    Str unit; /* whose figure it is */
    Str category;
    Str subdistrict; /* area of the place: whose part of the district it counts for */
    UnixMs due_at;
    bool hit;
} DueItem;

/* Adds the item; one that stands already changes only while its due moment has not come. */
MUST_USE Err due_item_put(Tx *tx, const DueItem *item);
/* A dated counter-entry: both figures stay visible. Nothing happens when there is no such item. */
typedef struct Correction {
    const char *measure;
    Str number, item;
    bool hit;
} Correction;
MUST_USE Err due_item_correct(Tx *tx, const Correction *correction);

#endif

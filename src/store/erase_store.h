/* Erasing what must not be shown: the row's content goes, its commitment in the event stays, so that the log stays
 * whole. */
#ifndef GULOU_STORE_ERASE_STORE_H
#define GULOU_STORE_ERASE_STORE_H

#include "db/db.h"

typedef struct TextRef {
    Str number;
    int64_t seq;
    Str field;
} TextRef;
/* *found: false when there is no such thing, or it is erased already. */
MUST_USE Err text_erase(Tx *tx, const TextRef *ref, bool *found);
/* The covered copies of the report's words (store/publication_store.h). */
MUST_USE Err text_erase_shown(Tx *tx, Str number);
/* Marks the picture of this case; its files are removed by the sweep afterwards. */
MUST_USE Err photo_mark_erased(Tx *tx, Str number, Str photo, bool *found);

#endif

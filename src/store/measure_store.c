/* Frozen figures; see measure_store.h. */
#include "store/measure_store.h"

Err due_item_put(Tx *tx, const DueItem *item)
{
    return db_run(tx, SQL_DUE_ITEM_PUT, db_text(tx->ctx->jurisdiction), db_text(str_of(item->measure)),
                  db_text(item->number), db_text(item->item), db_text(item->unit), db_text(item->category),
                  db_int(item->due_at), db_int(item->hit), db_int(tx->ctx->now), db_text(item->subdistrict));
}

Err due_item_correct(Tx *tx, const Correction *correction)
{
    return db_run(tx, SQL_DUE_ITEM_CORRECT, db_text(tx->ctx->jurisdiction), db_text(str_of(correction->measure)),
                  db_text(correction->number), db_text(correction->item), db_int(correction->hit),
                  db_int(tx->ctx->now));
}

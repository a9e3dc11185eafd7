/* Erasing; see erase_store.h. */
#include "store/erase_store.h"

#include "store/archive_store.h"

Err text_erase(Tx *tx, const TextRef *ref, bool *found)
{
    int64_t changed = 0;
    TRY(archive_bring_home(tx, ref->number));
    TRY(db_change(tx, &changed, SQL_TEXT_ERASE, db_text(tx->ctx->jurisdiction), db_text(ref->number), db_int(ref->seq),
                  db_text(ref->field), db_int(tx->ctx->now)));
    *found = changed == 1;
    return OK;
}

Err text_erase_shown(Tx *tx, Str number)
{
    return db_run(tx, SQL_TEXT_ERASE_SHOWN, db_text(tx->ctx->jurisdiction), db_text(number), db_int(tx->ctx->now));
}

Err photo_mark_erased(Tx *tx, Str number, Str photo, bool *found)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_PHOTO_MARK_ERASED, db_text(tx->ctx->jurisdiction), db_text(number), db_text(photo),
                  db_int(tx->ctx->now)));
    *found = changed == 1;
    return OK;
}

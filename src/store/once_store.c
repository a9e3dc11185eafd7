/* See once_store.h. */
#include "store/once_store.h"

Err once_use(Tx *tx, const Once *once, bool *fresh)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_ONCE_PUT, db_text(tx->ctx->jurisdiction), db_text(once->purpose),
                  db_text(once->token), db_int(once->until)));
    *fresh = changed == 1;
    return OK;
}

Err once_sweep(Tx *tx)
{
    return db_run(tx, SQL_ONCE_SWEEP, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now));
}

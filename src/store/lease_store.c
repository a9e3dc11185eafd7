/* Leases <-> rows; see lease_store.h. */
#include "store/lease_store.h"

Err lease_take(Tx *tx, const Lease *lease)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_LEASE_TAKE, db_text(tx->ctx->jurisdiction), db_text(lease->name),
                  db_text(lease->holder), db_int(lease->until), db_int(tx->ctx->now)));
    return changed == 1 ? OK : fail(tx->ctx, ERR_BUSY, MSG_LEASE_HELD);
}

Err lease_release(Tx *tx, const Lease *lease)
{
    return db_run(tx, SQL_LEASE_RELEASE, db_text(tx->ctx->jurisdiction), db_text(lease->name), db_text(lease->holder));
}

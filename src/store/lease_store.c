/* Leases <-> rows; see lease_store.h. */
#include "store/lease_store.h"

Err shared_clock(Tx *tx, UnixMs *out)
{
    if (!tx_on_server(tx)) {
        *out = tx->ctx->now;
        return OK;
    }
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SHARED_CLOCK_POSTGRES));
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

Err lease_take(Tx *tx, const Lease *lease)
{
    int64_t changed = 0;
    UnixMs now = 0;
    TRY(shared_clock(tx, &now));
    TRY(db_change(tx, &changed, SQL_LEASE_TAKE, db_text(tx->ctx->jurisdiction), db_text(lease->name),
                  db_text(lease->holder), db_int(now + lease->span), db_int(now)));
    return changed == 1 ? OK : fail(tx->ctx, ERR_BUSY, MSG_LEASE_HELD);
}

Err lease_release(Tx *tx, const Lease *lease)
{
    return db_run(tx, SQL_LEASE_RELEASE, db_text(tx->ctx->jurisdiction), db_text(lease->name), db_text(lease->holder));
}

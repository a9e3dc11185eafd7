/* The outbox; see outbox_store.h. */
#include "store/outbox_store.h"

Err outbox_add(Tx *tx, const OutboxMessage *message)
{
    unsigned char id[16];
    Ctx *ctx = tx->ctx;
    rand_bytes(ctx->rand, id, sizeof id);
    return db_run(tx, SQL_OUTBOX_ADD, db_text(ctx->jurisdiction), db_text(str_hex(ctx->arena, id, sizeof id)),
                  db_int(ctx->now), db_text(message->kind), db_text(message->recipient), db_text(message->body),
                  db_text(message->link), db_text(message->number));
}

static OutboxMessage message_of_row(const Rows *rows)
{
    return (OutboxMessage){.id = rows_text(rows, 0),
                           .at = rows_int(rows, 1),
                           .kind = rows_text(rows, 2),
                           .recipient = rows_text(rows, 3),
                           .body = rows_text(rows, 4),
                           .link = rows_text(rows, 5),
                           .number = rows_text(rows, 6),
                           .state = rows_text(rows, 7),
                           .attempts = rows_int(rows, 8)};
}

Err outbox_list(Tx *tx, int64_t limit, OutboxMessage **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    OutboxMessage *list = ARENA_ARRAY(tx->ctx->arena, OutboxMessage, (size_t)limit);
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_OUTBOX_LIST, db_text(tx->ctx->jurisdiction), db_int(limit)));
    while (n < (size_t)limit && rows_next(&rows)) {
        list[n++] = message_of_row(&rows);
    }
    *out = list;
    *count = n;
    return rows_end(&rows);
}

Err outbox_due(Tx *tx, OutboxPage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_OUTBOX_DUE, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now), db_int(OUTBOX_PAGE)));
    while (n < OUTBOX_PAGE && rows_next(&rows))
        out->at[n++] = message_of_row(&rows);
    out->len = n;
    return rows_end(&rows);
}

Err outbox_claim(Tx *tx, const OutboxClaim *claim, bool *claimed)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_OUTBOX_CLAIM, db_text(tx->ctx->jurisdiction), db_text(claim->id),
                  db_int(claim->next_at), db_int(tx->ctx->now)));
    *claimed = changed == 1;
    return OK;
}

Err outbox_settle(Tx *tx, Str id, Str state)
{
    return db_run(tx, SQL_OUTBOX_SETTLE, db_text(tx->ctx->jurisdiction), db_text(id), db_text(state));
}

Err outbox_hold(Tx *tx, int64_t most, int64_t *held)
{
    return db_change(tx, held, SQL_OUTBOX_HOLD, db_text(tx->ctx->jurisdiction), db_int(most));
}

Err outbox_sweep(Tx *tx, UnixMs before, int64_t most, int64_t *removed)
{
    return db_change(tx, removed, SQL_OUTBOX_SWEEP, db_text(tx->ctx->jurisdiction), db_int(before), db_int(most));
}

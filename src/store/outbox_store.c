/* The outbox; see outbox_store.h. */
#include "store/outbox_store.h"

Err outbox_add(Tx *tx, const OutboxMessage *message)
{
    unsigned char id[16];
    Ctx *ctx = tx->ctx;
    rand_bytes(ctx->rand, id, sizeof id);
    return db_run(tx, SQL_OUTBOX_ADD, db_text(ctx->jurisdiction), db_text(str_hex(ctx->arena, id, sizeof id)),
                  db_int(ctx->now), db_text(message->kind), db_text(message->recipient), db_text(message->body),
                  db_text(message->link), db_text(message->number), db_int(message->at_once));
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
                           .attempts = rows_int(rows, 8),
                           .at_once = rows_int(rows, 9) == 1,
                           .way = rows_text(rows, 10),
                           .why = rows_text(rows, 11)};
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

Err outbox_settle(Tx *tx, const OutboxEnd *end)
{
    return db_run(tx, SQL_OUTBOX_SETTLE, db_text(tx->ctx->jurisdiction), db_text(end->id), db_text(end->state),
                  db_text(end->way), db_text(end->why), db_text(end->to_hash), db_int(end->sent_at));
}

Err outbox_put_off(Tx *tx, const OutboxRest *rest)
{
    return db_run(tx, SQL_OUTBOX_PUT_OFF, db_text(tx->ctx->jurisdiction), db_text(rest->id), db_int(rest->until),
                  db_text(rest->why), db_int(tx->ctx->now));
}

Err outbox_give_back(Tx *tx, const OutboxRest *rest)
{
    return db_run(tx, SQL_OUTBOX_GIVE_BACK, db_text(tx->ctx->jurisdiction), db_text(rest->id), db_int(rest->until),
                  db_text(rest->way), db_text(rest->why));
}

Err outbox_why(Tx *tx, const OutboxRest *rest)
{
    return db_run(tx, SQL_OUTBOX_WHY, db_text(tx->ctx->jurisdiction), db_text(rest->id), db_text(rest->way),
                  db_text(rest->why));
}

Err outbox_bounce(Tx *tx, Str id, Str why, bool *found)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_OUTBOX_BOUNCE, db_text(tx->ctx->jurisdiction), db_text(id), db_text(why)));
    *found = changed == 1;
    return OK;
}

Err outbox_load(Tx *tx, Str id, OutboxMessage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_OUTBOX_LOAD, db_text(tx->ctx->jurisdiction), db_text(id)));
    *out = rows_next(&rows) ? message_of_row(&rows) : (OutboxMessage){0};
    return rows_end(&rows);
}

Err outbox_count(Tx *tx, const OutboxCount *what, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Str district = tx->ctx->jurisdiction;
    TRY(str_empty(what->to_hash) ? db_query(tx, &rows, SQL_OUTBOX_COUNT_SENT, db_text(district), db_int(what->since))
                                 : db_query(tx, &rows, SQL_OUTBOX_COUNT_SENT_TO, db_text(district),
                                            db_text(what->to_hash), db_int(what->since)));
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

Err outbox_hold(Tx *tx, int64_t most, int64_t *held)
{
    return db_change(tx, held, SQL_OUTBOX_HOLD, db_text(tx->ctx->jurisdiction), db_int(most));
}

Err outbox_sweep(Tx *tx, UnixMs before, int64_t most, int64_t *removed)
{
    return db_change(tx, removed, SQL_OUTBOX_SWEEP, db_text(tx->ctx->jurisdiction), db_int(before), db_int(most));
}

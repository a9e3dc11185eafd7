/* See push_store.h. */
#include "store/push_store.h"

static Push of_row(const Rows *rows)
{
    return (Push){.number = rows_text(rows, 0),
                  .call = rows_int(rows, 1),
                  .server = rows_text(rows, 2),
                  .service = rows_text(rows, 3),
                  .state = rows_text(rows, 4),
                  .remote = rows_text(rows, 5),
                  .token = rows_text(rows, 6),
                  .status = rows_text(rows, 7),
                  .notes = rows_text(rows, 8),
                  .said = rows_text(rows, 9),
                  .tries = rows_int(rows, 10),
                  .made_at = rows_int(rows, 11),
                  .heard_at = rows_int(rows, 12),
                  .next_at = rows_int(rows, 13),
                  .version = rows_int(rows, 14),
                  .step = rows_int(rows, 15)};
}

Err push_candidates(Tx *tx, Str unit, PushCandidates *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_PUSH_CANDIDATES, db_text(tx->ctx->jurisdiction), db_text(unit)));
    while (out->len < PUSH_PAGE && rows_next(&rows))
        out->at[out->len++] = (PushCandidate){rows_text(&rows, 0), rows_int(&rows, 1), rows_text(&rows, 2)};
    return rows_end(&rows);
}

Err push_add(Tx *tx, const Push *push)
{
    return db_run(tx, SQL_PUSH_ADD, db_text(tx->ctx->jurisdiction), db_text(push->number), db_int(push->call),
                  db_text(push->server), db_text(push->service), db_text(push->state), db_int(tx->ctx->now),
                  db_int(push->next_at));
}

static Err take_all(Rows *rows, Pushes *out)
{
    out->len = 0;
    while (out->len < PUSHES_MAX && rows_next(rows))
        out->at[out->len++] = of_row(rows);
    return rows_end(rows);
}

Err push_due(Tx *tx, Pushes *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PUSH_DUE, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now)));
    return take_all(&rows, out);
}

Err push_list(Tx *tx, Pushes *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PUSH_LIST, db_text(tx->ctx->jurisdiction), db_int(PUSHES_MAX)));
    return take_all(&rows, out);
}

Err push_load(Tx *tx, Str number, int64_t call, Push *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Push push = {0};
    TRY(db_query(tx, &rows, SQL_PUSH_GET, db_text(tx->ctx->jurisdiction), db_text(number), db_int(call)));
    if (rows_next(&rows))
        push = of_row(&rows);
    TRY(rows_end(&rows));
    if (str_empty(push.number))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_PUSH_UNKNOWN);
    *out = push;
    return OK;
}

Err push_set(Tx *tx, const Push *push, bool *ours)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_PUSH_SET, db_text(tx->ctx->jurisdiction), db_text(push->number), db_int(push->call),
                  db_int(push->version), db_text(push->state), db_text(push->remote), db_text(push->token),
                  db_text(push->status), db_text(push->notes), db_text(push->said), db_int(push->tries),
                  db_int(push->heard_at), db_int(push->next_at), db_int(push->step)));
    *ours = changed == 1;
    return OK;
}

Err push_ring(Tx *tx, Str server, Str remote)
{
    return db_run(tx, SQL_PUSH_RING, db_text(tx->ctx->jurisdiction), db_text(server), db_text(remote),
                  db_int(tx->ctx->now));
}

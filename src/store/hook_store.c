/* See hook_store.h. */
#include "store/hook_store.h"

static Hook of_row(const Rows *rows)
{
    return (Hook){.partner = rows_text(rows, 0),
                  .url = rows_text(rows, 1),
                  .serial = rows_int(rows, 2),
                  .leaf = rows_int(rows, 3),
                  .state = rows_text(rows, 4),
                  .fails = rows_int(rows, 5),
                  .failing_since = rows_int(rows, 6),
                  .next_at = rows_int(rows, 7),
                  .sent_at = rows_int(rows, 8),
                  .said = rows_text(rows, 9)};
}

/* How many leaves the log has. */
static Err log_end(Tx *tx, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_EVENT_LAST_LEAF, db_text(tx->ctx->jurisdiction)));
    int64_t end = rows_next(&rows) ? rows_int(&rows, 0) + 1 : 0;
    TRY(rows_end(&rows));
    *out = end;
    return OK;
}

Err hook_put(Tx *tx, Str partner, Str url)
{
    int64_t end = 0;
    TRY(log_end(tx, &end));
    return db_run(tx, SQL_HOOK_PUT, db_text(tx->ctx->jurisdiction), db_text(partner), db_text(url), db_int(end),
                  db_int(tx->ctx->now));
}

Err hook_drop(Tx *tx, Str partner)
{
    return db_run(tx, SQL_HOOK_DROP, db_text(tx->ctx->jurisdiction), db_text(partner));
}

Err hook_resume(Tx *tx, Str partner)
{
    return db_run(tx, SQL_HOOK_RESUME, db_text(tx->ctx->jurisdiction), db_text(partner), db_int(tx->ctx->now));
}

Err hook_load(Tx *tx, Str partner, Hook *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Hook hook = {0};
    TRY(db_query(tx, &rows, SQL_HOOK_GET, db_text(tx->ctx->jurisdiction), db_text(partner)));
    if (rows_next(&rows))
        hook = of_row(&rows);
    TRY(rows_end(&rows));
    *out = hook;
    return OK;
}

static Err take_all(Rows *rows, Hooks *out)
{
    out->len = 0;
    while (out->len < HOOKS_MAX && rows_next(rows))
        out->at[out->len++] = of_row(rows);
    return rows_end(rows);
}

Err hook_list(Tx *tx, Hooks *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_HOOK_LIST, db_text(tx->ctx->jurisdiction)));
    return take_all(&rows, out);
}

Err hook_due(Tx *tx, Hooks *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_HOOK_DUE, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now)));
    return take_all(&rows, out);
}

Err hook_set(Tx *tx, const Hook *hook)
{
    return db_run(tx, SQL_HOOK_SET, db_text(tx->ctx->jurisdiction), db_text(hook->partner), db_int(hook->serial),
                  db_int(hook->leaf), db_text(hook->state), db_int(hook->fails), db_int(hook->failing_since),
                  db_int(hook->next_at), db_int(hook->sent_at), db_text(hook->said));
}

Err hook_events(Tx *tx, const Hook *hook, HookEvents *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    int64_t end = 0;
    out->len = 0;
    TRY(log_end(tx, &end));
    out->next = end < hook->leaf + HOOK_LEAVES ? end : hook->leaf + HOOK_LEAVES;
    TRY(db_query(tx, &rows, SQL_HOOK_EVENTS, db_text(tx->ctx->jurisdiction), db_text(hook->partner), db_int(hook->leaf),
                 db_int(out->next)));
    while (out->len < HOOK_EVENTS_MOST && rows_next(&rows))
        out->at[out->len++] = (HookEvent){.leaf = rows_int(&rows, 0),
                                          .number = rows_text(&rows, 1),
                                          .seq = rows_int(&rows, 2),
                                          .at = rows_int(&rows, 3),
                                          .action = rows_text(&rows, 4),
                                          .body = rows_text(&rows, 5)};
    if (out->len == HOOK_EVENTS_MOST)
        out->next = out->at[out->len - 1].leaf + 1;
    return rows_end(&rows);
}

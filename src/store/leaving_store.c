/* See leaving_store.h. */
#include "store/leaving_store.h"

static Err read_things(Rows *rows, bool with_unit, HeldThings *out)
{
    HeldThings things = {ARENA_ARRAY(rows->tx->ctx->arena, HeldThing, IN_HAND_MOST), 0};
    while (rows_next(rows) && things.len < IN_HAND_MOST)
        things.at[things.len++] = (HeldThing){rows_text(rows, 0), with_unit ? rows_text(rows, 1) : STR("")};
    TRY(rows_end(rows));
    *out = things;
    return OK;
}

Err held_by(Tx *tx, const HeldBy *of, HeldThings *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    DbValue here = db_text(tx->ctx->jurisdiction), whose = db_text(of->person);
    switch (of->kind) {
    case IN_HAND_CASES:
        TRY(db_query(tx, &rows, SQL_LEAVING_CASES, here, whose));
        return read_things(&rows, false, out);
    case IN_HAND_TASKS:
        TRY(db_query(tx, &rows, SQL_LEAVING_TASKS, here, whose));
        return read_things(&rows, true, out);
    case IN_HAND_PLANS:
        TRY(db_query(tx, &rows, SQL_LEAVING_PLANS, here, whose));
        return read_things(&rows, true, out);
    case IN_HAND_CALL_BACKS:
        break;
    }
    TRY(db_query(tx, &rows, SQL_LEAVING_CALL_BACKS, here, whose));
    return read_things(&rows, false, out);
}

Err held_free(Tx *tx, InHand kind, Str id)
{
    DbValue here = db_text(tx->ctx->jurisdiction), what = db_text(id);
    switch (kind) {
    case IN_HAND_TASKS:
        return db_run(tx, SQL_LEAVING_TASK_FREE, here, what);
    case IN_HAND_PLANS:
        return db_run(tx, SQL_LEAVING_PLAN_FREE, here, what);
    case IN_HAND_CALL_BACKS:
        return db_run(tx, SQL_LEAVING_CALL_BACK_FREE, here, what);
    case IN_HAND_CASES:
        break;
    }
    return OK;
}

Err leaving_set(Tx *tx, Str person, UnixMs at)
{
    return db_run(tx, SQL_LEAVING_SET, db_text(tx->ctx->jurisdiction), db_text(person), db_int(at));
}

Err leaving_due(Tx *tx, HeldThings *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_LEAVING_DUE, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now)));
    return read_things(&rows, false, out);
}

Err leaving_all(Tx *tx, Leavings *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Leavings all = {ARENA_ARRAY(tx->ctx->arena, Leaving, IN_HAND_MOST), 0};
    TRY(db_query(tx, &rows, SQL_LEAVING_LIST, db_text(tx->ctx->jurisdiction)));
    while (rows_next(&rows) && all.len < IN_HAND_MOST)
        all.at[all.len++] = (Leaving){rows_text(&rows, 0), rows_int(&rows, 1)};
    TRY(rows_end(&rows));
    *out = all;
    return OK;
}

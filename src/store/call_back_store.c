/* Call-backs; see phone_store.h. */
#include "store/phone_store.h"

#include "domain/actor.h"

#define TAKEN_FOR MINUTES(15) /* [D] then somebody else may */
#define SEEN_AFTER HOURS(1)   /* whoever called back may still look */

static CallBack of_row(const Rows *rows)
{
    return (CallBack){.id = rows_text(rows, 0),
                      .call = rows_text(rows, 1),
                      .why = rows_text(rows, 2),
                      .state = rows_text(rows, 3),
                      .made_at = rows_int(rows, 4),
                      .due_at = rows_int(rows, 5),
                      .made_by = rows_text(rows, 6),
                      .note = rows_text(rows, 7),
                      .taken_by = rows_text(rows, 8),
                      .taken_at = rows_int(rows, 9),
                      .tries = rows_int(rows, 10),
                      .last_try_at = rows_int(rows, 11),
                      .settled_at = rows_int(rows, 12)};
}

Err call_back_add(Tx *tx, const CallBack *c)
{
    return db_run(tx, SQL_PHONE_CALL_BACK_PUT, db_text(tx->ctx->jurisdiction), db_text(c->id), db_text(c->call),
                  db_text(c->why), db_int(c->made_at), db_int(c->due_at), db_text(c->made_by), db_opt(c->note));
}

Err call_back_withdraw_missed(Tx *tx, Str call)
{
    return db_run(tx, SQL_PHONE_CALL_BACK_WITHDRAW, db_text(tx->ctx->jurisdiction), db_text(call));
}

Err call_back_got_through(Tx *tx, const StoredCall *call)
{
    if (str_empty(call->call.number))
        return OK;
    return db_run(tx, SQL_PHONE_CALL_BACK_GOT_THROUGH, db_text(tx->ctx->jurisdiction), db_text(call->call.number),
                  db_int(tx->ctx->now), db_int(call->call.answered_at));
}

Err phone_answered_since(Tx *tx, const StoredCall *call, bool *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHONE_ANSWERED_SINCE, db_text(tx->ctx->jurisdiction), db_text(call->call.number),
                 db_int(call->call.offered_at)));
    bool found = rows_next(&rows);
    TRY(rows_end(&rows));
    *out = found;
    return OK;
}

Err call_back_load(Tx *tx, Str id, CallBack *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHONE_CALL_BACK_GET, db_text(tx->ctx->jurisdiction), db_text(id)));
    bool found = rows_next(&rows);
    CallBack loaded = found ? of_row(&rows) : (CallBack){0};
    TRY(rows_end(&rows));
    if (!found)
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CALL_BACK_UNKNOWN);
    *out = loaded;
    return OK;
}

Err call_back_list(Tx *tx, bool open, CallBacks *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    if (open)
        TRY(db_query(tx, &rows, SQL_PHONE_CALL_BACK_LIST, db_text(tx->ctx->jurisdiction), db_text(STR("open"))));
    else
        TRY(db_query(tx, &rows, SQL_PHONE_CALL_BACK_SETTLED, db_text(tx->ctx->jurisdiction)));
    while (out->len < CALL_BACKS_MOST && rows_next(&rows))
        out->at[out->len++] = of_row(&rows);
    return rows_end(&rows);
}

Err call_back_take(Tx *tx, Str id, bool *taken)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_PHONE_CALL_BACK_TAKE, db_text(tx->ctx->jurisdiction), db_text(id),
                  db_text(tx->ctx->actor->person), db_int(tx->ctx->now), db_int(tx->ctx->now - TAKEN_FOR)));
    *taken = changed == 1;
    return OK;
}

Err call_back_taken(Tx *tx, Str call, Str person, bool *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHONE_CALL_BACK_TAKEN, db_text(tx->ctx->jurisdiction), db_text(call), db_text(person),
                 db_int(tx->ctx->now - SEEN_AFTER)));
    bool found = rows_next(&rows);
    TRY(rows_end(&rows));
    *out = found;
    return OK;
}

Err call_back_try(Tx *tx, const CallBackTry *in, bool *counted)
{
    int64_t changed = 0;
    Str person = tx->ctx->actor->person;
    bool again = str_is(in->state, "open"); /* by anybody */
    TRY(db_change(tx, &changed, SQL_PHONE_CALL_BACK_TRY, db_text(tx->ctx->jurisdiction), db_text(in->id),
                  db_text(in->state), db_int(tx->ctx->now), db_int(again ? 0 : tx->ctx->now),
                  db_text(again ? STR("") : person), db_text(person)));
    if (changed == 1)
        TRY(db_run(tx, SQL_PHONE_CALL_BACK_TRY_PUT, db_text(tx->ctx->jurisdiction), db_text(in->id),
                   db_int(tx->ctx->now), db_text(person), db_text(in->result), db_opt(in->note)));
    *counted = changed == 1;
    return OK;
}

Err call_back_tries(Tx *tx, Str id, CallBackTry out[CALL_BACK_TRIES_MOST], size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t found = 0;
    TRY(db_query(tx, &rows, SQL_PHONE_CALL_BACK_TRIES, db_text(tx->ctx->jurisdiction), db_text(id)));
    while (found < CALL_BACK_TRIES_MOST && rows_next(&rows))
        out[found++] = (CallBackTry){.id = id,
                                     .at = rows_int(&rows, 0),
                                     .person = rows_text(&rows, 1),
                                     .result = rows_text(&rows, 2),
                                     .note = rows_text(&rows, 3)};
    TRY(rows_end(&rows));
    *count = found;
    return OK;
}

Err call_back_reached(Tx *tx, Str number)
{
    if (str_empty(number))
        return OK;
    return db_run(tx, SQL_PHONE_CALL_BACK_REACHED, db_text(tx->ctx->jurisdiction), db_text(number),
                  db_int(tx->ctx->now));
}

/* What people do with calls: looks, links to cases, notes, call-backs; see phone_store.h. */
#include "store/phone_store.h"

#include "domain/actor.h"

Err phone_look_add(Tx *tx, const PhoneLook *look)
{
    return db_run(tx, SQL_PHONE_LOOK_PUT, db_text(tx->ctx->jurisdiction), db_text(look->call), db_int(tx->ctx->now),
                  db_text(look->person), db_text(look->what), db_text(look->note));
}

Err phone_look_all(Tx *tx, Str call, PhoneLook **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    PhoneLook *list = ARENA_ARRAY(tx->ctx->arena, PhoneLook, PHONE_LIST_MOST);
    size_t found = 0;
    TRY(db_query(tx, &rows, SQL_PHONE_LOOK_LIST, db_text(tx->ctx->jurisdiction), db_text(call)));
    while (found < PHONE_LIST_MOST && rows_next(&rows))
        list[found++] = (PhoneLook){.call = call,
                                    .at = rows_int(&rows, 0),
                                    .person = rows_text(&rows, 1),
                                    .what = rows_text(&rows, 2),
                                    .note = rows_text(&rows, 3)};
    TRY(rows_end(&rows));
    *out = list;
    *count = found;
    return OK;
}

static Err take_texts(Rows *rows, Str *out, size_t most, size_t *count)
{
    size_t found = 0;
    while (found < most && rows_next(rows))
        out[found++] = rows_text(rows, 0);
    TRY(rows_end(rows));
    *count = found;
    return OK;
}

Err phone_earlier(Tx *tx, const StoredCall *call, Earlier *out)
{
    Str spelt[PHONE_SPELLINGS] = {0};
    out->case_count = out->call_count = 0;
    if (str_empty(call->call.number))
        return OK;
    size_t count = phone_number_spellings(tx->ctx->arena, call->call.number, spelt);
    for (size_t i = count; i < PHONE_SPELLINGS; i++)
        spelt[i] = spelt[0];
    Rows cases CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &cases, SQL_PHONE_EARLIER_CASES, db_text(tx->ctx->jurisdiction), db_text(spelt[0]),
                 db_text(spelt[1]), db_text(spelt[2]), db_text(spelt[3])));
    TRY(take_texts(&cases, out->cases, PHONE_EARLIER_MOST, &out->case_count));
    Rows calls CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &calls, SQL_PHONE_EARLIER_CALLS, db_text(tx->ctx->jurisdiction), db_text(spelt[0]),
                 db_text(spelt[1]), db_text(spelt[2]), db_text(spelt[3]), db_text(call->id)));
    return take_texts(&calls, out->calls, PHONE_EARLIER_MOST, &out->call_count);
}

Err phone_case_link(Tx *tx, Str call, Str number)
{
    return db_run(tx, SQL_PHONE_CASE_PUT, db_text(tx->ctx->jurisdiction), db_text(call), db_text(number),
                  db_int(tx->ctx->now), db_text(tx->ctx->actor->person));
}

Err phone_cases_of(Tx *tx, Str call, Str out[PHONE_CASES_MOST], size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHONE_CASE_LIST, db_text(tx->ctx->jurisdiction), db_text(call)));
    return take_texts(&rows, out, PHONE_CASES_MOST, count);
}

Err phone_calls_of(Tx *tx, Str number, Str out[PHONE_CASES_MOST], size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHONE_CALLS_OF_CASE, db_text(tx->ctx->jurisdiction), db_text(number)));
    return take_texts(&rows, out, PHONE_CASES_MOST, count);
}

Err phone_note_add(Tx *tx, const PhoneNote *note)
{
    return db_run(tx, SQL_PHONE_NOTE_PUT, db_text(tx->ctx->jurisdiction), db_text(note->call), db_int(tx->ctx->now),
                  db_text(tx->ctx->actor->person), db_text(note->unit), db_text(note->body));
}

Err phone_note_all(Tx *tx, Str call, PhoneNote **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    PhoneNote *list = ARENA_ARRAY(tx->ctx->arena, PhoneNote, PHONE_LIST_MOST);
    size_t found = 0;
    TRY(db_query(tx, &rows, SQL_PHONE_NOTE_LIST, db_text(tx->ctx->jurisdiction), db_text(call)));
    while (found < PHONE_LIST_MOST && rows_next(&rows))
        list[found++] = (PhoneNote){.call = call,
                                    .at = rows_int(&rows, 0),
                                    .person = rows_text(&rows, 1),
                                    .unit = rows_text(&rows, 2),
                                    .body = rows_text(&rows, 3)};
    TRY(rows_end(&rows));
    *out = list;
    *count = found;
    return OK;
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

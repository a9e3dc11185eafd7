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
    TRY(db_query(tx, &rows, SQL_PHONE_CASE_LIST, db_text(tx->ctx->jurisdiction), db_text(call),
                 db_text(tx->ctx->actor->person)));
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

Err phone_list(Tx *tx, const PhonePage *page, Str out[PHONE_LIST_MOST], size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    if (str_empty(page->person))
        TRY(db_query(tx, &rows, SQL_PHONE_LIST_ALL, db_text(tx->ctx->jurisdiction), db_int(page->before),
                     db_int(page->limit)));
    else
        TRY(db_query(tx, &rows, SQL_PHONE_LIST_OWN, db_text(tx->ctx->jurisdiction), db_int(page->before),
                     db_int(page->limit), db_text(page->person)));
    return take_texts(&rows, out, PHONE_LIST_MOST, count);
}

Err phone_each(Tx *tx, const PhoneWalk *walk)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHONE_SPAN, db_text(tx->ctx->jurisdiction), db_int(walk->span.from),
                 db_int(walk->span.until)));
    while (rows_next(&rows)) {
        PhoneRow row = {.offered_at = rows_int(&rows, 0),
                        .answered_at = rows_int(&rows, 1),
                        .ended_at = rows_int(&rows, 2),
                        .outbound = rows_int(&rows, 3) == 1,
                        .person = rows_text(&rows, 4),
                        .call = rows_text(&rows, 5)};
        walk->visit(walk->self, &row);
    }
    return rows_end(&rows);
}

Err phone_score_add(Tx *tx, const PhoneScore *s)
{
    return db_run(tx, SQL_PHONE_SCORE_PUT, db_text(tx->ctx->jurisdiction), db_text(s->call), db_int(tx->ctx->now),
                  db_text(tx->ctx->actor->person), db_text(s->scored), db_int(s->greeting), db_int(s->listening),
                  db_int(s->accuracy), db_int(s->record), db_int(s->closing), db_text(s->note));
}

Err phone_score_of(Tx *tx, Str call, PhoneScore *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    PhoneScore score = {.call = call};
    TRY(db_query(tx, &rows, SQL_PHONE_SCORE_GET, db_text(tx->ctx->jurisdiction), db_text(call)));
    if (rows_next(&rows))
        score = (PhoneScore){.call = call,
                             .at = rows_int(&rows, 0),
                             .person = rows_text(&rows, 1),
                             .scored = rows_text(&rows, 2),
                             .greeting = rows_int(&rows, 3),
                             .listening = rows_int(&rows, 4),
                             .accuracy = rows_int(&rows, 5),
                             .record = rows_int(&rows, 6),
                             .closing = rows_int(&rows, 7),
                             .note = rows_text(&rows, 8)};
    TRY(rows_end(&rows));
    *out = score;
    return OK;
}

static Err erase_one(Tx *tx, Str call)
{
    DbValue of = db_text(tx->ctx->jurisdiction), which = db_text(call), now = db_int(tx->ctx->now);
    TRY(db_run(tx, SQL_PHONE_ERASE_EVENTS, of, which));
    TRY(db_run(tx, SQL_PHONE_ERASE_LEGS, of, which));
    TRY(db_run(tx, SQL_PHONE_ERASE_NOTES, of, which));
    TRY(db_run(tx, SQL_PHONE_ERASE_TRIES, of, which));
    TRY(db_run(tx, SQL_PHONE_ERASE_CALL_BACKS, of, which, now));
    return db_run(tx, SQL_PHONE_ERASE_CALL, of, which, now);
}

Err phone_erase(Tx *tx, const PhoneExpired *in, int64_t *gone)
{
    Str calls[PHONE_LIST_MOST];
    size_t count = 0;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHONE_EXPIRED, db_text(tx->ctx->jurisdiction), db_int(in->before), db_int(in->limit)));
    TRY(take_texts(&rows, calls, PHONE_LIST_MOST, &count));
    for (size_t i = 0; i < count; i++)
        TRY(erase_one(tx, calls[i]));
    *gone = (int64_t)count;
    return OK;
}

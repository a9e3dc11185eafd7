/* See way_store.h. */
#include "store/way_store.h"

#include "store/case_store.h"
#include "store/person_store.h"
#include "store/twin_store.h"

Err way_load(Tx *tx, Str number, Str who, WayRow *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    *out = (WayRow){.number = number, .who = who, .quiet = {QUIET_UNSAID, QUIET_UNSAID}};
    TRY(db_query(tx, &rows, SQL_WAY_LOAD, db_text(tx->ctx->jurisdiction), db_text(number), db_text(who)));
    if (!rows_next(&rows))
        return rows_end(&rows);
    out->known = way_parse(rows_text(&rows, 0), &out->way);
    out->mail = rows_text(&rows, 1);
    out->wechat = rows_text(&rows, 2);
    out->confirmed_at = rows_int(&rows, 3);
    out->leave = rows_text(&rows, 4);
    out->quiet = (Quiet){rows_int(&rows, 5), rows_int(&rows, 6)};
    out->thread = rows_text(&rows, 7);
    out->lang = str_is(rows_text(&rows, 8), "en") ? LANG_EN : LANG_ZH;
    out->phone = rows_text(&rows, 9);
    return rows_end(&rows);
}

Err way_save(Tx *tx, const WayRow *row)
{
    unsigned char leave[16];
    Rand rand = rand_system();
    rand_bytes(&rand, leave, sizeof leave);
    return db_run(tx, SQL_WAY_SAVE, db_text(tx->ctx->jurisdiction), db_text(row->number), db_text(row->who),
                  db_text(str_of(way_code(row->way))), db_text(row->lang == LANG_EN ? STR("en") : STR("zh")),
                  db_opt(row->mail), db_opt(row->wechat), db_int(row->confirmed_at),
                  db_text(str_hex(tx->ctx->arena, leave, sizeof leave)), db_int(row->quiet.from),
                  db_int(row->quiet.until), db_text(row->thread), db_int(tx->ctx->now), db_opt(row->phone));
}

Err way_thread(Tx *tx, const WayRow *row)
{
    return db_run(tx, SQL_WAY_THREAD, db_text(tx->ctx->jurisdiction), db_text(row->number), db_text(row->who),
                  db_text(row->thread));
}

Err way_ask(Tx *tx, const WayAsk *ask)
{
    return db_run(tx, SQL_WAY_ASK, db_text(tx->ctx->jurisdiction), db_text(ask->number), db_text(ask->who),
                  db_text(ask->hash), db_int(ask->until));
}

Err way_by_confirm(Tx *tx, Str hash, WayAsked *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    *out = (WayAsked){0};
    TRY(db_query(tx, &rows, SQL_WAY_BY_CONFIRM, db_text(tx->ctx->jurisdiction), db_text(hash)));
    if (rows_next(&rows))
        *out = (WayAsked){rows_text(&rows, 0), rows_text(&rows, 1), rows_text(&rows, 2), rows_int(&rows, 3)};
    return rows_end(&rows);
}

Err way_confirm(Tx *tx, Str hash)
{
    return db_run(tx, SQL_WAY_CONFIRM, db_text(tx->ctx->jurisdiction), db_text(hash), db_int(tx->ctx->now));
}

Err way_confirm_holder(Tx *tx, Str number, Str who)
{
    return db_run(tx, SQL_WAY_CONFIRM_HOLDER, db_text(tx->ctx->jurisdiction), db_text(number), db_text(who),
                  db_int(tx->ctx->now));
}

Err way_by_leave(Tx *tx, Str leave, WayAsked *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    *out = (WayAsked){0};
    TRY(db_query(tx, &rows, SQL_WAY_BY_LEAVE, db_text(tx->ctx->jurisdiction), db_text(leave)));
    if (rows_next(&rows))
        *out = (WayAsked){rows_text(&rows, 0), rows_text(&rows, 1), rows_text(&rows, 2), 0};
    return rows_end(&rows);
}

Err way_stop_mail(Tx *tx, Str mail, int64_t *stopped)
{
    return db_change(tx, stopped, SQL_WAY_STOP_MAIL, db_text(tx->ctx->jurisdiction), db_text(mail),
                     db_int(tx->ctx->now));
}

Err way_mail_confirmed(Tx *tx, Str mail, bool *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_WAY_MAIL_CONFIRMED, db_text(tx->ctx->jurisdiction), db_text(mail)));
    *out = rows_next(&rows);
    return rows_end(&rows);
}

Err way_messenger_last(Tx *tx, Str wechat, Via *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    *out = VIA_WECHAT;
    TRY(db_query(tx, &rows, SQL_WAY_MESSENGER_LAST, db_text(tx->ctx->jurisdiction), db_text(wechat)));
    if (rows_next(&rows))
        (void)way_parse(rows_text(&rows, 0), out);
    return rows_end(&rows);
}

Err way_messenger_switch(Tx *tx, const WaySwitch *how, int64_t *switched)
{
    return db_change(tx, switched, SQL_WAY_MESSENGER_SWITCH, db_text(tx->ctx->jurisdiction), db_text(how->wechat),
                     db_text(str_of(way_code(how->from))), db_text(str_of(way_code(how->to))), db_int(tx->ctx->now));
}

Err way_messenger_cases(Tx *tx, Str wechat, MessengerCases *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_WAY_MESSENGER_CASES, db_text(tx->ctx->jurisdiction), db_text(wechat),
                 db_int(MESSENGER_CASES_MOST)));
    while (out->len < MESSENGER_CASES_MOST && rows_next(&rows))
        out->at[out->len++] = (MessengerCase){.number = rows_text(&rows, 0),
                                              .state = rows_text(&rows, 1),
                                              .category = rows_text(&rows, 2),
                                              .submitted_at = rows_int(&rows, 3)};
    return rows_end(&rows);
}

/* The phone, the language, and whether there is somebody still: of a reporter, a follower, a subscriber, a person of
 * the staff. */
typedef struct Holder {
    bool there;
    Str phone;
    Lang lang;
    Str number; /* of their row of ways */
} Holder;

static Err find_holder(Tx *tx, Str number, Str recipient, Holder *out)
{
    Str follower = STR("follower:");
    *out = (Holder){.number = number};
    if (str_is(recipient, "reporter")) {
        StoredReporter reporter;
        TRY(reporter_load(tx, number, &reporter));
        *out = (Holder){true, reporter.phone, reporter.lang, number};
        return OK;
    }
    if (str_starts(recipient, follower)) {
        Follower found = {0};
        TRY(follower_load(tx, number, str_slice(recipient, follower.len, recipient.len), &found));
        *out = (Holder){!str_empty(found.id), found.contact.phone, found.contact.lang, number};
        return OK;
    }
    if (str_starts(recipient, STR("alert:"))) { /* somebody who left an address and nothing else */
        *out = (Holder){.there = true, .lang = LANG_ZH, .number = STR("")};
        return OK;
    }
    Person person = {0};
    Failure before = tx->ctx->failure;
    Err err = person_load(tx, recipient, &person);
    if (err == ERR_NOT_FOUND) /* the account is gone, the message is history */
        tx->ctx->failure = before;
    else if (err != OK)
        return err;
    *out = (Holder){person.active, person.phone, LANG_ZH, STR("")};
    return OK;
}

Err reach_load(Tx *tx, Str number, Str recipient, Reach *out)
{
    Holder holder;
    WayRow row;
    TRY(find_holder(tx, number, recipient, &holder));
    TRY(way_load(tx, holder.number, recipient, &row));
    if (str_empty(holder.phone))
        holder.phone = row.phone;
    *out = (Reach){.way = row.known ? row.way : VIA_SMS,
                   .phone = holder.there ? holder.phone : STR(""),
                   .lang = row.known ? row.lang : holder.lang,
                   .confirmed = row.confirmed_at > 0,
                   .quiet = row.quiet,
                   .leave = row.leave,
                   .thread = row.thread};
    Str to[VIA_COUNT] = {[VIA_SMS] = holder.phone, [VIA_MAIL] = row.mail, [VIA_WECHAT] = row.wechat};
    out->to = holder.there ? to[out->way] : STR("");
    return OK;
}

Err mail_seen_get(Tx *tx, Str message, bool *seen, Str *number)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_MAIL_SEEN_GET, db_text(tx->ctx->jurisdiction), db_text(message)));
    *seen = rows_next(&rows);
    *number = *seen ? rows_text(&rows, 0) : STR("");
    return rows_end(&rows);
}

Err mail_seen_put(Tx *tx, Str message, Str number)
{
    return db_run(tx, SQL_MAIL_SEEN_PUT, db_text(tx->ctx->jurisdiction), db_text(message), db_int(tx->ctx->now),
                  db_text(number));
}

Err mail_seen_sweep(Tx *tx, UnixMs before)
{
    return db_run(tx, SQL_MAIL_SEEN_SWEEP, db_text(tx->ctx->jurisdiction), db_int(before));
}

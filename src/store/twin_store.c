/* Twins in the store; see twin_store.h. */
#include "store/twin_store.h"

#include <math.h>

#include "base/buf.h"
#include "domain/actor.h"

Err twin_page_submitted(Tx *tx, const TwinCursor *after, TwinPage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_TWIN_SINCE, db_text(tx->ctx->jurisdiction), db_int(after->key), db_text(after->number),
                 db_int(TWIN_PAGE)));
    for (; out->len < TWIN_PAGE && rows_next(&rows); out->len++) {
        out->number[out->len] = rows_text(&rows, 0);
        out->version[out->len] = 0;
        out->key[out->len] = rows_int(&rows, 1);
    }
    return rows_end(&rows);
}

Err twin_page_changed(Tx *tx, const TwinCursor *after, TwinPage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_TWIN_CHANGES, db_text(tx->ctx->jurisdiction), db_int(after->key),
                 db_text(after->number), db_int(TWIN_PAGE)));
    for (; out->len < TWIN_PAGE && rows_next(&rows); out->len++) {
        out->number[out->len] = rows_text(&rows, 0);
        out->version[out->len] = rows_int(&rows, 1);
        out->key[out->len] = rows_int(&rows, 2);
    }
    return rows_end(&rows);
}

static bool may_be_compared(CaseState state)
{
    return state != CASE_REJECTED && state != CASE_MERGED && state != CASE_WITHDRAWN;
}

Err twin_row(Tx *tx, Str number, TwinRow *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    *out = (TwinRow){0};
    TRY(db_query(tx, &rows, SQL_TWIN_CASE, db_text(tx->ctx->jurisdiction), db_text(number)));
    if (!rows_next(&rows))
        return rows_end(&rows);
    if (!case_state_parse(rows_text(&rows, 1), &out->state))
        return fail(tx->ctx, ERR_STORAGE, MSG_STORAGE);
    out->version = rows_int(&rows, 0);
    out->category = rows_text(&rows, 2);
    out->community = rows_text(&rows, 3);
    out->lat_e7 = rows_int(&rows, 4);
    out->lon_e7 = rows_int(&rows, 5);
    out->submitted_at = rows_int(&rows, 7);
    out->text = rows_text(&rows, 8);
    out->place = rows_text(&rows, 9);
    out->there = rows_int(&rows, 6) == 0 && may_be_compared(out->state) && !str_empty(out->text);
    return rows_end(&rows);
}

Err follower_add(Tx *tx, const Follower *f)
{
    return db_run(tx, SQL_FOLLOWER_ADD, db_text(tx->ctx->jurisdiction), db_text(f->number), db_text(f->id),
                  db_int(tx->ctx->now), db_opt(f->contact.name), db_opt(f->contact.phone),
                  db_text(f->contact.lang == LANG_EN ? STR("en") : STR("zh")));
}

Err follower_load(Tx *tx, Str number, Str id, Follower *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    *out = (Follower){0};
    TRY(db_query(tx, &rows, SQL_FOLLOWER_LOAD, db_text(tx->ctx->jurisdiction), db_text(number), db_text(id)));
    if (rows_next(&rows)) {
        Lang lang = str_is(rows_text(&rows, 3), "en") ? LANG_EN : LANG_ZH;
        *out = (Follower){.number = number,
                          .id = rows_text(&rows, 0),
                          .contact = {.name = rows_text(&rows, 1), .phone = rows_text(&rows, 2), .lang = lang}};
    }
    return rows_end(&rows);
}

Err followers_to_tell(Tx *tx, Str number, Follower **out, size_t *count)
{
    enum { MOST = 1000 };
    Rows rows CLEANUP(rows_close) = {0};
    Follower *list = ARENA_ARRAY(tx->ctx->arena, Follower, MOST);
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_FOLLOWERS_TO_TELL, db_text(tx->ctx->jurisdiction), db_text(number)));
    for (; n < MOST && rows_next(&rows); n++)
        list[n] = (Follower){.number = rows_text(&rows, 0),
                             .id = rows_text(&rows, 1),
                             .contact.lang = str_is(rows_text(&rows, 2), "en") ? LANG_EN : LANG_ZH};
    *out = list;
    *count = n;
    return rows_end(&rows);
}

Err followers_sweep(Tx *tx, UnixMs ended_before, int64_t most, int64_t *gone)
{
    TRY(db_change(tx, gone, SQL_FOLLOWERS_SWEEP, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now),
                  db_int(ended_before), db_int(most)));
    return *gone == 0 ? OK : db_run(tx, SQL_WAY_SWEEP_FOLLOWERS, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now));
}

static TwinVerdict in_order(const TwinVerdict *verdict)
{
    bool swapped = str_cmp(verdict->number, verdict->other) > 0;
    return swapped ? (TwinVerdict){verdict->other, verdict->number, verdict->same} : *verdict;
}

Err twin_verdict_put(Tx *tx, const TwinVerdict *verdict)
{
    TwinVerdict v = in_order(verdict);
    return db_run(tx, SQL_TWIN_VERDICT_PUT, db_text(tx->ctx->jurisdiction), db_text(v.number), db_text(v.other),
                  db_int(v.same), db_int(tx->ctx->now), db_text(tx->ctx->actor->person));
}

Err twin_denied(Tx *tx, Str number, Str other, bool *out)
{
    TwinVerdict v = in_order(&(TwinVerdict){number, other, false});
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_TWIN_VERDICT_DENIED, db_text(tx->ctx->jurisdiction), db_text(v.number),
                 db_text(v.other)));
    *out = rows_next(&rows);
    return rows_end(&rows);
}

/* --- labelled pairs as a file --- */

static void put_cell(Buf *out, Str cell, char after)
{
    buf_char(out, '"');
    for (size_t i = 0; i < cell.len; i++) {
        if (cell.at[i] == '"')
            buf_char(out, '"');
        buf_char(out, cell.at[i]);
    }
    buf_char(out, '"');
    buf_char(out, after);
}

/* On the plane that touches the earth there: twins are near. */
static double metres_between(const Rows *rows)
{
    double north = (double)(rows_int(rows, 5) - rows_int(rows, 11)) * 0.011131949;
    double narrow = cos((double)rows_int(rows, 5) / 1e7 * M_PI / 180.0);
    double east = (double)(rows_int(rows, 6) - rows_int(rows, 12)) * 0.011131949 * narrow;
    return sqrt(north * north + east * east);
}

static void put_pair(Buf *out, const Rows *rows)
{
    bool points = rows_int(rows, 5) != 0 && rows_int(rows, 11) != 0;
    int64_t apart = rows_int(rows, 10) - rows_int(rows, 4);
    buf_i64(out, rows_int(rows, 0));
    buf_char(out, ',');
    for (int column = 1; column <= 3; column++)
        put_cell(out, rows_text(rows, column), ',');
    buf_i64(out, (apart < 0 ? -apart : apart) / 60000);
    buf_char(out, ',');
    if (points)
        buf_printf(out, "%.0f", metres_between(rows));
    buf_char(out, ',');
    for (int column = 7; column <= 9; column++)
        put_cell(out, rows_text(rows, column), column < 9 ? ',' : '\n');
}

Err twin_pairs_csv(Tx *tx, int64_t limit, Str *out)
{
    Buf buf = buf_new(tx->ctx->arena);
    Rows rows CLEANUP(rows_close) = {0};
    buf_z(&buf, "same,category_a,text_a,place_a,minutes_apart,metres_apart,category_b,text_b,place_b\n");
    TRY(db_query(tx, &rows, SQL_TWIN_PAIRS, db_text(tx->ctx->jurisdiction), db_int(limit)));
    while (rows_next(&rows))
        put_pair(&buf, &rows);
    TRY(rows_end(&rows));
    *out = buf_str(&buf);
    return OK;
}

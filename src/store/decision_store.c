/* Decisions <-> rows; see decision_store.h. */
#include "store/decision_store.h"

#include "domain/district.h"
#include "store/archive_store.h"

#define WEEK DAYS(7)
#define EPOCH_TO_MONDAY DAYS(3) /* 1970-01-01 was a Thursday */

static UnixMs week_offset(int offset_minutes)
{
    return MINUTES(offset_minutes) + EPOCH_TO_MONDAY;
}

int64_t decision_week_of(UnixMs at, int offset_minutes)
{
    return (at + week_offset(offset_minutes)) / WEEK;
}

UnixMs decision_week_start(int64_t week, int offset_minutes)
{
    return week * WEEK - week_offset(offset_minutes);
}

static int offset_of(const Tx *tx)
{
    return tx->ctx->district != NULL ? tx->ctx->district->calendar.offset_minutes : 0;
}

/* `n` 1 or -1: into the week's sums, or out of them again. */
static Err add_move(Tx *tx, const DecisionFigures *d, int64_t n)
{
    int64_t id = (int64_t)rand_below(tx->ctx->rand, INT64_MAX);
    return db_run(tx, SQL_DECISION_MOVE_ADD, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now), db_int(id),
                  db_int(decision_week_of(d->at, offset_of(tx))), db_text(d->category), db_int(d->category_sure),
                  db_text(d->guess), db_text(d->known_category), db_text(d->owner), db_int(d->confident),
                  db_text(d->known_owner), db_int(d->upheld), db_int(n), db_int(n * d->lost_minutes));
}

Err decision_add_up(Tx *tx, int64_t *moved)
{
    enum { AT_ONCE = 4000 };
    DbValue jurisdiction = db_text(tx->ctx->jurisdiction), most = db_int(AT_ONCE);
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_DECISION_MOVES_WAITING, jurisdiction, most));
    int64_t waiting = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    TRY(rows_end(&rows));
    if (waiting > 0) {
        TRY(db_run(tx, SQL_DECISION_KINDS_ADD_UP, jurisdiction, most));
        TRY(db_run(tx, SQL_DECISION_DESKS_ADD_UP, jurisdiction, most));
        TRY(db_run(tx, SQL_DECISION_MOVES_DROP, jurisdiction, most));
    }
    *moved = waiting;
    return OK;
}

Err decision_add(Tx *tx, const DecisionRow *row)
{
    TRY(db_run(tx, SQL_DECISION_ADD, db_text(tx->ctx->jurisdiction), db_text(row->number), db_int(row->seq),
               db_int(row->at), db_text(row->model), db_text(row->body), db_text(row->category),
               db_int(row->category_sure), db_text(row->guess), db_int((int64_t)(row->probability * 1e4 + 0.5)),
               db_int(row->confident), db_text(row->owner), db_text(row->subdistrict)));
    return add_move(tx,
                    &(DecisionFigures){.at = row->at,
                                       .category = row->category,
                                       .guess = row->guess,
                                       .owner = row->owner,
                                       .category_sure = row->category_sure,
                                       .confident = row->confident},
                    1);
}

Err decision_figures(Tx *tx, Str number, DecisionFigures *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    *out = (DecisionFigures){0};
    Tx aside, *there = NULL;
    TRY(archive_seek(tx, number, &aside, &there));
    TRY(db_query(there, &rows, SQL_DECISION_FIGURES, db_text(tx->ctx->jurisdiction), db_text(number)));
    if (rows_next(&rows))
        *out = (DecisionFigures){.seq = rows_int(&rows, 0),
                                 .at = rows_int(&rows, 1),
                                 .category = rows_text(&rows, 2),
                                 .category_sure = rows_int(&rows, 3) == 1,
                                 .guess = rows_text(&rows, 4),
                                 .confident = rows_int(&rows, 5) == 1,
                                 .owner = rows_text(&rows, 6),
                                 .known_category = rows_text(&rows, 7),
                                 .known_owner = rows_text(&rows, 8),
                                 .upheld = rows_int(&rows, 9) == 1,
                                 .lost_minutes = rows_int(&rows, 10)};
    return rows_end(&rows);
}

Err decision_know(Tx *tx, const DecisionTruth *truth)
{
    const DecisionFigures *was = truth->was, *now = truth->now;
    bool same = str_eq(was->known_category, now->known_category) && str_eq(was->known_owner, now->known_owner) &&
                was->upheld == now->upheld && was->lost_minutes == now->lost_minutes;
    if (same)
        return OK;
    TRY(archive_bring_home(tx, truth->number));
    TRY(db_run(tx, SQL_DECISION_KNOW, db_text(tx->ctx->jurisdiction), db_text(truth->number), db_int(now->seq),
               db_text(now->known_category), db_text(now->known_owner), db_int(now->upheld),
               db_int(now->lost_minutes)));
    if (str_empty(was->category) && str_empty(was->owner))
        return OK; /* from before figures were kept: it is in no sum */
    TRY(add_move(tx, was, -1));
    return add_move(tx, now, 1);
}

/* --- counts --- */

Err decision_weeks(Tx *tx, const DecisionSpan *span, DecisionCounts *out)
{
    DecisionCounts counts = {0};
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_DECISION_WEEKS, db_text(tx->ctx->jurisdiction), db_int(span->from), db_int(span->to)));
    while (rows_next(&rows)) {
        counts.at = ARENA_MORE(tx->ctx->arena, counts.at, counts.len);
        counts.at[counts.len++] = (DecisionCount){.week = rows_int(&rows, 0),
                                                  .category = rows_text(&rows, 1),
                                                  .sure = rows_int(&rows, 2) == 1,
                                                  .guess = rows_text(&rows, 3),
                                                  .known = rows_text(&rows, 4),
                                                  .n = rows_int(&rows, 5)};
    }
    *out = counts;
    return rows_end(&rows);
}

Err decision_dispatches(Tx *tx, const DecisionSpan *span, DispatchCounts *out)
{
    DispatchCounts counts = {0};
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_DECISION_DISPATCHES, db_text(tx->ctx->jurisdiction), db_int(span->from),
                 db_int(span->to), db_text(span->hidden)));
    while (rows_next(&rows)) {
        counts.at = ARENA_MORE(tx->ctx->arena, counts.at, counts.len);
        counts.at[counts.len++] = (DispatchCount){.week = rows_int(&rows, 0),
                                                  .confident = rows_int(&rows, 1) == 1,
                                                  .right = rows_int(&rows, 2),
                                                  .n = rows_int(&rows, 3)};
    }
    *out = counts;
    return rows_end(&rows);
}

Err decision_confusions(Tx *tx, const DecisionSpan *span, const char *what, ConfusedList *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_DECISION_CONFUSIONS, db_text(tx->ctx->jurisdiction), db_int(span->from),
                 db_int(span->to), db_text(str_of(what)), db_int(CONFUSED_MOST)));
    while (out->len < CONFUSED_MOST && rows_next(&rows))
        out->at[out->len++] =
            (Confused){rows_text(&rows, 0), rows_text(&rows, 1), rows_int(&rows, 2), rows_int(&rows, 3)};
    return rows_end(&rows);
}

Err decision_confused(Tx *tx, const Confusion *in, ConfusedCases *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_DECISION_CONFUSED, db_text(tx->ctx->jurisdiction), db_int(in->span.from),
                 db_int(in->span.to), db_text(in->what), db_text(in->told), db_text(in->truth),
                 db_int(CONFUSED_CASES_MOST)));
    while (out->len < CONFUSED_CASES_MOST && rows_next(&rows))
        out->at[out->len++] = (ConfusedCase){rows_text(&rows, 0), rows_int(&rows, 1), rows_int(&rows, 2)};
    return rows_end(&rows);
}

Err decision_past(Tx *tx, UnixMs before, Str number, PastPage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_DECISION_REPLAY, db_text(tx->ctx->jurisdiction), db_int(before), db_text(number),
                 db_int(PAST_PAGE)));
    while (out->len < PAST_PAGE && rows_next(&rows))
        out->at[out->len++] = (PastDecision){.at = rows_int(&rows, 0),
                                             .number = rows_text(&rows, 1),
                                             .body = rows_text(&rows, 2),
                                             .known_category = rows_text(&rows, 3),
                                             .known_owner = rows_text(&rows, 4),
                                             .category = rows_text(&rows, 5),
                                             .category_sure = rows_int(&rows, 6) == 1,
                                             .owner = rows_text(&rows, 7),
                                             .confident = rows_int(&rows, 8) == 1,
                                             .erased = rows_int(&rows, 9) > 0 || rows_int(&rows, 10) > 0,
                                             .text = rows_text(&rows, 11),
                                             .place_text = rows_text(&rows, 12)};
    return rows_end(&rows);
}

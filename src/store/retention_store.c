/* Retention in the store; see retention_store.h. */
#include "store/retention_store.h"

#include <assert.h>

#include "domain/district.h"
#include "store/archive_store.h"
#include "store/case_store.h"
#include "store/partner_case_store.h"

static const struct {
    SqlId count, erase;
} statements[RETAINED_COUNT] = {
    [RETAINED_CONTACT] = {SQL_RETAIN_CONTACT_COUNT, SQL_RETAIN_CONTACT_ERASE},
    [RETAINED_REPORT] = {SQL_RETAIN_REPORT_COUNT, SQL_RETAIN_REPORT_ERASE},
    [RETAINED_NOTES] = {SQL_RETAIN_NOTES_COUNT, SQL_RETAIN_NOTES_ERASE},
    [RETAINED_PHOTOS] = {SQL_RETAIN_PHOTOS_COUNT, SQL_RETAIN_PHOTOS_ERASE},
    [RETAINED_FOLLOWERS] = {.count = SQL_RETAIN_FOLLOWERS_COUNT},
    [RETAINED_MESSAGES] = {.count = SQL_RETAIN_MESSAGES_COUNT},
    [RETAINED_SUBMISSION_KEYS] = {.count = SQL_RETAIN_SUBMISSION_KEYS_COUNT},
    [RETAINED_CALLS] = {.count = SQL_RETAIN_CALLS_COUNT},
    [RETAINED_ALERTS] = {.count = SQL_RETAIN_ALERTS_COUNT},
    [RETAINED_READINGS] = {.count = SQL_RETAIN_READINGS_COUNT},
    [RETAINED_ACCOUNT_LOG] = {.count = SQL_RETAIN_ACCOUNT_LOG_COUNT},
};

static Err read_count(Rows *rows, int64_t *out)
{
    int64_t count = rows_next(rows) ? rows_int(rows, 0) : 0;
    TRY(rows_end(rows));
    *out = count;
    return OK;
}

static bool in_texts(Retained what)
{
    return what == RETAINED_REPORT || what == RETAINED_NOTES;
}

Err retained_count(Tx *tx, const RetainedOfCase *of, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    assert(retained_of_case(of->what));
    Tx aside, *there = tx;
    if (in_texts(of->what))
        TRY(archive_seek(tx, of->number, &aside, &there));
    TRY(db_query(there, &rows, statements[of->what].count, db_text(tx->ctx->jurisdiction), db_text(of->number)));
    return read_count(&rows, out);
}

Err retained_erase(Tx *tx, const RetainedOfCase *of, int64_t *out)
{
    assert(retained_of_case(of->what));
    if (in_texts(of->what)) {
        TRY(retained_count(tx, of, out));
        if (*out == 0)
            return OK;
        TRY(archive_bring_home(tx, of->number));
    }
    if (of->what == RETAINED_CONTACT) {
        TRY(db_run(tx, SQL_WAY_ERASE_REPORTER, db_text(tx->ctx->jurisdiction), db_text(of->number)));
        TRY(partner_case_erase(tx, of->number));
    }
    return db_change(tx, out, statements[of->what].erase, db_text(tx->ctx->jurisdiction), db_text(of->number),
                     db_int(tx->ctx->now));
}

Err retained_count_before(Tx *tx, const RetainedBefore *of, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    assert(!retained_of_case(of->what));
    TRY(db_query(tx, &rows, statements[of->what].count, db_text(tx->ctx->jurisdiction), db_int(of->before)));
    return read_count(&rows, out);
}

Err retention_page(Tx *tx, const RetentionPage *in, DuePage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, in->again ? SQL_RETAIN_LATER : SQL_RETAIN_ENDED, db_text(tx->ctx->jurisdiction),
                 db_int(in->after.at), db_text(in->after.number), db_int(in->until), db_int(DUE_PAGE)));
    size_t n = 0;
    while (n < DUE_PAGE && rows_next(&rows)) {
        out->at[n++] = (DueCase){rows_int(&rows, 0), rows_text(&rows, 1)};
    }
    out->len = n;
    return rows_end(&rows);
}

Err retention_merged(Tx *tx, const MergedPage *in, DuePage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_RETAIN_MERGED, db_text(tx->ctx->jurisdiction), db_text(in->master), db_text(in->after),
                 db_int(DUE_PAGE)));
    size_t n = 0;
    while (n < DUE_PAGE && rows_next(&rows)) {
        out->at[n++] = (DueCase){.number = rows_text(&rows, 0)};
    }
    out->len = n;
    return rows_end(&rows);
}

Err retention_look_again(Tx *tx, Str number, UnixMs at)
{
    if (at == 0)
        return db_run(tx, SQL_RETAIN_LATER_DROP, db_text(tx->ctx->jurisdiction), db_text(number));
    return db_run(tx, SQL_RETAIN_LATER_PUT, db_text(tx->ctx->jurisdiction), db_text(number), db_int(at));
}

static Str rule_text(const Tx *tx, Retained what)
{
    const RetentionRule *rule = &tx->ctx->district->retention.at[what];
    return str_printf(tx->ctx->arena, "%lld %lld", (long long)rule->after, (long long)rule->after_contested);
}

Err retention_mark_load(Tx *tx, Retained what, DueCase *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_RETAIN_MARK_LOAD, db_text(tx->ctx->jurisdiction),
                 db_text(str_of(retained_code(what)))));
    DueCase at = {0};
    if (rows_next(&rows) && str_eq(rows_text(&rows, 0), rule_text(tx, what)))
        at = (DueCase){rows_int(&rows, 1), rows_text(&rows, 2)};
    TRY(rows_end(&rows));
    *out = at;
    return OK;
}

Err retention_mark_save(Tx *tx, const RetentionMark *mark)
{
    return db_run(tx, SQL_RETAIN_MARK_SAVE, db_text(tx->ctx->jurisdiction), db_text(str_of(retained_code(mark->what))),
                  db_text(rule_text(tx, mark->what)), db_int(mark->at.at), db_text(mark->at.number));
}

Err hold_put(Tx *tx, const CaseHold *hold)
{
    bool exists = false;
    TRY(case_exists(tx, hold->number, &exists));
    if (!exists)
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    return db_run(tx, SQL_HOLD_PUT, db_text(tx->ctx->jurisdiction), db_text(hold->number), db_int(tx->ctx->now),
                  db_text(hold->reason));
}

Err hold_drop(Tx *tx, Str number, bool *found)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_HOLD_DROP, db_text(tx->ctx->jurisdiction), db_text(number)));
    *found = changed == 1;
    return OK;
}

Err hold_get(Tx *tx, Str number, bool *held)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_HOLD_GET, db_text(tx->ctx->jurisdiction), db_text(number)));
    bool found = rows_next(&rows);
    TRY(rows_end(&rows));
    *held = found;
    return OK;
}

Err hold_list(Tx *tx, CaseHold **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    CaseHold *holds = ARENA_ARRAY(tx->ctx->arena, CaseHold, HOLDS_MOST);
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_HOLD_LIST, db_text(tx->ctx->jurisdiction)));
    for (; n < HOLDS_MOST && rows_next(&rows); n++)
        holds[n] = (CaseHold){.number = rows_text(&rows, 0), .at = rows_int(&rows, 1), .reason = rows_text(&rows, 2)};
    *out = holds;
    *count = n;
    return rows_end(&rows);
}

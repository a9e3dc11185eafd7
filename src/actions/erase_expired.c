/* Erasing by schedule; see erase_expired.h. The event says how much of what went; its commitments stay in the log. */
#include "actions/erase_expired.h"

#include "store/retention_store.h"

#define LOOK_AGAIN DAYS(1)                      /* at a case that is held, or has one merged into it that is */
enum { MERGED_DEPTH = 8, CASES_AT_ONCE = 200 }; /* a typhoon may merge thousands: the rest the next time */

typedef struct Erasing {
    Tx *tx;
    bool look;
    UnixMs ended_at; /* of the case that the others were merged into */
    bool contested;
    UnixMs again_at; /* 0: done with */
    Expired found;
    int64_t before; /* cases of earlier calls */
} Erasing;

static void note_again(Erasing *erasing, UnixMs at)
{
    if (at > erasing->tx->ctx->now && (erasing->again_at == 0 || at < erasing->again_at))
        erasing->again_at = at;
}

static Err take(Erasing *erasing, Str number, int64_t rows[RETAINED_COUNT])
{
    const RetentionRules *rules = &erasing->tx->ctx->district->retention;
    for (int what = 0; what < RETAINED_COUNT; what++) {
        UnixMs due = retention_due(&rules->at[what], erasing->ended_at, erasing->contested);
        if (!retained_of_case((Retained)what) || due == 0)
            continue;
        RetainedOfCase of = {number, (Retained)what};
        if (due <= erasing->tx->ctx->now)
            TRY(erasing->look ? retained_count(erasing->tx, &of, &rows[what])
                              : retained_erase(erasing->tx, &of, &rows[what]));
        else if (erasing->contested) /* the rule has passed its end by; an ordinary case is still before it */
            note_again(erasing, due);
    }
    return OK;
}

static Err record_it(Erasing *erasing, Str number, const int64_t rows[RETAINED_COUNT])
{
    Act *act = NULL;
    TRY(act_begin_system(erasing->tx, number, ACTION_ERASE, &act));
    for (int what = 0; what < RETAINED_COUNT; what++)
        if (rows[what] > 0)
            act_detail_i64(act, retained_code((Retained)what), rows[what]);
    return act_end(act);
}

static Err erase_one(Erasing *erasing, Str number)
{
    int64_t rows[RETAINED_COUNT] = {0}, all = 0;
    bool held = false;
    TRY(hold_get(erasing->tx, number, &held));
    if (held) {
        note_again(erasing, erasing->tx->ctx->now + LOOK_AGAIN);
        return OK;
    }
    TRY(take(erasing, number, rows));
    for (int what = 0; what < RETAINED_COUNT; what++) {
        erasing->found.rows[what] += rows[what];
        all += rows[what];
    }
    erasing->found.cases += all > 0;
    return all > 0 && !erasing->look ? record_it(erasing, number, rows) : OK;
}

/* True: enough for one transaction. */
static bool is_full(Erasing *erasing)
{
    bool full = !erasing->look && erasing->found.cases - erasing->before >= CASES_AT_ONCE;
    if (full)
        note_again(erasing, erasing->tx->ctx->now + 1);
    return full;
}

static Err erase_family(Erasing *erasing, Str number, int depth)
{
    DuePage *merged = ARENA_NEW(erasing->tx->ctx->arena, DuePage);
    MergedPage page = {.master = number};
    TRY(erase_one(erasing, number));
    do {
        if (depth == MERGED_DEPTH || is_full(erasing))
            return OK;
        TRY(retention_merged(erasing->tx, &page, merged));
        for (size_t i = 0; i < merged->len && !is_full(erasing); i++)
            TRY(erase_family(erasing, merged->at[i].number, depth + 1));
        if (merged->len > 0)
            page.after = merged->at[merged->len - 1].number;
    } while (merged->len == DUE_PAGE);
    return OK;
}

Err erase_expired(Tx *tx, const EraseExpired *in, Expired *out)
{
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    TRY(case_load(tx, in->number, file));
    Erasing erasing = {.before = out->cases,
                       .tx = tx,
                       .look = in->look,
                       .ended_at = file->c.closed_at,
                       .contested = case_contested(file),
                       .found = *out};
    bool ended = !case_is_open((CaseState)file->c.state) && file->c.closed_at > 0; /* else: it will end again */
    if (ended && (in->ended_by == 0 || file->c.closed_at <= in->ended_by))
        TRY(erase_family(&erasing, in->number, 0));
    if (!in->look)
        TRY(retention_look_again(tx, in->number, erasing.again_at));
    *out = erasing.found;
    return OK;
}

/* Looking at retention; see retention_look.h. Every case that a rule has still to pass is judged once, as the job
 * would. */
#include "jobs/retention_look.h"

#include "store/retention_store.h"

typedef struct Look {
    RetentionPage page;
    UnixMs ended_by;
    DuePage found;
    Expired expired;
    char number[64]; /* page.after, between the portions' arenas */
} Look;

static Err look_at_portion(Tx *tx, const void *in, void *out)
{
    (void)in;
    Look *look = out;
    TRY(retention_page(tx, &look->page, &look->found));
    for (size_t i = 0; i < look->found.len; i++)
        TRY(erase_expired(tx, &(EraseExpired){look->found.at[i].number, true, look->ended_by}, &look->expired));
    if (look->found.len == 0)
        return OK;
    DueCase last = look->found.at[look->found.len - 1];
    size_t len = last.number.len < sizeof look->number ? last.number.len : sizeof look->number;
    for (size_t i = 0; i < len; i++)
        look->number[i] = last.number.at[i];
    look->page.after = (DueCase){last.at, {look->number, len}};
    return OK;
}

static Err look_on(Db *db, Ctx *ctx, Look *look)
{
    do {
        Arena *arena CLEANUP(arena_freep) = arena_new(0);
        Ctx own = *ctx;
        own.arena = arena;
        Err err = db_read(db, &own, look_at_portion, NULL, look);
        if (err != OK) {
            (void)ctx_fail(ctx, err, own.failure.message, NULL, own.failure.args);
            return err;
        }
    } while (look->found.len == DUE_PAGE);
    return OK;
}

/* From where the slowest rule stands to where the shortest may go. */
static Err find_extent(Tx *tx, const void *in, void *out)
{
    (void)in;
    RetentionPage *page = out;
    bool first = true;
    for (int what = 0; what < RETAINED_COUNT; what++) {
        const RetentionRule *rule = &tx->ctx->district->retention.at[what];
        DueCase mark;
        if (!retained_of_case((Retained)what) || !rule->erase)
            continue;
        TRY(retention_mark_load(tx, (Retained)what, &mark));
        if (first || mark.at < page->after.at)
            page->after = mark;
        if (first || tx->ctx->now - rule->after > page->until)
            page->until = tx->ctx->now - rule->after;
        first = false;
    }
    return OK;
}

static Err count_others(Tx *tx, const void *in, void *out)
{
    (void)in;
    Expired *expired = out;
    for (int what = 0; what < RETAINED_COUNT; what++) {
        const RetentionRule *rule = &tx->ctx->district->retention.at[what];
        if (!retained_of_case((Retained)what) && rule->erase)
            TRY(retained_count_before(tx, &(RetainedBefore){(Retained)what, tx->ctx->now - rule->after},
                                      &expired->rows[what]));
    }
    return OK;
}

Err retention_look(Db *db, Ctx *ctx, Expired *out)
{
    Look *look = ARENA_NEW(ctx->arena, Look);
    TRY(db_read(db, ctx, find_extent, NULL, &look->page));
    UnixMs from = look->page.after.at;
    TRY(look_on(db, ctx, look));
    look->page = (RetentionPage){.until = ctx->now, .again = true};
    look->ended_by = from;
    if (from > 0)
        TRY(look_on(db, ctx, look));
    TRY(db_read(db, ctx, count_others, NULL, &look->expired));
    *out = look->expired;
    return OK;
}

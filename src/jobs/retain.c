/* Retention by schedule: once an hour each rule goes on through the ended cases, a transaction each, from where it
 * stood; then those are looked at that were held or contested. What does not belong to one case is swept (sweep.c). */
#include "actions/erase_expired.h"
#include "jobs/job.h"
#include "store/retention_store.h"

#define FAILED_AGAIN DAYS(1)

typedef struct Walk {
    Retained what;
    RetentionPage page;
    DuePage found;
} Walk;

static Err erase(Tx *tx, const void *in, void *out)
{
    const EraseExpired *deed = in;
    Expired found = {0};
    TRY(erase_expired(tx, deed, &found));
    *(int64_t *)out = found.cases;
    return OK;
}

static Err load_mark(Tx *tx, const void *in, void *out)
{
    return retention_mark_load(tx, *(const Retained *)in, out);
}

static Err save_mark(Tx *tx, const void *in, void *out)
{
    (void)out;
    return retention_mark_save(tx, in);
}

static Err find(Tx *tx, const void *in, void *out)
{
    return retention_page(tx, in, out);
}

static Err look_again(Tx *tx, const void *in, void *out)
{
    (void)out;
    return retention_look_again(tx, *(const Str *)in, tx->ctx->now + FAILED_AGAIN);
}

/* A case that fails is told and looked at again another day: one must not keep all later ones from their right. */
static Err erase_page(JobRun *run, const DuePage *page)
{
    for (size_t i = 0; i < page->len && !job_stopping(run); i++) {
        int64_t done = 0;
        Err err = job_write(run, erase, &(EraseExpired){.number = page->at[i].number}, &done);
        if (err != OK) {
            TRY(job_failed(run, err, page->at[i].number));
            TRY(job_write(run, look_again, &page->at[i].number, NULL));
        }
        run->done += done;
    }
    return OK;
}

static Err walk_on(JobRun *run, Walk *walk)
{
    do {
        TRY(db_read(run->setup->db, run->ctx, find, &walk->page, &walk->found));
        TRY(erase_page(run, &walk->found));
        if (walk->found.len == 0 || job_stopping(run))
            return OK;
        walk->page.after = walk->found.at[walk->found.len - 1];
        if (!walk->page.again)
            TRY(job_write(run, save_mark, &(RetentionMark){walk->what, walk->page.after}, NULL));
    } while (walk->found.len == DUE_PAGE);
    return OK;
}

Err retain(JobRun *run)
{
    const RetentionRules *rules = &run->setup->district->retention;
    Walk *walk = ARENA_NEW(run->ctx->arena, Walk);
    for (int what = 0; what < RETAINED_COUNT && !job_stopping(run); what++) {
        if (!retained_of_case((Retained)what) || !rules->at[what].erase)
            continue;
        *walk = (Walk){.what = (Retained)what, .page.until = run->ctx->now - rules->at[what].after};
        TRY(db_read(run->setup->db, run->ctx, load_mark, &walk->what, &walk->page.after));
        TRY(walk_on(run, walk));
    }
    *walk = (Walk){.page = {.until = run->ctx->now, .again = true}};
    return walk_on(run, walk);
}

/* What nobody needs any more: pictures that no case took within a day, files of erased ones and files without a row,
 * ended sessions, and when the district's rules say so (retention.csv) keys of submissions, settled messages,
 * followers' contacts, numbers and notes of telephone calls, and what was done to accounts. A sixteenth of the depot's
 * photos is looked through in an hour, so the whole of it in a day. */
#include <string.h>

#include "actions/choose_way.h"
#include "auth/session.h"
#include "jobs/job.h"
#include "store/alert_store.h"
#include "store/device_store.h"
#include "store/once_store.h"
#include "store/outbox_store.h"
#include "store/phone_store.h"
#include "store/photo_store.h"
#include "store/talk_store.h"
#include "store/twin_store.h"
#include "store/way_store.h"

#define LOOSE_FOR HOURS(24)
#define TALK_FOR DAYS(30)
#define SEEN_FOR DAYS(1)       /* a messenger sends again within a minute */
#define MAIL_SEEN_FOR DAYS(30) /* a mail server tries for some days */
#define STRAY_FOR DAYS(1)
#define MARK_FOR DAYS(7)
enum { SHELVES_AN_HOUR = 16, ROWS_AT_ONCE = 100 };

typedef struct Dropped {
    char id[PHOTO_PAGE][PHOTO_ID_LEN + 1];
    size_t len;
} Dropped;

static void keep_ids(const PhotoPage *page, Dropped *out)
{
    out->len = 0;
    for (size_t i = 0; i < page->len; i++) {
        Str id = page->at[i];
        size_t len = id.len <= PHOTO_ID_LEN ? id.len : 0;
        memcpy(out->id[out->len], id.at, len);
        out->id[out->len++][len] = '\0';
    }
}

static Err drop_loose(Tx *tx, const void *in, void *out)
{
    (void)in;
    PhotoPage page;
    TRY(photo_drop_loose(tx, tx->ctx->now - LOOSE_FOR, &page));
    keep_ids(&page, out);
    return OK;
}

static Err erase_file(JobRun *run, Str id)
{
    Err err = run->setup->photos != NULL ? photo_erase(run->ctx, run->setup->photos, id) : OK;
    return err == ERR_NOT_FOUND ? OK : err; /* NOT_FOUND: no id of a file */
}

/* Rows first: a file that stays behind is found as a stray later, a row without its file would show a hole. */
static Err sweep_loose(JobRun *run)
{
    Dropped *dropped = ARENA_NEW(run->ctx->arena, Dropped);
    do {
        TRY(job_write(run, drop_loose, NULL, dropped));
        for (size_t i = 0; i < dropped->len; i++)
            TRY(erase_file(run, str_of(dropped->id[i])));
        run->done += (int64_t)dropped->len;
    } while (dropped->len == PHOTO_PAGE && !job_stopping(run));
    return OK;
}

static Err find_erased(Tx *tx, const void *in, void *out)
{
    (void)in;
    return photo_erased(tx, out);
}

static Err mark_gone(Tx *tx, const void *in, void *out)
{
    const PhotoPage *page = in;
    (void)out;
    for (size_t i = 0; i < page->len; i++)
        TRY(photo_file_gone(tx, page->at[i]));
    return OK;
}

static Err sweep_erased(JobRun *run)
{
    PhotoPage *page = ARENA_NEW(run->ctx->arena, PhotoPage);
    if (run->setup->photos == NULL)
        return OK;
    do {
        TRY(db_read(run->setup->db, run->ctx, find_erased, NULL, page));
        for (size_t i = 0; i < page->len; i++)
            TRY(erase_file(run, page->at[i]));
        if (page->len > 0)
            TRY(job_write(run, mark_gone, page, NULL));
        run->done += (int64_t)page->len;
    } while (page->len == PHOTO_PAGE && !job_stopping(run));
    return OK;
}

static Err is_known(Tx *tx, const void *in, void *out)
{
    return photo_known(tx, *(const Str *)in, out);
}

static Err drop_stray(void *self, Ctx *ctx, Str id, PhotoSize size)
{
    (void)size;
    JobRun *run = self;
    bool known = true;
    if (job_stopping(run))
        return OK;
    TRY(db_read(run->setup->db, ctx, is_known, &id, &known));
    if (known)
        return OK;
    run->done++;
    return photo_erase(ctx, run->setup->photos, id);
}

static Err sweep_strays(JobRun *run)
{
    int hour = (int)(run->ctx->now / HOURS(1) % (PHOTO_SHELVES / SHELVES_AN_HOUR));
    for (int i = 0; i < SHELVES_AN_HOUR && run->setup->photos != NULL && !job_stopping(run); i++)
        TRY(photo_each(run->ctx, run->setup->photos,
                       &(PhotoSearch){.shelf = hour * SHELVES_AN_HOUR + i,
                                      .before = run->ctx->now - STRAY_FOR,
                                      .self = run,
                                      .visit = drop_stray}));
    return OK;
}

static UnixMs kept_since(const Tx *tx, Retained what)
{
    return tx->ctx->now - tx->ctx->district->retention.at[what].after;
}

static Err forget_keys(Tx *tx, const void *in, void *out)
{
    (void)in;
    return db_change(tx, out, SQL_IDEMPOTENCY_SWEEP, db_text(tx->ctx->jurisdiction),
                     db_int(kept_since(tx, RETAINED_SUBMISSION_KEYS)), db_int(ROWS_AT_ONCE));
}

static Err forget_messages(Tx *tx, const void *in, void *out)
{
    (void)in;
    return outbox_sweep(tx, kept_since(tx, RETAINED_MESSAGES), ROWS_AT_ONCE, out);
}

static Err forget_followers(Tx *tx, const void *in, void *out)
{
    (void)in;
    return followers_sweep(tx, kept_since(tx, RETAINED_FOLLOWERS), ROWS_AT_ONCE, out);
}

static Err forget_calls(Tx *tx, const void *in, void *out)
{
    (void)in;
    return phone_erase(tx, &(PhoneExpired){kept_since(tx, RETAINED_CALLS), ROWS_AT_ONCE}, out);
}

static Err forget_readings(Tx *tx, const void *in, void *out)
{
    (void)in;
    return device_hours_sweep(tx, kept_since(tx, RETAINED_READINGS), ROWS_AT_ONCE, out);
}

/* A row that was never proven goes when its link has ended, a phone's when it no longer counts for the codes of a day
 * (store/alert_store.h); `after` of the district is for the others. */
static Err forget_alerts(Tx *tx, const void *in, void *out)
{
    bool ends = tx->ctx->district->retention.at[RETAINED_ALERTS].erase;
    (void)in;
    return alerts_sweep(tx,
                        &(AlertsOver){.unproven_before = tx->ctx->now - CONFIRM_LASTS,
                                      .unproven_sms_before = tx->ctx->now - DAYS(1),
                                      .made_before = ends ? kept_since(tx, RETAINED_ALERTS) : 0,
                                      .most = ROWS_AT_ONCE},
                        out);
}

static Err forget_account_log(Tx *tx, const void *in, void *out)
{
    (void)in;
    return db_change(tx, out, SQL_ACCOUNT_LOG_SWEEP, db_text(tx->ctx->jurisdiction),
                     db_int(kept_since(tx, RETAINED_ACCOUNT_LOG)), db_int(ROWS_AT_ONCE));
}

static Err forget_marks(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return db_sweep_marks(tx, tx->ctx->now - MARK_FOR);
}

static Err forget_talks(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return talk_sweep(tx, tx->ctx->now - TALK_FOR, tx->ctx->now - SEEN_FOR);
}

static Err forget_mail(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return mail_seen_sweep(tx, tx->ctx->now - MAIL_SEEN_FOR);
}

static Err forget_once(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return once_sweep(tx);
}

static Err repeat(JobRun *run, ActionFn forget)
{
    int64_t gone = 0;
    do {
        TRY(job_write(run, forget, NULL, &gone));
        run->done += gone;
    } while (gone == ROWS_AT_ONCE && !job_stopping(run));
    return OK;
}

static const struct {
    Retained what;
    ActionFn forget;
} forgotten[] = {
    {RETAINED_SUBMISSION_KEYS, forget_keys}, {RETAINED_MESSAGES, forget_messages},
    {RETAINED_FOLLOWERS, forget_followers},  {RETAINED_CALLS, forget_calls},
    {RETAINED_READINGS, forget_readings},    {RETAINED_ACCOUNT_LOG, forget_account_log},
};

Err sweep(JobRun *run)
{
    TRY(sweep_loose(run));
    TRY(sweep_erased(run));
    TRY(sweep_strays(run));
    for (size_t i = 0; i < COUNT_OF(forgotten); i++)
        if (run->setup->district->retention.at[forgotten[i].what].erase)
            TRY(repeat(run, forgotten[i].forget));
    TRY(job_write(run, forget_marks, NULL, NULL));
    TRY(job_write(run, forget_talks, NULL, NULL));
    TRY(job_write(run, forget_mail, NULL, NULL));
    TRY(job_write(run, forget_once, NULL, NULL));
    TRY(repeat(run, forget_alerts));
    return job_write(run, auth_sweep, NULL, NULL);
}

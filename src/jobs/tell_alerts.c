/* Public cases of an area or a kind to those who asked for them: what is new, and what was resolved. What is told and
 * until when is written together, so nothing is told twice; by which way and whether now is the outbox's care. */
#include "actions/subscribe.h"
#include "jobs/job.h"
#include "store/outbox_store.h"
#include "store/public_store.h"

enum { NEWS_MOST = 50 };
#define COMMITTED_BY SECONDS(5) /* what bears a time older than that is in the store */

typedef struct News {
    PublicCase at[NEWS_MOST];
    size_t len;
} News;

static Str line_of(const Ctx *ctx, const PublicCase *c)
{
    return str_join(ctx->arena, (const Str[]){STR("· "), public_case_title(ctx, c), STR(" · "), c->number}, 4, STR(""));
}

/* Cases that came after the last time, then those that were resolved since. */
static void put_part(Buf *out, const Ctx *ctx, const News *news, const Alert *alert, bool resolved)
{
    Buf lines = buf_new(ctx->arena);
    int64_t count = 0;
    for (size_t i = 0; i < news->len; i++) {
        const PublicCase *c = &news->at[i];
        if (resolved != (c->submitted_at <= alert->told_until))
            continue;
        buf_char(&lines, '\n');
        buf_add(&lines, line_of(ctx, c));
        count++;
    }
    if (count == 0)
        return;
    Str number = str_printf(ctx->arena, "%lld", (long long)count);
    buf_z(out, "\n\n");
    buf_add(out, message_text(ctx->arena, resolved ? MSG_ALERT_DONE : MSG_ALERT_NEW, alert->lang, &number, 1));
    buf_add(out, buf_str(&lines));
}

static Str body_of(Ctx *ctx, const News *news, const Alert *alert)
{
    Buf out = buf_new(ctx->arena);
    Str about = alert_about(ctx, alert);
    Lang before = ctx->lang;
    ctx->lang = alert->lang;
    buf_add(&out, message_text(ctx->arena, MSG_ALERT_HEAD, alert->lang, &about, 1));
    put_part(&out, ctx, news, alert, false);
    put_part(&out, ctx, news, alert, true);
    if (news->len == NEWS_MOST) {
        buf_z(&out, "\n\n");
        buf_add(&out, message_text(ctx->arena, MSG_ALERT_MORE, alert->lang, NULL, 0));
    }
    ctx->lang = before;
    return buf_str(&out);
}

static Err tell_one(Tx *tx, const Alert *due)
{
    Ctx *ctx = tx->ctx;
    News *news = ARENA_NEW(ctx->arena, News);
    Alert told = *due;
    told.told_until = ctx->now - COMMITTED_BY;
    PublicNews query = {due->told_until, told.told_until, due->category, due->area, NEWS_MOST};
    TRY(public_news(tx, &query, news->at, &news->len));
    told.next_at = alert_next(ctx, due);
    TRY(alert_told(tx, &told));
    if (news->len == 0)
        return OK;
    return outbox_add(tx, &(OutboxMessage){.kind = STR("digest"),
                                           .recipient = str_printf(ctx->arena, "alert:" STR_FMT, STR_ARG(due->id)),
                                           .body = body_of(ctx, news, due),
                                           .link = str_printf(ctx->arena, "/public?area=" STR_FMT "&kind=" STR_FMT,
                                                              STR_ARG(due->area), STR_ARG(due->category))});
}

static Err tell_page(Tx *tx, const void *in, void *out)
{
    AlertPage *page = ARENA_NEW(tx->ctx->arena, AlertPage);
    (void)in;
    TRY(alerts_due(tx, page));
    for (size_t i = 0; i < page->len; i++)
        TRY(tell_one(tx, &page->at[i]));
    *(int64_t *)out = (int64_t)page->len;
    return OK;
}

Err tell_alerts(JobRun *run)
{
    int64_t told = 0;
    do {
        TRY(job_write(run, tell_page, NULL, &told));
        run->done += told;
    } while (told == ALERT_PAGE && !job_stopping(run));
    return OK;
}

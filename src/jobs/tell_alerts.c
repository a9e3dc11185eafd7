/* Public cases of an area, around a point or of a kind to those who asked for them: what is new, and what was resolved.
 * What is told and until when is written together, so nothing is told twice; by which way and whether now is the
 * outbox's care. */
#include "actions/subscribe.h"
#include "jobs/job.h"
#include "store/outbox_store.h"

#define COMMITTED_BY SECONDS(5) /* what bears a time older than that is in the store */
#define TOLD_BACK DAYS(7)       /* who had switched notices off for longer is told of that much */

static Str line_of(const Ctx *ctx, const PublicCase *c)
{
    return str_join(ctx->arena, (const Str[]){STR("· "), public_case_title(ctx, c), STR(" · "), c->number}, 4, STR(""));
}

typedef enum Part {
    PART_NEW /* came after the last time */,
    PART_DONE /* resolved since; they had come before */
} Part;

static bool is_of(const PublicCase *c, Part part, const Alert *alert)
{
    return (c->submitted_at > alert->told_until) == (part == PART_NEW);
}

/* "新反映 3 件"; "50+" where more happened than was looked at; empty: none. */
static Str count_of(const Ctx *ctx, const AlertNews *news, const Alert *alert, Part part)
{
    int64_t count = 0;
    for (size_t i = 0; i < news->len; i++)
        count += is_of(&news->at[i], part, alert);
    Str number = str_printf(ctx->arena, news->more ? "%lld+" : "%lld", (long long)count);
    return count == 0
               ? STR("")
               : message_text(ctx->arena, part == PART_NEW ? MSG_ALERT_NEW : MSG_ALERT_DONE, alert->lang, &number, 1);
}

static void put_part(Buf *out, const Ctx *ctx, const AlertNews *news, const Alert *alert, Part part)
{
    Str head = count_of(ctx, news, alert, part);
    if (str_empty(head))
        return;
    buf_z(out, "\n\n");
    buf_add(out, head);
    for (size_t i = 0; i < news->len; i++)
        if (is_of(&news->at[i], part, alert)) {
            buf_char(out, '\n');
            buf_add(out, line_of(ctx, &news->at[i]));
        }
}

static Str letter_body(Ctx *ctx, const AlertNews *news, const Alert *alert)
{
    Buf out = buf_new(ctx->arena);
    Str about = alert_about(ctx, alert);
    Lang before = ctx->lang;
    ctx->lang = alert->lang;
    buf_add(&out, message_text(ctx->arena, MSG_ALERT_HEAD, alert->lang, &about, 1));
    put_part(&out, ctx, news, alert, PART_NEW);
    put_part(&out, ctx, news, alert, PART_DONE);
    if (news->more) {
        buf_z(&out, "\n\n");
        buf_add(&out, message_text(ctx->arena, MSG_ALERT_MORE, alert->lang, NULL, 0));
    }
    ctx->lang = before;
    return buf_str(&out);
}

/* By SMS a sentence that its link ends; to the messenger, whose template has a field for each, two lines. */
static Str short_body(const Ctx *ctx, const AlertNews *news, const Alert *alert)
{
    Str counts[] = {count_of(ctx, news, alert, PART_NEW), count_of(ctx, news, alert, PART_DONE)};
    Str comma = str_empty(counts[0]) || str_empty(counts[1])
                    ? STR("")
                    : message_text(ctx->arena, MSG_ALERT_COMMA, alert->lang, NULL, 0);
    Str parts[] = {alert_about(ctx, alert), str_join(ctx->arena, counts, 2, comma)};
    if (alert->way == VIA_SMS)
        return message_text(ctx->arena, MSG_ALERT_SMS, alert->lang, parts, 2);
    return str_join(ctx->arena, parts, 2, STR("\n"));
}

/* The public list of it; what has no such list, or no room for a link that ends it, has a page of its own. */
static Str link_of(const Ctx *ctx, const Alert *alert)
{
    if (alert->way == VIA_MAIL && alert->around.radius_m == 0)
        return str_printf(ctx->arena, "/public?area=" STR_FMT "&kind=" STR_FMT, STR_ARG(alert->area),
                          STR_ARG(alert->category));
    return str_printf(ctx->arena, "/a/" STR_FMT, STR_ARG(alert->leave));
}

static Err tell_one(Tx *tx, const Alert *due)
{
    Ctx *ctx = tx->ctx;
    AlertNews *news = ARENA_NEW(ctx->arena, AlertNews);
    Alert since = *due, told = *due;
    if (since.told_until < ctx->now - TOLD_BACK)
        since.told_until = ctx->now - TOLD_BACK;
    told.told_until = ctx->now - COMMITTED_BY;
    told.next_at = alert_next(ctx, due);
    TRY(alert_news(tx, &(AlertSpan){due, since.told_until, told.told_until}, news));
    TRY(alert_told(tx, &told));
    if (news->len == 0)
        return OK;
    return outbox_add(tx, &(OutboxMessage){.kind = STR("digest"),
                                           .recipient = str_printf(ctx->arena, "alert:" STR_FMT, STR_ARG(due->id)),
                                           .body = due->way == VIA_MAIL ? letter_body(ctx, news, &since)
                                                                        : short_body(ctx, news, &since),
                                           .link = link_of(ctx, due)});
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

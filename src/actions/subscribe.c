/* See subscribe.h. */
#include "actions/subscribe.h"

#include "actions/choose_way.h"
#include "store/outbox_store.h"

static Str in_language(Lang lang, Str zh, Str en)
{
    return lang == LANG_EN ? en : zh;
}

Str alert_about(const Ctx *ctx, const Alert *alert)
{
    const District *d = ctx->district;
    const DistrictArea *area = area_find(d, alert->area);
    const Category *category = category_find(d, alert->category);
    Str parts[2];
    size_t count = 0;
    if (area != NULL)
        parts[count++] = in_language(alert->lang, area->name_zh, area->name_en);
    if (category != NULL)
        parts[count++] = in_language(alert->lang, category->name_zh, category->name_en);
    return str_join(ctx->arena, parts, count, STR(" · "));
}

UnixMs alert_next(const Ctx *ctx, const Alert *alert)
{
    UnixMs offset = MINUTES(ctx->district->calendar.offset_minutes), local = ctx->now + offset;
    UnixMs next = local - local % DAYS(1) + HOURS(ALERT_HOUR);
    if (alert->at_once)
        return ctx->now + ALERT_EVERY;
    return (next > local ? next : next + DAYS(1)) - offset;
}

static Err ask_to_confirm(Tx *tx, const Alert *alert, Str who)
{
    Str link, about = alert_about(tx->ctx, alert);
    TRY(mail_confirm_link(tx, STR(""), who, &link));
    return outbox_add(tx,
                      &(OutboxMessage){.kind = STR("confirm"),
                                       .recipient = who,
                                       .body = message_text(tx->ctx->arena, MSG_ALERT_CONFIRM, alert->lang, &about, 1),
                                       .link = link,
                                       .at_once = true});
}

Err subscribe(Tx *tx, const void *input, void *out)
{
    const Subscribe *in = input;
    Ctx *ctx = tx->ctx;
    AlertCount has;
    Str mail = str_lower_ascii(ctx->arena, in->mail);
    (void)out;
    if (!is_mail_address(mail))
        return fail_field(ctx, "mail", MSG_MAIL_ADDRESS);
    TRY(alert_count(tx, mail, &has));
    if (has.all >= ALERTS_MOST || has.unproven > 0)
        return OK;
    unsigned char bits[16];
    rand_bytes(ctx->rand, bits, sizeof bits);
    Alert alert = {.id = str_hex(ctx->arena, bits, sizeof bits),
                   .area = in->area,
                   .category = in->category,
                   .at_once = in->at_once,
                   .lang = in->lang};
    alert.next_at = alert_next(ctx, &alert);
    Str who = str_printf(ctx->arena, "alert:" STR_FMT, STR_ARG(alert.id));
    TRY(alert_add(tx, &alert));
    TRY(way_save(
        tx,
        &(WayRow){.who = who, .way = VIA_MAIL, .lang = in->lang, .mail = mail, .quiet = {QUIET_UNSAID, QUIET_UNSAID}}));
    return ask_to_confirm(tx, &alert, who);
}

/* See choose_way.h. */
#include "actions/choose_way.h"

#include "auth/secrets.h"
#include "auth/throttle.h"
#include "store/alert_store.h"
#include "store/outbox_store.h"

Err mail_confirm_link(Tx *tx, Str number, Str who, Str *link)
{
    Ctx *ctx = tx->ctx;
    Str token = link_token(ctx);
    TRY(way_ask(tx, &(WayAsk){number, who, link_token_hash(ctx, token), ctx->now + CONFIRM_LASTS}));
    *link = str_printf(ctx->arena, "/m/" STR_FMT, STR_ARG(token));
    return OK;
}

static Err ask_to_confirm(Tx *tx, const WayRow *row)
{
    Ctx *ctx = tx->ctx;
    Str link;
    TRY(mail_confirm_link(tx, row->number, row->who, &link));
    MsgId words = str_empty(row->number) ? MSG_MAIL_CONFIRM_STAFF : MSG_MAIL_CONFIRM;
    return outbox_add(tx, &(OutboxMessage){.kind = STR("confirm"),
                                           .recipient = row->who,
                                           .body = message_text(ctx->arena, words, row->lang, &row->number, 1),
                                           .link = link,
                                           .number = row->number,
                                           .at_once = true});
}

static bool is_quiet(const Quiet *quiet)
{
    bool unsaid = quiet->from == QUIET_UNSAID && quiet->until == QUIET_UNSAID;
    return unsaid || (quiet->from >= 0 && quiet->from < DAY_MINUTES && quiet->until >= 0 && quiet->until < DAY_MINUTES);
}

static Err check(Ctx *ctx, const ChooseWay *in, const WayRow *row)
{
    if (!str_empty(in->mail) && !is_mail_address(in->mail))
        return fail_field(ctx, "mail", MSG_MAIL_ADDRESS);
    if (in->way == VIA_MAIL && str_empty(row->mail))
        return fail_field(ctx, "mail", MSG_MAIL_ADDRESS);
    if (in->way == VIA_WECHAT && str_empty(row->wechat))
        return fail_field(ctx, "way", MSG_WAY_NOT_THERE);
    return is_quiet(&in->quiet) ? OK : fail_field(ctx, "quiet", MSG_QUIET_WRONG);
}

static Err ask_again(Tx *tx, const WayRow *row)
{
    Str whose = str_join(tx->ctx->arena, (const Str[]){row->number, row->who}, 2, STR(" "));
    ThrottleSubject subject = throttle_of_asking(tx->ctx, whose);
    TRY(throttle_attempt(tx, &subject));
    return ask_to_confirm(tx, row);
}

Err choose_way(Tx *tx, const void *input, void *out)
{
    const ChooseWay *in = input;
    WayRow row;
    (void)out;
    TRY(way_load(tx, in->number, in->who, &row));
    bool new_mail = !str_empty(in->mail) && !str_eq(in->mail, row.mail);
    if (new_mail) {
        row.mail = in->mail;
        row.confirmed_at = 0;
    }
    if (!str_empty(in->wechat))
        row.wechat = in->wechat;
    bool asks = in->way == VIA_MAIL && row.confirmed_at == 0 && (new_mail || row.way != VIA_MAIL);
    TRY(check(tx->ctx, in, &row));
    row.way = in->way;
    row.quiet = in->quiet;
    row.lang = in->lang;
    TRY(way_save(tx, &row));
    return asks ? ask_again(tx, &row) : OK;
}

Err confirm_mail_peek(Tx *tx, const void *token, void *out)
{
    WayAsked asked;
    TRY(way_by_confirm(tx, link_token_hash(tx->ctx, *(const Str *)token), &asked));
    if (str_empty(asked.who) || str_empty(asked.mail))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_MAIL_LINK_WRONG);
    if (asked.until <= tx->ctx->now)
        return fail(tx->ctx, ERR_GONE, MSG_MAIL_LINK_ENDED);
    *(WayAsked *)out = asked;
    return OK;
}

Err confirm_mail(Tx *tx, const void *token, void *out)
{
    TRY(confirm_mail_peek(tx, token, out));
    return way_confirm(tx, link_token_hash(tx->ctx, *(const Str *)token));
}

Err stop_mail_peek(Tx *tx, const void *leave, void *out)
{
    WayAsked found;
    TRY(way_by_leave(tx, *(const Str *)leave, &found));
    if (str_empty(found.who) || str_empty(found.mail))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_MAIL_LINK_WRONG);
    *(WayAsked *)out = found;
    return OK;
}

Err stop_mail(Tx *tx, const void *leave, void *out)
{
    int64_t stopped = 0;
    WayAsked *found = out;
    Str alert = STR("alert:");
    TRY(stop_mail_peek(tx, leave, found));
    if (str_starts(found->who, alert)) /* that one only: other letters are other matters */
        return alert_drop(tx, str_slice(found->who, alert.len, found->who.len));
    return way_stop_mail(tx, found->mail, &stopped); /* stopped before: so it stays */
}

Err act_tell_reporter(Act *act, MsgId message)
{
    Tx *tx = act->tx;
    WayRow row;
    Str number = act->file->c.number;
    TRY(way_load(tx, number, STR("reporter"), &row));
    if (!row.known || (row.way != VIA_MAIL && row.way != VIA_WECHAT))
        return OK;
    const Unit *owner = unit_find(&act->district->rights, act->file->c.owner);
    Str args[] = {number, owner != NULL ? unit_name(owner, row.lang) : STR("")};
    return outbox_add(tx, &(OutboxMessage){.kind = STR("step"),
                                           .recipient = STR("reporter"),
                                           .body = message_text(tx->ctx->arena, message, row.lang, args, 2),
                                           .number = number});
}

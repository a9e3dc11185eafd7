/* The invitation to rate: a one-time link to whoever can be reached, by the outbox. Without a contact the tracking page
 * is the only place to rate. */
#include "actions/actions.h"
#include "auth/secrets.h"
#include "store/outbox_store.h"
#include "store/way_store.h"

Err act_invite_rating(Act *act)
{
    Tx *tx = act->tx;
    Ctx *ctx = tx->ctx;
    Reach reach;
    TRY(reach_load(tx, act->file->c.number, STR("reporter"), &reach));
    const CaseClock *window = act_clock(act, CLOCK_T10);
    if (str_empty(reach.to) || window == NULL)
        return OK;
    Str token;
    TRY(rating_token_make(tx, act->file->c.number, window->due_at, &token));
    const Category *category = category_find(act->district, act->file->c.category);
    Str what = category == NULL ? STR("") : reach.lang == LANG_EN ? category->name_en : category->name_zh;
    Str number = act->file->c.number;
    Str body = message_text(ctx->arena, MSG_RATING_INVITATION, reach.lang, (const Str[]){what, number}, 2);
    return outbox_add(tx, &(OutboxMessage){.kind = STR("sms"),
                                           .recipient = STR("reporter"),
                                           .body = body,
                                           .link = str_printf(ctx->arena, "/r/" STR_FMT, STR_ARG(token)),
                                           .number = number});
}

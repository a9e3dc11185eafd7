/* 开启、结束事件模式; see switch_event_mode.h. */
#include "actions/switch_event_mode.h"

#include "base/json.h"
#include "domain/permission.h"

static const EventMode *holding(const EventModes *modes, Str event)
{
    for (size_t i = 0; i < modes->len; i++)
        if (str_eq(modes->at[i].event, event))
            return &modes->at[i];
    return NULL;
}

static void tell_all(Tx *tx, const EventMode *row)
{
    JsonOut out = json_out(tx->ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "event", row->event);
    json_field_time(&out, "until", row->until);
    json_close(&out, '}');
    tx_notify(tx, STR("all:event_mode"), json_text(&out));
}

static Err check(Ctx *ctx, const SwitchEventMode *in, const Grant **as)
{
    const DistrictEvent *event = event_find(ctx->district, in->event);
    *as = grant_giving(&ctx->district->rights, ctx->actor, RELATION_COMMANDER, ctx->district->centre);
    if (*as == NULL)
        return fail(ctx, ERR_FORBIDDEN, MSG_EVENT_MODE_NOT_YOURS);
    if (event == NULL)
        return fail_field(ctx, "event", MSG_EVENT_MODE_UNKNOWN, in->event);
    if (in->on && in->until != 0 && (in->until <= ctx->now || in->until > ctx->now + EVENT_MODE_LONGEST))
        return fail_field(ctx, "until", MSG_EVENT_MODE_UNTIL);
    return OK;
}

Err switch_event_mode(Tx *tx, const SwitchEventMode *in)
{
    Ctx *ctx = tx->ctx;
    const Grant *as = NULL;
    EventModes modes;
    TRY(check(ctx, in, &as));
    TRY(event_modes_now(tx, &modes));
    const DistrictEvent *event = event_find(ctx->district, in->event);
    const EventMode *before = holding(&modes, in->event);
    if (!in->on && before == NULL)
        return fail(ctx, ERR_CONFLICT, MSG_EVENT_MODE_OFF_ALREADY,
                    ctx->lang == LANG_EN ? event->name_en : event->name_zh);
    EventMode row = {.event = event->code,
                     .at = ctx->now,
                     .since = before != NULL ? before->since : ctx->now,
                     .until = in->until != 0 ? in->until : ctx->now + HOURS(event->hours),
                     .person = ctx->actor->person,
                     .unit = as->unit,
                     .note = in->note};
    if (!in->on)
        row.until = ctx->now;
    TRY(event_mode_add(tx, &row));
    tell_all(tx, &row);
    return OK;
}

/* See calls.h. */
#include "demo/calls.h"

#include "actions/call_back.h"
#include "actions/hear_phone.h"
#include "actions/phone_desk.h"
#include "domain/district.h"

/* Operators sit down at 801, 802 ... when their first call comes. */
static Err seat_of(Tx *tx, Str *extension)
{
    PhoneAgent *agents = NULL;
    size_t count = 0;
    TRY(phone_extension_of(tx, tx->ctx->actor->person, extension));
    if (!str_empty(*extension))
        return OK;
    TRY(phone_agent_all(tx, &agents, &count));
    *extension = str_printf(tx->ctx->arena, "%zu", 801 + count);
    return take_extension(tx, extension, NULL);
}

/* One call of the telephone system, event by event. */
typedef struct Line {
    Tx *tx;
    PhoneTold told;
    PhoneHeard heard;
} Line;

static Err tell(Line *line, const PhoneEvent *event)
{
    PhoneTold told = line->told;
    told.event = *event;
    told.event.agent = line->told.event.agent;
    told.event.caller = line->told.event.caller;
    told.event.called = STR("12345");
    return hear_phone(line->tx, &told, &line->heard);
}

static Line line_of(Tx *tx, Str call, Str number)
{
    return (Line){.tx = tx, .told = {.source = STR(DEMO_TELEPHONES), .call = call, .event.caller = number}};
}

/* It rang, was answered, and ended; `talked` and `waited` are drawn by its name. */
static Err talk(Line *line, UnixMs ends, size_t nth)
{
    UnixMs talked = SECONDS(70 + (int64_t)(nth % 9) * 25), waited = SECONDS(3 + (int64_t)(nth % 11) * 4 / 3);
    TRY(seat_of(line->tx, &line->told.event.agent));
    TRY(tell(line, &(PhoneEvent){.id = STR("1"), .type = PHONE_RINGING, .at = ends - talked - waited}));
    TRY(tell(line, &(PhoneEvent){.id = STR("2"), .type = PHONE_ANSWERED, .at = ends - talked}));
    return tell(line, &(PhoneEvent){.id = STR("3"), .type = PHONE_ENDED, .at = ends, .reason = STR("normal")});
}

Err calls_answer(Tx *tx, const DemoCaller *caller, Str *call)
{
    Line line = line_of(tx, str_printf(tx->ctx->arena, "demo-%zu", caller->nth), caller->number);
    TRY(talk(&line, tx->ctx->now, caller->nth));
    *call = line.heard.call;
    return OK;
}

Err calls_enquire(Tx *tx, const Cast *cast)
{
    UnixMs now = tx->ctx->now, offset = MINUTES(tx->ctx->district->calendar.offset_minutes);
    for (int64_t hour = 1; hour <= 24; hour += 2) {
        UnixMs ends = now - HOURS(hour), local = (ends + offset) % DAYS(1);
        size_t nth = (size_t)(ends / HOURS(1));
        Str number = str_printf(tx->ctx->arena, "0000000%04zu", nth % 5000);
        Line line = line_of(tx, str_printf(tx->ctx->arena, "demo-asks-%zu", nth), number);
        tx->ctx->actor = cast_any(cast, ROLE_HOTLINE_OPERATOR, nth / 2);
        if (local >= HOURS(8) && local < HOURS(20) && tx->ctx->actor != NULL)
            TRY(talk(&line, ends, nth));
    }
    return OK;
}

/* Nobody answered, so many minutes ago. */
static Err miss(Tx *tx, Str number, int64_t minutes_ago, Str *call)
{
    UnixMs at = tx->ctx->now - MINUTES(minutes_ago);
    Line line = line_of(tx, str_printf(tx->ctx->arena, "demo-missed-%lld", (long long)minutes_ago), number);
    TRY(seat_of(tx, &line.told.event.agent));
    TRY(tell(&line, &(PhoneEvent){.id = STR("1"), .type = PHONE_RINGING, .at = at}));
    TRY(tell(&line,
             &(PhoneEvent){.id = STR("2"), .type = PHONE_ENDED, .at = at + SECONDS(35), .reason = STR("abandoned")}));
    *call = line.heard.call;
    return OK;
}

Err calls_leave_backs(Tx *tx, const DemoBacks *in)
{
    Str open, done;
    tx->ctx->actor = in->taker;
    TRY(miss(tx, STR("00000000731"), 12, &open));
    TRY(miss(tx, STR("00000000732"), 75, &done));
    TRY(take_call_back(tx, done));
    TRY(settle_call_back(
        tx, &(SettleCallBack){.id = done, .result = STR("reached"), .note = STR("问公交站台何时修复，已告知进度。")}));
    if (str_empty(in->promised))
        return OK;
    tx->ctx->actor = in->promised_by;
    return promise_call_back(tx, &(PromiseCallBack){.call = in->promised,
                                                    .note = STR("答应核实处置进度后回电。"),
                                                    .due_at = tx->ctx->now + HOURS(20)});
}

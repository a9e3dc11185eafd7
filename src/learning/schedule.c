/* The nightly hour; see schedule.h. */
#include "learning/schedule.h"

#include "store/setting_store.h"

static Err read_time(Tx *tx, Str name, UnixMs *out)
{
    Str text;
    TRY(setting_get(tx, name, &text));
    if (!str_to_i64(text, out))
        *out = 0;
    return OK;
}

static Err write_now(Tx *tx, Str name)
{
    return setting_put(tx, name, str_printf(tx->ctx->arena, "%lld", (long long)tx->ctx->now));
}

Err learn_schedule(Tx *tx, LearnSchedule *out)
{
    TRY(read_time(tx, STR("learn_asked_at"), &out->asked_at));
    TRY(read_time(tx, STR("learn_started_at"), &out->started_at));
    return read_time(tx, STR("learn_ended_at"), &out->ended_at);
}

Err learn_started(Tx *tx)
{
    return write_now(tx, STR("learn_started_at"));
}

Err learn_ended(Tx *tx)
{
    return write_now(tx, STR("learn_ended_at"));
}

bool learn_is_running(const LearnSchedule *s, UnixMs now)
{
    return s->started_at > s->ended_at && now - s->started_at < LEARN_LONGEST;
}

bool learn_is_due(const LearnSchedule *s, const Calendar *calendar, UnixMs now)
{
    if (learn_is_running(s, now))
        return false;
    if (s->asked_at > s->started_at)
        return true;
    int64_t minute = (now + MINUTES(calendar->offset_minutes)) / MINUTES(1) % (24 * 60);
    bool night = minute >= LEARN_FROM_MINUTE && minute < LEARN_TO_MINUTE;
    bool tonight = now - s->started_at < MINUTES(LEARN_TO_MINUTE - LEARN_FROM_MINUTE);
    return (night && !tonight) || (s->started_at != 0 && now - s->started_at > LEARN_CATCH_UP);
}

Err learn_ask(Tx *tx)
{
    LearnSchedule s;
    UnixMs now = tx->ctx->now;
    TRY(learn_schedule(tx, &s));
    UnixMs last = s.asked_at > s.started_at ? s.asked_at : s.started_at;
    if (now - last < LEARN_ASK_EVERY)
        return fail(tx->ctx, ERR_TOO_MANY, MSG_LEARN_TOO_OFTEN,
                    str_printf(tx->ctx->arena, "%lld", (long long)((last + LEARN_ASK_EVERY - now) / 1000 + 1)));
    return write_now(tx, STR("learn_asked_at"));
}

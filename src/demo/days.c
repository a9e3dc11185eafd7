/* Ordinary days; see days.h. The weights are ours, chosen to look like a quiet district. */
#include "demo/days.h"

#include "demo/fate.h"

/* Of a hundred matters, how many come in each hour of the local day. */
static const unsigned char hours[24] = {1, 0, 0, 0, 0, 1, 1, 4, 8, 11, 9, 7, 4, 4, 6, 9, 8, 7, 6, 5, 4, 3, 1, 1};

static int draw_hour(Rand *rand)
{
    unsigned sum = 0, n;
    for (size_t i = 0; i < COUNT_OF(hours); i++)
        sum += hours[i];
    n = (unsigned)rand_below(rand, sum);
    for (int hour = 0; hour < 24; hour++) {
        if (n < hours[hour])
            return hour;
        n -= hours[hour];
    }
    return 12;
}

/* All but today's fresh ones come to their end before now: what is open then was put there by a scene. */
static void fate(Ctx *ctx, const Tales *tales, UnixMs at, Plot *plot)
{
    *plot = (Plot){.starts_at = at, .rand = rand_seeded(ctx->rand->state), .picks = rand_below(ctx->rand, 30)};
    tale_draw(ctx, tales, &plot->rand, &plot->tale);
    fate_draw(&fates_quiet, plot);
    plot->hurry_at = ctx->now - HOURS(2) - MINUTES(rand_below(&plot->rand, 28 * 60));
}

size_t days_fill(Ctx *ctx, const Tales *tales, Plot *out)
{
    size_t count = 0;
    UnixMs offset = MINUTES(ctx->district->calendar.offset_minutes);
    UnixMs today = (ctx->now + offset) / DAYS(1) * DAYS(1) - offset;
    for (int day = DEMO_DAYS; day >= 0; day--) {
        UnixMs morning = today - DAYS(day);
        bool work = calendar_is_workday(&ctx->district->calendar, morning + HOURS(12));
        uint64_t matters = (work ? 13 : 9) + rand_below(ctx->rand, 5);
        for (uint64_t i = 0; i < matters; i++) {
            UnixMs at = morning + HOURS(draw_hour(ctx->rand)) + SECONDS(rand_below(ctx->rand, 3600));
            bool past = at < ctx->now - MINUTES(110) && at > ctx->now - DAYS(DEMO_DAYS);
            if (past && count < DEMO_PLOTS_MAX)
                fate(ctx, tales, at, &out[count++]);
        }
    }
    return count;
}

/* See phone_sample.h. */
#include "actions/phone_sample.h"

#include <stdlib.h>
#include <string.h>

#include "actions/phone_desk.h"
#include "domain/day.h"
#include "domain/district.h"

/* The Monday of an ISO week: week 1 is the one with the 4th of January. */
static bool monday_of(Str week, Day *out)
{
    int64_t year = 0, number = 0;
    if (week.len != 8 || week.at[4] != '-' || week.at[5] != 'W' || !str_to_i64(str_slice(week, 0, 4), &year) ||
        !str_to_i64(str_slice(week, 6, 8), &number) || year < 2000 || year > 2200 || number < 1 || number > 53)
        return false;
    Day fourth = day_of_number((int32_t)(year * 10000 + 104));
    Day monday = fourth - (day_weekday(fourth) - 1) + (number - 1) * 7;
    *out = monday;
    return number < 53 ||
           day_number(monday + 3) / 10000 == year; /* a 53rd week only where its Thursday is of the year */
}

Err sample_span(Ctx *ctx, Str week, PhoneSpan *out)
{
    Day monday = 0;
    UnixMs offset = MINUTES(ctx->district->calendar.offset_minutes);
    if (!monday_of(week, &monday) || DAYS(monday + 7) - offset > ctx->now)
        return fail_field(ctx, "week", MSG_PHONE_WEEK);
    *out = (PhoneSpan){DAYS(monday) - offset, DAYS(monday + 7) - offset};
    return OK;
}

typedef struct Drawn {
    Sample sample;
    Hash ticket;
} Drawn;

enum { CALLS_A_WEEK = 200000 };
typedef struct Urn {
    const SampleWeek *in;
    Ctx *ctx;
    Drawn *at;
    size_t len;
} Urn;

static void put_in(void *self, const PhoneRow *row)
{
    Urn *urn = self;
    if (row->answered_at == 0 || row->ended_at == 0 || str_empty(row->person) || urn->len == CALLS_A_WEEK)
        return;
    urn->at = ARENA_MORE(urn->ctx->arena, urn->at, urn->len);
    Str what = str_printf(urn->ctx->arena, "sample\n" STR_FMT "\n" STR_FMT, STR_ARG(urn->in->week), STR_ARG(row->call));
    urn->at[urn->len++] = (Drawn){{row->person, row->call}, hash_hmac(urn->in->key, what)};
}

static int compare(const void *one, const void *other)
{
    const Drawn *a = one, *b = other;
    int by_person = str_cmp(a->sample.person, b->sample.person);
    return by_person != 0 ? by_person : memcmp(a->ticket.bytes, b->ticket.bytes, HASH_SIZE);
}

static void draw(const Urn *urn, Samples *out)
{
    size_t at = 0;
    out->len = 0;
    while (at < urn->len) {
        size_t end = at;
        while (end < urn->len && str_eq(urn->at[end].sample.person, urn->at[at].sample.person))
            end++;
        size_t share = ((end - at) * SAMPLE_PERCENT + 99) / 100;
        for (size_t i = at; i < at + share && out->len < SAMPLE_MOST; i++)
            out->at[out->len++] = urn->at[i].sample;
        at = end;
    }
}

Err draw_samples(Tx *tx, const SampleWeek *in, Samples *out)
{
    Urn urn = {.in = in, .ctx = tx->ctx};
    PhoneSpan span;
    TRY(sample_span(tx->ctx, in->week, &span));
    TRY(phone_each(tx, &(PhoneWalk){span, put_in, &urn}));
    if (urn.len > 0)
        qsort(urn.at, urn.len, sizeof *urn.at, compare);
    draw(&urn, out);
    return OK;
}

Err score_phone_call(Tx *tx, const ScoreCall *in)
{
    Ctx *ctx = tx->ctx;
    Samples *drawn = ARENA_NEW(ctx->arena, Samples);
    PhoneScore score = in->score, known;
    if (!phone_is_supervisor(ctx))
        return fail(ctx, ERR_FORBIDDEN, MSG_SCORE_SUPERVISOR);
    TRY(draw_samples(tx, &in->drawn, drawn));
    for (size_t i = 0; i < drawn->len; i++)
        if (str_eq(drawn->at[i].call, score.call))
            score.scored = drawn->at[i].person;
    if (str_empty(score.scored))
        return fail(ctx, ERR_CONFLICT, MSG_SCORE_NOT_DRAWN);
    if (str_eq(score.scored, ctx->actor->person))
        return fail(ctx, ERR_FORBIDDEN, MSG_SCORE_SUPERVISOR);
    TRY(phone_score_of(tx, score.call, &known));
    if (known.at > 0)
        return fail(ctx, ERR_CONFLICT, MSG_SCORE_DONE);
    return phone_score_add(tx, &score);
}

/* See phone_figures.h. The lowest 24 hours are found by a window that slides from call to call. */
#include "insight/phone_figures.h"

#include "domain/district.h"

/* One call that counts, as the window needs it. */
typedef struct Counted {
    UnixMs at;
    bool answered;
} Counted;

typedef struct Sum {
    Ctx *ctx;
    PhoneReport *out;
    UnixMs offset;
    Counted *at;
    size_t len;
} Sum;

static void count_in(PhoneFigures *f, const PhoneRow *row)
{
    bool answered = row->answered_at > 0;
    UnixMs wait = (answered ? row->answered_at : row->ended_at) - row->offered_at;
    f->connected.n++;
    f->in_time.n++;
    f->abandoned.n++;
    f->connected.hit += answered;
    f->in_time.hit += answered && wait <= PHONE_ANSWER_WITHIN;
    f->abandoned.hit += !answered;
    f->short_abandoned += !answered && wait <= PHONE_SHORT;
    f->wait_ms += answered ? wait : 0;
    if (wait > f->longest_wait_ms)
        f->longest_wait_ms = wait;
    if (answered && row->ended_at >= row->answered_at) {
        f->talk_ms += row->ended_at - row->answered_at;
        f->talks++;
    }
}

static void keep(Sum *sum, const PhoneRow *row)
{
    sum->at = ARENA_MORE(sum->ctx->arena, sum->at, sum->len);
    sum->at[sum->len++] = (Counted){row->offered_at, row->answered_at > 0};
}

static PhoneFigures *figures_of_day(Sum *sum, UnixMs at)
{
    PhoneReport *out = sum->out;
    int64_t day = (at + sum->offset) / DAYS(1);
    if (out->day_count == 0 || out->days[out->day_count - 1].day != day) { /* calls come in their order */
        if (out->day_count == PHONE_DAYS_MOST)
            return NULL;
        out->days[out->day_count++] = (PhoneDay){.day = day};
    }
    return &out->days[out->day_count - 1].figures;
}

static void count_taker(PhoneReport *out, const PhoneRow *row)
{
    size_t i = 0;
    if (str_empty(row->person) || row->answered_at == 0)
        return;
    while (i < out->taker_count && !str_eq(out->takers[i].person, row->person))
        i++;
    if (i == PHONE_TAKERS_MOST)
        return;
    if (i == out->taker_count)
        out->takers[out->taker_count++] = (PhoneTaker){.person = row->person};
    PhoneTaker *taker = &out->takers[i];
    taker->answered++;
    taker->in_time += row->answered_at - row->offered_at <= PHONE_ANSWER_WITHIN;
    if (row->ended_at >= row->answered_at) {
        taker->talk_ms += row->ended_at - row->answered_at;
        taker->talks++;
    }
}

static void visit(void *self, const PhoneRow *row)
{
    Sum *sum = self;
    bool settled = row->answered_at > 0 || row->ended_at > 0;
    if (row->outbound || !settled)
        return;
    count_in(&sum->out->all, row);
    PhoneFigures *day = figures_of_day(sum, row->offered_at);
    if (day != NULL)
        count_in(day, row);
    count_taker(sum->out, row);
    keep(sum, row);
}

/* a.hit / a.n < b.hit / b.n, without rounding */
static bool is_lower(Rate a, Rate b)
{
    return b.n == 0 || a.hit * b.n < b.hit * a.n;
}

static void offer(PhoneReport *out, Rate rate, UnixMs from)
{
    if (rate.n == 0 || !is_lower(rate, out->lowest_24h))
        return;
    out->lowest_24h = rate;
    out->lowest_24h_from = from;
}

/* Only whole windows within the span: one that begins with the span, and one from each call. */
static void find_lowest(const Sum *sum, const PhoneSpan *span, PhoneReport *out)
{
    Rate now = {0};
    size_t start = 0, end = 0;
    for (size_t from = 0; from <= sum->len; from++) {
        UnixMs begin = from == 0 ? span->from : sum->at[from - 1].at;
        if (begin + DAYS(1) > span->until)
            return;
        for (; start < end && sum->at[start].at < begin; start++) {
            now.hit -= sum->at[start].answered;
            now.n--;
        }
        for (; end < sum->len && sum->at[end].at < begin + DAYS(1); end++) {
            now.hit += sum->at[end].answered;
            now.n++;
        }
        offer(out, now, begin);
    }
}

Err phone_figures(Tx *tx, const PhoneSpan *span, PhoneReport *out)
{
    PhoneReport *report = ARENA_NEW(tx->ctx->arena, PhoneReport);
    Sum sum = {.ctx = tx->ctx, .out = report, .offset = MINUTES(tx->ctx->district->calendar.offset_minutes)};
    *report = (PhoneReport){0};
    TRY(phone_each(tx, &(PhoneWalk){*span, visit, &sum}));
    find_lowest(&sum, span, report);
    *out = *report;
    return OK;
}

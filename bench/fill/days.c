/* Choosing and numbering; see days.h. */
#include "days.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEM_DAYS = 400, TRIES = 40, STILL_DAYS = 20 }; /* hardly a case of the last STILL_DAYS is over */

/* A case that is not over: which, and after how many events; `by` carries it to now. */
typedef struct Alive Alive;
struct Alive {
    Story *story;
    size_t events;
    UnixMs by;
};

typedef struct Span { /* between two events of a story */
    Story *story;
    size_t events;
    UnixMs from, until;
    int64_t weight; /* milliseconds up to here, of all spans */
} Span;

typedef struct Spans {
    Span *at;
    size_t len;
    int64_t weight;
} Spans;

/* --- time --- */

static int64_t local_day(UnixMs at)
{
    return (at + MINUTES(LOCAL_MINUTES)) / DAYS(1);
}

static UnixMs submitted(const Story *story)
{
    return story->events[0].at;
}

static UnixMs ended(const Story *story)
{
    return story->events[story->event_count - 1].at;
}

/* --- who is alive now --- */

static void add_span(Spans *spans, const Span *span)
{
    spans->at[spans->len] = *span;
    spans->weight += span->until - span->from;
    spans->at[spans->len++].weight = spans->weight;
}

/* Of the open cases, and of the closed ones that somebody may still ask to have done again. */
static void find_spans(Stories *s, Spans *open, Spans *tail)
{
    size_t room = 0;
    for (size_t i = 0; i < s->len; i++)
        room += s->at[i].event_count;
    open->at = ARENA_ARRAY(s->ctx->arena, Span, room);
    tail->at = ARENA_ARRAY(s->ctx->arena, Span, room);
    for (size_t i = 0; i < s->len; i++)
        for (size_t k = 1; k < s->at[i].event_count; k++) {
            Story *story = &s->at[i];
            Span span = {story, k, story->events[k - 1].at, story->events[k].at, 0};
            if (span.until <= span.from)
                continue;
            add_span(story->events[k - 1].open ? open : tail, &span);
        }
}

/* So many as a stream of cases as even as this one has at any moment. */
static int64_t natural(const Days *d, const Spans *spans)
{
    double mean = (double)spans->weight / (double)d->stories->len;
    return (int64_t)((double)d->cases / ((double)d->years * 365 * (double)DAYS(1)) * mean);
}

static const Span *draw_span(Days *d, const Spans *spans)
{
    int64_t at = (int64_t)rand_below(d->copier->rand, (uint64_t)spans->weight);
    size_t low = 0, high = spans->len - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (spans->at[middle].weight > at)
            high = middle;
        else
            low = middle + 1;
    }
    return &spans->at[low];
}

static void draw_alive(Days *d, const Spans *spans, int64_t wanted)
{
    for (int64_t i = 0; i < wanted && spans->len > 0; i++) {
        const Span *span = draw_span(d, spans);
        UnixMs into = (UnixMs)rand_below(d->copier->rand, (uint64_t)(span->until - span->from));
        d->alive[d->alive_count++] = (Alive){span->story, span->events, d->now - span->from - into};
    }
}

static int by_submission(const void *a, const void *b)
{
    const Alive *x = a, *y = b;
    UnixMs left = submitted(x->story) + x->by, right = submitted(y->story) + y->by;
    return left < right ? -1 : left > right;
}

static void choose_alive(Days *d)
{
    Spans opens = {0}, tails = {0};
    find_spans(d->stories, &opens, &tails);
    int64_t open = natural(d, &opens), tail = natural(d, &tails);
    open = open > d->open ? open : d->open;
    if (open + tail > d->cases)
        fill_die("--cases", "fewer than are to be open");
    d->alive = ARENA_ARRAY(d->stories->ctx->arena, Alive, (size_t)(open + tail) + 1);
    draw_alive(d, &opens, open);
    draw_alive(d, &tails, tail);
    qsort(d->alive, d->alive_count, sizeof *d->alive, by_submission);
    d->closed = d->closed_left = d->cases - (int64_t)d->alive_count;
}

/* --- numbers --- */

void days_take(Days *d, const char *number)
{
    if (d->taken_count == d->taken_room) {
        d->taken_room += d->taken_room + 1024;
        d->taken = realloc(d->taken, d->taken_room * sizeof *d->taken);
        if (d->taken == NULL)
            abort();
    }
    d->taken[d->taken_count++] = strdup(number);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int by_int(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* As actions/submit_case.c draws them: the local day, six digits, a check digit. */
static void number_of(int64_t day, int drawn, char out[16])
{
    int32_t date = clock_day_number(DAYS(day), 0) % 1000000;
    int sum = 0;
    (void)snprintf(out, 16, "%06d%06d", (int)date, drawn);
    for (int i = 0; i < 12; i++) {
        int digit = (out[i] - '0') * (i % 2 == 1 ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    out[12] = (char)('0' + (10 - sum % 10) % 10);
    out[13] = '\0';
}

static bool is_taken(const Days *d, const char *number)
{
    return bsearch(&number, d->taken, d->taken_count, sizeof *d->taken, by_text) != NULL;
}

static void draw_numbers(Days *d, int64_t day, size_t wanted)
{
    char number[16];
    size_t n = 0;
    if (wanted > DAY_NUMBERS / 2)
        fill_die("--cases", "more than 500,000 a day");
    while (n < wanted) {
        for (; n < wanted; n++)
            d->numbers[n] = (int)rand_below(d->copier->rand, DAY_NUMBERS);
        qsort(d->numbers, n, sizeof *d->numbers, by_int);
        size_t unique = 0;
        for (size_t i = 0; i < n; i++) {
            number_of(day, d->numbers[i], number);
            if ((unique == 0 || d->numbers[unique - 1] != d->numbers[i]) && !is_taken(d, number))
                d->numbers[unique++] = d->numbers[i];
        }
        n = unique;
    }
}

/* --- days --- */

static void sort_by_weekday(Days *d)
{
    for (size_t i = 0; i < d->stories->len; i++) {
        int64_t weekday = local_day(submitted(&d->stories->at[i])) % 7;
        d->by_weekday[weekday][d->weekday_count[weekday]++] = i;
    }
}

/* Weekends bring two thirds. */
static double day_share(int64_t day)
{
    int64_t weekday = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    return weekday >= 5 ? 2.0 / 3 : 1.0;
}

/* A life of the same weekday that was over by now; false: none in so many tries. */
static bool draw_closed(Days *d, int64_t day, Story **out, UnixMs *by)
{
    size_t weekday = (size_t)(day % 7);
    for (int i = 0; i < TRIES && d->weekday_count[weekday] > 0; i++) {
        Story *story = &d->stories->at[d->by_weekday[weekday][rand_below(d->copier->rand, d->weekday_count[weekday])]];
        UnixMs shift = DAYS(day - local_day(submitted(story)));
        UnixMs aside = MINUTES((int64_t)rand_below(d->copier->rand, 41) - 20);
        if (local_day(submitted(story) + shift + aside) == day)
            shift += aside;
        if (ended(story) + shift > d->now)
            continue;
        *out = story;
        *by = shift;
        return true;
    }
    return false;
}

static Shift shift_to(Days *d, const char *number, UnixMs by)
{
    return (Shift){.number = str_of(number),
                   .by = by,
                   .north = (int64_t)rand_below(d->copier->rand, 12001) - 6000,
                   .east = (int64_t)rand_below(d->copier->rand, 12001) - 6000};
}

static const Sheet *closed_sheet(Days *d, Story *story, UnixMs by)
{
    if (d->closed_left <= d->whole)
        return story_cut(d->stories, story, story->event_count);
    return story_brief(d->stories, story, submitted(story) + by > d->now - DAYS(ITEM_DAYS));
}

static size_t alive_of(const Days *d, int64_t day)
{
    size_t n = 0;
    while (d->alive_next + n < d->alive_count &&
           local_day(submitted(d->alive[d->alive_next + n].story) + d->alive[d->alive_next + n].by) <= day)
        n++;
    return n;
}

static void fill_alive(Days *d, int64_t day, const int *drawn)
{
    char number[16];
    const Alive *alive = &d->alive[d->alive_next++];
    number_of(day, *drawn, number);
    Shift shift = shift_to(d, number, alive->by);
    copy_case(d->copier, story_cut(d->stories, alive->story, alive->events), &shift);
}

static void fill_closed(Days *d, int64_t day, const int *drawn)
{
    char number[16];
    Story *story = NULL;
    UnixMs by = 0;
    if (!draw_closed(d, day, &story, &by))
        return;
    number_of(day, *drawn, number);
    Shift shift = shift_to(d, number, by);
    copy_case(d->copier, closed_sheet(d, story, by), &shift);
    d->closed_left--;
}

/* The two kinds mixed, in the order of their numbers, which is the order of the keys. */
static void fill_day(Days *d, int64_t day, size_t closed)
{
    size_t alive = alive_of(d, day), all = alive + closed;
    draw_numbers(d, day, all);
    for (size_t i = 0; i < all; i++) {
        bool is_alive = rand_below(d->copier->rand, all - i) < alive;
        if (is_alive) {
            fill_alive(d, day, &d->numbers[i]);
            alive--;
        } else {
            fill_closed(d, day, &d->numbers[i]);
        }
    }
}

void days_fill(Days *d)
{
    int64_t last = local_day(d->now), first = last - d->years * 365 + 1, told = 0;
    double share = 0, done = 0;
    sort_by_weekday(d);
    choose_alive(d);
    for (int64_t day = first; day <= last - STILL_DAYS; day++)
        share += day_share(day);
    for (int64_t day = first; day <= last; day++) {
        done += day <= last - STILL_DAYS ? day_share(day) : 0;
        int64_t due = (int64_t)((double)d->closed * done / share + 0.5) - (d->closed - d->closed_left);
        fill_day(d, day, due > 0 ? (size_t)due : 0);
        if (d->copier->cases / 100000 > told) {
            told = d->copier->cases / 100000;
            fprintf(stderr, "%lld cases\n", (long long)d->copier->cases);
        }
    }
}

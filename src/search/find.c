/* Finding and ranking; see find.h. */
#include "search/find.h"

#include <math.h>
#include <stdlib.h>

#include "domain/district.h"
#include "search/gather.h"
#include "search/marks.h"

enum { MONTHS_MAX = 120, LENGTH_USUAL = 400 /* bytes of a usual case's plain text */ };
#define HALF_LIFE ((double)DAYS(182))
#define K1 1.2
#define B 0.75

/* --- what the index is asked --- */

static void want_token(void *self, Str token)
{
    expression_all(self, token);
}

typedef struct OneToken {
    Str token;
    size_t count;
} OneToken;

static void count_token(void *self, Str token)
{
    OneToken *one = self;
    one->token = token;
    one->count++;
}

/* Only a word that is one token can be left out by the index; a longer one is judged on the text. */
static void leave_out(Expression *e, Str *none, Str term)
{
    OneToken one = {0};
    words_ask(term, count_token, &one);
    if (one.count == 1 && str_eq(one.token, term))
        none[e->none.len++] = one.token;
}

static void put_words(Expression *e, const SearchWords *words)
{
    Str *none = ARENA_ARRAY(e->arena, Str, SEARCH_TERMS_MAX + 1);
    e->none.at = none;
    for (size_t i = 0; i < words->count; i++)
        if (words->terms[i].excluded)
            leave_out(e, none, words->terms[i].plain);
        else
            words_ask(words->terms[i].plain, want_token, e);
}

static void put_scope(Expression *e, Tx *tx, const FindCases *in)
{
    ReadScope scope = read_scope(tx->ctx->arena, &tx->ctx->district->rights, in->actor);
    if (!scope.everything)
        expression_any(e, scope.any.at, scope.any.len);
    else if (!scope.confidential)
        ((Str *)(uintptr_t)e->none.at)[e->none.len++] = mark_of(e->arena, "x", STR("1"));
}

static void put_view(Expression *e, const FindCases *in)
{
    if (in->view != FIND_ALL)
        expression_all(e, STR("@open.1"));
    if (in->view != FIND_DESK && in->view != FIND_WORK)
        return;
    Str *units = ARENA_ARRAY(e->arena, Str, in->unit_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < in->unit_count; i++)
        if (!str_empty(in->units[i]))
            units[count++] = mark_of(e->arena, in->view == FIND_DESK ? "fo" : "w", in->units[i]);
    expression_any(e, units, count);
}

static void put_filter(Expression *e, const char *kind, Str code)
{
    if (!str_empty(code))
        expression_all(e, mark_of(e->arena, kind, code));
}

static void put_states(Expression *e, const FindCases *in)
{
    Str *states = ARENA_ARRAY(e->arena, Str, SEARCH_STATES_MAX);
    for (size_t i = 0; i < in->state_count; i++)
        states[i] = mark_of(e->arena, "s", in->states[i]);
    if (in->state_count > 0)
        expression_any(e, states, in->state_count);
}

/* The months from YYMM to YYMM; beyond ten years the days are only judged on each case. */
static void put_months(Expression *e, Str from_day, Str to_day)
{
    int64_t from = 0, to = 0;
    Str *months = ARENA_ARRAY(e->arena, Str, MONTHS_MAX);
    size_t count = 0;
    if (!str_to_i64(str_slice(from_day, 0, 4), &from) || !str_to_i64(str_slice(to_day, 0, 4), &to))
        return;
    for (int64_t m = from; m <= to && count < MONTHS_MAX; m = m % 100 >= 12 ? m - m % 100 + 101 : m + 1)
        months[count++] = mark_of(e->arena, "month", str_printf(e->arena, "%04lld", (long long)m));
    if (count < MONTHS_MAX)
        expression_any(e, months, count);
}

static void put_filters(Expression *e, const FindCases *in)
{
    put_states(e, in);
    put_filter(e, "u", in->urgency);
    put_filter(e, "g", in->category);
    put_filter(e, "fa", in->area);
    if (in->late)
        expression_all(e, STR("@late.1"));
    if (!str_empty(in->unit)) {
        Str *either = ARENA_ARRAY(e->arena, Str, 2);
        either[0] = mark_of(e->arena, "fo", in->unit);
        either[1] = mark_of(e->arena, "fh", in->unit);
        expression_any(e, either, 2);
    }
    if (!str_empty(in->from_day) && !str_empty(in->to_day))
        put_months(e, in->from_day, in->to_day);
}

/* --- judging and ranking --- */

typedef struct Judging {
    const FindCases *in;
    Found *at;
    size_t count;
} Judging;

static double weight_of(const SearchHit *hit, Str head, Str term)
{
    double tf = (double)(words_occur(hit->body, term) + words_occur(head, term));
    double length = (double)hit->body.len / LENGTH_USUAL;
    return tf / (tf + K1 * (1 - B + B * length));
}

static double score_of(const FindCases *in, const SearchHit *hit)
{
    const SearchWords *words = in->words;
    Str head = hit->body, rest;
    double sum = 0, wanted = 0;
    (void)str_cut(hit->body, '\n', &head, &rest);
    for (size_t i = 0; i < words->count; i++)
        if (!words->terms[i].excluded) {
            sum += weight_of(hit, head, words->terms[i].plain);
            wanted++;
        }
    bool together = str_empty(words->whole) || words_occur(hit->body, words->whole) > 0;
    double age = (double)(in->as_of - hit->at);
    return (together ? 2.0 : 0.0) + (hit->open ? 1.0 : 0.0) + sum / wanted + exp2(-age / HALF_LIFE);
}

static bool is_of_days(const FindCases *in, Str number)
{
    Str day = str_slice(number, 0, 6);
    return (str_empty(in->from_day) || str_cmp(day, in->from_day) >= 0) &&
           (str_empty(in->to_day) || str_cmp(day, in->to_day) <= 0);
}

static bool judge(void *self, const SearchHit *hit)
{
    Judging *j = self;
    if (hit->at > j->in->as_of || !is_of_days(j->in, hit->subject) || !words_match(j->in->words, hit->body))
        return true;
    if (j->count == SEARCH_RANKED)
        return false;
    int64_t key = j->in->sort == FIND_NEWEST ? -hit->at : -(int64_t)(score_of(j->in, hit) * 1e6);
    j->at[j->count++] = (Found){hit->subject, key};
    return true;
}

static int by_key(const void *a, const void *b)
{
    const Found *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return -str_cmp(x->number, y->number);
}

static void cut_page(const FindCases *in, const Judging *all, FoundPage *out)
{
    Found after = {in->after_number, in->after_key};
    size_t from = 0;
    while (in->after_key != INT64_MIN && from < all->count && by_key(&all->at[from], &after) <= 0)
        from++;
    size_t left = all->count - from;
    out->at = all->at + from;
    out->count = left < in->limit ? left : in->limit;
    out->more = left > in->limit;
    out->total = all->count;
}

Err search_cases(Tx *tx, const FindCases *in, FoundPage *out)
{
    Arena *arena = tx->ctx->arena;
    Expression *e = ARENA_NEW(arena, Expression);
    e->arena = arena;
    put_words(e, in->words);
    put_scope(e, tx, in);
    put_view(e, in);
    put_filters(e, in);
    Judging judging = {.in = in, .at = ARENA_ARRAY(arena, Found, SEARCH_RANKED)};
    bool whole = false;
    *out = (FoundPage){0};
    TRY(search_gather_hits(tx, &(Gather){e, SEARCH_LOOKED, judge, &judging}, &whole));
    qsort(judging.at, judging.count, sizeof *judging.at, by_key);
    cut_page(in, &judging, out);
    out->total_at_least = !whole;
    return OK;
}

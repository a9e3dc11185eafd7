/* Deciding anew; see replay.h. A page of decisions at a time, each in an arena that is dropped, so that a million of
 * them need no more memory than two hundred, and no reader is held for long. */
#include "learning/replay.h"

#include <stdlib.h>

#include "base/json.h"

typedef struct Shifts {
    ReplayShift *at;
    size_t len;
} Shifts;

typedef struct Replaying {
    const Replay *in;
    Arena *arena; /* of the result */
    ReplayResult result;
    Shifts categories, owners;
} Replaying;

bool replay_report(Ctx *ctx, const PastDecision *past, Report *out)
{
    const Json *body = NULL;
    Failure before = ctx->failure;
    bool read = json_parse(ctx, past->body, &body) == OK;
    const Json *asked = read ? json_get(body, "asked") : NULL;
    ctx->failure = before;
    if (!json_is_object(asked))
        return false;
    int64_t photos = 0;
    Report report = {.text = past->text, .place_text = past->place_text};
    report.has_point =
        json_number(json_get(asked, "lat"), &report.lat) && json_number(json_get(asked, "lon"), &report.lon);
    (void)json_i64(json_get(asked, "accuracy_m"), &report.accuracy_m);
    (void)json_str(json_get(asked, "point_source"), &report.point_source);
    (void)json_str(json_get(asked, "category_choice"), &report.category_choice);
    (void)json_i64(json_get(asked, "photo_count"), &photos);
    (void)json_bool(json_get(asked, "measured"), &report.measured);
    (void)json_bool(json_get(asked, "hard"), &report.hard);
    report.photo_count = photos > 0 ? (size_t)photos : 0;
    *out = report;
    return true;
}

static ReplayShift *shift_of(Arena *arena, Shifts *shifts, Str from, Str to)
{
    for (size_t i = 0; i < shifts->len; i++)
        if (str_eq(shifts->at[i].from, from) && str_eq(shifts->at[i].to, to))
            return &shifts->at[i];
    shifts->at = ARENA_MORE(arena, shifts->at, shifts->len);
    shifts->at[shifts->len] = (ReplayShift){.from = str_copy(arena, from), .to = str_copy(arena, to)};
    return &shifts->at[shifts->len++];
}

static bool is_hidden(const District *district, Str code)
{
    const Category *category = category_find(district, code);
    return category != NULL && category->confidential;
}

/* What stands for the category: nothing where the brain left it open. */
static Str said(Str category, bool sure)
{
    return sure ? category : STR("");
}

static void count_sureness(ReplayResult *r, const PastDecision *was, const Decision *now)
{
    bool known = !str_empty(was->known_category);
    r->known += known;
    r->sure_before += was->category_sure;
    r->sure_now += now->category_sure;
    r->newly_sure += now->category_sure && !was->category_sure;
    r->newly_unsure += !now->category_sure && was->category_sure;
    r->newly_dispatched += now->confident && !was->confident;
    r->newly_abstaining += !now->confident && was->confident;
    if (known && was->category_sure) {
        r->sure_known_before++;
        r->sure_right_before += str_eq(was->category, was->known_category);
    }
    if (known && now->category_sure) {
        r->sure_known_now++;
        r->sure_right_now += str_eq(now->category, was->known_category);
    }
}

static void count_category(Replaying *r, const PastDecision *was, const Decision *now)
{
    Str before = said(was->category, was->category_sure), after = said(now->category, now->category_sure);
    if (str_eq(before, after))
        return;
    if (is_hidden(r->in->district, before) || is_hidden(r->in->district, after) ||
        is_hidden(r->in->district, was->known_category)) {
        r->result.hidden++;
        return;
    }
    ReplayShift *shift = shift_of(r->arena, &r->categories, before, after);
    bool known = !str_empty(was->known_category);
    shift->n++;
    shift->right += known && str_eq(after, was->known_category);
    shift->wrong += known && str_eq(before, was->known_category);
}

static void count_owner(Replaying *r, const PastDecision *was, const Decision *now)
{
    if (str_eq(was->owner, now->owner))
        return;
    Str hidden = r->in->district->rights.supervision_unit;
    bool known = !str_empty(was->known_owner);
    bool right = known && str_eq(now->owner, was->known_owner), wrong = known && str_eq(was->owner, was->known_owner);
    r->result.owner_changed++;
    r->result.owner_right += right;
    r->result.owner_wrong += wrong;
    if (str_eq(was->owner, hidden) || str_eq(now->owner, hidden))
        return;
    ReplayShift *shift = shift_of(r->arena, &r->owners, was->owner, now->owner);
    shift->n++;
    shift->right += right;
    shift->wrong += wrong;
}

typedef enum Truth { TRUTH_UNKNOWN, TRUTH_WRONG, TRUTH_RIGHT } Truth;

/* As a whole: the category by its name (sure or as the best guess), the desk by where it would have gone. */
static Truth truth_of(const PastDecision *was, Str category, Str owner)
{
    bool category_known = !str_empty(was->known_category), owner_known = !str_empty(was->known_owner);
    if (!category_known && !owner_known)
        return TRUTH_UNKNOWN;
    bool right =
        (!category_known || str_eq(category, was->known_category)) && (!owner_known || str_eq(owner, was->known_owner));
    return right ? TRUTH_RIGHT : TRUTH_WRONG;
}

static void count_change(ReplayResult *r, const PastDecision *was, const Decision *now)
{
    bool changed = !str_eq(was->category, now->category) || was->category_sure != now->category_sure ||
                   !str_eq(was->owner, now->owner) || was->confident != now->confident;
    if (!changed)
        return;
    r->changed++;
    Truth before = truth_of(was, was->category, was->owner), after = truth_of(was, now->category, now->owner);
    if (before == TRUTH_UNKNOWN)
        r->unknown++;
    else if (before == after)
        *(after == TRUTH_RIGHT ? &r->both_right : &r->both_wrong) += 1;
    else
        *(after == TRUTH_RIGHT ? &r->now_right : &r->now_wrong) += 1;
}

static void replay_one(Replaying *r, Ctx *ctx, const PastDecision *past)
{
    Report report;
    Decision *now = ARENA_NEW(ctx->arena, Decision);
    r->result.looked_at++;
    if (past->erased) {
        r->result.erased++;
    } else if (!replay_report(ctx, past, &report) || str_empty(past->owner)) {
        r->result.unclear++;
    } else {
        ctx->now = past->at; /* duties and event modes as they were at that hour */
        brain_decide(r->in->brain, ctx, &report, now);
        r->result.replayed++;
        count_sureness(&r->result, past, now);
        count_change(&r->result, past, now);
        count_category(r, past, now);
        count_owner(r, past, now);
    }
}

typedef struct Before {
    UnixMs at;
    Str number;
} Before;

static Err read_page(Tx *tx, const void *in, void *out)
{
    const Before *before = in;
    return decision_past(tx, before->at, before->number, out);
}

static Err replay_page(Replaying *r, Ctx *ctx, Before *before, bool *more)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx own = *ctx;
    own.arena = arena;
    PastPage *page = ARENA_NEW(arena, PastPage);
    Err err = db_read(r->in->db, &own, read_page, before, page);
    if (err != OK)
        return ctx_fail(ctx, err, own.failure.message, NULL, own.failure.args);
    for (size_t i = 0; i < page->len && r->result.looked_at < r->in->last; i++)
        replay_one(r, &own, &page->at[i]);
    if (page->len > 0)
        *before = (Before){page->at[page->len - 1].at, str_copy(r->arena, page->at[page->len - 1].number)};
    *more = page->len == PAST_PAGE && r->result.looked_at < r->in->last;
    return OK;
}

static int by_count(const void *a, const void *b)
{
    const ReplayShift *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    int order = str_cmp(x->from, y->from);
    return order != 0 ? order : str_cmp(x->to, y->to);
}

static void sort(Shifts *shifts)
{
    if (shifts->len > 1)
        qsort(shifts->at, shifts->len, sizeof *shifts->at, by_count);
}

Err replay_decisions(Ctx *ctx, const Replay *in, ReplayResult *out)
{
    Replaying r = {.in = in, .arena = ctx->arena};
    Before before = {INT64_MAX, STR("")};
    bool more = in->last > 0;
    while (more) {
        TRY(replay_page(&r, ctx, &before, &more));
        if (in->progress != NULL)
            in->progress(in->self, r.result.looked_at, in->last);
    }
    sort(&r.categories);
    sort(&r.owners);
    r.result.categories = r.categories.at;
    r.result.category_count = r.categories.len;
    r.result.owners = r.owners.at;
    r.result.owner_count = r.owners.len;
    *out = r.result;
    return OK;
}

/* Choosing what is learnt; see training_set.h. People's own words come first, corrections before what was merely let
 * stand, and the newest before the older, so that where a limit cuts, it cuts the least telling. */
#include "learning/training_set.h"

#include <stdlib.h>

#include "store/example_store.h"
#include "text/fold.h"

/* How often something was seen: an open hash table of counters. */
typedef struct Tally {
    struct {
        uint64_t key;
        uint32_t n;
    } * at;
    size_t room; /* a power of two, twice what can come */
} Tally;

static Tally tally_new(Arena *arena, size_t most)
{
    Tally tally = {.room = 64};
    while (tally.room < most * 2 + 2)
        tally.room *= 2;
    tally.at = arena_array(arena, tally.room, sizeof *tally.at);
    return tally;
}

static uint32_t *tally_of(Tally *tally, uint64_t key)
{
    key = key == 0 ? 1 : key;
    size_t i = (size_t)(key * 0x9e3779b97f4a7c15ull >> 20) & (tally->room - 1);
    while (tally->at[i].key != 0 && tally->at[i].key != key)
        i = (i + 1) & (tally->room - 1);
    tally->at[i].key = key;
    return &tally->at[i].n;
}

static uint64_t key_of(Arena *arena, const Str *parts, size_t count)
{
    return str_hash(str_join(arena, parts, count, STR("\x1f")));
}

bool case_is_held_out(Str number)
{
    Hash hash = hash_sha256(number); /* numbers of one day differ in few digits */
    return (hash.bytes[0] * 256u + hash.bytes[1]) % 100 < HELD_OUT_PERCENT;
}

/* --- choosing cases --- */

typedef struct Choosing {
    Ctx *ctx;
    const District *district;
    Tally texts;      /* 1: stands somewhere already */
    Tally limits[2];  /* of those learnt from, and of the check */
    Samples cases[2]; /* likewise */
    size_t left_out;
} Choosing;

/* Counts the case where it would go; false where a limit is reached. */
static bool within_limits(Choosing *c, const StoredExample *example, bool held)
{
    Arena *arena = c->ctx->arena;
    Tally *limits = &c->limits[held];
    Str day = str_printf(arena, "%d", (int)clock_day_number(example->at, c->district->calendar.offset_minutes));
    Str whose = str_empty(example->reporter) ? day : example->reporter;
    uint32_t *kind = tally_of(limits, key_of(arena, (const Str[]){STR("kind"), example->label}, 2));
    uint32_t *voice = tally_of(limits, key_of(arena, (const Str[]){STR("voice"), example->reporter}, 2));
    uint32_t *both = tally_of(limits, key_of(arena, (const Str[]){STR("both"), whose, example->label}, 3));
    bool named = !str_empty(example->reporter);
    if (*kind >= KIND_MOST || (named && *voice >= VOICE_MOST) || *both >= (named ? VOICE_KIND_MOST : NAMELESS_DAY_MOST))
        return false;
    ++*kind, ++*voice, ++*both;
    return true;
}

static void choose(Choosing *c, const StoredExample *example)
{
    const Category *category = category_find(c->district, example->label);
    bool held = case_is_held_out(example->number);
    bool old = c->ctx->now - example->at > DAYS(EXAMPLE_DAYS);
    if (category == NULL || !category->leaf || old)
        return;
    uint32_t *text = tally_of(&c->texts, str_hash(text_fold_plain(c->ctx->arena, example->text)));
    if (*text != 0 || !within_limits(c, example, held)) {
        c->left_out++;
        return;
    }
    *text = 1;
    Samples *into = &c->cases[held];
    into->at[into->len++] = (Sample){.label = category->code, .message = {.body = example->text}};
}

/* Held-out ones first: a text that is checked with is learnt from nowhere. Then what was said on purpose. */
static void choose_all(Choosing *c, const StoredExample *examples, size_t count)
{
    for (int held = 1; held >= 0; held--)
        for (int said = 1; said >= 0; said--)
            for (size_t i = 0; i < count; i++)
                if (case_is_held_out(examples[i].number) == held && (examples[i].weight > 1) == said)
                    choose(c, &examples[i]);
}

/* What the district's files say already is no news, and what they check with is learnt from nowhere. */
static void know_files(Choosing *c)
{
    const District *d = c->district;
    for (size_t i = 0; i < d->corpus_count; i++)
        *tally_of(&c->texts, str_hash(text_fold_plain(c->ctx->arena, d->corpus[i].text))) = 1;
    for (size_t i = 0; i < d->check_count; i++)
        *tally_of(&c->texts, str_hash(text_fold_plain(c->ctx->arena, d->check[i].text))) = 1;
}

static Err choose_cases(Tx *tx, const TrainingSource *source, Choosing *c)
{
    StoredExample *examples = NULL;
    size_t count = 0;
    Arena *arena = tx->ctx->arena;
    TRY(example_list(tx, "category", &examples, &count));
    *c = (Choosing){.ctx = tx->ctx,
                    .district = source->district,
                    .texts = tally_new(arena, count + source->district->corpus_count + source->district->check_count)};
    for (int held = 0; held < 2; held++) {
        c->limits[held] = tally_new(arena, count * 3);
        c->cases[held].at = ARENA_ARRAY(arena, Sample, count + 1);
    }
    know_files(c);
    choose_all(c, examples, count);
    return OK;
}

/* --- putting it together --- */

static void add_known(const District *district, const Samples *from, Samples *to)
{
    for (size_t i = 0; i < from->len; i++) {
        const Category *category = category_find(district, from->at[i].label);
        if (category != NULL && category->leaf)
            to->at[to->len++] = (Sample){.label = category->code, .message = from->at[i].message};
    }
}

static Samples check_corpus(Arena *arena, const District *district)
{
    Samples check = {.at = ARENA_ARRAY(arena, Sample, district->check_count + 1)};
    for (size_t i = 0; i < district->check_count; i++) {
        const Category *category = category_find(district, district->check[i].category);
        if (category != NULL && category->leaf)
            check.at[check.len++] = (Sample){.label = category->code, .message = {.body = district->check[i].text}};
    }
    return check;
}

static Hash hash_of(Arena *arena, const Samples *samples)
{
    Str *parts = ARENA_ARRAY(arena, Str, samples->len * 6 + 1);
    size_t n = 0;
    for (size_t i = 0; i < samples->len; i++) {
        const Sample *sample = &samples->at[i];
        parts[n++] = sample->label;
        parts[n++] = STR("\x1f");
        parts[n++] = sample->message.subject;
        parts[n++] = STR("\x1f");
        parts[n++] = sample->message.body;
        parts[n++] = STR("\x1e");
    }
    parts[n++] = STR(GULOU_VERSION); /* another release may learn otherwise */
    return hash_sha256_parts(parts, n);
}

/* The starter samples: where another file takes the corpus' place, names and keywords stay. */
static Samples starter(Arena *arena, const TrainingSource *source)
{
    District district = *source->district;
    if (source->instead != NULL)
        district.corpus_count = 0;
    return category_samples(arena, &district);
}

Err training_set_gather(Tx *tx, const TrainingSource *source, TrainingSet *out)
{
    Arena *arena = tx->ctx->arena;
    Choosing *c = ARENA_NEW(arena, Choosing);
    TRY(choose_cases(tx, source, c));
    Samples own = starter(arena, source);
    size_t more = source->instead != NULL ? source->instead->len : 0;
    TrainingSet set = {
        .samples = {.at = ARENA_ARRAY(arena, Sample, own.len + more + c->cases[0].len + 1), .target = own.target}};
    add_known(source->district, &own, &set.samples);
    if (more > 0)
        add_known(source->district, source->instead, &set.samples);
    add_known(source->district, &c->cases[0], &set.samples);
    set.cases = c->cases[0].len;
    set.held = c->cases[1].len;
    set.left_out = c->left_out;
    set.check = set.held >= CHECK_LEAST ? c->cases[1] : check_corpus(arena, source->district);
    set.checked_on = set.held >= CHECK_LEAST ? "cases" : set.check.len > 0 ? "corpus" : "";
    set.learnt_from = hash_of(arena, &set.samples);
    *out = set;
    return OK;
}

/* The sense of twins; see twins_sense.h. */
#include "brain/twins_sense.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/fold.h"

enum { KINDS_MAX = 512 };

struct TwinSense {
    Arena *arena;
    const District *district; /* NULL: none */
    Wordbook *book;
    size_t kinds;
    const uint16_t *groups;  /* of each kind: its parent's place among the categories */
    const uint8_t *confused; /* kinds × kinds: taken for each other */
    bool *near_groups;       /* kinds × groups */
};

/* The pairs of kinds whose example texts are most alike are taken for each other: cosine of their examples' weighted
 * tokens, all of a kind added up in so many hashed sums. One pair in so many, whatever the size of the corpus; in the
 * starter district 燃气泄漏 and 燃气井盖或调压箱 are among them. */
enum { CONFUSED_ONE_IN = 60 };
enum { SUMS = 2048 };

static double *sums_of_kinds(const TwinSense *sense, Arena *arena)
{
    const District *d = sense->district;
    double *sums = ARENA_ARRAY(arena, double, sense->kinds *SUMS + 1);
    for (size_t i = 0; i < d->corpus_count; i++) {
        uint16_t kind = twin_kind(sense, d->corpus[i].category);
        if (kind == TWIN_NO_KIND)
            continue;
        Gist gist = gist_of(arena, sense->book, d->corpus[i].text, STR(""));
        for (size_t k = 0; k < gist.len; k++) {
            double weight = gist_weight(&gist, k);
            sums[kind * SUMS + (gist.tokens[k] >> 1) % SUMS] += weight * weight * weight; /* the telling ones */
        }
    }
    return sums;
}

static double cosine(const double *a, const double *b)
{
    double product = 0.0, squares_a = 0.0, squares_b = 0.0;
    for (size_t i = 0; i < SUMS; i++) {
        product += a[i] * b[i];
        squares_a += a[i] * a[i];
        squares_b += b[i] * b[i];
    }
    return squares_a > 0.0 && squares_b > 0.0 ? product / sqrt(squares_a * squares_b) : 0.0;
}

static int downwards(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* The cosine that one pair in CONFUSED_ONE_IN reaches. */
static double confused_from(Arena *arena, const double *alike, size_t kinds)
{
    double *sorted = ARENA_ARRAY(arena, double, kinds *kinds + 1);
    size_t count = 0;
    for (size_t i = 0; i < kinds * kinds; i++)
        if (alike[i] > 0.0)
            sorted[count++] = alike[i];
    qsort(sorted, count, sizeof *sorted, downwards);
    return count > 0 ? sorted[count / CONFUSED_ONE_IN] : 1.0;
}

static void find_confused(TwinSense *sense)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    uint8_t *confused = ARENA_ARRAY(sense->arena, uint8_t, sense->kinds * sense->kinds + 1);
    double *alike = ARENA_ARRAY(arena, double, sense->kinds * sense->kinds + 1);
    const double *sums = sums_of_kinds(sense, arena);
    for (size_t a = 0; a < sense->kinds; a++)
        for (size_t b = 0; b < a; b++)
            alike[a * sense->kinds + b] = cosine(&sums[a * SUMS], &sums[b * SUMS]);
    double from = confused_from(arena, alike, sense->kinds);
    for (size_t a = 0; a < sense->kinds; a++)
        for (size_t b = 0; b < a; b++)
            confused[a * sense->kinds + b] = confused[b * sense->kinds + a] =
                alike[a * sense->kinds + b] > 0.0 && alike[a * sense->kinds + b] >= from;
    sense->confused = confused;
}

/* Groups with a kind that this one is taken for, and its own. */
static void find_near_groups(TwinSense *sense)
{
    sense->near_groups = ARENA_ARRAY(sense->arena, bool, sense->kinds * sense->kinds + 1);
    for (size_t kind = 0; kind < sense->kinds; kind++)
        for (size_t other = 0; other < sense->kinds; other++)
            if (kind == other || sense->confused[kind * sense->kinds + other])
                sense->near_groups[kind * sense->kinds + sense->groups[other]] = true;
}

static void learn_kinds(TwinSense *sense)
{
    const District *d = sense->district;
    sense->kinds = d->category_count < KINDS_MAX ? d->category_count : KINDS_MAX;
    uint16_t *groups = ARENA_ARRAY(sense->arena, uint16_t, sense->kinds + 1);
    for (size_t i = 0; i < sense->kinds; i++) {
        Str group = str_empty(d->categories[i].parent) ? d->categories[i].code : d->categories[i].parent;
        uint16_t at = twin_kind(sense, group);
        groups[i] = at != TWIN_NO_KIND ? at : (uint16_t)i;
    }
    sense->groups = groups;
    find_confused(sense);
    find_near_groups(sense);
}

static Wordbook *learn_words(const District *d, Arena *arena)
{
    if (d == NULL)
        return wordbook_new(&(WordbookSource){0});
    Str *texts = ARENA_ARRAY(arena, Str, d->corpus_count + 1);
    Str *names = ARENA_ARRAY(arena, Str, 2 * d->place_count + d->area_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < d->corpus_count; i++)
        texts[i] = d->corpus[i].text;
    for (size_t i = 0; i < d->place_count; i++) {
        names[count++] = d->places[i].name;
        names[count++] = d->places[i].aliases;
    }
    for (size_t i = 0; i < d->area_count; i++)
        names[count++] = d->areas[i].name_zh;
    return wordbook_new(&(WordbookSource){texts, names, d->corpus_count, count});
}

TwinSense *twin_sense_new(const District *district)
{
    Arena *scratch CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    Arena *arena = arena_new(SIZE_MAX);
    TwinSense *sense = ARENA_NEW(arena, TwinSense);
    *sense = (TwinSense){.arena = arena, .district = district, .book = learn_words(district, scratch)};
    if (district != NULL)
        learn_kinds(sense);
    return sense;
}

void twin_sense_free(TwinSense *sense)
{
    if (sense == NULL)
        return;
    wordbook_free(sense->book);
    arena_free(sense->arena);
}

/* Without a district's categories a code is its own kind, and one that begins with the same three characters is of its
 * group, as in most registers. A byte each: two kinds of one group may collide, once in 256. */
enum { GROUP_CHARS = 3, BARE_GROUP = 0xff00 };

static uint16_t bare_kind(Str code)
{
    if (str_empty(code))
        return TWIN_NO_KIND;
    uint64_t group = str_hash(str_slice(code, 0, GROUP_CHARS)), whole = str_hash(code);
    uint16_t kind = (uint16_t)((group >> 20 & 0xff) << 8 | (whole >> 20 & 0xff));
    return kind != TWIN_NO_KIND ? kind : TWIN_NO_KIND - 1;
}

static TwinKinship bare_kinship(uint16_t a, uint16_t b)
{
    if (a == TWIN_NO_KIND || b == TWIN_NO_KIND)
        return KIN_UNKNOWN;
    return a == b ? KIN_SAME : (a & BARE_GROUP) == (b & BARE_GROUP) ? KIN_GROUP : KIN_NONE;
}

uint16_t twin_kind(const TwinSense *sense, Str category)
{
    if (sense->district == NULL)
        return bare_kind(category);
    const Category *found = category_find(sense->district, category);
    ptrdiff_t at = found != NULL ? found - sense->district->categories : -1;
    return at >= 0 && at < (ptrdiff_t)sense->kinds ? (uint16_t)at : TWIN_NO_KIND;
}

bool twin_group_is_near(const TwinSense *sense, uint16_t kind, uint16_t group)
{
    if (kind >= sense->kinds || group >= sense->kinds)
        return true;
    return sense->near_groups[kind * sense->kinds + group];
}

uint16_t twin_group(const TwinSense *sense, uint16_t kind)
{
    return kind < sense->kinds ? sense->groups[kind] : TWIN_NO_KIND;
}

TwinKinship twin_kinship(const TwinSense *sense, uint16_t a, uint16_t b)
{
    if (sense->district == NULL)
        return bare_kinship(a, b);
    if (a >= sense->kinds || b >= sense->kinds)
        return KIN_UNKNOWN;
    if (a == b)
        return KIN_SAME;
    if (sense->confused[a * sense->kinds + b])
        return KIN_CONFUSED;
    return sense->groups[a] == sense->groups[b] ? KIN_GROUP : KIN_NONE;
}

bool twin_may_quote(const TwinSense *sense, uint32_t token)
{
    return wordbook_knows(sense->book, token);
}

/* How people say that it was gone and is back: another matter, for another clock. */
static bool says_again(Str folded)
{
    static const char *const words[] = {"再次",   "上次",   "上回",   "刚修",   "刚清",   "刚铲",   "刚填", "刚扶",
                                        "修过",   "修好",   "清过",   "清走",   "换过",   "换的",   "查过", "罚过",
                                        "拆过",   "填过",   "通管",   "剪掉",   "劝走过", "管过",   "装了", "冲洗过",
                                        "没两天", "没几天", "这两天", "这几天", "上个月", "上星期", "上周", "again"};
    static const char firsts[] = "再上刚修清换查罚拆填通剪劝管装冲没这";
    for (size_t at = 0; at + 3 <= folded.len; at++) {
        if ((folded.at[at] & 0xc0) == 0x80) /* within a character */
            continue;
        Str rest = str_slice(folded, at, folded.len);
        bool may = rest.at[0] == 'a';
        for (const char *first = firsts; !may && *first != 0; first += 3)
            may = memcmp(rest.at, first, 3) == 0;
        for (size_t i = 0; may && i < COUNT_OF(words); i++)
            if (str_starts(rest, str_of(words[i])))
                return true;
    }
    Str again = STR("又"); /* once; 又臭又滑 tells of no return */
    ptrdiff_t first = str_find(folded, again);
    if (first >= 0)
        return str_find(str_slice(folded, (size_t)first + again.len, folded.len), again) < 0;
    return false;
}

/* What comes later in a rant is no gist any more, and would cost a millisecond. */
enum { CHARACTERS_READ = 400 };

TwinSide twin_side(const TwinSense *sense, Arena *arena, Str text, Str place)
{
    Str beginning = utf8_cut(text, CHARACTERS_READ);
    return (TwinSide){.gist = gist_of(arena, sense->book, beginning, place),
                      .kind = TWIN_NO_KIND,
                      .again = says_again(text_fold_plain(arena, beginning))};
}

/* --- the model --- */

const char *const twin_trait_names[TWIN_TRAITS] = {
    "bias",          "characters",  "mark_onesided", "matter",       "contained", "place",    "both_placed",
    "place_differs", "mark_shared", "mark_differs",  "side_differs", "far",       "very_far", "no_metres",
    "hours",         "days",        "again_later",   "same_kind",    "near_kind", "no_kind",
};

/* In the order of the names. */
enum {
    TRAIT_CHARACTERS = 1,
    TRAIT_MARK_ONESIDED,
    TRAIT_MATTER,
    TRAIT_CONTAINED,
    TRAIT_PLACE,
    TRAIT_BOTH_PLACED,
    TRAIT_PLACE_DIFFERS,
    TRAIT_MARK_SHARED,
    TRAIT_MARK_DIFFERS,
    TRAIT_SIDE_DIFFERS,
    TRAIT_FAR
};

TwinTraits twin_bare_traits(const TwinSense *sense, const TwinPair *pair)
{
    TwinKinship kin = twin_kinship(sense, pair->earlier->kind, pair->later->kind);
    bool known = pair->metres >= 0.0;
    double metres = known ? pair->metres : 0.0, hours = fmax(0.0, pair->minutes) / 60.0;
    bool again = pair->later->again && !pair->earlier->again && hours > 12.0;
    TwinTraits traits = {{[0] = 1.0}};
    const double bare[] = {
        log1p(metres / 30.0), fmax(0.0, log1p(metres / 300.0)),        !known,
        log1p(hours),         fmax(0.0, hours / 24.0 - 4.0) / 10.0,    2.0 * again,
        kin == KIN_SAME,      kin == KIN_CONFUSED || kin == KIN_GROUP, kin == KIN_UNKNOWN,
    };
    memcpy(&traits.at[TRAIT_FAR], bare, sizeof bare);
    return traits;
}

void twin_add_likeness(const Likeness *like, TwinTraits *traits)
{
    traits->at[TRAIT_CHARACTERS] = like->characters;
    traits->at[TRAIT_MARK_ONESIDED] = like->mark_onesided;
    traits->at[TRAIT_MATTER] = like->matter;
    traits->at[TRAIT_CONTAINED] = like->contained;
    traits->at[TRAIT_PLACE] = like->place;
    traits->at[TRAIT_BOTH_PLACED] = like->both_placed;
    traits->at[TRAIT_PLACE_DIFFERS] = like->both_placed && like->place < 0.2;
    traits->at[TRAIT_MARK_SHARED] = like->mark_shared;
    traits->at[TRAIT_MARK_DIFFERS] = 2.0 * like->mark_differs; /* twice, for the penalty to spare it */
    traits->at[TRAIT_SIDE_DIFFERS] = like->side_differs;
}

TwinTraits twin_traits(const TwinSense *sense, const TwinPair *pair)
{
    Likeness like = gist_likeness(&pair->earlier->gist, &pair->later->gist);
    TwinTraits traits = twin_bare_traits(sense, pair);
    twin_add_likeness(&like, &traits);
    return traits;
}

/* Fitted by bench/twins_fit.c (logistic regression, L2 penalty chosen by cross-validation) on the 327 pairs of
 * districts/gulou/twins_check.csv whose half is "fit"; what they do on the other half holds tests/brain/twins_test.c.
 */
static const double weights[TWIN_TRAITS] = {
    -4.858, /* bias */
    3.198,  /* characters */
    -0.506, /* mark_onesided */
    1.107,  /* matter */
    0.841,  /* contained */
    1.840,  /* place */
    -0.820, /* both_placed */
    -2.562, /* place_differs */
    0.796,  /* mark_shared */
    -2.836, /* mark_differs */
    -0.464, /* side_differs */
    0.040,  /* far */
    -3.865, /* very_far */
    -0.152, /* no_metres */
    0.144,  /* hours */
    -5.794, /* days */
    -2.160, /* again_later */
    5.635,  /* same_kind */
    2.952,  /* near_kind */
    3.302,  /* no_kind */
};

static double weigh(const TwinTraits *traits)
{
    double sum = 0.0;
    for (size_t i = 0; i < TWIN_TRAITS; i++)
        sum += weights[i] * traits->at[i];
    return sum;
}

static double probability_of(double sum)
{
    return 1.0 / (1.0 + exp(-sum));
}

double twin_probability(const TwinTraits *traits)
{
    return probability_of(weigh(traits));
}

/* Each likeness is 0 to 1; what speaks against is left out. */
double twin_probability_at_most(const TwinTraits *bare)
{
    double sum = weigh(bare);
    for (size_t i = TRAIT_CHARACTERS; i < TRAIT_FAR; i++)
        sum += fmax(0.0, weights[i]);
    return probability_of(sum);
}

/* Searching the recent cases. First the lists in which a twin could stand (cells around the point, the community, names
 * of places), each read from its newest end and only so far; of what stands there a quick look keeps the nearest few;
 * those are judged by the model. So a query costs much the same in a small and in a large city. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "brain/twins_parts.h"
#include "geo/distance.h"
#include "text/fold.h"
#include "text/tokenise.h"

enum { LIST_READ = 2048, JUDGED = 64, SHARED_MAX = 24 };

typedef struct Hopeful {
    uint32_t kept;
    float promise;
} Hopeful;

typedef struct Search {
    const Twins *twins;
    const TwinQuery *query;
    TwinSide side;
    uint16_t kinds[1 + COUNT_OF(((TwinQuery *)NULL)->or_category)]; /* its own first */
    uint16_t community;
    int32_t lat_e7, lon_e7;
    uint32_t minute, earliest;
    double metres_e7_lat, metres_e7_lon; /* metres per 10^-7 degree here */
    Hopeful best[JUDGED];
    size_t len;
} Search;

/* --- the quick look --- */

static const float promise_of_kin[] = {
    [KIN_UNKNOWN] = 0.5F, [KIN_NONE] = 0.0F, [KIN_GROUP] = 0.5F, [KIN_CONFUSED] = 0.6F, [KIN_SAME] = 1.0F};

/* The nearest of the kinds that the query may be of, to this one. */
static uint16_t nearest_kind(const Search *s, uint16_t kind)
{
    uint16_t nearest = s->kinds[0];
    for (size_t i = 1; i < COUNT_OF(s->kinds); i++)
        if (s->kinds[i] != TWIN_NO_KIND &&
            twin_kinship(s->twins->sense, s->kinds[i], kind) > twin_kinship(s->twins->sense, nearest, kind))
            nearest = s->kinds[i];
    return nearest;
}

static float promise(const Search *s, const Posting *p)
{
    TwinKinship kin = twin_kinship(s->twins->sense, nearest_kind(s, p->kind), p->kind);
    float words = (float)__builtin_popcountll(s->side.gist.signature & p->signature) / 16.0F;
    float near = 0.0F;
    if (s->query->has_point && (p->lat_e7 != 0 || p->lon_e7 != 0)) {
        double north = (p->lat_e7 - s->lat_e7) * s->metres_e7_lat, east = (p->lon_e7 - s->lon_e7) * s->metres_e7_lon;
        near = (float)(sqrt(north * north + east * east) / 150.0);
    }
    float days = (float)(s->minute > p->minute ? s->minute - p->minute : p->minute - s->minute) / 1440.0F;
    return 2.0F * promise_of_kin[kin] + words - near - days / 8.0F;
}

static void sift_down(Search *s, size_t at)
{
    for (;;) {
        size_t least = at, left = 2 * at + 1, right = left + 1;
        if (left < s->len && s->best[left].promise < s->best[least].promise)
            least = left;
        if (right < s->len && s->best[right].promise < s->best[least].promise)
            least = right;
        if (least == at)
            return;
        Hopeful swap = s->best[at];
        s->best[at] = s->best[least];
        s->best[least] = swap;
        at = least;
    }
}

/* One case may stand in several lists. */
static bool is_hoped(const Search *s, uint32_t kept)
{
    for (size_t i = 0; i < s->len; i++)
        if (s->best[i].kept == kept)
            return true;
    return false;
}

/* The most promising, in a heap with the least of them on top. */
static void hope(Search *s, Hopeful one)
{
    if (s->len == JUDGED && one.promise <= s->best[0].promise)
        return;
    if (is_hoped(s, one.kept))
        return;
    if (s->len < JUDGED) {
        s->best[s->len++] = one;
        if (s->len == JUDGED)
            for (size_t i = JUDGED / 2; i-- > 0;)
                sift_down(s, i);
    } else {
        s->best[0] = one;
        sift_down(s, 0);
    }
}

static void read_list(Search *s, uint64_t key)
{
    const PostingList *list = postings_find(&s->twins->postings, key);
    if (list == NULL)
        return;
    uint32_t end = list->len > LIST_READ ? list->len - LIST_READ : 0;
    for (uint32_t i = list->len; i-- > end;) {
        const Posting *p = &list->at[i];
        if (p->minute >= s->earliest && (p->open || !s->query->only_open))
            hope(s, (Hopeful){p->kept, promise(s, p)});
    }
}

static bool worth_looking(const Search *s, uint16_t group)
{
    const TwinSense *sense = s->twins->sense;
    bool worth = twin_group_is_near(sense, s->kinds[0], group);
    for (size_t i = 1; i < COUNT_OF(s->kinds) && !worth; i++)
        worth = s->kinds[i] != TWIN_NO_KIND && twin_group_is_near(sense, s->kinds[i], group);
    return worth;
}

static void read_cells(Search *s, uint16_t group)
{
    int64_t middle = cell_row(s->lat_e7);
    for (int64_t row = middle - 1; row <= middle + 1; row++) {
        int64_t column = cell_column(row, s->lon_e7);
        for (int64_t c = column - 1; c <= column + 1; c++)
            read_list(s, key_of_cell(row, c, group));
    }
}

static void gather(Search *s)
{
    uint64_t names[NAME_KEYS];
    for (size_t i = 0; i < s->twins->group_count; i++) {
        uint16_t group = s->twins->groups[i];
        if (!worth_looking(s, group))
            continue;
        if (s->query->has_point)
            read_cells(s, group);
        if (s->community != TWIN_NO_KIND)
            read_list(s, key_of_community(s->community, group));
    }
    size_t count = keys_of_names(&s->side.gist, names, NAME_KEYS);
    for (size_t i = 0; i < count; i++)
        read_list(s, names[i]);
}

/* --- the judgement --- */

/* Nothing is one matter only because it is of one kind: metres, a name or a number must say that it is one place. */
static bool has_common_place(const Likeness *like, double metres)
{
    return metres >= 0.0 || like->place >= 0.3 || like->mark_shared;
}

static bool judge(const Search *s, const Kept *kept, TwinFound *out)
{
    bool points = s->query->has_point && (kept->lat_e7 != 0 || kept->lon_e7 != 0);
    double metres = points ? distance_metres_e7(s->lon_e7, s->lat_e7, kept->lon_e7, kept->lat_e7) : -1.0;
    UnixMs apart = s->query->at - kept->at;
    bool later = apart >= 0;
    TwinSide own = {.kind = nearest_kind(s, kept->side.kind), .again = s->side.again};
    TwinPair pair = {.earlier = later ? &kept->side : &own,
                     .later = later ? &own : &kept->side,
                     .minutes = fabs((double)apart) / 60000.0,
                     .metres = metres};
    TwinTraits traits = twin_bare_traits(s->twins->sense, &pair);
    if (twin_probability_at_most(&traits) < s->query->at_least || str_is(s->query->except, kept->number))
        return false;
    Likeness like = gist_likeness(&s->side.gist, &kept->side.gist);
    twin_add_likeness(&like, &traits);
    *out = (TwinFound){.probability = has_common_place(&like, metres) ? twin_probability(&traits) : 0.0,
                       .metres = metres,
                       .minutes = (later ? apart : -apart) / 60000,
                       .kin = twin_kinship(s->twins->sense, own.kind, kept->side.kind),
                       .came_after = !later,
                       .open = kept->open};
    return out->probability >= s->query->at_least;
}

static void add_word(Ctx *ctx, Str word, TwinFound *out)
{
    for (size_t i = 0; i < out->word_count; i++)
        if (str_eq(out->words[i], word))
            return;
    if (word.len > 0 && out->word_count < TWIN_WORDS)
        out->words[out->word_count++] = str_copy(ctx->arena, word);
}

static bool is_shared(const uint32_t *shared, size_t count, Str token)
{
    uint32_t hash = gist_hash(token);
    for (size_t i = 0; i < count; i++)
        if (shared[i] == hash)
            return true;
    return false;
}

/* The words that both used, as runs of the query's own text: 西门公交, not 西门 门公 公交. */
static void name_words(Ctx *ctx, Str folded, const uint32_t *shared, size_t count, TwinFound *out)
{
    Tokens reader = tokens_of(folded);
    Str run = {0};
    for (Token token; token_next(&reader, &token);) {
        bool both = is_shared(shared, count, token.text);
        if (both && run.len > 0 && token.text.at < run.at + run.len) {
            run.len = (size_t)(token.text.at + token.text.len - run.at);
            continue;
        }
        add_word(ctx, run, out);
        run = both ? token.text : (Str){0};
    }
    add_word(ctx, run, out);
}

static void finish(const Search *s, Ctx *ctx, const Kept *kept, TwinFound *out)
{
    uint32_t shared[SHARED_MAX];
    size_t all = gist_shared(&s->side.gist, &kept->side.gist, shared, SHARED_MAX), count = 0;
    for (size_t i = 0; i < all; i++)
        if (twin_may_quote(s->twins->sense, shared[i]))
            shared[count++] = shared[i];
    Str parts[] = {s->query->text, s->query->place_text};
    Str folded = text_fold_plain(ctx->arena, str_join(ctx->arena, parts, 2, STR("\n")));
    out->number = str_copy(ctx->arena, str_of(kept->number));
    name_words(ctx, folded, shared, count, out);
}

typedef struct Judged {
    TwinFound found;
    uint32_t kept;
} Judged;

static int likeliest_first(const void *a, const void *b)
{
    const Judged *x = a, *y = b;
    if (x->found.probability > y->found.probability)
        return -1;
    return x->found.probability < y->found.probability ? 1 : (x->kept > y->kept) - (x->kept < y->kept);
}

static size_t judge_all(Search *s, Ctx *ctx, TwinFound *out, size_t room)
{
    Judged judged[JUDGED];
    size_t count = 0;
    for (size_t i = 0; i < s->len; i++) {
        uint32_t at = s->best[i].kept;
        if (!judge(s, &s->twins->kept[at], &judged[count].found))
            continue;
        judged[count++].kept = at;
    }
    /* cppcheck-suppress uninitvar; the first `count` are set */
    qsort(judged, count, sizeof *judged, likeliest_first);
    count = count < room ? count : room;
    for (size_t i = 0; i < count; i++) {
        finish(s, ctx, &s->twins->kept[judged[i].kept], &judged[i].found);
        out[i] = judged[i].found;
    }
    return count;
}

size_t twins_find(Twins *twins, Ctx *ctx, const TwinQuery *query, TwinFound *out, size_t room)
{
    Search *s = ARENA_NEW(ctx->arena, Search);
    const DistrictArea *area = str_empty(query->community) ? NULL : area_find(twins->district, query->community);
    *s = (Search){.twins = twins,
                  .query = query,
                  .side = twins_side(twins, ctx->arena, query->text, query->place_text),
                  .community = area != NULL ? (uint16_t)(area - twins->district->areas) : TWIN_NO_KIND,
                  .lat_e7 = (int32_t)query->lat_e7,
                  .lon_e7 = (int32_t)query->lon_e7,
                  .minute = (uint32_t)(query->at / 60000),
                  .metres_e7_lat = 0.011131949};
    s->kinds[0] = s->side.kind = twin_kind(twins->sense, query->category);
    for (size_t i = 0; i < COUNT_OF(query->or_category); i++)
        s->kinds[i + 1] = twin_kind(twins->sense, query->or_category[i]);
    s->metres_e7_lon = s->metres_e7_lat * cos((double)s->lat_e7 / 1e7 * M_PI / 180.0);
    s->earliest = query->at > twins_window(twins) ? (uint32_t)((query->at - twins_window(twins)) / 60000) : 0;
    if (s->side.gist.len == 0)
        return 0;
    (void)pthread_rwlock_rdlock(&twins->lock);
    gather(s);
    size_t count = judge_all(s, ctx, out, room);
    (void)pthread_rwlock_unlock(&twins->lock);
    return count;
}

/* Gists: see similar.h. A place's name weighs for the place, everything else for the matter; without that division two
 * different complaints about one park look more alike than one complaint in two people's words. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/fold.h"
#include "text/similar.h"
#include "text/tokenise.h"

enum { PLACE_BIT = 0x80, WEIGHT_MASK = 0x7f, TOKENS_READ = 2048, NAME_OFTEN = 6 };

/* --- the wordbook: open addressing, a power of two --- */

typedef struct Word {
    uint32_t hash; /* 0: empty */
    uint16_t texts, names;
    uint8_t weight; /* once all is learnt */
} Word;

struct Wordbook {
    Word *at;
    size_t mask, len;
    double texts;
    uint8_t weight_unknown;
};

uint32_t gist_hash(Str folded_token)
{
    uint32_t hash = (uint32_t)(str_hash(folded_token) >> 16) & ~1U;
    return hash != 0 ? hash : 2;
}

static Word *slot(const Wordbook *book, uint32_t hash)
{
    size_t i = hash & book->mask;
    while (book->at[i].hash != 0 && book->at[i].hash != hash)
        i = (i + 1) & book->mask;
    return &book->at[i];
}

static void *or_die(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static void grow(Wordbook *book)
{
    Wordbook larger = {.mask = book->mask * 2 + 1, .len = book->len, .texts = book->texts};
    larger.at = or_die(calloc(larger.mask + 1, sizeof *larger.at));
    for (size_t i = 0; i <= book->mask; i++)
        if (book->at[i].hash != 0)
            *slot(&larger, book->at[i].hash) = book->at[i];
    free(book->at);
    *book = larger;
}

static Word *word(Wordbook *book, uint32_t hash)
{
    if (book->len * 2 > book->mask)
        grow(book);
    Word *found = slot(book, hash);
    book->len += found->hash == 0;
    found->hash = hash;
    return found;
}

/* Ascending; by Shell's gaps as Ciura found them. A hundred numbers are the usual: qsort's calls would take four times
 * as long. */
static void sort(uint64_t *at, size_t len)
{
    static const size_t gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < COUNT_OF(gaps); g++)
        for (size_t i = gaps[g]; i < len; i++) {
            uint64_t one = at[i];
            size_t k = i;
            for (; k >= gaps[g] && at[k - gaps[g]] > one; k -= gaps[g])
                at[k] = at[k - gaps[g]];
            at[k] = one;
        }
}

/* The first bit of a token says that it is a single character: 灯 in 路灯 and 灯灭 is all that two people share. */
static bool is_single(uint32_t hash)
{
    return (hash & 1) != 0;
}

static uint32_t single_hash(Str character)
{
    return (uint32_t)(str_hash(character) >> 16) | 1;
}

static void add_singles(Str pair, uint64_t *out, size_t *len)
{
    size_t middle = 0;
    (void)utf8_next(pair, &middle);
    out[(*len)++] = single_hash(str_slice(pair, 0, middle));
    out[(*len)++] = single_hash(str_slice(pair, middle, pair.len));
}

static bool is_name(const Wordbook *book, uint32_t hash);
static void weigh_words(Wordbook *book);

/* The distinct tokens of a folded text, ascending. Numbers tell by what they number: marks. The characters of names
 * are left out. `out` has room for TOKENS_ROOM(folded). */
#define TOKENS_ROOM(text) ((text).len < TOKENS_READ ? (text).len + 4 : TOKENS_READ + 4)
static size_t hashes_of(const Wordbook *book, Str folded, uint64_t *out)
{
    Tokens reader = tokens_of(folded);
    size_t len = 0, distinct = 0;
    for (Token token; len < TOKENS_READ && token_next(&reader, &token);) {
        if (token.kind == TOKEN_NUMBER)
            continue;
        uint32_t hash = gist_hash(token.text);
        bool name = book != NULL && is_name(book, hash);
        out[len++] = hash;
        if (token.kind == TOKEN_HAN_PAIR && !name)
            add_singles(token.text, out, &len);
    }
    sort(out, len);
    for (size_t i = 0; i < len; i++)
        if (distinct == 0 || out[distinct - 1] != out[i])
            out[distinct++] = out[i];
    return distinct;
}

Wordbook *wordbook_new(const WordbookSource *source)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    uint64_t *hashes = ARENA_ARRAY(arena, uint64_t, TOKENS_READ + 4);
    Wordbook *book = or_die(calloc(1, sizeof *book));
    book->mask = 1023;
    book->at = or_die(calloc(book->mask + 1, sizeof *book->at));
    for (size_t i = 0; i < source->text_count; i++)
        for (size_t k = 0, n = hashes_of(NULL, text_fold_plain(arena, source->texts[i]), hashes); k < n; k++) {
            Word *w = word(book, (uint32_t)hashes[k]);
            w->texts = (uint16_t)(w->texts + (w->texts < UINT16_MAX));
        }
    for (size_t i = 0; i < source->name_count; i++)
        for (size_t k = 0, n = hashes_of(NULL, text_fold_plain(arena, source->names[i]), hashes); k < n; k++) {
            Word *w = word(book, (uint32_t)hashes[k]);
            w->names = (uint16_t)(w->names + (w->names < UINT16_MAX));
        }
    book->texts = (double)source->text_count;
    weigh_words(book);
    return book;
}

void wordbook_free(Wordbook *book)
{
    if (book == NULL)
        return;
    free(book->at);
    free(book);
}

bool wordbook_knows(const Wordbook *book, uint32_t hash)
{
    return slot(book, hash)->hash == hash;
}

/* A token of few names is a name; 公园 is in too many. */
static bool is_name(const Wordbook *book, uint32_t hash)
{
    const Word *w = slot(book, hash);
    return !is_single(hash) && w->names > 0 && w->names <= NAME_OFTEN && w->texts <= 3 * w->names;
}

/* In sixteenths of ln(texts ÷ texts with it), from 1/2 to 6. */
static uint8_t weight_in(const Wordbook *book, const Word *w)
{
    double rare = log((book->texts + 1.0) / ((double)w->texts + 0.5));
    uint8_t weight = (uint8_t)(16.0 * fmin(6.0, fmax(0.5, rare)));
    return w->hash != 0 && is_name(book, w->hash) ? weight | PLACE_BIT : weight;
}

static void weigh_words(Wordbook *book)
{
    book->weight_unknown = weight_in(book, &(Word){0});
    for (size_t i = 0; i <= book->mask; i++)
        if (book->at[i].hash != 0)
            book->at[i].weight = weight_in(book, &book->at[i]);
}

static uint8_t weight_of(const Wordbook *book, uint32_t hash)
{
    const Word *w = slot(book, hash);
    return w->hash == hash ? w->weight : book->weight_unknown;
}

/* --- marks --- */

typedef struct MarkKind {
    const char *after; /* what stands behind the value */
    uint8_t kind;
    bool sides; /* the value is 东 西 南 北 中 前 后 instead of a number or letter */
} MarkKind;

/* Longer endings first. 栋, 幢, 座 and 号楼 are one kind: people use one for the other. */
static const MarkKind mark_kinds[] = {
    {"号楼", 1, false}, {"号摊", 2, false}, {"单元", 3, false}, {"栋", 1, false}, {"幢", 1, false},
    {"座", 1, false},   {"号", 4, false},   {"期", 5, false},   {"区", 5, false}, {"层", 6, false},
    {"楼", 6, false},   {"室", 7, false},   {"路", 8, false},   {"口", 9, false}, {"门", 10, true},
    {"头", 11, true},   {"段", 11, true},   {"口", 11, true},   {"侧", 11, true}, {"岸", 11, true},
};
static const char *const mark_sides[] = {"东", "西", "南", "北", "中", "前", "后", "尾"};

static bool is_value(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* The number or letter, or the one side, that ends at `at`. */
static Str value_before(Str text, size_t at, bool side)
{
    size_t from = at;
    if (!side) {
        while (from > 0 && at - from < 6 && is_value(text.at[from - 1]))
            from--;
        return str_slice(text, from, at);
    }
    for (size_t i = 0; i < COUNT_OF(mark_sides); i++)
        if (str_ends(str_slice(text, 0, at), str_of(mark_sides[i])))
            return str_of(mark_sides[i]);
    return STR("");
}

static void add_mark(Gist *gist, uint8_t kind, Str value)
{
    uint32_t mark = (uint32_t)kind << 24 | ((uint32_t)str_hash(value) & 0xffffff);
    size_t i = gist->mark_count;
    for (size_t k = 0; k < gist->mark_count; k++)
        if (gist->marks[k] == mark)
            return;
    if (gist->mark_count == GIST_MARKS)
        return;
    for (; i > 0 && gist->marks[i - 1] > mark; i--)
        gist->marks[i] = gist->marks[i - 1];
    gist->marks[i] = mark;
    gist->mark_count++;
}

/* Whether a kind's ending may begin here: nearly everywhere the first character tells that none does. */
static bool may_end_mark(const char *at, const char *end)
{
    static const char firsts[] = "号单栋幢座期区层楼室路口门头段侧岸";
    for (const char *first = firsts; end - at >= 3 && *first != 0; first += 3)
        if (memcmp(at, first, 3) == 0)
            return true;
    return false;
}

static void find_marks(Gist *gist, Str folded)
{
    for (size_t at = 1; at < folded.len; at++) {
        if (((unsigned char)folded.at[at] & 0xc0) == 0x80 || !may_end_mark(folded.at + at, folded.at + folded.len))
            continue;
        Str rest = str_slice(folded, at, folded.len);
        for (size_t i = 0; i < COUNT_OF(mark_kinds); i++) {
            Str value =
                str_starts(rest, str_of(mark_kinds[i].after)) ? value_before(folded, at, mark_kinds[i].sides) : STR("");
            if (value.len == 0)
                continue;
            add_mark(gist, mark_kinds[i].kind, value);
            break;
        }
    }
}

/* --- the gist --- */

/* A token and its weight byte as one number, which sorts by the token, or by the weight first. */
static uint64_t by_token(uint32_t hash, uint8_t weight)
{
    return (uint64_t)hash << 8 | weight;
}

static uint64_t heaviest_first(uint32_t hash, uint8_t weight)
{
    return (uint64_t)(WEIGHT_MASK - (weight & WEIGHT_MASK)) << 40 | by_token(hash, weight);
}

static uint32_t token_of(uint64_t weighed)
{
    return (uint32_t)(weighed >> 8);
}

static uint8_t byte_of(uint64_t weighed)
{
    return (uint8_t)weighed;
}

/* Each token once, weighed; heaviest_first. Both texts' hashes ascend, and are walked side by side. */
static size_t weigh(Arena *arena, const Wordbook *book, const Str folded[2], uint64_t *out)
{
    uint64_t *said = arena_room(arena, TOKENS_ROOM(folded[0]) * sizeof *said);
    uint64_t *placed = arena_room(arena, TOKENS_ROOM(folded[1]) * sizeof *placed);
    size_t said_len = hashes_of(book, folded[0], said), placed_len = hashes_of(NULL, folded[1], placed), len = 0;
    for (size_t i = 0, k = 0; i < said_len || k < placed_len;) {
        uint64_t x = i < said_len ? said[i] : UINT64_MAX, y = k < placed_len ? placed[k] : UINT64_MAX;
        uint32_t hash = (uint32_t)(x < y ? x : y);
        uint8_t in_place = y <= x ? PLACE_BIT : 0;
        if (x <= y || !is_single(hash))
            out[len++] = heaviest_first(hash, weight_of(book, hash) | in_place);
        i += x <= y;
        k += y <= x;
    }
    return len;
}

/* One token more (`times` 1), or less (UINT32_MAX, which is -1). */
static void count_token(GistSums *sums, uint32_t hash, uint8_t weight, uint32_t times)
{
    uint32_t w = weight & WEIGHT_MASK;
    bool place = (weight & PLACE_BIT) != 0;
    if (is_single(hash)) {
        sums->single += place ? 0 : times * w * w;
    } else if (place) {
        sums->place += times * w;
    } else {
        sums->part += times * w;
        sums->matter += times * w * w;
    }
}

Gist gist_of(Arena *arena, const Wordbook *book, Str text, Str place)
{
    Gist gist = {0};
    Str folded[2] = {text_fold_plain(arena, text), text_fold_plain(arena, place)};
    uint64_t *all = arena_room(arena, (TOKENS_ROOM(folded[0]) + TOKENS_ROOM(folded[1])) * sizeof *all);
    size_t len = weigh(arena, book, folded, all);
    sort(all, len);
    len = len < GIST_TOKENS ? len : GIST_TOKENS;
    for (size_t i = 0; i < len; i++)
        all[i] = by_token(token_of(all[i]), byte_of(all[i]));
    sort(all, len);
    for (size_t i = 0; i < len; i++) {
        uint32_t hash = token_of(all[i]);
        gist.tokens[i] = hash;
        gist.weights[i] = byte_of(all[i]);
        gist.signature |= (uint64_t)1 << (hash % 64);
        count_token(&gist.sums, hash, gist.weights[i], 1);
    }
    gist.len = (uint8_t)len;
    find_marks(&gist, folded[0]);
    find_marks(&gist, folded[1]);
    return gist;
}

/* --- two of them --- */

double gist_weight(const Gist *g, size_t i)
{
    return (g->weights[i] & WEIGHT_MASK) / 16.0;
}

bool gist_names_place(const Gist *g, size_t i)
{
    return (g->weights[i] & PLACE_BIT) != 0;
}

/* A token that one text uses as a place and the other does not is a place for both: it changes sides. */
static void agree(GistSums *sums, uint32_t hash, uint8_t own, uint8_t agreed)
{
    if (own == agreed)
        return;
    count_token(sums, hash, own, UINT32_MAX);
    count_token(sums, hash, agreed, 1);
}

typedef struct PairSums {
    GistSums a, b, both;
} PairSums;

/* Only what both have is looked at; what each has is known. */
static PairSums sum_up(const Gist *a, const Gist *b)
{
    PairSums s = {.a = a->sums, .b = b->sums};
    for (size_t i = 0, k = 0; i < a->len && k < b->len;) {
        uint32_t x = a->tokens[i], y = b->tokens[k];
        if (x == y) {
            uint8_t agreed = a->weights[i] | (b->weights[k] & PLACE_BIT);
            agree(&s.a, x, a->weights[i], agreed);
            agree(&s.b, x, b->weights[k], agreed);
            count_token(&s.both, x, agreed, 1);
        }
        i += x <= y;
        k += y <= x;
    }
    return s;
}

/* `both` of what the one and the other have; 0: one has nothing. */
static double cosine(uint32_t both, uint32_t a, uint32_t b)
{
    return a > 0 && b > 0 ? both / sqrt((double)a * b) : 0.0;
}

static double contained(uint32_t both, uint32_t a, uint32_t b)
{
    return a > 0 && b > 0 ? (double)both / (a < b ? a : b) : 0.0;
}

enum { MARK_FIRST_SIDE = 9 };

static void compare_marks(const Gist *a, const Gist *b, Likeness *out)
{
    bool number = false, side = false;
    for (size_t i = 0; i < a->mark_count; i++)
        for (size_t k = 0; k < b->mark_count; k++) {
            bool same = a->marks[i] == b->marks[k], one_kind = a->marks[i] >> 24 == b->marks[k] >> 24;
            out->mark_shared = out->mark_shared || same;
            number = number || (one_kind && !same && a->marks[i] >> 24 < MARK_FIRST_SIDE);
            side = side || (one_kind && !same && a->marks[i] >> 24 >= MARK_FIRST_SIDE);
        }
    out->mark_differs = number && !out->mark_shared;
    out->side_differs = side && !out->mark_shared;
    out->mark_onesided = !out->mark_shared && !number && !side && (a->mark_count > 0) != (b->mark_count > 0);
}

Likeness gist_likeness(const Gist *a, const Gist *b)
{
    PairSums s = sum_up(a, b);
    Likeness out = {.matter = cosine(s.both.matter, s.a.matter, s.b.matter),
                    .contained = contained(s.both.part, s.a.part, s.b.part),
                    .characters = cosine(s.both.single, s.a.single, s.b.single),
                    .place = contained(s.both.place, s.a.place, s.b.place),
                    .both_placed = s.a.place > 0 && s.b.place > 0};
    compare_marks(a, b, &out);
    return out;
}

#define TELLING 3.0 /* stands in less than one text of twenty */

size_t gist_shared(const Gist *a, const Gist *b, uint32_t *out, size_t room)
{
    uint64_t shared[GIST_TOKENS];
    size_t len = 0;
    for (size_t i = 0, k = 0; i < a->len && k < b->len;) {
        uint32_t x = a->tokens[i], y = b->tokens[k];
        if (x == y && !is_single(x) && gist_weight(a, i) >= TELLING)
            shared[len++] = heaviest_first(x, a->weights[i]);
        i += x <= y;
        k += y <= x;
    }
    sort(shared, len);
    len = len < room ? len : room;
    for (size_t i = 0; i < len; i++)
        out[i] = token_of(shared[i]);
    return len;
}

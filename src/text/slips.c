/* If at most one character differs, one of a name's two halves is whole (of three characters: the first two, the last
 * two, or first and last). Halves that many names share (花园) find nothing: there the differing half is what tells the
 * names apart. */
#include "text/slips.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/automaton.h"
#include "text/name_context.h"
#include "text/sounds.h"

enum { LETTERS_LEAST = 3, LETTERS_MAX = 24, SHARED_MAX = 24, FOUND_MAX = 64, LETTERS_BELOW = 65536 };

typedef struct Half {
    uint32_t name;
    uint8_t offset, letters; /* where in the name it begins, how long it is */
} Half;

typedef struct Letters {
    uint32_t at[LETTERS_MAX];
    uint8_t len, distinct; /* distinct: without 公园, 路 at the end */
} Letters;

/* Of a name of three characters, when the middle one is wrong: first and last. */
typedef struct Frame {
    uint64_t ends; /* first << 32 | last */
    uint32_t name;
} Frame;

struct Slips {
    Letters *names;
    Half *halves;
    Automaton *automaton;
    Frame *frames;     /* sorted by ends */
    uint64_t *framing; /* a bit for each letter below 65536 that begins one */
    size_t frame_count;
};

/* --- building --- */

static bool read_letters(Str name, Letters *out)
{
    *out = (Letters){0};
    size_t distinct = name_distinct(name);
    for (size_t at = 0; at < name.len;) {
        uint32_t c = utf8_next(name, &at);
        if (out->len == LETTERS_MAX || c < 0x2e80)
            return false;
        out->at[out->len++] = c;
        out->distinct = (uint8_t)(out->distinct + (at <= distinct));
    }
    return out->len >= LETTERS_LEAST;
}

static size_t byte_of_letter(Str name, size_t letter)
{
    size_t at = 0;
    while (letter-- > 0)
        (void)utf8_next(name, &at);
    return at;
}

typedef struct Halving {
    Slips *slips;
    Str *patterns;
    size_t len;
} Halving;

static void add_half(Halving *h, uint32_t name, Str text, Half half)
{
    half.name = name;
    h->slips->halves[h->len] = half;
    h->patterns[h->len++] =
        str_slice(text, byte_of_letter(text, half.offset), byte_of_letter(text, (size_t)half.offset + half.letters));
}

static int by_pattern(const void *a, const void *b, void *patterns)
{
    const Str *all = patterns;
    return str_cmp(all[*(const uint32_t *)a], all[*(const uint32_t *)b]);
}

/* Empties the patterns that too many names share: an empty pattern never matches. */
static void drop_shared(Arena *arena, Str *patterns, size_t count)
{
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, count + 1);
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    if (count > 0)
        qsort_r(order, count, sizeof *order, by_pattern, patterns);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from + 1; to < count && str_eq(patterns[order[to]], patterns[order[from]]); to++)
            ;
        if (to - from <= SHARED_MAX)
            continue;
        for (size_t i = to; i > from; i--)
            patterns[order[i - 1]].len = 0;
    }
}

static int by_ends(const void *a, const void *b)
{
    const Frame *x = a, *y = b;
    if (x->ends != y->ends)
        return x->ends < y->ends ? -1 : 1;
    return (x->name > y->name) - (x->name < y->name);
}

static void sort_frames(Slips *slips)
{
    size_t kept = 0;
    if (slips->frame_count > 0)
        qsort(slips->frames, slips->frame_count, sizeof *slips->frames, by_ends);
    for (size_t from = 0, to; from < slips->frame_count; from = to) {
        for (to = from + 1; to < slips->frame_count && slips->frames[to].ends == slips->frames[from].ends; to++)
            ;
        for (size_t i = from; i < to && to - from <= SHARED_MAX; i++)
            slips->frames[kept++] = slips->frames[i];
    }
    slips->frame_count = kept;
    for (size_t i = 0; i < kept; i++) {
        uint32_t letter = (uint32_t)(slips->frames[i].ends >> 32);
        if (letter < LETTERS_BELOW)
            slips->framing[letter / 64] |= (uint64_t)1 << (letter % 64);
    }
}

static bool frames_begin(const Slips *slips, uint32_t letter)
{
    return letter < LETTERS_BELOW && (slips->framing[letter / 64] >> (letter % 64) & 1) != 0;
}

Slips *slips_new(Arena *arena, const Str *names, size_t count)
{
    Slips *slips = ARENA_NEW(arena, Slips);
    *slips = (Slips){.names = ARENA_ARRAY(arena, Letters, count + 1),
                     .halves = ARENA_ARRAY(arena, Half, count * 2 + 1),
                     .frames = ARENA_ARRAY(arena, Frame, count + 1),
                     .framing = ARENA_ARRAY(arena, uint64_t, LETTERS_BELOW / 64)};
    Halving h = {.slips = slips, .patterns = ARENA_ARRAY(arena, Str, count * 2 + 1)};
    for (uint32_t i = 0; i < count; i++) {
        Letters *letters = &slips->names[i];
        if (!read_letters(names[i], letters))
            continue;
        if (letters->len == LETTERS_LEAST)
            slips->frames[slips->frame_count++] = (Frame){(uint64_t)letters->at[0] << 32 | letters->at[2], i};
        uint8_t half = letters->len == LETTERS_LEAST ? 2 : letters->len / 2;
        uint8_t second = letters->len == LETTERS_LEAST ? 1 : half;
        add_half(&h, i, names[i], (Half){.offset = 0, .letters = half});
        add_half(&h, i, names[i], (Half){.offset = second, .letters = (uint8_t)(letters->len - second)});
    }
    sort_frames(slips);
    drop_shared(arena, h.patterns, h.len);
    slips->automaton = automaton_new(arena, h.patterns, h.len);
    return slips;
}

/* --- comparing --- */

typedef struct Text {
    uint32_t *letters;
    uint32_t *from; /* len + 1 bytes */
    uint32_t *at;   /* of each byte: its letter */
    size_t len;
} Text;

static Text text_letters(Arena *arena, Str folded)
{
    Text text = {.letters = ARENA_ARRAY(arena, uint32_t, folded.len + 1),
                 .from = ARENA_ARRAY(arena, uint32_t, folded.len + 2),
                 .at = ARENA_ARRAY(arena, uint32_t, folded.len + 1)};
    for (size_t at = 0; at < folded.len;) {
        text.at[at] = (uint32_t)text.len;
        text.from[text.len] = (uint32_t)at;
        text.letters[text.len++] = utf8_next(folded, &at);
    }
    text.from[text.len] = text.at[folded.len] = (uint32_t)folded.len;
    text.at[folded.len] = (uint32_t)text.len;
    return text;
}

/* East is never a slip for west, nor seven for nine. */
static bool tells_apart(uint32_t c)
{
    static const uint32_t marks[] = {0x4e1c, 0x897f, 0x5357, 0x5317, 0x4e2d, 0x4e0a, 0x4e0b, 0x524d,
                                     0x540e, 0x5de6, 0x53f3, 0x5927, 0x5c0f, 0x65b0, 0x65e7, 0x8001,
                                     0x5185, 0x5916, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d,
                                     0x4e03, 0x516b, 0x4e5d, 0x5341, 0x767e, 0x5343, 0x7b2c};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (marks[i] == c)
            return true;
    return c < 0x2e80;
}

static double trust_other(const Letters *name, size_t i, uint32_t written)
{
    if (i >= name->distinct || tells_apart(name->at[i]) || tells_apart(written)) {
        bool tail_by_sound = i >= name->distinct && name->distinct >= 2 && sounds_alike(name->at[i], written);
        return tail_by_sound ? 0.75 : 0.0;
    }
    bool alike = sounds_alike(name->at[i], written);
    if (name->distinct >= 4)
        return alike ? 0.8 : 0.65;
    if (name->distinct == 3)
        return alike ? 0.75 : name->len > LETTERS_LEAST ? 0.5 : 0.0;
    return alike && name->distinct == 2 ? 0.5 : 0.0;
}

static bool same_run(const Letters *name, size_t from, const Text *text, size_t at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (at + i >= text->len || name->at[from + i] != text->letters[at + i])
            return false;
    return true;
}

/* One character of the window of name->len letters from `at` differs. */
static double compare_other(const Letters *name, const Text *text, size_t at)
{
    if (at + name->len > text->len)
        return 0.0;
    size_t i = 0;
    while (i < name->len && name->at[i] == text->letters[at + i])
        i++;
    if (i == name->len || !same_run(name, i + 1, text, at + i + 1, name->len - i - 1u))
        return 0.0;
    return trust_other(name, i, text->letters[at + i]);
}

/* The window lacks the name's character i. */
static double compare_missing(const Letters *name, const Text *text, size_t at)
{
    if (at + name->len - 1 > text->len || name->len < LETTERS_LEAST + 1 || name->distinct < 3)
        return 0.0;
    size_t i = 0;
    while (i + 1 < name->len && name->at[i] == text->letters[at + i])
        i++;
    bool inside = i > 0 && i + 1u < name->len && i < name->distinct && !tells_apart(name->at[i]);
    return inside && same_run(name, i + 1, text, at + i, name->len - i - 1u) ? 0.6 : 0.0;
}

/* The window holds one character more, inside the name. */
static double compare_added(const Letters *name, const Text *text, size_t at)
{
    if (at + name->len + 1 > text->len || name->len < LETTERS_LEAST + 1 || name->distinct < 3)
        return 0.0;
    size_t i = 0;
    while (i < name->len && name->at[i] == text->letters[at + i])
        i++;
    bool inside = i > 0 && i < name->len && !tells_apart(text->letters[at + i]);
    return inside && same_run(name, i, text, at + i + 1, (size_t)name->len - i) ? 0.6 : 0.0;
}

typedef struct Search {
    const Slips *slips;
    const Text *text;
    Slip *found;
    size_t len;
} Search;

static void note(Search *s, uint32_t name, size_t from, size_t letters, double trust)
{
    if (trust <= 0.0 || s->len == FOUND_MAX)
        return;
    s->found[s->len++] =
        (Slip){.name = name, .from = s->text->from[from], .to = s->text->from[from + letters], .trust = trust};
}

static void compare(Search *s, const Half *half, size_t at)
{
    const Letters *name = &s->slips->names[half->name];
    bool first = half->offset == 0;
    if (at >= half->offset)
        note(s, half->name, at - half->offset, name->len, compare_other(name, s->text, at - half->offset));
    if (first) {
        note(s, half->name, at, name->len - 1u, compare_missing(name, s->text, at));
        note(s, half->name, at, name->len + 1u, compare_added(name, s->text, at));
        return;
    }
    if (at + 1 >= half->offset)
        note(s, half->name, at + 1u - half->offset, name->len - 1u,
             compare_missing(name, s->text, at + 1u - half->offset));
    if (at >= half->offset + 1u)
        note(s, half->name, at - 1u - half->offset, name->len + 1u,
             compare_added(name, s->text, at - 1u - half->offset));
}

static void compare_frames(Search *s)
{
    const Slips *slips = s->slips;
    for (size_t at = 0; at + LETTERS_LEAST <= s->text->len; at++) {
        if (!frames_begin(slips, s->text->letters[at]))
            continue;
        uint64_t ends = (uint64_t)s->text->letters[at] << 32 | s->text->letters[at + 2];
        size_t low = 0, high = slips->frame_count;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (slips->frames[middle].ends < ends)
                low = middle + 1;
            else
                high = middle;
        }
        for (; low < slips->frame_count && slips->frames[low].ends == ends; low++) {
            const Letters *name = &slips->names[slips->frames[low].name];
            note(s, slips->frames[low].name, at, LETTERS_LEAST, compare_other(name, s->text, at));
        }
    }
}

static int most_trusted_first(const void *a, const void *b)
{
    const Slip *x = a, *y = b;
    if (x->trust < y->trust || x->trust > y->trust)
        return x->trust > y->trust ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->name > y->name) - (x->name < y->name);
}

static bool beaten(const SlipHits *kept, const Slip *slip)
{
    for (size_t i = 0; i < kept->len; i++) {
        const Slip *other = &kept->at[i];
        bool equal = other->from == slip->from && other->to == slip->to && other->name != slip->name &&
                     other->trust <= slip->trust;
        if (!equal && other->from < slip->to && slip->from < other->to)
            return true;
    }
    return false;
}

SlipHits slips_find(const Slips *slips, Arena *arena, Str folded)
{
    Hits hits = automaton_scan(slips->automaton, arena, folded);
    SlipHits kept = {.at = ARENA_ARRAY(arena, Slip, FOUND_MAX)};
    Text text = text_letters(arena, folded);
    Search search = {.slips = slips, .text = &text, .found = ARENA_ARRAY(arena, Slip, FOUND_MAX)};
    for (size_t i = 0; i < hits.len && search.len < FOUND_MAX; i++)
        compare(&search, &slips->halves[hits.at[i].pattern], text.at[hits.at[i].from]);
    compare_frames(&search);
    if (search.len > 0)
        qsort(search.found, search.len, sizeof *search.found, most_trusted_first);
    for (size_t i = 0; i < search.len; i++)
        if (!beaten(&kept, &search.found[i]))
            kept.at[kept.len++] = search.found[i];
    return kept;
}

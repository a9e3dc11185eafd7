/* Cutting snippets; see snippet.h. Words are found in the folded text and shown in the original one. */
#include "search/snippet.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/fold.h"
#include "text/tokenise.h"

enum { RANGES_MAX = 64, BEFORE = 16, AROUND = 64 /* characters */ };

typedef struct Range {
    size_t from, to; /* bytes of the original */
} Range;

typedef struct Marking {
    Folded folded;
    Range at[RANGES_MAX];
    size_t count;
} Marking;

static bool is_plain_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* A letter or digit goes on where the word ends: then it is another word. */
static bool goes_on(Str text, size_t from, size_t to)
{
    bool before = from > 0 && is_plain_byte(text.at[from - 1]) && is_plain_byte(text.at[from]) &&
                  (text.at[from - 1] > '9') == (text.at[from] > '9');
    bool after = to < text.len && is_plain_byte(text.at[to]) && is_plain_byte(text.at[to - 1]) &&
                 (text.at[to - 1] > '9') == (text.at[to] > '9');
    return before || after;
}

static void mark_unit(Marking *m, Str unit)
{
    Str text = m->folded.text;
    for (size_t at = 0; unit.len > 0 && at + unit.len <= text.len && m->count < RANGES_MAX;) {
        const char *hit = memmem(text.at + at, text.len - at, unit.at, unit.len);
        if (hit == NULL)
            return;
        size_t from = (size_t)(hit - text.at), to = from + unit.len;
        if (!goes_on(text, from, to))
            m->at[m->count++] = (Range){m->folded.from[from], m->folded.from[to]};
        at = to;
    }
}

static void mark_term(Marking *m, Str term)
{
    Str head, rest = term;
    while (str_cut(rest, ' ', &head, &rest))
        mark_unit(m, head);
    mark_unit(m, rest);
}

static int by_from(const void *a, const void *b)
{
    const Range *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from ? 1 : 0;
}

/* Those that touch become one. */
static void merge(Marking *m)
{
    size_t kept = 0;
    qsort(m->at, m->count, sizeof *m->at, by_from);
    for (size_t i = 0; i < m->count; i++) {
        if (kept > 0 && m->at[i].from <= m->at[kept - 1].to) {
            m->at[kept - 1].to = m->at[i].to > m->at[kept - 1].to ? m->at[i].to : m->at[kept - 1].to;
            continue;
        }
        m->at[kept++] = m->at[i];
    }
    m->count = kept;
}

static size_t chars_back(Str s, size_t at, size_t chars)
{
    while (at > 0 && chars > 0) {
        at--;
        chars -= ((unsigned char)s.at[at] & 0xc0) != 0x80;
    }
    return at;
}

static void put(Snippet *out, Str original, size_t from, size_t to, bool hit)
{
    if (from < to && out->count < SNIPPET_PIECES_MAX)
        out->pieces[out->count++] = (SnippetPiece){str_slice(original, from, to), hit};
}

static Snippet cut(Str original, const Marking *m)
{
    Snippet out = {0};
    size_t at = chars_back(original, m->at[0].from, BEFORE);
    size_t end = at + utf8_cut(str_slice(original, at, original.len), BEFORE + AROUND).len;
    end = end > m->at[0].to ? end : m->at[0].to;
    out.cut_before = at > 0;
    for (size_t i = 0; i < m->count && m->at[i].from < end && out.count + 2 < SNIPPET_PIECES_MAX; i++) {
        size_t to = m->at[i].to < end ? m->at[i].to : end;
        put(&out, original, at, m->at[i].from, false);
        put(&out, original, m->at[i].from, to, true);
        at = to;
    }
    put(&out, original, at, end, false);
    out.cut_after = end < original.len;
    return out;
}

Snippet snippet_of(Arena *arena, const SearchWords *words, Str original)
{
    Marking *m = ARENA_NEW(arena, Marking);
    if (!utf8_valid(original))
        return (Snippet){0};
    m->folded = text_fold(arena, original);
    for (size_t i = 0; i < words->count; i++)
        if (!words->terms[i].excluded)
            mark_term(m, words->terms[i].plain);
    merge(m);
    return m->count > 0 ? cut(original, m) : (Snippet){0};
}

/* The plain form, tokens and questions; see words.h. The tokens of a question are a subset of those of every text it
 * matches: that, and nothing else, is what the engines' indexes are asked. Whether the characters stand side by side is
 * judged on the text afterwards (words_occur). */
#include "search/words.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/tokenise.h"

/* --- the plain form --- */

typedef enum Sort { SORT_NONE, SORT_HAN, SORT_WORD, SORT_NUMBER } Sort;

static Sort sort_of(Str s, size_t at)
{
    size_t next = at;
    uint32_t c = utf8_next(s, &next);
    if (text_is_han(c))
        return SORT_HAN;
    Tokens one = tokens_of(str_slice(s, at, next));
    Token token;
    if (!token_next(&one, &token))
        return SORT_NONE;
    return token.kind == TOKEN_NUMBER ? SORT_NUMBER : SORT_WORD;
}

/* The end of the unit that begins at `at`. */
static size_t unit_end(Str s, size_t at, Sort sort)
{
    while (at < s.len && sort_of(s, at) == sort)
        (void)utf8_next(s, &at);
    return at;
}

static bool is_kept(Str unit, Sort sort)
{
    enum { UNIT_BYTES_MAX = 600 };
    return unit.len <= UNIT_BYTES_MAX && !(sort == SORT_NUMBER && unit.len >= SEARCH_SECRET_DIGITS);
}

/* Phones are also written 138-0000-0000 or 138 0000 0000: numbers with only spaces or strokes between count together.
 */
static size_t number_group_end(Str s, size_t at, size_t *digits)
{
    size_t end = unit_end(s, at, SORT_NUMBER);
    *digits = end - at;
    while (end + 1 < s.len && (s.at[end] == ' ' || s.at[end] == '-') && sort_of(s, end + 1) == SORT_NUMBER) {
        size_t next = unit_end(s, end + 1, SORT_NUMBER);
        *digits += next - end - 1;
        end = next;
    }
    return end;
}

Str search_plain(Arena *arena, Str text)
{
    Str s = text_fold_plain(arena, text);
    Buf out = buf_new(arena);
    for (size_t at = 0; at < s.len;) {
        Sort sort = sort_of(s, at);
        if (sort == SORT_NONE) {
            (void)utf8_next(s, &at);
            continue;
        }
        size_t digits = 0;
        if (sort == SORT_NUMBER) {
            size_t group = number_group_end(s, at, &digits);
            if (digits >= SEARCH_SECRET_DIGITS) {
                at = group;
                continue;
            }
        }
        size_t end = unit_end(s, at, sort);
        Str unit = str_slice(s, at, end);
        if (is_kept(unit, sort)) {
            if (out.len > 0)
                buf_char(&out, ' ');
            buf_add(&out, unit);
        }
        at = end;
    }
    return buf_str(&out);
}

/* --- tokens --- */

/* A word without end is looked for by its beginning; words_occur judges the whole of it. */
static Str bounded(Str token)
{
    enum { TOKEN_BYTES_MAX = 60 };
    size_t end = 0;
    while (end < token.len && end < TOKEN_BYTES_MAX)
        (void)utf8_next(token, &end);
    return str_slice(token, 0, end);
}

void words_each(Str plain, void (*take)(void *self, Str token), void *self)
{
    Tokens tokens = tokens_of(plain);
    Token token;
    while (token_next(&tokens, &token)) {
        if (token.kind != TOKEN_HAN_PAIR) {
            take(self, bounded(token.text));
            continue;
        }
        size_t first = 0;
        (void)utf8_next(token.text, &first);
        take(self, token.text);
        take(self, str_slice(token.text, 0, first));
        take(self, str_slice(token.text, first, token.text.len));
    }
}

void words_ask(Str term, void (*take)(void *self, Str token), void *self)
{
    Tokens tokens = tokens_of(term);
    Token token;
    while (token_next(&tokens, &token))
        take(self, bounded(token.text));
}

/* --- questions --- */

static bool only_digits(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len > 0;
}

static Err add_term(Ctx *ctx, SearchWords *words, Str plain, bool excluded)
{
    if (str_empty(plain))
        return OK;
    for (size_t i = 0; i < words->count; i++)
        if (words->terms[i].excluded == excluded && str_eq(words->terms[i].plain, plain))
            return OK;
    if (words->count == SEARCH_TERMS_MAX)
        return fail_field(ctx, "q", MSG_SEARCH_TOO_MANY, str_printf(ctx->arena, "%d", (int)SEARCH_TERMS_MAX));
    words->terms[words->count++] = (SearchTerm){plain, excluded};
    return OK;
}

/* Unquoted, each unit is a word of its own: 五一路3号 finds 五一路 and 3 and 号, wherever they stand. */
static Err add_units(Ctx *ctx, SearchWords *words, Str plain, bool excluded)
{
    Str head, rest = plain;
    while (str_cut(rest, ' ', &head, &rest))
        TRY(add_term(ctx, words, head, excluded));
    return add_term(ctx, words, rest, excluded);
}

static bool is_blank(uint32_t c)
{
    return c <= 0x20 || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200a);
}

static bool is_quote(uint32_t c)
{
    return c == '"' || c == 0xff02 || c == 0x201c || c == 0x201d || (c >= 0x300c && c <= 0x300f);
}

/* Folding drops a blank between two Han characters; between a question's words it stays, as a comma. */
static Str fold_question(Arena *arena, Str question)
{
    Buf marked = buf_new(arena);
    bool quoted = false;
    for (size_t at = 0; at < question.len;) {
        size_t from = at;
        uint32_t c = utf8_next(question, &at);
        quoted = quoted != is_quote(c);
        if (!quoted && is_blank(c))
            buf_char(&marked, ',');
        else
            buf_add(&marked, str_slice(question, from, at));
    }
    return text_fold_plain(arena, buf_str(&marked));
}

static Err read_terms(Ctx *ctx, Str folded, SearchWords *words)
{
    for (size_t at = 0; at < folded.len;) {
        bool excluded = folded.at[at] == '-' && (at == 0 || folded.at[at - 1] == ',');
        at += excluded;
        bool quoted = at < folded.len && folded.at[at] == '"';
        at += quoted;
        size_t end = at;
        while (end < folded.len && folded.at[end] != '"' && (quoted || folded.at[end] != ','))
            end++;
        Str plain = search_plain(ctx->arena, str_slice(folded, at, end));
        TRY(quoted || excluded ? add_term(ctx, words, plain, excluded) : add_units(ctx, words, plain, false));
        at = end + (end < folded.len && (quoted || folded.at[end] == ','));
    }
    return OK;
}

static bool is_han_at(Str s, size_t at)
{
    return at < s.len && text_is_han(utf8_next(s, &at));
}

static bool han_before(Str s, size_t at)
{
    size_t from = at;
    while (from > 0 && ((unsigned char)s.at[--from] & 0xc0) == 0x80)
        ;
    return is_han_at(s, from);
}

/* All wanted words side by side, as somebody would write them. */
static void join_wanted(Ctx *ctx, SearchWords *words)
{
    Buf whole = buf_new(ctx->arena);
    size_t count = 0;
    for (size_t i = 0; i < words->count; i++) {
        Str term = words->terms[i].plain;
        if (words->terms[i].excluded)
            continue;
        if (count++ > 0 && !(han_before(buf_str(&whole), whole.len) && is_han_at(term, 0)))
            buf_char(&whole, ' ');
        buf_add(&whole, term);
    }
    if (count > 1)
        words->whole = buf_str(&whole);
}

static size_t count_wanted(const SearchWords *words)
{
    size_t wanted = 0;
    for (size_t i = 0; i < words->count; i++)
        wanted += !words->terms[i].excluded;
    return wanted;
}

static size_t count_digits(Str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.len; i++)
        digits += s.at[i] >= '0' && s.at[i] <= '9';
    return digits;
}

Err search_words_parse(Ctx *ctx, Str question, SearchWords *out)
{
    *out = (SearchWords){0};
    if (!utf8_valid(question))
        return fail_field(ctx, "q", MSG_SEARCH_NOTHING);
    Str folded = fold_question(ctx->arena, str_trim(question));
    if (!str_eq(utf8_cut(folded, SEARCH_QUERY_MAX), folded))
        return fail_field(ctx, "q", MSG_SEARCH_TOO_LONG, str_printf(ctx->arena, "%d", (int)SEARCH_QUERY_MAX));
    if (only_digits(folded) && folded.len >= SEARCH_NUMBER_LEAST && folded.len <= SEARCH_NUMBER_MAX) {
        out->number = folded;
        return OK;
    }
    TRY(read_terms(ctx, folded, out));
    if (count_wanted(out) > 0) {
        join_wanted(ctx, out);
        return OK;
    }
    if (out->count > 0)
        return fail_field(ctx, "q", MSG_SEARCH_ONLY_NOT);
    return fail_field(ctx, "q",
                      count_digits(folded) >= SEARCH_SECRET_DIGITS ? MSG_SEARCH_NO_PHONES : MSG_SEARCH_NOTHING);
}

/* --- matching --- */

static bool stands_alone(Str plain, size_t from, Str term)
{
    size_t to = from + term.len;
    bool starts = is_han_at(term, 0) || from == 0 || plain.at[from - 1] == ' ' || plain.at[from - 1] == '\n';
    bool ends = han_before(term, term.len) || to == plain.len || plain.at[to] == ' ' || plain.at[to] == '\n';
    return starts && ends;
}

size_t words_occur(Str plain, Str term)
{
    size_t found = 0;
    for (size_t at = 0; term.len > 0 && at + term.len <= plain.len;) {
        const char *hit = memmem(plain.at + at, plain.len - at, term.at, term.len);
        if (hit == NULL)
            break;
        size_t from = (size_t)(hit - plain.at);
        found += stands_alone(plain, from, term);
        at = from + term.len;
    }
    return found;
}

bool words_match(const SearchWords *words, Str plain)
{
    for (size_t i = 0; i < words->count; i++)
        if ((words_occur(plain, words->terms[i].plain) > 0) == words->terms[i].excluded)
            return false;
    return true;
}

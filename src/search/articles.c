/* Articles in the index; see articles.h. Who may read one is judged on the article itself: there are few. */
#include "search/articles.h"

#include <stdlib.h>

#include "search/gather.h"

static Str subject_of(Arena *arena, Str id)
{
    return str_join(arena, (const Str[]){STR("article:"), id}, 2, STR(""));
}

Err search_article_entry(Tx *tx, Str id, SearchEntry *out)
{
    Arena *arena = tx->ctx->arena;
    Article a;
    TRY(article_load(tx, id, &a));
    Str lines[] = {search_plain(arena, a.title), search_plain(arena, a.keywords), search_plain(arena, a.body)};
    out->doc =
        (SearchDoc){.subject = subject_of(arena, id), .version = a.version, .at = a.at, .marks = STR("@article")};
    out->doc.body = str_join(arena, lines, COUNT_OF(lines), STR("\n"));
    out->tokens = search_tokens(arena, out->doc.marks, out->doc.body, STR(ARTICLE_SHELF));
    return OK;
}

typedef struct Scored {
    Str id;
    double score;
} Scored;

typedef struct Judging {
    const SearchWords *words;
    Scored at[ARTICLES_FOUND_MAX];
    size_t count;
} Judging;

static double score_of(const SearchWords *words, Str body)
{
    Str title = body, rest = STR(""), keywords, text;
    double score = 0;
    (void)str_cut(body, '\n', &title, &rest);
    if (!str_cut(rest, '\n', &keywords, &text))
        keywords = rest, text = STR("");
    for (size_t i = 0; i < words->count; i++) {
        Str term = words->terms[i].plain;
        size_t often = words_occur(text, term);
        score += words_occur(title, term) > 0 ? 4 : 0;
        score += words_occur(keywords, term) > 0 ? 2 : 0;
        score += (double)often / (double)(often + 1);
    }
    return score;
}

static bool judge(void *self, const SearchHit *hit)
{
    Judging *j = self;
    if (!words_match(j->words, hit->body))
        return true;
    if (j->count == ARTICLES_FOUND_MAX)
        return false;
    j->at[j->count++] =
        (Scored){str_slice(hit->subject, sizeof "article:" - 1, hit->subject.len), score_of(j->words, hit->body)};
    return true;
}

static int best_first(const void *a, const void *b)
{
    const Scored *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return str_cmp(x->id, y->id);
}

static void want_token(void *self, Str token)
{
    Expression *e = self;
    expression_all(e, str_join(e->arena, (const Str[]){STR(ARTICLE_SHELF), token}, 2, STR("")));
}

Err search_articles(Tx *tx, const SearchWords *words, Str *out, size_t *count)
{
    Arena *arena = tx->ctx->arena;
    Expression *e = ARENA_NEW(arena, Expression);
    Judging *judging = ARENA_NEW(arena, Judging);
    bool whole = false;
    e->arena = arena;
    judging->words = words;
    for (size_t i = 0; i < words->count; i++)
        if (!words->terms[i].excluded)
            words_ask(words->terms[i].plain, want_token, e);
    TRY(search_gather_hits(tx, &(Gather){e, ARTICLES_MAX, judge, judging}, &whole));
    qsort(judging->at, judging->count, sizeof *judging->at, best_first);
    for (size_t i = 0; i < judging->count; i++)
        out[i] = judging->at[i].id;
    *count = judging->count;
    return OK;
}

/* Newest first on both engines; see gather.h. */
#include "search/gather.h"

#include <stdlib.h>

enum { RARE = 16 /* hits in 1,024 documents, or fewer */, HITS_AT_ONCE = 500 };

/* --- a file --- */

static Err gather_in_file(Tx *tx, const Gather *g, bool *whole)
{
    Rows rows CLEANUP(rows_close) = {0};
    SearchFind find = {.expression = expression_for_file(g->expression), .below = INT64_MAX};
    size_t looked = 0;
    TRY(search_find_in_file(tx, &find, &rows));
    *whole = true;
    while (rows_next(&rows)) {
        SearchHit hit = search_hit_of_row(&rows);
        if (++looked > g->most_looked || !g->judge(g->self, &hit)) {
            *whole = false;
            break;
        }
    }
    return rows_end(&rows);
}

/* --- a server --- */

typedef struct Walk {
    Tx *tx;
    const Gather *gather;
    int64_t below; /* everything from here on is judged */
    size_t looked;
    bool enough;
    int64_t *sids; /* room for most_looked + 1 */
    size_t len;
} Walk;

static int newest_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Which documents of the stretch of so many bits (0: of all) have the tokens; one more than may be looked at is too
 * many. */
static Err ask(Walk *w, int bits)
{
    Expression narrowed = *w->gather->expression;
    if (bits > 0)
        expression_all(&narrowed, search_stretch(w->tx->ctx->arena, bits, w->below - 1));
    SearchFind find = {expression_for_server(&narrowed), w->below, (int64_t)w->gather->most_looked + 1};
    TRY(search_find_on_server(w->tx, &find, w->sids, &w->len));
    qsort(w->sids, w->len, sizeof *w->sids, newest_first);
    return OK;
}

static Err judge_all(Walk *w)
{
    SearchHit *hits = ARENA_ARRAY(w->tx->ctx->arena, SearchHit, HITS_AT_ONCE);
    for (size_t from = 0; from < w->len && !w->enough; from += HITS_AT_ONCE) {
        size_t count = w->len - from < HITS_AT_ONCE ? w->len - from : HITS_AT_ONCE, found = 0;
        TRY(search_hits_on_server(w->tx, &(SearchSids){w->sids + from, count}, hits, &found));
        for (size_t i = 0; i < found && !w->enough; i++)
            w->enough = ++w->looked > w->gather->most_looked || !w->gather->judge(w->gather->self, &hits[i]);
    }
    return OK;
}

static bool too_many(const Walk *w)
{
    return w->len > w->gather->most_looked;
}

static int64_t stretch_start(const Walk *w, int bits)
{
    return (w->below - 1) >> bits << bits;
}

/* From rare to common the stretch shrinks, so that no question gathers more than it may look at. */
static Err step(Walk *w, int *bits)
{
    TRY(ask(w, *bits));
    if (too_many(w)) {
        *bits = *bits == 0 ? STRETCH_LONG : STRETCH_SHORT;
        return OK;
    }
    TRY(judge_all(w));
    w->below = *bits == 0 ? 0 : stretch_start(w, *bits);
    bool at_long_end = (w->below & ((1 << STRETCH_LONG) - 1)) == 0;
    if (*bits == STRETCH_SHORT && w->len < RARE && at_long_end)
        *bits = STRETCH_LONG;
    return OK;
}

static Err gather_on_server(Tx *tx, const Gather *g, bool *whole)
{
    SearchState state;
    TRY(search_state_load(tx, &state));
    Walk w = {.tx = tx, .gather = g, .below = state.next_sid};
    w.sids = ARENA_ARRAY(tx->ctx->arena, int64_t, g->most_looked + 1);
    int bits = STRETCH_SHORT;
    if (w.below > 0)
        TRY(step(&w, &bits));
    if (w.len < RARE)
        bits = 0;
    while (w.below > 0 && !w.enough)
        TRY(step(&w, &bits));
    *whole = !w.enough;
    return OK;
}

Err search_gather_hits(Tx *tx, const Gather *gather, bool *whole)
{
    return tx_on_server(tx) ? gather_on_server(tx, gather, whole) : gather_in_file(tx, gather, whole);
}

/* Counts by word, kept while rows come, for the questions at the end (sim.sql). */
#include <assert.h>
#include <stdlib.h>

#include "sim/memory_parts.h"

void sum_add(Sums *sums, Str word, const Sum *more)
{
    size_t i = 0;
    while (i < sums->len && !str_eq(sums->at[i].word, word))
        i++;
    if (i == sums->len) {
        assert(sums->len < SUMS_MAX);
        sums->at[sums->len++].word = lasting(word);
    }
    sums->at[i].n += more->n;
    sums->at[i].first += more->first;
    sums->at[i].second += more->second;
}

static int by_word(const void *a, const void *b)
{
    return str_cmp(((const Sum *)a)->word, ((const Sum *)b)->word);
}

static Err sums_asked(const Asked *asked, Sums *sums, Found *found)
{
    Str *rows = ARENA_ARRAY(asked->tx->ctx->arena, Str, sums->len + 1);
    qsort(sums->at, sums->len, sizeof sums->at[0], by_word);
    for (size_t i = 0; i < sums->len; i++) {
        const Sum *sum = &sums->at[i];
        const DbValue row[] = {db_text(sum->word), db_int(sum->n), db_int(sum->first), db_int(sum->second)};
        rows[i] = found_row(asked, row, COUNT_OF(row));
    }
    found_rows(found, rows, sums->len);
    return OK;
}

static Err sim_events(const Asked *asked, Found *found)
{
    return sums_asked(asked, &asked->m->events, found);
}

static Err sim_items(const Asked *asked, Found *found)
{
    return sums_asked(asked, &asked->m->items, found);
}

static Err sim_outbox(const Asked *asked, Found *found)
{
    return sums_asked(asked, &asked->m->outbox, found);
}

void sums_free(Memory *m)
{
    Sums *all[] = {&m->events, &m->items, &m->outbox, &m->rows};
    for (size_t i = 0; i < COUNT_OF(all); i++)
        for (size_t k = 0; k < all[i]->len; k++)
            free((void *)all[i]->at[k].word.at);
}

const Statement memory_sum_statements[] = {
    {SQL_SIM_EVENTS, NULL, sim_events},
    {SQL_SIM_ITEMS, NULL, sim_items},
    {SQL_SIM_OUTBOX, NULL, sim_outbox},
    {0},
};

/* One hash table of all runs of one to four Han characters, keyed by a 64-bit hash, filled up to a limit. From the
 * runs one longer, each run learns how evenly its neighbours are spread: with T occurrences, c of which have a certain
 * neighbour, the entropy is ln T - sum(c ln c) / T. */
#include "text/classify_words.h"

#include <math.h>

#include "text/fold.h"

enum { RUN_MAX = 4, SLOTS_MOST = 1 << 22, SLOTS_LEAST = 1 << 10 };

#define COHESION_MIDDLE 2.0 /* ln of how many times more often than by chance */
#define VARIETY_MIDDLE 1.0  /* nats */
#define NO_WORD 0.4
#define WORD_BONUS 0.9

typedef struct Run {
    uint64_t key; /* 0: free */
    uint32_t count;
    bool told;           /* its parts know of it */
    float before, after; /* sum of c ln c over the neighbours on each side */
} Run;

struct WordCounts {
    Run *runs;
    size_t mask, used;
    double total; /* characters */
};

static uint64_t key_of(const uint32_t *run, size_t len)
{
    uint64_t h = len;
    for (size_t i = 0; i < len; i++)
        h = gram_mix(h, run[i]);
    return h | 1;
}

static Run *find(const WordCounts *counts, uint64_t key)
{
    size_t at = (key >> 20) & counts->mask;
    while (counts->runs[at].key != 0 && counts->runs[at].key != key)
        at = (at + 1) & counts->mask;
    return &counts->runs[at];
}

static void count_run(WordCounts *counts, const uint32_t *run, size_t len)
{
    uint64_t key = key_of(run, len);
    Run *found = find(counts, key);
    if (found->key == 0) {
        if (counts->used > counts->mask / 4 * 3)
            return;
        counts->used++;
        found->key = key;
    }
    found->count++;
}

/* Calls `visit` for every run of `len` Han characters. */
static void each_run(WordCounts *counts, const Letters *letters, size_t len,
                     void (*visit)(WordCounts *, const uint32_t *, size_t))
{
    size_t han = 0;
    for (size_t i = 0; i < letters->len; i++) {
        han = text_is_han(letters->at[i]) ? han + 1 : 0;
        if (han >= len)
            visit(counts, letters->at + i + 1 - len, len);
    }
}

/* Tells the run without its last, and the one without its first character, how often this neighbour is there: once. */
static void tell_parts(WordCounts *counts, const uint32_t *run, size_t len)
{
    Run *whole = find(counts, key_of(run, len));
    if (whole->key == 0 || whole->told)
        return;
    float information = (float)whole->count * logf((float)whole->count);
    Run *head = find(counts, key_of(run, len - 1)), *tail = find(counts, key_of(run + 1, len - 1));
    if (head->key != 0)
        head->after += information;
    if (tail->key != 0)
        tail->before += information;
    whole->told = true;
}

static void count_letters(WordCounts *counts, const Letters *letters)
{
    counts->total += (double)letters->len;
    for (size_t len = 1; len <= RUN_MAX; len++)
        each_run(counts, letters, len, count_run);
}

WordCounts *word_counts(Arena *arena, const Sample *samples, size_t count)
{
    Letters *letters = ARENA_ARRAY(arena, Letters, 2 * count);
    size_t characters = 0, slots = SLOTS_LEAST;
    for (size_t i = 0; i < count; i++) {
        letters[2 * i] = letters_of(arena, samples[i].message.subject);
        letters[2 * i + 1] = letters_of(arena, samples[i].message.body);
        characters += letters[2 * i].len + letters[2 * i + 1].len;
    }
    while (slots < SLOTS_MOST && slots < characters * RUN_MAX)
        slots *= 2;
    WordCounts *counts = ARENA_NEW(arena, WordCounts);
    *counts = (WordCounts){.runs = ARENA_ARRAY(arena, Run, slots), .mask = slots - 1};
    for (size_t i = 0; i < 2 * count; i++)
        count_letters(counts, &letters[i]);
    for (size_t len = 3; len <= RUN_MAX; len++)
        for (size_t i = 0; i < 2 * count; i++)
            each_run(counts, &letters[i], len, tell_parts);
    return counts;
}

static double share(const WordCounts *counts, const uint32_t *run, size_t len)
{
    uint32_t count = find(counts, key_of(run, len))->count;
    return (count > 0 ? (double)count : 0.5) / counts->total;
}

static double cohesion(const WordCounts *counts, const uint32_t *run, size_t len)
{
    double least = INFINITY;
    for (size_t cut = 1; cut < len; cut++)
        least =
            fmin(least, log(share(counts, run, len) / share(counts, run, cut) / share(counts, run + cut, len - cut)));
    return least;
}

static double logistic(double x)
{
    return 1.0 / (1.0 + exp(-x));
}

float word_weight(const WordCounts *counts, const uint32_t *run, size_t len)
{
    if (len < 2)
        return 1.0f;
    for (size_t i = 0; i < len; i++)
        if (!text_is_han(run[i]))
            return (float)NO_WORD;
    const Run *found = find(counts, key_of(run, len));
    if (found->count == 0)
        return (float)NO_WORD;
    double n = found->count, heard = (double)fmaxf(found->before, found->after);
    double variety = log(n) - heard / n;
    return (float)(NO_WORD + WORD_BONUS * logistic(cohesion(counts, run, len) - COHESION_MIDDLE) *
                                 logistic(2.0 * (variety - VARIETY_MIDDLE)));
}

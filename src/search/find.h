/* Finding cases by words. The engine's index gives the newest that have all tokens and may be read; each is judged on
 * its text; at most SEARCH_RANKED of them are ranked, so that a common word costs no more than a rare one.
 *
 * The rank of a hit is the sum of: 2 when all words stand side by side as typed; 1 when the case is open; up to 1 for
 * the words themselves (BM25's term frequency with k1 = 1.2, b = 0.75, words of the report counting double; each word's
 * rarity is left out: every hit has every word); and up to 1 for its age, halving every half year. */
#ifndef GULOU_SEARCH_FIND_H
#define GULOU_SEARCH_FIND_H

#include "domain/actor.h"
#include "search/words.h"
#include "store/search_store.h"

enum {
    SEARCH_RANKED = 1000, /* so many are ranked: the newest that match */
    SEARCH_LOOKED = 8000, /* so many have their text judged before the search gives up finding more */
    SEARCH_STATES_MAX = 15,
};

typedef enum FindView { FIND_ALL, FIND_OPEN, FIND_DESK, FIND_WORK } FindView;
typedef enum FindSort { FIND_BEST, FIND_NEWEST } FindSort;

typedef struct FindCases {
    const SearchWords *words;
    const Actor *actor;
    FindView view;
    const Str *units; /* DESK, WORK: the person's own */
    size_t unit_count;
    Str states[SEARCH_STATES_MAX]; /* codes; none: any */
    size_t state_count;
    Str urgency, category, unit, area; /* empty: any; unit: owner or handler */
    Str from_day, to_day;              /* YYMMDD of the report, both included; empty: open */
    bool late;
    FindSort sort;
    UnixMs as_of;      /* ages count from here, and nothing later is found: the same for all pages */
    int64_t after_key; /* the page after this one; INT64_MIN: the first */
    Str after_number;
    size_t limit;
} FindCases;

typedef struct Found {
    Str number;
    int64_t key; /* pages are in the order of key, number */
} Found;

typedef struct FoundPage {
    Found *at;
    size_t count, total; /* total: of those ranked */
    bool total_at_least; /* there may be more than the total */
    bool more;
} FoundPage;

MUST_USE Err search_cases(Tx *tx, const FindCases *in, FoundPage *out);

#endif

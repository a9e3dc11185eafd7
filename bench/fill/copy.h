/* One more case: a sheet written under another number, at another time, somewhat elsewhere, with salts, commitments and
 * hashes of its own. */
#ifndef GULOU_BENCH_FILL_COPY_H
#define GULOU_BENCH_FILL_COPY_H

#include "tree.h"

typedef struct Copier {
    Ctx *ctx; /* its arena is emptied after each case */
    const Stories *stories;
    Writer *writer;
    Tree *tree;
    Rand *rand;
    int64_t cases, open, events, rows;
} Copier;

void copy_case(Copier *c, const Sheet *sheet, const Shift *shift);

#endif

/* The sealed log of what is filled: the tree of domain/merkle.h grown over every event's hash, its tiles written as
 * they become full, one signed head at the end. */
#ifndef GULOU_BENCH_FILL_TREE_H
#define GULOU_BENCH_FILL_TREE_H

#include "story.h"
#include "store/log_store.h"

typedef struct Tree {
    Writer *writer;
    Str jurisdiction;
    MerkleFrontier frontier;
    struct {
        char hashes[TILE_HASHES * HASH_HEX];
        size_t len;
        int64_t tile;
    } levels[TILE_LEVELS];
} Tree;

/* Appends a leaf; the answer is its index. */
int64_t tree_append(Tree *tree, const Hash *leaf);
void tree_finish(Tree *tree); /* writes the tiles that are not full */

#endif

/* The Merkle tree of one jurisdiction's log (RFC 6962 §2.1): an append-only list of leaf hashes, its root, and short
 * proofs that a leaf is in it and that an older tree is its beginning. Pure: the hashes of complete subtrees come
 * through a callback. Subtree (level, index) is the complete one over leaves [index * 2^level, (index + 1) * 2^level).
 */
#ifndef GULOU_DOMAIN_MERKLE_H
#define GULOU_DOMAIN_MERKLE_H

#include "base/ctx.h"
#include "base/hash.h"

enum { MERKLE_LEVELS_MAX = 63, MERKLE_PROOF_MAX = 64 };

Hash merkle_leaf(Str bytes);                           /* SHA-256(0x00 || bytes) */
Hash merkle_node(const Hash *left, const Hash *right); /* SHA-256(0x01 || left || right) */
Hash merkle_empty_root(void);                          /* SHA-256() */

/* The complete subtrees that make up a tree of `size` leaves, the largest first: all that appending needs. */
typedef struct MerkleFrontier {
    uint64_t size;
    Hash nodes[MERKLE_LEVELS_MAX + 1];
    size_t count; /* = number of one bits of size */
} MerkleFrontier;

/* Each complete subtree that an appended leaf finishes, the leaf itself (level 0) first: what the store keeps. */
typedef struct MerkleNode {
    unsigned level;
    uint64_t index;
    Hash hash;
} MerkleNode;

/* Appends one leaf; `made` has room for MERKLE_LEVELS_MAX + 1, the answer says how many were made. */
size_t merkle_append(MerkleFrontier *frontier, const Hash *leaf, MerkleNode *made);
Hash merkle_root(const MerkleFrontier *frontier);

/* Where hashes of complete subtrees come from. */
typedef struct MerkleSource {
    Err (*fetch)(void *self, unsigned level, uint64_t index, Hash *out);
    void *self;
} MerkleSource;

typedef struct MerkleProof {
    Hash nodes[MERKLE_PROOF_MAX];
    size_t count;
} MerkleProof;

/* The frontier of the first `size` leaves, from the source. */
MUST_USE Err merkle_frontier_load(const MerkleSource *source, uint64_t size, MerkleFrontier *out);
/* Audit path of leaf `index` in the tree of `size` leaves. The caller sees to index < size (asserted). */
MUST_USE Err merkle_prove_inclusion(const MerkleSource *source, uint64_t index, uint64_t size, MerkleProof *out);
/* That the tree of `older` leaves is the beginning of that of `newer` (0 < older <= newer, asserted). */
MUST_USE Err merkle_prove_consistency(const MerkleSource *source, uint64_t older, uint64_t newer, MerkleProof *out);

typedef struct MerkleInclusion {
    uint64_t index, size;
    const Hash *leaf, *root;
    const MerkleProof *proof;
} MerkleInclusion;
bool merkle_check_inclusion(const MerkleInclusion *in);

typedef struct MerkleConsistency {
    uint64_t older, newer;
    const Hash *older_root, *newer_root;
    const MerkleProof *proof;
} MerkleConsistency;
bool merkle_check_consistency(const MerkleConsistency *in);

#endif

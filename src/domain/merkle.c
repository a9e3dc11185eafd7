/* RFC 6962 trees; proofs are checked as in RFC 9162 §2.1.3.2 and §2.1.4.2 (the same tree, iterative wording).
 * A tree of n leaves is split at the largest power of two below n; so its left part is always a complete subtree, and
 * every hash a proof needs is folded from complete subtrees that were stored when their last leaf came. */
#include "domain/merkle.h"

#include <assert.h>

static Str hash_text(const Hash *hash)
{
    return (Str){(const char *)hash->bytes, HASH_SIZE};
}

Hash merkle_leaf(Str bytes)
{
    return hash_sha256_parts((const Str[]){{"\0", 1}, bytes}, 2);
}

Hash merkle_node(const Hash *left, const Hash *right)
{
    return hash_sha256_parts((const Str[]){{"\1", 1}, hash_text(left), hash_text(right)}, 3);
}

Hash merkle_empty_root(void)
{
    return hash_sha256(STR(""));
}

size_t merkle_append(MerkleFrontier *frontier, const Hash *leaf, MerkleNode *made)
{
    size_t count = 0;
    MerkleNode node = {.level = 0, .index = frontier->size, .hash = *leaf};
    made[count++] = node;
    for (; node.index & 1; node.index >>= 1) {
        frontier->count--;
        node.hash = merkle_node(&frontier->nodes[frontier->count], &node.hash);
        node.level++;
        made[count++] = (MerkleNode){node.level, node.index >> 1, node.hash};
    }
    frontier->nodes[frontier->count++] = node.hash;
    frontier->size++;
    return count;
}

Hash merkle_root(const MerkleFrontier *frontier)
{
    if (frontier->size == 0)
        return merkle_empty_root();
    size_t i = frontier->count - 1;
    Hash root = frontier->nodes[i];
    while (i-- > 0)
        root = merkle_node(&frontier->nodes[i], &root);
    return root;
}

/* Level of the largest complete subtree that fits into n > 0 leaves. */
static unsigned top_level(uint64_t n)
{
    return 63U - (unsigned)__builtin_clzll(n);
}

Err merkle_frontier_load(const MerkleSource *source, uint64_t size, MerkleFrontier *out)
{
    MerkleFrontier frontier = {.size = size};
    for (uint64_t from = 0; from < size;) {
        unsigned level = top_level(size - from);
        TRY(source->fetch(source->self, level, from >> level, &frontier.nodes[frontier.count]));
        frontier.count++;
        from += (uint64_t)1 << level;
    }
    *out = frontier;
    return OK;
}

/* MTH of leaves [from, to); `from` is a multiple of the range's largest subtree. */
static Err range_hash(const MerkleSource *source, uint64_t from, uint64_t to, Hash *out)
{
    Hash parts[MERKLE_LEVELS_MAX + 1];
    size_t count = 0;
    assert(from < to);
    do {
        unsigned level = top_level(to - from);
        TRY(source->fetch(source->self, level, from >> level, &parts[count]));
        count++;
        from += (uint64_t)1 << level;
    } while (from < to);
    Hash hash = parts[--count];
    while (count-- > 0)
        hash = merkle_node(&parts[count], &hash);
    *out = hash;
    return OK;
}

/* The largest power of two below n > 1. */
static uint64_t split(uint64_t n)
{
    return (uint64_t)1 << top_level(n - 1);
}

/* Walking down gives the path from the root; a proof is read from the leaf. */
static void turn_round(MerkleProof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        Hash kept = proof->nodes[i];
        proof->nodes[i] = proof->nodes[proof->count - 1 - i];
        proof->nodes[proof->count - 1 - i] = kept;
    }
}

/* PATH(m, D[n]) of RFC 6962 §2.1.1 */
Err merkle_prove_inclusion(const MerkleSource *source, uint64_t index, uint64_t size, MerkleProof *out)
{
    assert(index < size);
    MerkleProof proof = {.count = 0};
    uint64_t from = 0;
    uint64_t to = size;
    while (to - from > 1) {
        uint64_t middle = from + split(to - from);
        bool left = index < middle;
        TRY(range_hash(source, left ? middle : from, left ? to : middle, &proof.nodes[proof.count]));
        proof.count++;
        if (left)
            to = middle;
        else
            from = middle;
    }
    turn_round(&proof);
    *out = proof;
    return OK;
}

/* SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2 */
Err merkle_prove_consistency(const MerkleSource *source, uint64_t older, uint64_t newer, MerkleProof *out)
{
    assert(older > 0 && older <= newer);
    MerkleProof proof = {.count = 0};
    uint64_t from = 0;
    uint64_t to = newer;
    while (older != to) {
        uint64_t middle = from + split(to - from);
        bool left = older <= middle;
        TRY(range_hash(source, left ? middle : from, left ? to : middle, &proof.nodes[proof.count]));
        proof.count++;
        if (left)
            to = middle;
        else
            from = middle;
    }
    if (from > 0) {
        TRY(range_hash(source, from, to, &proof.nodes[proof.count]));
        proof.count++;
    }
    turn_round(&proof);
    *out = proof;
    return OK;
}

bool merkle_check_inclusion(const MerkleInclusion *in)
{
    if (in->index >= in->size)
        return false;
    uint64_t at = in->index;
    uint64_t last = in->size - 1;
    Hash hash = *in->leaf;
    for (size_t i = 0; i < in->proof->count; i++) {
        if (last == 0)
            return false;
        if ((at & 1) != 0 || at == last) {
            hash = merkle_node(&in->proof->nodes[i], &hash);
            while ((at & 1) == 0 && at != 0)
                at >>= 1, last >>= 1;
        } else {
            hash = merkle_node(&hash, &in->proof->nodes[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && hash_eq(&hash, in->root);
}

/* Both trees are folded up along the same path; `used` proof nodes were the common beginning. */
static bool fold_both(const MerkleConsistency *in, const Hash *first, size_t used)
{
    uint64_t at = in->older - 1;
    uint64_t last = in->newer - 1;
    for (; (at & 1) != 0; at >>= 1)
        last >>= 1;
    Hash older = *first;
    Hash newer = *first;
    for (size_t i = used; i < in->proof->count; i++) {
        const Hash *node = &in->proof->nodes[i];
        if (last == 0)
            return false;
        if ((at & 1) != 0 || at == last) {
            older = merkle_node(node, &older);
            newer = merkle_node(node, &newer);
            while ((at & 1) == 0 && at != 0)
                at >>= 1, last >>= 1;
        } else {
            newer = merkle_node(&newer, node);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && hash_eq(&older, in->older_root) && hash_eq(&newer, in->newer_root);
}

bool merkle_check_consistency(const MerkleConsistency *in)
{
    if (in->older == 0 || in->older > in->newer)
        return false;
    if (in->older == in->newer)
        return in->proof->count == 0 && hash_eq(in->older_root, in->newer_root);
    if ((in->older & (in->older - 1)) == 0) /* a complete tree begins the proof with itself, unwritten */
        return fold_both(in, in->older_root, 0);
    return in->proof->count > 0 && fold_both(in, &in->proof->nodes[0], 1);
}

#include "test.h"

#include "domain/merkle.h"

enum { LEAVES_MAX = 70 };

/* The 8-leaf tree of certificate-transparency's reference tests: inputs, then roots of the first n leaves. */
static const char *const inputs[] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
static const char *const roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

/* What the store does: keeps every complete subtree by level and index. */
typedef struct Log {
    MerkleFrontier frontier;
    Hash leaves[LEAVES_MAX];
    Hash kept[8][LEAVES_MAX];
    bool has[8][LEAVES_MAX];
} Log;

static void append(Log *tree, Hash leaf)
{
    MerkleNode made[MERKLE_LEVELS_MAX + 1];
    tree->leaves[tree->frontier.size] = leaf;
    size_t count = merkle_append(&tree->frontier, &leaf, made);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(made[i].level, i);
        tree->kept[made[i].level][made[i].index] = made[i].hash;
        tree->has[made[i].level][made[i].index] = true;
    }
}

static Err fetch(void *self, unsigned level, uint64_t index, Hash *out)
{
    Log *tree = self;
    assert_true(level < 8 && index < LEAVES_MAX);
    assert_true(tree->has[level][index]); /* only complete subtrees are asked for */
    *out = tree->kept[level][index];
    return OK;
}

static Hash leaf_of(Ctx *ctx, const char *hex)
{
    size_t len = strlen(hex) / 2;
    unsigned char *bytes = arena_alloc(ctx->arena, len + 1);
    assert_true(str_unhex(str_of(hex), bytes, len));
    return merkle_leaf((Str){(const char *)bytes, len});
}

static Log *published_log(Ctx *ctx)
{
    Log *tree = ARENA_NEW(ctx->arena, Log);
    for (size_t i = 0; i < COUNT_OF(inputs); i++)
        append(tree, leaf_of(ctx, inputs[i]));
    return tree;
}

static Log *long_log(Ctx *ctx)
{
    Log *tree = ARENA_NEW(ctx->arena, Log);
    for (size_t i = 0; i < LEAVES_MAX; i++)
        append(tree, merkle_leaf(str_printf(ctx->arena, "event %zu", i)));
    return tree;
}

/* MTH of RFC 6962 §2.1 as it is written there, from the leaves alone. */
static Hash slow_root(const Hash *leaves, size_t n)
{
    if (n == 0)
        return merkle_empty_root();
    if (n == 1)
        return leaves[0];
    size_t k = 1;
    while (k * 2 < n)
        k *= 2;
    Hash left = slow_root(leaves, k);
    Hash right = slow_root(leaves + k, n - k);
    return merkle_node(&left, &right);
}

static void assert_proof(Ctx *ctx, const MerkleProof *proof, const char *const *published, size_t count)
{
    assert_int_equal(proof->count, count);
    for (size_t i = 0; i < count; i++)
        assert_str(hash_hex(ctx->arena, &proof->nodes[i]), published[i]);
}

TEST(the_published_tree_grows_through_its_published_roots)
{
    Ctx ctx = test_ctx();
    Log *tree = ARENA_NEW(ctx.arena, Log);
    for (size_t n = 0; n <= COUNT_OF(inputs); n++) {
        Hash root = merkle_root(&tree->frontier);
        assert_str(hash_hex(ctx.arena, &root), roots[n]);
        if (n < COUNT_OF(inputs))
            append(tree, leaf_of(&ctx, inputs[n]));
    }
}

TEST(the_published_audit_paths_are_found)
{
    Ctx ctx = test_ctx();
    const MerkleSource source = {fetch, published_log(&ctx)};
    MerkleProof proof;
    assert_ok(merkle_prove_inclusion(&source, 0, 8, &proof));
    assert_proof(&ctx, &proof,
                 (const char *const[]){"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                       "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                       "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"},
                 3);
    assert_ok(merkle_prove_inclusion(&source, 5, 8, &proof));
    assert_proof(&ctx, &proof,
                 (const char *const[]){"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                       "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                       "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
                 3);
    assert_ok(merkle_prove_inclusion(&source, 2, 3, &proof));
    assert_proof(&ctx, &proof,
                 (const char *const[]){"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}, 1);
    assert_ok(merkle_prove_inclusion(&source, 1, 5, &proof));
    assert_proof(&ctx, &proof,
                 (const char *const[]){"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                       "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                       "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"},
                 3);
}

TEST(the_published_consistency_proofs_are_found)
{
    Ctx ctx = test_ctx();
    const MerkleSource source = {fetch, published_log(&ctx)};
    MerkleProof proof;
    assert_ok(merkle_prove_consistency(&source, 1, 1, &proof));
    assert_int_equal(proof.count, 0);
    assert_ok(merkle_prove_consistency(&source, 1, 8, &proof));
    assert_proof(&ctx, &proof,
                 (const char *const[]){"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                       "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                       "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"},
                 3);
    assert_ok(merkle_prove_consistency(&source, 6, 8, &proof));
    assert_proof(&ctx, &proof,
                 (const char *const[]){"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                                       "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                       "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
                 3);
    assert_ok(merkle_prove_consistency(&source, 2, 5, &proof));
    assert_proof(&ctx, &proof,
                 (const char *const[]){"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                       "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"},
                 2);
}

TEST(a_root_folded_from_stored_subtrees_is_the_root_of_the_leaves)
{
    Ctx ctx = test_ctx();
    Log *tree = long_log(&ctx);
    const MerkleSource source = {fetch, tree};
    for (size_t n = 0; n <= LEAVES_MAX; n++) {
        MerkleFrontier frontier;
        assert_ok(merkle_frontier_load(&source, n, &frontier));
        assert_int_equal(frontier.count, __builtin_popcountll(n));
        Hash folded = merkle_root(&frontier);
        Hash slow = slow_root(tree->leaves, n);
        assert_true(hash_eq(&folded, &slow));
    }
}

TEST(a_log_that_was_loaded_again_goes_on_as_if_never_stopped)
{
    Ctx ctx = test_ctx();
    Log *tree = long_log(&ctx);
    const MerkleSource source = {fetch, tree};
    for (size_t n = 0; n < LEAVES_MAX; n++) {
        MerkleFrontier frontier;
        MerkleNode made[MERKLE_LEVELS_MAX + 1];
        assert_ok(merkle_frontier_load(&source, n, &frontier));
        (void)merkle_append(&frontier, &tree->leaves[n], made);
        Hash root = merkle_root(&frontier);
        Hash slow = slow_root(tree->leaves, n + 1);
        assert_true(hash_eq(&root, &slow));
    }
}

static void check_every_lie(MerkleInclusion in)
{
    MerkleProof longer = *in.proof;
    longer.nodes[longer.count++] = *in.root;
    MerkleInclusion padded = in;
    padded.proof = &longer;
    assert_false(merkle_check_inclusion(&padded));
    for (size_t i = 0; i < in.proof->count; i++) {
        MerkleProof bent = *in.proof;
        bent.nodes[i].bytes[31] ^= 1;
        MerkleInclusion lie = in;
        lie.proof = &bent;
        assert_false(merkle_check_inclusion(&lie));
    }
    if (in.proof->count > 0) {
        MerkleProof shorter = *in.proof;
        shorter.count--;
        MerkleInclusion lie = in;
        lie.proof = &shorter;
        assert_false(merkle_check_inclusion(&lie));
    }
}

TEST(every_leaf_of_every_tree_proves_that_it_is_in_it_and_no_other_is)
{
    Ctx ctx = test_ctx();
    Log *tree = long_log(&ctx);
    const MerkleSource source = {fetch, tree};
    for (uint64_t n = 1; n <= LEAVES_MAX; n++) {
        Hash root = slow_root(tree->leaves, n);
        for (uint64_t i = 0; i < n; i++) {
            MerkleProof proof;
            assert_ok(merkle_prove_inclusion(&source, i, n, &proof));
            MerkleInclusion in = {.index = i, .size = n, .leaf = &tree->leaves[i], .root = &root, .proof = &proof};
            assert_true(merkle_check_inclusion(&in));
            check_every_lie(in);
            MerkleInclusion other = in;
            other.leaf = &tree->leaves[(i + 1) % LEAVES_MAX];
            assert_false(merkle_check_inclusion(&other));
            MerkleInclusion elsewhere = in;
            elsewhere.index = (i + 1) % n;
            assert_int_equal(merkle_check_inclusion(&elsewhere), n == 1);
            MerkleInclusion larger = in;
            larger.size = 2 * n;
            assert_false(merkle_check_inclusion(&larger));
            MerkleInclusion outside = in;
            outside.index = n;
            assert_false(merkle_check_inclusion(&outside));
        }
    }
}

TEST(every_older_head_is_proven_to_be_the_beginning_of_every_newer_one)
{
    Ctx ctx = test_ctx();
    Log *tree = long_log(&ctx);
    const MerkleSource source = {fetch, tree};
    for (uint64_t newer = 1; newer <= LEAVES_MAX; newer++)
        for (uint64_t older = 1; older <= newer; older++) {
            Hash old_root = slow_root(tree->leaves, older);
            Hash new_root = slow_root(tree->leaves, newer);
            MerkleProof proof;
            assert_ok(merkle_prove_consistency(&source, older, newer, &proof));
            MerkleConsistency in = {
                .older = older, .newer = newer, .older_root = &old_root, .newer_root = &new_root, .proof = &proof};
            assert_true(merkle_check_consistency(&in));
            Hash rewritten = old_root;
            rewritten.bytes[0] ^= 1;
            MerkleConsistency lie = in;
            lie.older_root = &rewritten;
            assert_false(merkle_check_consistency(&lie));
            lie = in;
            lie.newer_root = &rewritten;
            assert_false(merkle_check_consistency(&lie));
            proof.nodes[proof.count++] = rewritten;
            assert_false(merkle_check_consistency(&in));
        }
}

TEST(a_proof_of_nothing_or_of_the_future_is_refused)
{
    Hash root = merkle_empty_root();
    MerkleProof none = {.count = 0};
    assert_false(merkle_check_consistency(
        &(MerkleConsistency){.older = 0, .newer = 3, .older_root = &root, .newer_root = &root, .proof = &none}));
    assert_false(merkle_check_consistency(
        &(MerkleConsistency){.older = 4, .newer = 3, .older_root = &root, .newer_root = &root, .proof = &none}));
    assert_false(merkle_check_consistency(
        &(MerkleConsistency){.older = 3, .newer = 4, .older_root = &root, .newer_root = &root, .proof = &none}));
}

static Err broken_fetch(void *self, unsigned level, uint64_t index, Hash *out)
{
    (void)self, (void)level, (void)index, (void)out;
    return ERR_STORAGE;
}

TEST(a_store_that_fails_makes_no_proof)
{
    const MerkleSource source = {broken_fetch, NULL};
    MerkleProof proof = {.count = 9};
    MerkleFrontier frontier = {.size = 7};
    assert_err(merkle_prove_inclusion(&source, 3, 10, &proof), ERR_STORAGE);
    assert_err(merkle_prove_consistency(&source, 3, 10, &proof), ERR_STORAGE);
    assert_err(merkle_frontier_load(&source, 10, &frontier), ERR_STORAGE);
    assert_int_equal(proof.count, 9);
    assert_int_equal(frontier.size, 7);
}

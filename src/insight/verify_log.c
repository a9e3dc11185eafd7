/* The sealed log under verification: the tree is grown again from the events' hashes, beside the tiles and through
 * every signed head. Where an event and its tile disagree the tile is followed, so that the heads tell which of the two
 * was altered. */
#include "insight/verify_parts.h"
#include "store/evidence_store.h"
#include "store/token_store.h"

enum { LEAVES_PORTION = 8 * TILE_HASHES };

typedef struct LogCheck {
    VerifyRun *run;
    Ctx *ctx;         /* of the whole walk; a portion has its own arena */
    LogExtent extent; /* at the start: what comes later is not looked at */
    bool has_key;
    Hash public_key;
    MerkleFrontier frontier;
    LogHeads heads; /* the next ones, in the portion's memory */
    size_t next_head;
    int64_t last_head; /* size of the one checked last */
    bool root_told;
    int64_t tile_told[TILE_LEVELS]; /* one fault a tile is enough */
} LogCheck;

static void tell(LogCheck *check, const VerifyFault *fault)
{
    verify_fault(check->run, fault);
}

static void tell_tile(LogCheck *check, int64_t level, int64_t tile)
{
    if (check->tile_told[level] == tile)
        return;
    check->tile_told[level] = tile;
    tell(check,
         &(VerifyFault){.fault = FAULT_TILE_DIFFERS,
                        .detail = str_printf(check->ctx->arena, "tile %lld/%lld", (long long)level, (long long)tile)});
}

static void tell_leaf(LogCheck *check, Fault fault, const Leaf *leaf)
{
    tell(check, &(VerifyFault){.fault = fault,
                               .number = leaf->number,
                               .detail = str_printf(check->ctx->arena, "event %lld leaf %lld", (long long)leaf->seq,
                                                    (long long)leaf->index)});
}

static Err load_extent(Tx *tx, const void *in, void *out)
{
    (void)in;
    LogCheck *check = out;
    TRY(evidence_extent(tx, &check->extent));
    Str seed_text;
    Hash seed;
    TRY(server_key_get(tx, STR("log_key"), &seed_text));
    Str given = check->run->in->witness.public_key;
    if (!str_empty(given)) {
        check->has_key = hash_unhex(given, &check->public_key);
    } else if (hash_unhex(seed_text, &seed)) {
        check->has_key = true;
        check->public_key = sign_key_of(&seed).public_key;
    }
    return OK;
}

static void check_extent(LogCheck *check)
{
    const LogExtent *extent = &check->extent;
    int64_t size = extent->newest.size;
    if (extent->leaves > size)
        tell(check, &(VerifyFault){.fault = FAULT_HEAD_MISSING,
                                   .detail = str_printf(check->ctx->arena, "%lld leaves, newest head %lld",
                                                        (long long)extent->leaves, (long long)size)});
    for (int64_t level = 0; level < TILE_LEVELS; level++) {
        int64_t right = (size >> (level * TILE_BITS)) * HASH_HEX, reach = extent->reach[level];
        if (reach != right)
            tell_tile(check, level, ((reach > right ? reach : right) - 1) / (TILE_HASHES * HASH_HEX));
    }
    const Witness *witness = &check->run->in->witness;
    if (witness->size > size)
        tell(check, &(VerifyFault){.fault = FAULT_WITNESS_DIFFERS,
                                   .detail = str_printf(check->ctx->arena, "size %lld, here only %lld",
                                                        (long long)witness->size, (long long)size)});
}

static void check_witness(LogCheck *check, Str root)
{
    const Witness *witness = &check->run->in->witness;
    if ((int64_t)check->frontier.size == witness->size && !str_eq(root, witness->root))
        tell(check, &(VerifyFault){.fault = FAULT_WITNESS_DIFFERS,
                                   .detail = str_printf(check->ctx->arena, "size %lld", (long long)witness->size)});
}

static void check_head(LogCheck *check, Ctx *ctx, const LogHead *head)
{
    Str size = str_printf(ctx->arena, "size %lld", (long long)head->size);
    Hash root = merkle_root(&check->frontier);
    /* After the first wrong root all later ones are wrong as well. */
    if (!check->root_told && !str_eq(hash_hex(ctx->arena, &root), head->root)) {
        check->root_told = true;
        tell(check, &(VerifyFault){.fault = FAULT_ROOT_DIFFERS, .detail = size});
    }
    if (!check->has_key || !sign_verify(&check->public_key, log_head_text(ctx, head), head->signature))
        tell(check, &(VerifyFault){.fault = FAULT_SIGNATURE_WRONG, .detail = size});
    check->last_head = head->size;
    check->run->report->heads++;
}

static Err load_heads(LogCheck *check, Tx *tx)
{
    check->next_head = 0;
    return evidence_heads(tx, check->last_head, &check->heads);
}

/* The head of the size that the tree has now, if there is one. */
static Err check_head_here(LogCheck *check, Tx *tx)
{
    if (check->next_head == check->heads.len && check->heads.len == HEADS_PORTION)
        TRY(load_heads(check, tx));
    if (check->next_head < check->heads.len && check->heads.at[check->next_head].size == (int64_t)check->frontier.size)
        check_head(check, tx->ctx, &check->heads.at[check->next_head++]);
    return OK;
}

/* The stored hash at a place of the tree's stored levels; false: there is none, or its full tile is too long. */
static bool stored_hash(LogTiles *tiles, unsigned level, uint64_t index, Hash *out)
{
    MerkleSource source = log_tiles_source(tiles);
    return source.fetch(source.self, level, index, out) == OK &&
           tiles->kept[level / TILE_BITS].hashes.len <= TILE_HASHES * HASH_HEX;
}

static void check_node(LogCheck *check, LogTiles *tiles, const MerkleNode *node)
{
    Hash stored;
    if (node->level % TILE_BITS != 0 || node->level == 0)
        return;
    if (!stored_hash(tiles, node->level, node->index, &stored) || !hash_eq(&stored, &node->hash))
        tell_tile(check, node->level / TILE_BITS, (int64_t)(node->index / TILE_HASHES));
}

/* The leaf to go on with: the tile's where there is one, else the event's, else none that could be right. */
static Hash choose_leaf(LogCheck *check, LogTiles *tiles, const Leaf *leaf)
{
    Hash event = {0}, tile = {0};
    int64_t index = (int64_t)check->frontier.size;
    bool has_event = leaf != NULL && hash_unhex(leaf->hash, &event);
    bool has_tile = stored_hash(tiles, 0, (uint64_t)index, &tile);
    if (!has_event)
        tell_leaf(check, FAULT_LEAF_MISSING, leaf != NULL ? leaf : &(Leaf){.index = index});
    if (!has_tile)
        tell_tile(check, 0, index / TILE_HASHES);
    if (has_event && has_tile && !hash_eq(&event, &tile))
        tell_leaf(check, FAULT_LEAF_DIFFERS, leaf);
    return has_tile ? tile : event;
}

static Err grow(LogCheck *check, Tx *tx, LogTiles *tiles, const Leaf *leaf)
{
    Hash hash = choose_leaf(check, tiles, leaf);
    MerkleNode made[MERKLE_LEVELS_MAX + 1];
    size_t count = merkle_append(&check->frontier, &hash, made);
    for (size_t i = 0; i < count; i++)
        check_node(check, tiles, &made[i]);
    if ((int64_t)check->frontier.size == check->run->in->witness.size) {
        Hash root = merkle_root(&check->frontier);
        check_witness(check, hash_hex(tx->ctx->arena, &root));
    }
    check->run->report->leaves++;
    return check_head_here(check, tx);
}

static Err check_portion(Tx *tx, const void *in, void *out)
{
    (void)in;
    LogCheck *check = out;
    int64_t from = (int64_t)check->frontier.size, to = from + LEAVES_PORTION;
    if (to > check->extent.newest.size)
        to = check->extent.newest.size;
    Leaves leaves;
    TRY(evidence_leaves(tx, &(LeafRange){from, to}, &leaves));
    TRY(load_heads(check, tx));
    LogTiles tiles = log_tiles(tx);
    size_t next = 0;
    for (int64_t index = from; index < to; index++) {
        bool found = next < leaves.len && leaves.at[next].index == index;
        TRY(grow(check, tx, &tiles, found ? &leaves.at[next++] : NULL));
    }
    verify_step(check->run, to - from);
    return OK;
}

Err verify_log(Ctx *ctx, VerifyRun *run)
{
    LogCheck check = {.run = run, .ctx = ctx};
    for (size_t level = 0; level < TILE_LEVELS; level++)
        check.tile_told[level] = -1;
    TRY(db_read(run->in->db, ctx, load_extent, NULL, &check));
    check_extent(&check);
    run->report->unsealed += check.extent.unsealed;
    while ((int64_t)check.frontier.size < check.extent.newest.size) {
        Arena *arena CLEANUP(arena_freep) = arena_new(0);
        Ctx own = *ctx;
        own.arena = arena;
        Err err = db_read(run->in->db, &own, check_portion, NULL, &check);
        if (err != OK) {
            (void)ctx_fail(ctx, err, own.failure.message, NULL, own.failure.args);
            ctx->failure.internal = str_copy(ctx->arena, own.failure.internal);
            return err;
        }
    }
    return OK;
}

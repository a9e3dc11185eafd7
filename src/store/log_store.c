/* The sealed log <-> rows; see log_store.h. Only every eighth level of the tree is stored; the levels between are
 * folded from one tile when they are needed. */
#include "store/log_store.h"

#include "base/buf.h"
#include "domain/event.h"
#include "store/archive_store.h"

static Err broken(Ctx *ctx, const char *where, int64_t level, int64_t tile)
{
    return fail(ctx, ERR_STORAGE, MSG_LOG_BROKEN,
                str_printf(ctx->arena, "%s %lld/%lld", where, (long long)level, (long long)tile));
}

Str log_head_text(const Ctx *ctx, const LogHead *head)
{
    return str_printf(ctx->arena, "gulou-log-v1\n" STR_FMT "\n%lld\n" STR_FMT "\n%lld", STR_ARG(ctx->jurisdiction),
                      (long long)head->size, STR_ARG(head->root), (long long)head->at);
}

Err log_head_newest(Tx *tx, LogHead *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_LOG_HEAD_NEWEST, db_text(tx->ctx->jurisdiction)));
    LogHead head = {0};
    if (rows_next(&rows))
        head = (LogHead){rows_int(&rows, 0), rows_text(&rows, 1), rows_int(&rows, 2), rows_text(&rows, 3)};
    TRY(rows_end(&rows));
    *out = head;
    return OK;
}

Err log_tile_read(Tx *tx, int64_t level, int64_t tile, Str *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_LOG_TILE_GET, db_text(tx->ctx->jurisdiction), db_int(level), db_int(tile)));
    Str hashes = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    TRY(rows_end(&rows));
    *out = hashes;
    return OK;
}

LogTiles log_tiles(Tx *tx)
{
    LogTiles tiles = {.tx = tx};
    for (size_t i = 0; i < COUNT_OF(tiles.kept); i++)
        tiles.kept[i].level = -1;
    return tiles;
}

/* The hash of the complete subtree of 2^depth hashes from `at` on in one tile's text. */
static bool fold(Str hashes, size_t at, unsigned depth, Hash *out)
{
    if (depth == 0)
        return hash_unhex(str_slice(hashes, at * HASH_HEX, (at + 1) * HASH_HEX), out);
    Hash left, right;
    size_t half = (size_t)1 << (depth - 1);
    if (!fold(hashes, at, depth - 1, &left) || !fold(hashes, at + half, depth - 1, &right))
        return false;
    *out = merkle_node(&left, &right);
    return true;
}

static Err fetch(void *self, unsigned level, uint64_t index, Hash *out)
{
    LogTiles *tiles = self;
    unsigned depth = level % TILE_BITS;
    int64_t tile_level = level / TILE_BITS;
    uint64_t first = index << depth;
    int64_t tile = (int64_t)(first / TILE_HASHES);
    size_t slot = (size_t)tile_level; /* one tile of each level is at hand: paths visit few others */
    if (tiles->kept[slot].level != tile_level || tiles->kept[slot].tile != tile) {
        TRY(log_tile_read(tiles->tx, tile_level, tile, &tiles->kept[slot].hashes));
        tiles->kept[slot].level = tile_level;
        tiles->kept[slot].tile = tile;
    }
    if (!fold(tiles->kept[slot].hashes, first % TILE_HASHES, depth, out))
        return broken(tiles->tx->ctx, "tile", tile_level, tile);
    return OK;
}

MerkleSource log_tiles_source(LogTiles *tiles)
{
    return (MerkleSource){fetch, tiles};
}

typedef struct Unsealed {
    Str number;
    int64_t seq;
    Hash hash;
} Unsealed;

/* The hash is taken from the bytes as they are stored now. */
static Err read_unsealed(const Rows *rows, Unsealed *out)
{
    Ctx *ctx = rows->tx->ctx;
    *out = (Unsealed){rows_text(rows, 0), rows_int(rows, 1), event_hash(rows_text(rows, 2))};
    Hash stored;
    if (hash_unhex(rows_text(rows, 3), &stored) && hash_eq(&stored, &out->hash))
        return OK;
    return fail(ctx, ERR_STORAGE, MSG_EVENT_ALTERED, out->number, str_printf(ctx->arena, "%lld", (long long)out->seq));
}

static Err load_unsealed(Tx *tx, int64_t most, Unsealed *events, int64_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_EVENT_UNSEALED, db_text(tx->ctx->jurisdiction), db_int(most)));
    int64_t n = 0;
    while (n < most && rows_next(&rows)) {
        TRY(read_unsealed(&rows, &events[n]));
        n++;
    }
    *count = n;
    return rows_end(&rows);
}

/* The tile of each level that is being filled. */
typedef struct TileWriter {
    Tx *tx;
    struct {
        bool open;
        int64_t tile;
        Buf hashes;
    } levels[TILE_LEVELS];
} TileWriter;

static Err write_tile(TileWriter *writer, int64_t level)
{
    Tx *tx = writer->tx;
    if (!writer->levels[level].open)
        return OK;
    return db_run(tx, SQL_LOG_TILE_PUT, db_text(tx->ctx->jurisdiction), db_int(level),
                  db_int(writer->levels[level].tile), db_text(buf_str(&writer->levels[level].hashes)));
}

static Err open_tile(TileWriter *writer, int64_t level, int64_t tile)
{
    TRY(write_tile(writer, level));
    Str before;
    TRY(log_tile_read(writer->tx, level, tile, &before));
    writer->levels[level].open = true;
    writer->levels[level].tile = tile;
    writer->levels[level].hashes = buf_new(writer->tx->ctx->arena);
    buf_add(&writer->levels[level].hashes, before);
    return OK;
}

static Err write_node(TileWriter *writer, const MerkleNode *node)
{
    int64_t level = node->level / TILE_BITS, tile = (int64_t)(node->index / TILE_HASHES);
    if (node->level % TILE_BITS != 0)
        return OK;
    if (!writer->levels[level].open || writer->levels[level].tile != tile)
        TRY(open_tile(writer, level, tile));
    Buf *hashes = &writer->levels[level].hashes;
    if (hashes->len != node->index % TILE_HASHES * HASH_HEX)
        return broken(writer->tx->ctx, "tile", level, tile);
    buf_add(hashes, hash_hex(writer->tx->ctx->arena, &node->hash));
    return OK;
}

static Err append_leaves(Tx *tx, const Unsealed *events, int64_t count, MerkleFrontier *frontier)
{
    TileWriter writer = {.tx = tx};
    for (int64_t i = 0; i < count; i++) {
        DbValue leaf[] = {db_text(tx->ctx->jurisdiction), db_text(events[i].number), db_int(events[i].seq),
                          db_int((int64_t)frontier->size)};
        TRY(db_run_one_args(tx, SQL_EVENT_SEAL, leaf, COUNT_OF(leaf)));
        MerkleNode made[MERKLE_LEVELS_MAX + 1];
        size_t nodes = merkle_append(frontier, &events[i].hash, made);
        for (size_t n = 0; n < nodes; n++)
            TRY(write_node(&writer, &made[n]));
    }
    for (int64_t level = 0; level < TILE_LEVELS; level++)
        TRY(write_tile(&writer, level));
    return OK;
}

static Err append_head(Tx *tx, const MerkleFrontier *frontier, const SignKey *key, LogHead *out)
{
    Hash root = merkle_root(frontier);
    LogHead head = {.size = (int64_t)frontier->size, .root = hash_hex(tx->ctx->arena, &root), .at = tx->ctx->now};
    head.signature = sign_text(tx->ctx->arena, key, log_head_text(tx->ctx, &head));
    TRY(db_run(tx, SQL_LOG_HEAD_PUT, db_text(tx->ctx->jurisdiction), db_int(head.size), db_text(head.root),
               db_int(head.at), db_text(head.signature)));
    *out = head;
    return OK;
}

/* The frontier as the tiles have it, refused unless it has the root that was signed. */
static Err load_frontier(Tx *tx, const LogHead *head, MerkleFrontier *out)
{
    LogTiles tiles = log_tiles(tx);
    MerkleSource source = log_tiles_source(&tiles);
    MerkleFrontier frontier;
    TRY(merkle_frontier_load(&source, (uint64_t)head->size, &frontier));
    Hash root = merkle_root(&frontier);
    if (head->size > 0 && !str_eq(hash_hex(tx->ctx->arena, &root), head->root))
        return broken(tx->ctx, "root", 0, head->size);
    *out = frontier;
    return OK;
}

Err log_seal(Tx *tx, const SealBatch *in, Sealed *out)
{
    Sealed sealed = {0};
    Unsealed *events = ARENA_ARRAY(tx->ctx->arena, Unsealed, (size_t)in->most);
    TRY(load_unsealed(tx, in->most, events, &sealed.count));
    TRY(log_head_newest(tx, &sealed.head));
    if (sealed.count > 0) {
        MerkleFrontier frontier;
        TRY(load_frontier(tx, &sealed.head, &frontier));
        TRY(append_leaves(tx, events, sealed.count, &frontier));
        TRY(append_head(tx, &frontier, in->key, &sealed.head));
    }
    *out = sealed;
    return OK;
}

static Err first_event(Tx *tx, Str number, LogReceipt *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Tx aside, *there = NULL;
    TRY(archive_seek(tx, number, &aside, &there));
    TRY(db_query(there, &rows, SQL_EVENT_FIRST, db_text(tx->ctx->jurisdiction), db_text(number)));
    bool found = rows_next(&rows);
    if (found)
        *out = (LogReceipt){.number = number,
                            .event = rows_text(&rows, 0),
                            .leaf_hash = rows_text(&rows, 1),
                            .sealed = !rows_null(&rows, 2),
                            .leaf_index = rows_int(&rows, 2)};
    TRY(rows_end(&rows));
    return found ? OK : fail(tx->ctx, ERR_NOT_FOUND, MSG_TRACKING_WRONG);
}

Err log_receipt(Tx *tx, Str number, LogReceipt *out)
{
    LogReceipt receipt;
    TRY(first_event(tx, number, &receipt));
    if (receipt.sealed) {
        TRY(log_head_newest(tx, &receipt.head));
        if (receipt.leaf_index >= receipt.head.size)
            return broken(tx->ctx, "leaf", 0, receipt.leaf_index);
        LogTiles tiles = log_tiles(tx);
        MerkleSource source = log_tiles_source(&tiles);
        TRY(merkle_prove_inclusion(&source, (uint64_t)receipt.leaf_index, (uint64_t)receipt.head.size, &receipt.path));
    }
    *out = receipt;
    return OK;
}

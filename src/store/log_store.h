/* The sealed log of a jurisdiction: every event's hash as a leaf of one append-only Merkle tree (RFC 6962), kept in
 * tiles, with a signed head for each size it was sealed at. A tile (L, i) holds the hashes of the complete subtrees
 * (8L, 256 i) to (8L, 256 i + 255) as hex, one after the other; the newest of each level may be shorter. */
#ifndef GULOU_STORE_LOG_STORE_H
#define GULOU_STORE_LOG_STORE_H

#include "base/sign.h"
#include "db/db.h"
#include "domain/merkle.h"

enum { TILE_BITS = 8, TILE_HASHES = 256, TILE_LEVELS = MERKLE_LEVELS_MAX / TILE_BITS + 1, HASH_HEX = 2 * HASH_SIZE };

typedef struct LogHead {
    int64_t size; /* leaves; 0: nothing was sealed yet */
    Str root;     /* hex */
    UnixMs at;
    Str signature; /* hex Ed25519 over log_head_text */
} LogHead;

/* "gulou-log-v1\n" jurisdiction "\n" size "\n" root "\n" milliseconds */
Str log_head_text(const Ctx *ctx, const LogHead *head);
MUST_USE Err log_head_newest(Tx *tx, LogHead *out);

typedef struct SealBatch {
    const SignKey *key;
    int64_t most; /* events in this transaction */
} SealBatch;
typedef struct Sealed {
    int64_t count; /* events sealed; fewer than `most`: none are left */
    LogHead head;  /* the newest */
} Sealed;
/* Seals the oldest events by (time, case, seq), so that each case keeps its order. STORAGE: an event does not fit its
 * hash (EVENT_ALTERED) or the tiles do not fit the head (LOG_BROKEN): then nothing is sealed. */
MUST_USE Err log_seal(Tx *tx, const SealBatch *in, Sealed *out);

/* What a resident keeps to prove later that the case stood in the log: her first event and its way to a signed root. */
typedef struct LogReceipt {
    Str number, leaf_hash;
    Str event; /* stored bytes; SHA-256(0x00 || event) is leaf_hash */
    bool sealed;
    int64_t leaf_index; /* these three only when sealed */
    MerkleProof path;
    LogHead head;
} LogReceipt;
MUST_USE Err log_receipt(Tx *tx, Str number, LogReceipt *out); /* NOT_FOUND */

/* Hashes of complete subtrees out of the tiles, for merkle.h. */
typedef struct LogTiles {
    Tx *tx;
    struct {
        int64_t level, tile; /* level -1: empty */
        Str hashes;
    } kept[TILE_LEVELS];
} LogTiles;
LogTiles log_tiles(Tx *tx);
MerkleSource log_tiles_source(LogTiles *tiles); /* STORAGE (LOG_BROKEN) where a hash is missing */
MUST_USE Err log_tile_read(Tx *tx, int64_t level, int64_t tile, Str *out); /* empty: there is none */

#endif

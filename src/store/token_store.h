/* The server's own keys (kept in server_settings) and the one-time links by which residents rate (their SHA-256). */
#ifndef GULOU_STORE_TOKEN_STORE_H
#define GULOU_STORE_TOKEN_STORE_H

#include "db/db.h"

/* The key's value in hex; `fresh` becomes it where there is none yet. Two processes racing get the same. */
MUST_USE Err server_key_get_or_add(Tx *tx, Str name, Str fresh, Str *out);
MUST_USE Err server_key_get(Tx *tx, Str name, Str *out); /* empty: none yet */

typedef struct RatingTokenRow {
    Str number; /* of the case; empty: no such token */
    UnixMs expires_at, used_at;
} RatingTokenRow;

MUST_USE Err rating_token_insert(Tx *tx, Str token_hash, const RatingTokenRow *row);
MUST_USE Err rating_token_load(Tx *tx, Str token_hash, RatingTokenRow *out);
MUST_USE Err rating_token_mark_used(Tx *tx, Str token_hash);
/* Drops tokens that ended 90 days ago: until then their links say "expired", not "wrong". */
MUST_USE Err rating_token_sweep(Tx *tx);

#endif

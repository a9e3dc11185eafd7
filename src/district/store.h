/* The district in the database: its files, replaced whole in one transaction or not at all, and read back into a
 * District. tx->ctx->jurisdiction is the district's code throughout. */
#ifndef GULOU_DISTRICT_STORE_H
#define GULOU_DISTRICT_STORE_H

#include "db/db.h"
#include "district/parse.h"

/* Replaces the stored files. `district` is what district_parse made of these very files. CONFLICT: the database
 * belongs to another district; or cases, plans or people in it need a unit or category that is gone. */
MUST_USE Err district_store(Tx *tx, const DistrictFiles *files, const District *district);
/* NOT_FOUND (DISTRICT_NONE) before the first import. STORAGE: a file is not what was stored. */
MUST_USE Err district_files_load(Tx *tx, DistrictFiles *out);
MUST_USE Err district_imported_at(Tx *tx, UnixMs *out); /* 0: never */
/* The stored district, parsed; the caller's to free (district_free). NOT_FOUND as above. */
MUST_USE Err district_open(Tx *tx, District **out);
/* The code of the one district in the database, whatever ctx->jurisdiction says. NOT_FOUND as above. */
MUST_USE Err district_jurisdiction(Tx *tx, Str *out);
/* district_store in a transaction of its own; sets ctx->jurisdiction. */
MUST_USE Err district_replace(Db *db, Ctx *ctx, const DistrictFiles *files, const District *district);
/* Parses and replaces; sets ctx->jurisdiction. On INVALID `problems` lists what is wrong, and nothing was changed. */
MUST_USE Err district_import(Db *db, Ctx *ctx, const DistrictFiles *files, DistrictProblems *problems);
/* Writes the stored files into the folder, byte for byte. */
MUST_USE Err district_export(Tx *tx, const char *folder);

typedef struct DistrictSeed {
    Str password; /* argon2id text of auth/password.h, the same for everybody: a demo's */
    bool must_change;
} DistrictSeed;
/* An account for everyone in people.csv; the person's id is the login, so that a demo is the same every time. */
MUST_USE Err district_seed_people(Tx *tx, const DistrictFiles *files, const DistrictSeed *seed);

#endif

/* The data folder: DIR/gulou.db (and its -wal and -shm), DIR/photos, DIR/lock. Only its owner may look in (0700).
 * Who runs the district (serve, restore, migrate) holds the lock; import, export, verify and backup work beside it. */
#ifndef GULOU_CLI_DATA_H
#define GULOU_CLI_DATA_H

#include "cli/cli.h"
#include "db/db.h"
#include "depot/depot.h"
#include "domain/district.h"

typedef enum DataUse {
    DATA_READ,  /* must be there; its schema is taken as it is, so that an old one can still be backed up */
    DATA_WRITE, /* made if missing, its schema brought up to date unless somebody else holds the lock */
    DATA_RUN,   /* the same, holding the lock from here on; CONFLICT when another does */
    DATA_STORE, /* the same, for who wants nothing but the store: on a server no folder need be named */
} DataUse;

typedef struct Data {
    const char *folder;
    Db *db;
    int lock;     /* -1: not held */
    Depot *depot; /* NULL until data_open_depot */
} Data;

typedef struct DataOpen {
    const char *folder;
    const char *database; /* postgres://... ; NULL or empty: the file in the folder */
    DataUse use;
    int readers; /* reading connections; 0: the default of db.h */
} DataOpen;

/* INVALID: no folder named; NOT_FOUND, STORAGE, CONFLICT as said above. */
MUST_USE Err data_open(Ctx *ctx, const DataOpen *open, Data *out);
/* For a command: opens the folder of its option `data`, or says why not and answers the exit code. */
MUST_USE Exit data_open_for(Cli *cli, DataUse use, Data *out);
/* Photos and models, as the options say (DEPOT_SPECS of cli/depot.h). */
MUST_USE Err data_open_depot(Cli *cli, Data *data);
/* The district that the store holds, which is the context's from here on; the caller's to free. NOT_FOUND: none yet. */
MUST_USE Err data_district(Ctx *ctx, Db *db, District **out);
void data_close(Data *data); /* for CLEANUP too; an all-zero Data is fine */

/* The lock alone. CONFLICT (DATA_LOCKED) when another holds it. */
MUST_USE Err data_lock(Ctx *ctx, const char *folder, int *lock);
void data_unlock(int *lock); /* for CLEANUP; -1 is fine */

/* Makes an empty folder (0700), or accepts one that is empty; CONFLICT (DATA_NOT_EMPTY) otherwise. */
MUST_USE Err data_make_empty(Ctx *ctx, const char *folder);
/* Opens the folder's database and lets the engine check every page, and those of archived years; *cases is how many it
 * holds. STORAGE (DATA_DAMAGED). */
MUST_USE Err data_check(Ctx *ctx, const char *folder, int64_t *cases);

#endif

/* 库房: the files that every server of a district shares: kept photos, and models. One door, two kinds of place behind
 * it: a folder (folder.c) and a bucket of an S3-compatible store (bucket.c). A file has a name, "photos/3f/3f0a....jpg"
 * or "models/1a2b.model" (what is before the last slash is its shelf), is written once and is never changed. */
#ifndef GULOU_DEPOT_DEPOT_H
#define GULOU_DEPOT_DEPOT_H

#include "base/ctx.h"

typedef struct Depot Depot;

/* The data folder itself; makes nothing, removes nothing. STORAGE when it is not there. */
MUST_USE Err depot_open_folder(Ctx *ctx, const char *folder, Depot **out);

typedef struct BucketSetup {
    Str url;      /* s3://bucket or s3://bucket/prefix */
    Str endpoint; /* https://host[:port]; empty: Amazon's of that region */
    Str region;
    Str style;            /* "path" or "host"; empty: host for Amazon, else path */
    const char *ca_file;  /* of the certificates to believe instead of the system's; NULL */
    const char *key_file; /* NULL: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment */
    const char *scratch;  /* folder for what is being fetched */
} BucketSetup;

/* Asks nobody yet. INVALID: an address or style that cannot be, no key, or a key file that others may read. */
MUST_USE Err depot_open_bucket(Ctx *ctx, const BucketSetup *setup, Depot **out);
void depot_close(Depot *depot); /* NULL is fine */
bool depot_is_remote(const Depot *depot);
/* Does it answer, and may we list it? Once, without patience. BUSY. */
MUST_USE Err depot_check(Ctx *ctx, Depot *depot);

/* All failures below but those named: STORAGE (the folder), BUSY (the store is away, slow or refuses us; what it said
 * is in ctx->failure.internal). */

typedef struct DepotFile {
    Str name, bytes;
} DepotFile;

/* All of them, of one shelf, in this order; synced or acknowledged when it returns OK, none otherwise. CONFLICT: a name
 * is taken by other bytes. */
MUST_USE Err depot_put(Ctx *ctx, Depot *depot, const DepotFile *files, size_t count);

typedef struct DepotOpened {
    int fd; /* read only, the caller's to close */
    int64_t bytes;
} DepotOpened;
/* Whole, and as it was put. NOT_FOUND. */
MUST_USE Err depot_get(Ctx *ctx, Depot *depot, Str name, DepotOpened *out);
/* Durably; one already gone is OK. */
MUST_USE Err depot_drop(Ctx *ctx, Depot *depot, Str name);
/* The same bytes under another name, without carrying them. */
MUST_USE Err depot_copy(Ctx *ctx, Depot *depot, Str from, Str to);

typedef struct DepotSearch {
    Str shelf;     /* "photos/3f" */
    UnixMs before; /* last written before then */
    void *self;
    Err (*visit)(void *self, Ctx *ctx, Str name); /* the whole name; ctx->arena is dropped from time to time */
} DepotSearch;
/* Memory does not grow with the shelf. Ends at the first visit that fails. */
MUST_USE Err depot_each(Ctx *ctx, Depot *depot, const DepotSearch *search);

#endif

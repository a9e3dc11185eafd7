/* Speaking S3 over HTTPS: one request, signed (AWS Signature Version 4, the payload's SHA-256 in it), tried again where
 * that helps. Knows methods, names and answers; what they mean for a depot is bucket.c's. Any thread may ask. */
#ifndef GULOU_DEPOT_S3_H
#define GULOU_DEPOT_S3_H

#include "base/hash.h"
#include "depot/depot.h"

typedef struct S3 S3;

MUST_USE Err s3_open(Ctx *ctx, const BucketSetup *setup, S3 **out); /* as depot_open_bucket */
void s3_close(S3 *s3);
/* "/bucket/prefix/name": what x-amz-copy-source wants. */
Str s3_source(Arena *arena, const S3 *s3, Str name);
/* The prefix and its slash, or empty: what the names of a listing begin with. */
Str s3_prefix(const S3 *s3);

typedef enum S3Method { S3_GET, S3_HEAD, S3_PUT, S3_DELETE } S3Method;

enum { S3_HEADERS_MAX = 4, S3_BODY_MOST = 4 * 1024 * 1024, S3_FILE_MOST = 256 * 1024 * 1024 };

typedef struct S3Ask {
    S3Method method;
    Str name;  /* empty: the bucket */
    Str query; /* in canonical order, values encoded; empty: none */
    Str body;  /* of a PUT */
    Str headers[S3_HEADERS_MAX];
    int *file;      /* where the body of a 200 goes, from its beginning; NULL: into the answer */
    bool impatient; /* one try */
} S3Ask;

typedef struct S3Answer {
    int status; /* below 500, or 501 */
    Str body;   /* at most S3_BODY_MOST */
    int64_t bytes;
    Hash sha256;     /* of the body that came */
    Str kept_sha256; /* the metadata with which we put it, in hex; empty: none */
} S3Answer;

/* Any answer that trying again would not change. BUSY: there is none, or it says to come back later. A body that ends
 * too early, or is not what its metadata says, is no answer. */
MUST_USE Err s3_ask(Ctx *ctx, S3 *s3, const S3Ask *ask, S3Answer *out);
/* For any other answer than those a caller knows: BUSY, with status and the store's own code for the log. */
Err s3_refused(Ctx *ctx, const S3Ask *ask, const S3Answer *answer);

#endif

/* Where a bucket is and who we are there: read from options, checked once, never printed. */
#ifndef GULOU_DEPOT_S3_ADDRESS_H
#define GULOU_DEPOT_S3_ADDRESS_H

#include "depot/depot.h"

typedef struct S3Address {
    Str base;   /* "https://host:9000/bucket" or "https://bucket.host": a slash and a name are appended */
    Str bucket; /* for x-amz-copy-source */
    Str prefix; /* "gulou/", or empty */
    Str region;
    Str key_id, secret;
    bool loopback; /* no proxy is asked */
} S3Address;

/* INVALID (S3_ADDRESS, S3_ENDPOINT, S3_STYLE, S3_KEYS, S3_KEYS_OPEN), NOT_FOUND (the key file). */
MUST_USE Err s3_address_read(Ctx *ctx, const BucketSetup *setup, S3Address *out);

#endif

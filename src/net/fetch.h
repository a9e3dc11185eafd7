/* One HTTP request to somebody else's server, by libcurl: bounded in time and size, certificates checked, redirects not
 * followed. Where the address comes from outside (a media_url), only public addresses are connected to, looked at after
 * the name was resolved, so that nobody makes us knock on our own doors; and those of the city's own network that its
 * operator names (`inside`). Any thread may ask. */
#ifndef GULOU_NET_FETCH_H
#define GULOU_NET_FETCH_H

#include "base/ctx.h"

enum { FETCH_HEADERS_MAX = 8, FETCH_BODY_MOST = 4 * 1024 * 1024 };

typedef struct FetchAsk {
    Str url;          /* https://..., or http://... */
    Str body;         /* set: POST; else GET */
    Str content_type; /* of the body */
    Str headers[FETCH_HEADERS_MAX];
    bool public_only; /* the address came from outside */
    Str inside;       /* with it: IPv4 nets that may be connected to all the same, "10.2.0.0/16, 10.9.1.4:8080" */
    size_t most;      /* bytes of the answer; 0: FETCH_BODY_MOST */
    int seconds;      /* for all of it; 0: 20 */
    const char *file; /* the answer's body goes there (made 0600); NULL: into the answer */
} FetchAsk;

typedef struct FetchAnswer {
    int status;
    Str content_type;
    Str body; /* empty where it went to a file */
    int64_t bytes;
} FetchAnswer;

/* Any whole answer, whatever its status. INVALID: no such address, or none that may be connected to; TOO_LARGE; BUSY:
 * nobody answered in time (why: ctx->failure.internal, without the address's query, which may hold secrets). */
MUST_USE Err fetch(Ctx *ctx, const FetchAsk *ask, FetchAnswer *out);

#endif

/* What a request's head must be before anything else looks at it: RFC 9112 read strictly, because whatever two
 * programs in a row could read differently is how requests are smuggled. */
#ifndef GULOU_HTTP_GUARD_H
#define GULOU_HTTP_GUARD_H

#include "http/limits.h"
#include "http/request.h"

typedef struct RequestHead {
    Str method;
    Str target;  /* raw: path and query */
    Str version; /* "HTTP/1.1" */
    NameValues headers;
    size_t bytes;      /* of the whole head */
    const char *fault; /* not NULL: the bytes did not even have the right form */
} RequestHead;

/* How the body is delimited. */
typedef struct BodyFrame {
    bool chunked;
    uint64_t length; /* 0 when chunked */
} BodyFrame;

typedef struct Refusal {
    int status;
    MsgId message;
    Str arg;
} Refusal;

/* True: `method` and `frame` are set. False: `refusal` is what to answer before closing. */
bool head_check(const RequestHead *head, const HttpLimits *limits, HttpMethod *method, BodyFrame *frame,
                Refusal *refusal);

#endif

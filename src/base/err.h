/* What can go wrong, told once: every fallible function returns an Err, and what to tell the
 * person stands in the request's context (ctx.h), never in the return value. */
#ifndef GULOU_BASE_ERR_H
#define GULOU_BASE_ERR_H

#define MUST_USE __attribute__((warn_unused_result))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* name, HTTP status, short English title (RFC 9457 `title` when no message was given) */
#define ERR_TABLE(X)                                                                               \
    X(INVALID, 422, "Invalid input")                                                               \
    X(UNAUTHENTICATED, 401, "Not signed in")                                                       \
    X(FORBIDDEN, 403, "Not allowed")                                                               \
    X(NOT_FOUND, 404, "Not found")                                                                 \
    X(CONFLICT, 409, "Conflict")                                                                   \
    X(GONE, 410, "Gone")                                                                           \
    X(TOO_LARGE, 413, "Too large")                                                                 \
    X(UNSUPPORTED, 415, "Unsupported media type")                                                  \
    X(TOO_MANY, 429, "Too many requests")                                                          \
    X(BUSY, 503, "Busy")                                                                           \
    X(STORAGE, 500, "Storage failure")

typedef enum Err {
    OK = 0,
#define X(name, status, title) ERR_##name,
    ERR_TABLE(X)
#undef X
        ERR_COUNT
} Err;

int err_status(Err err);          /* 200 for OK */
const char *err_name(Err err);    /* "OK", "CONFLICT" ... for logs */
const char *err_title(Err err);

/* The only macro that hides control flow. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        Err try_err_ = (call);                                                                     \
        if (try_err_ != OK)                                                                        \
            return try_err_;                                                                       \
    } while (0)

#endif

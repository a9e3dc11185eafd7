/* What one request, job or command carries with it: its moment, its memory, its chance, who acts,
 * for which jurisdiction, in which language, and, after a failure, what to tell the person. */
#ifndef GULOU_BASE_CTX_H
#define GULOU_BASE_CTX_H

#include "base/clock.h"
#include "base/messages.h"
#include "base/rand.h"

struct Actor;    /* domain/actor.h: base only carries the pointers */
struct District; /* domain/district.h */

typedef struct Failure {
    Err err;
    MsgId message;
    const char *field; /* the input's field at fault, or NULL */
    Str args[MESSAGE_ARGS_MAX];
    size_t arg_count;
    Str internal; /* for the log only, never shown */
} Failure;

typedef struct Ctx {
    Arena *arena;
    UnixMs now;
    Rand *rand;
    Lang lang;
    Str jurisdiction;
    const struct Actor *actor;       /* NULL: nobody signed in */
    const struct District *district; /* the data of the jurisdiction */
    Str request_id;                  /* in every log line of this request */
    Failure failure;
} Ctx;

/* Remembers what to tell and returns err: `return fail(ctx, ERR_CONFLICT, MSG_CASE_CLOSED, number);`
 * Arguments are Str (at most four), copied; they fill {0} to {3} of the message. The array is one longer: its end is
 * empty. (A fixed size also keeps __VA_OPT__ out, which not every checking tool reads.) */
#define fail(ctx, err, message, ...)                                                                                   \
    ctx_fail((ctx), (err), (message), NULL, (const Str[MESSAGE_ARGS_MAX + 1]){__VA_ARGS__})
#define fail_field(ctx, field, message, ...)                                                                           \
    ctx_fail((ctx), ERR_INVALID, (message), (field), (const Str[MESSAGE_ARGS_MAX + 1]){__VA_ARGS__})
Err ctx_fail(Ctx *ctx, Err err, MsgId message, const char *field, const Str *args);
/* The failure of a context with an arena of its own, kept when that arena goes. Answers its Err. */
Err ctx_retell(Ctx *ctx, const Ctx *own);

/* The remembered failure as a sentence in ctx->lang (never empty; ctx->arena). */
Str ctx_failure_text(const Ctx *ctx);

#endif

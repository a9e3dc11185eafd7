/* Against guessing and flooding. Sign-ins: failures are counted by login and by client address in the database, so
 * that every process of the server counts alike. Anonymous endpoints: a token bucket per address in memory. */
#ifndef GULOU_AUTH_THROTTLE_H
#define GULOU_AUTH_THROTTLE_H

#include "store/session_store.h"

typedef struct ThrottleRule {
    int64_t free;       /* failures before the first wait */
    UnixMs first, most; /* each further failure doubles the wait, up to `most` */
    UnixMs forget;      /* after so long without a failure the count starts again */
} ThrottleRule;
extern const ThrottleRule throttle_login;
extern const ThrottleRule throttle_address; /* a whole office may share one */

typedef struct ThrottleSubject {
    const ThrottleRule *rule;
    Str key; /* a hash: neither what people type as login nor addresses are stored */
} ThrottleSubject;
ThrottleSubject throttle_of_login(Ctx *ctx, Str login);
ThrottleSubject throttle_of_second(Ctx *ctx,
                                   Str person);       /* the second factor; nothing that is typed as a login meets it */
ThrottleSubject throttle_of_code(Ctx *ctx, Str what); /* a code of six digits that was sent by SMS */
ThrottleSubject throttle_of_asking(Ctx *ctx, Str whose);    /* letters to mailboxes that somebody says are theirs */
ThrottleSubject throttle_of_address(Ctx *ctx, Str address); /* of an IPv6 address its /64 */

/* Counts an attempt as failed before it is made (so that many at once cannot slip through); TOO_MANY with the seconds
 * to wait while the subject is held. A success takes it back. */
MUST_USE Err throttle_attempt(Tx *tx, const ThrottleSubject *subject);
MUST_USE Err throttle_take_back(Tx *tx, const ThrottleSubject *subject); /* this one attempt */
MUST_USE Err throttle_clear(Tx *tx, const ThrottleSubject *subject);     /* all of them */

/* A bucket per subject that holds `burst` tokens and refills over `over`. Thread-safe; a fixed 128 KiB whoever comes:
 * the longest unseen subject makes room (it had most of its tokens back). */
typedef struct LimitRule {
    int64_t burst;
    UnixMs over;
} LimitRule;
extern const LimitRule limit_submissions; /* new cases per address */
extern const LimitRule limit_uploads;     /* photos per address */
extern const LimitRule limit_lookups;     /* tracking and rating secrets tried per address */
extern const LimitRule limit_reads; /* what costs something and shows no secret: lists, searches, places, public photos,
                                       sign-ins elsewhere; per address */
extern const LimitRule limit_codes; /* codes by SMS asked for per address: a mobile network shows many people as one */
extern const LimitRule limit_partners; /* a partner of which nothing else is said */
typedef struct Limiter Limiter;
Limiter *limiter_new(const LimitRule *rule);
void limiter_free(Limiter *limiter);
MUST_USE Err limiter_take(Limiter *limiter, Ctx *ctx, Str address); /* TOO_MANY with the seconds to wait */
/* The same for a subject that has a rule of its own (and is no address). */
MUST_USE Err limiter_take_by(Limiter *limiter, Ctx *ctx, Str subject, const LimitRule *rule);

#endif

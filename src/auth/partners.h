/* Programs of others that speak to us: their keys, and how often they may. Changes need an administrator and leave a
 * row in account_events; a key is shown once, when it is made. */
#ifndef GULOU_AUTH_PARTNERS_H
#define GULOU_AUTH_PARTNERS_H

#include "auth/throttle.h"
#include "store/partner_store.h"

#define PARTNER_OPEN311 "open311"     /* a reporting app: channels/open311 */
#define PARTNER_PLATFORM "platform"   /* another platform that hands cases over and takes them back: channels/platform.h */
#define PARTNER_TELEPHONY "telephony" /* a telephone system that tells of its calls: api/phone_events_api.c */

enum { PARTNER_PER_MINUTE = 60, PARTNER_PER_MINUTE_MOST = 6000 };

typedef struct NewPartner {
    Str id, kind, name;
    int64_t per_minute; /* 0: PARTNER_PER_MINUTE */
} NewPartner;

typedef struct PartnerMade {
    Partner partner;
    Str key;
} PartnerMade;

/* INVALID with its field: the id's form, an unknown kind, no name, a limit out of range; CONFLICT: the id is taken. */
MUST_USE Err partner_create(Db *db, Ctx *ctx, const NewPartner *in, PartnerMade *out);
MUST_USE Err partner_new_key(Db *db, Ctx *ctx, Str id, PartnerMade *out); /* the old one ends at once */

typedef struct PartnerChange {
    Str id, name; /* name empty: as it was */
    int64_t per_minute;
    bool active;
} PartnerChange;
MUST_USE Err partner_change(Db *db, Ctx *ctx, const PartnerChange *in, Partner *out);
MUST_USE Err partner_all(Db *db, Ctx *ctx, Partners *out);

/* Whose key this is, as a partner of that kind. UNAUTHENTICATED: none was shown; FORBIDDEN: nobody's, or another
 * kind's; TOO_MANY past its limit. */
typedef struct PartnerKnock {
    Limiter *limiter;
    const char *kind;
    Str key;
} PartnerKnock;
MUST_USE Err partner_enter(Db *db, Ctx *ctx, const PartnerKnock *in, Partner *out);

#endif

/* 订阅: somebody wants letters about public cases of an area or a kind. No event: it is no part of any case. */
#ifndef GULOU_ACTIONS_SUBSCRIBE_H
#define GULOU_ACTIONS_SUBSCRIBE_H

#include "store/alert_store.h"
#include "store/way_store.h"

typedef struct Subscribe {
    Str mail;
    Str area, category; /* codes that exist; not both empty */
    bool at_once;
    Lang lang;
} Subscribe;

/* An address has at most so many, of which one may wait for its one-time link (CONFIRM_LASTS). What is beyond is not
 * made, and the same is answered: nobody learns what an address has. */
enum { ALERTS_MOST = 10, ALERT_HOUR = 8 /* of the local day, for those once a day */ };
#define ALERT_EVERY SECONDS(10) /* for those at once */

MUST_USE Err subscribe(Tx *tx, const void *in, void *out); /* const Subscribe *, NULL. INVALID (field "mail") */
/* What it is about, in words: "五凤街道 · 环境卫生". */
Str alert_about(const Ctx *ctx, const Alert *alert);
UnixMs alert_next(const Ctx *ctx, const Alert *alert); /* when the next may be told, after now */

#endif

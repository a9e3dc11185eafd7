/* 订阅: somebody wants to hear of public cases of an area, around a point, or of a kind; by mail, SMS or the messenger.
 * No event: it is no part of any case. */
#ifndef GULOU_ACTIONS_SUBSCRIBE_H
#define GULOU_ACTIONS_SUBSCRIBE_H

#include "store/alert_store.h"
#include "store/way_store.h"

typedef struct Subscribe {
    Via way;             /* not VIA_NONE */
    Str to;              /* mail address, phone, or the messenger's id of whoever asks, who is known by it */
    Str area, category;  /* codes that exist; both empty only with a point */
    PublicAround around; /* rounded; then `area` names the neighbourhood, or is empty */
    bool at_once;        /* not by SMS */
    Lang lang;
} Subscribe;

/* An address has at most so many, of which one may wait for its one-time link (CONFIRM_LASTS); a phone is sent at most
 * so many codes a day, whoever asks. What is beyond is not made, and the same is answered: nobody learns what an
 * address or a phone has. Who is known by the messenger is told. */
enum { ALERTS_MOST = 10, CODES_MOST = 3, ALERT_HOUR = 8 /* of the local day, for those once a day */ };
enum { ALERT_RADIUS_LEAST = 200, ALERT_RADIUS_MOST = 1000 };
#define ALERT_EVERY SECONDS(10) /* for those at once */
#define CODE_LASTS MINUTES(10)

/* const Subscribe *, Str *: its id, also where none was made; whoever proves a phone shows it. INVALID (field "mail",
 * "phone"); CONFLICT: the day's codes of the district are used up, or the messenger's person has as many as they may.
 */
MUST_USE Err subscribe(Tx *tx, const void *in, void *out);

typedef struct AlertCode {
    Str alert, code;
} AlertCode;
/* A try is counted in a transaction of its own, before: TOO_MANY after five. */
MUST_USE Err count_code_try(Tx *tx, const void *code, void *out); /* const AlertCode *, NULL */
/* INVALID (field "code"): wrong, ended, or no such alert. */
MUST_USE Err prove_phone(Tx *tx, const void *code, void *out); /* const AlertCode *, NULL */

/* What it is about, in words: "五凤街道 · 环境卫生". */
Str alert_about(const Ctx *ctx, const Alert *alert);
UnixMs alert_next(const Ctx *ctx, const Alert *alert); /* when the next may be told, after now */

enum { NEWS_MOST = 50 };
typedef struct AlertNews {
    PublicCase at[NEWS_MOST];
    size_t len;
    bool more; /* older ones, of either sort */
} AlertNews;
typedef struct AlertSpan {
    const Alert *alert;
    UnixMs after, until;
} AlertSpan;
/* New and resolved in that time; newest first. Distances are those of the rounded points, so that circles laid over
 * each other tell no more of a case's place than the public page does. */
MUST_USE Err alert_news(Tx *tx, const AlertSpan *span, AlertNews *out);

/* By the name in its links: const Str *, Alert *. NOT_FOUND. */
MUST_USE Err alert_seen(Tx *tx, const void *leave, void *out);
MUST_USE Err unsubscribe(Tx *tx, const void *leave, void *out); /* it is forgotten */

#endif

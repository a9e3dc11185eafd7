/* 订阅提醒: who wants to hear of public cases of an area, around a point, or of a kind. How they are reached (mail,
 * SMS, the messenger) is a row of ways (store/way_store.h) whose holder is "alert:ID"; so proof of the address, quiet
 * hours, limits and "no more" are those of all letters. */
#ifndef GULOU_STORE_ALERT_STORE_H
#define GULOU_STORE_ALERT_STORE_H

#include "db/db.h"
#include "domain/way.h"
#include "store/public_store.h"

typedef struct Alert {
    Str id;
    Str area, category;  /* codes; empty: everywhere, every kind */
    PublicAround around; /* then `area` only names the neighbourhood that the point lies in */
    bool at_once;        /* else once a day */
    UnixMs told_until;   /* of what was before then they were told, or did not want to be */
    UnixMs next_at;
    Via way; /* this and the next two: read only */
    Lang lang;
    Str leave; /* names it in links that show it or end it */
} Alert;

MUST_USE Err alert_add(Tx *tx, const Alert *alert);
typedef struct AlertCount {
    int64_t all, unproven, day; /* day: made in the last 24 hours */
} AlertCount;
MUST_USE Err alert_count(Tx *tx, Str to, AlertCount *out);        /* of an address, a phone, a messenger's id */
MUST_USE Err alert_count_sms(Tx *tx, UnixMs since, int64_t *out); /* asked for by SMS, by anybody */

enum { ALERT_PAGE = 50 };
typedef struct AlertPage {
    Alert at[ALERT_PAGE];
    size_t len;
} AlertPage;
MUST_USE Err alerts_due(Tx *tx, AlertPage *out);
MUST_USE Err alert_by_leave(Tx *tx, Str leave, Alert *out); /* a proven one; its id empty: there is none */
MUST_USE Err alert_told(Tx *tx, const Alert *alert);        /* its told_until and next_at */
MUST_USE Err alert_drop(Tx *tx, Str id);                    /* with its row of ways */

typedef struct AlertsOver {
    UnixMs unproven_before, unproven_sms_before, made_before;
    int64_t most;
} AlertsOver;
MUST_USE Err alerts_sweep(Tx *tx, const AlertsOver *what, int64_t *dropped);

#endif

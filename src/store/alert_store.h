/* 订阅提醒: who wants to hear by mail of public cases of an area or a kind. How they are reached is a row of ways
 * (store/way_store.h) whose holder is "alert:ID"; so proof of the address, quiet hours, limits and "no more" are those
 * of all letters. */
#ifndef GULOU_STORE_ALERT_STORE_H
#define GULOU_STORE_ALERT_STORE_H

#include "db/db.h"

typedef struct Alert {
    Str id;
    Str area, category; /* codes; empty: everywhere, every kind */
    bool at_once;       /* else once a day */
    UnixMs told_until;  /* of what was before then they were told, or did not want to be */
    UnixMs next_at;
    Lang lang; /* read only */
} Alert;

MUST_USE Err alert_add(Tx *tx, const Alert *alert);
typedef struct AlertCount {
    int64_t all, unproven;
} AlertCount;
MUST_USE Err alert_count(Tx *tx, Str mail, AlertCount *out);

enum { ALERT_PAGE = 50 };
typedef struct AlertPage {
    Alert at[ALERT_PAGE];
    size_t len;
} AlertPage;
MUST_USE Err alerts_due(Tx *tx, AlertPage *out);
MUST_USE Err alert_told(Tx *tx, const Alert *alert); /* its told_until and next_at */
MUST_USE Err alert_drop(Tx *tx, Str id);             /* with its row of ways */

typedef struct AlertsOver {
    UnixMs unproven_before, made_before;
    int64_t most;
} AlertsOver;
MUST_USE Err alerts_sweep(Tx *tx, const AlertsOver *what, int64_t *dropped);

#endif

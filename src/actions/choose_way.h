/* 通知方式: a reporter, a follower or a person of the staff says how they want to be told. No event: it is no part of
 * the matter, and erased with the contact. */
#ifndef GULOU_ACTIONS_CHOOSE_WAY_H
#define GULOU_ACTIONS_CHOOSE_WAY_H

#include "actions/act.h"
#include "store/way_store.h"

typedef struct ChooseWay {
    Str number, who; /* as a recipient of the outbox; number empty: staff */
    Via way;
    Str mail;   /* empty: the one that is there stays */
    Str wechat; /* likewise; the messenger's id of the person */
    Quiet quiet;
    Lang lang;
} ChooseWay;

/* A new mail address is unconfirmed, and is sent a one-time link; at most so long does it hold. INVALID (field "mail",
 * "way"): no such address, or none for that way. */
#define CONFIRM_LASTS DAYS(7)
MUST_USE Err choose_way(Tx *tx, const void *in, void *out); /* const ChooseWay *, NULL */

/* A one-time link for the address of this holder, as a path; the last one ends. */
MUST_USE Err mail_confirm_link(Tx *tx, Str number, Str who, Str *link);
/* Spends it; what it belonged to in *out. NOT_FOUND, GONE. */
MUST_USE Err confirm_mail(Tx *tx, const void *token, void *out); /* const Str *, WayAsked * */
MUST_USE Err confirm_mail_peek(Tx *tx, const void *token, void *out);

/* "No more mail": to this address, in whatever matter; of an alert: no more of it, and it is forgotten. NOT_FOUND: no
 * such link. */
MUST_USE Err stop_mail(Tx *tx, const void *leave, void *out); /* const Str *, WayAsked * */
MUST_USE Err stop_mail_peek(Tx *tx, const void *leave, void *out);

/* Tells the reporter of a step, where that costs nothing: by mail or messenger. */
MUST_USE Err act_tell_reporter(Act *act, MsgId message);

#endif

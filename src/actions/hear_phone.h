/* 来电事件: a telephone system tells what happened to a call. The event is kept, the call folded anew from all of its
 * events, whoever missed one is put on the list of call-backs, and the desks whose telephones ring hear of it. */
#ifndef GULOU_ACTIONS_HEAR_PHONE_H
#define GULOU_ACTIONS_HEAR_PHONE_H

#include "store/phone_store.h"

typedef struct PhoneTold {
    Str source;       /* a partner's id, or an adapter's name: calls of different ones are never the same */
    Str call;         /* its name of the call */
    PhoneEvent event; /* at 0: now; a time ahead of ours is taken as now */
} PhoneTold;

typedef struct PhoneHeard {
    Str call; /* our id */
    PhoneCallState state;
    bool repeated; /* this event was here before, or the call was erased: nothing happened */
} PhoneHeard;

enum { PHONE_NAME_MOST = 200, PHONE_AGENT_MOST = 60, PHONE_RECORDING_MOST = 500 };

/* INVALID with its field: an id or extension that is none, a recording that is no address; CONFLICT: the event's id
 * stood for something else, or there are too many. Safe to run again. */
MUST_USE Err hear_phone(Tx *tx, const void *in, void *out); /* const PhoneTold *, PhoneHeard * */

#endif

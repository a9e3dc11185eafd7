/* What is in one person's hands: the open cases, patrol tasks, plans and call-backs that name them. */
#ifndef GULOU_STORE_LEAVING_STORE_H
#define GULOU_STORE_LEAVING_STORE_H

#include "db/db.h"

typedef enum InHand { IN_HAND_CASES, IN_HAND_TASKS, IN_HAND_PLANS, IN_HAND_CALL_BACKS } InHand;
enum { IN_HAND_MOST = 1000 }; /* of a kind; whoever has more is asked about again */

typedef struct HeldThing {
    Str id, unit; /* unit: of tasks and plans */
} HeldThing;
typedef struct HeldThings {
    HeldThing *at;
    size_t len;
} HeldThings;
typedef struct HeldBy {
    InHand kind;
    Str person;
} HeldBy;
MUST_USE Err held_by(Tx *tx, const HeldBy *of, HeldThings *out);
MUST_USE Err held_free(Tx *tx, InHand kind, Str id); /* names nobody any more; cases change by their action */

MUST_USE Err leaving_set(Tx *tx, Str person, UnixMs at); /* 0: stays */
MUST_USE Err leaving_due(Tx *tx, HeldThings *out);       /* persons whose day has come */
typedef struct Leaving {
    Str person;
    UnixMs at;
} Leaving;
typedef struct Leavings {
    Leaving *at;
    size_t len;
} Leavings;
MUST_USE Err leaving_all(Tx *tx, Leavings *out);

#endif

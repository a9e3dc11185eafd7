/* Telephone calls <-> rows. A call's events are kept as they came; its row, and those of who was in it, are folded from
 * them (domain/phone_call.h). */
#ifndef GULOU_STORE_PHONE_STORE_H
#define GULOU_STORE_PHONE_STORE_H

#include "db/db.h"
#include "domain/phone_call.h"

typedef struct StoredCall {
    Str id;                  /* ours: made of the two below */
    Str source, source_call; /* the partner or adapter that told, and its name of the call */
    PhoneCall call;          /* legs only where phone_call_load filled them */
    Str state;
    Str person; /* who answered first, where the extension was somebody's */
    int64_t version;
    UnixMs erased_at;
} StoredCall;

/* The id of a call of a telephone system: always the same, so that nothing need be looked up. */
Str phone_call_id(Arena *arena, Str source, Str source_call);

MUST_USE Err phone_call_load(Tx *tx, Str id, StoredCall *out); /* with its legs; NOT_FOUND */
/* Makes the row where it is missing, and keeps others from the same call until the transaction ends. */
MUST_USE Err phone_call_claim(Tx *tx, const StoredCall *call);
MUST_USE Err phone_call_save(Tx *tx, StoredCall *call); /* fills the persons of its legs */

MUST_USE Err phone_event_add(Tx *tx, Str call, const PhoneEvent *event);
/* Room for PHONE_EVENTS_MOST. */
MUST_USE Err phone_event_all(Tx *tx, Str call, PhoneEvent *out, size_t *count);

typedef struct PhoneAgent {
    Str extension, person;
    UnixMs at;
} PhoneAgent;
enum { PHONE_AGENTS_MOST = 1000 };
MUST_USE Err phone_agent_of(Tx *tx, Str extension, Str *person);     /* empty: nobody's */
MUST_USE Err phone_extension_of(Tx *tx, Str person, Str *extension); /* empty: none */
/* One person, one extension: both leave what they had. An empty extension: none any more. */
MUST_USE Err phone_agent_set(Tx *tx, const PhoneAgent *agent);
MUST_USE Err phone_agent_all(Tx *tx, PhoneAgent **out, size_t *count);

typedef struct CurrentCall {
    Str id, state; /* of this person's leg: "ringing", "talking" */
} CurrentCall;
enum { PHONE_CURRENT_MOST = 20 };
MUST_USE Err phone_current(Tx *tx, Str person, CurrentCall out[PHONE_CURRENT_MOST], size_t *count);
/* The person's telephone rings with it, or they talked in it. */
MUST_USE Err phone_was_in(Tx *tx, Str call, Str person, bool *out);

/* A look at what is personal: who, when, at what ("number", "recording"), why. */
typedef struct PhoneLook {
    Str call, person, what, note;
    UnixMs at;
} PhoneLook;
enum { PHONE_LIST_MOST = 200 };
MUST_USE Err phone_look_add(Tx *tx, const PhoneLook *look);
MUST_USE Err phone_look_all(Tx *tx, Str call, PhoneLook **out, size_t *count);

/* Up to PHONE_EARLIER_MOST numbers of cases, and ids of other calls, of whoever has this number, newest first. */
enum { PHONE_EARLIER_MOST = 30 };
typedef struct Earlier {
    Str cases[PHONE_EARLIER_MOST], calls[PHONE_EARLIER_MOST];
    size_t case_count, call_count;
} Earlier;
MUST_USE Err phone_earlier(Tx *tx, const StoredCall *call, Earlier *out);

MUST_USE Err phone_case_link(Tx *tx, Str call, Str number); /* by ctx->actor; known already: nothing happens */
enum { PHONE_CASES_MOST = 50 };
MUST_USE Err phone_cases_of(Tx *tx, Str call, Str out[PHONE_CASES_MOST], size_t *count);
MUST_USE Err phone_calls_of(Tx *tx, Str number, Str out[PHONE_CASES_MOST], size_t *count);

typedef struct PhoneNote {
    Str call, person, unit, body; /* unit: who joined as third; empty: an ordinary note */
    UnixMs at;
} PhoneNote;
MUST_USE Err phone_note_add(Tx *tx, const PhoneNote *note);
MUST_USE Err phone_note_all(Tx *tx, Str call, PhoneNote **out, size_t *count);

/* Somebody to be called back: the caller of `call`. */
typedef struct CallBack {
    Str id, call, why; /* "missed", "promised" */
    Str state;         /* "open", "reached", "given_up", "got_through" (they called again and were answered) */
    UnixMs made_at, due_at;
    Str made_by, note, taken_by;
    UnixMs taken_at;
    int64_t tries;
    UnixMs last_try_at, settled_at;
} CallBack;
MUST_USE Err call_back_add(Tx *tx, const CallBack *call_back); /* known already: nothing happens */
MUST_USE Err call_back_withdraw_missed(Tx *tx, Str call);      /* it was answered after all */
/* The caller's missed calls until this one was answered need nobody any more. */
MUST_USE Err call_back_got_through(Tx *tx, const StoredCall *call);
/* The caller of this missed call was answered in a later one. */
MUST_USE Err phone_answered_since(Tx *tx, const StoredCall *call, bool *out);

#endif

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
MUST_USE Err call_back_load(Tx *tx, Str id, CallBack *out); /* NOT_FOUND */
enum { CALL_BACKS_MOST = 200 };
/* Open: what is due first; settled: the latest first. */
typedef struct CallBacks {
    CallBack at[CALL_BACKS_MOST];
    size_t len;
} CallBacks;
MUST_USE Err call_back_list(Tx *tx, bool open, CallBacks *out);
/* For the actor, so that two do not call the same person; false: somebody else has it, or it is settled. */
MUST_USE Err call_back_take(Tx *tx, Str id, bool *taken);
MUST_USE Err call_back_taken(Tx *tx, Str call, Str person, bool *out);
typedef struct CallBackTry {
    Str id, person, result, note;
    Str state; /* after it */
    UnixMs at;
} CallBackTry;
enum { CALL_BACK_TRIES_MOST = 50 };
MUST_USE Err call_back_try(Tx *tx, const CallBackTry *in, bool *counted); /* false: the actor has not taken it */
MUST_USE Err call_back_tries(Tx *tx, Str id, CallBackTry out[CALL_BACK_TRIES_MOST], size_t *count);
MUST_USE Err call_back_reached(Tx *tx, Str number); /* the other missed calls of this number as well */

/* Numbers, recordings and notes of up to `limit` calls offered before then are erased; *gone: of how many. */
typedef struct PhoneExpired {
    UnixMs before;
    int64_t limit; /* at most PHONE_LIST_MOST */
} PhoneExpired;
MUST_USE Err phone_erase(Tx *tx, const PhoneExpired *in, int64_t *gone);

typedef struct PhonePage {
    Str person; /* only calls they were in; empty: all */
    UnixMs before;
    int64_t limit; /* at most PHONE_LIST_MOST */
} PhonePage;
MUST_USE Err phone_list(Tx *tx, const PhonePage *page, Str out[PHONE_LIST_MOST], size_t *count);

/* What figures and samples are drawn from: calls offered in [from, until). */
typedef struct PhoneSpan {
    UnixMs from, until;
} PhoneSpan;
typedef struct PhoneRow {
    UnixMs offered_at, answered_at, ended_at;
    bool outbound;
    Str person, call;
} PhoneRow;
typedef void (*PhoneVisit)(void *self, const PhoneRow *row);
typedef struct PhoneWalk {
    PhoneSpan span;
    PhoneVisit visit;
    void *self;
} PhoneWalk;
MUST_USE Err phone_each(Tx *tx, const PhoneWalk *walk);

/* What a supervisor made of a sampled call: 1 to 5 each. */
typedef struct PhoneScore {
    Str call, person, scored; /* scored: the call-taker */
    UnixMs at;                /* 0: not scored */
    int64_t greeting, listening, accuracy, record, closing;
    Str note;
} PhoneScore;
MUST_USE Err phone_score_add(Tx *tx, const PhoneScore *score); /* CONFLICT: it was scored */
MUST_USE Err phone_score_of(Tx *tx, Str call, PhoneScore *out);

#endif

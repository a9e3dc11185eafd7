/* A telephone call of the hotline, as the telephone system's events tell it. (A `Call` is a unit summoned to a case;
 * this is the other kind.) Events come twice, late and in any order: the call is always folded anew from all of them,
 * in the order of their own times, so that it does not depend on how they arrived. */
#ifndef GULOU_DOMAIN_PHONE_CALL_H
#define GULOU_DOMAIN_PHONE_CALL_H

#include "base/buf.h"
#include "base/clock.h"

/* X(name, code); in the order in which they happen when they bear the same time */
#define PHONE_EVENTS(X)                                                                                                \
    X(QUEUED, "queued")           /* it is there, nobody's telephone rings yet */                                      \
    X(RINGING, "ringing")         /* at `agent` */                                                                     \
    X(ANSWERED, "answered")       /* by `agent`: a person, not a machine */                                            \
    X(TRANSFERRED, "transferred") /* handed on to `agent`; who talked before is out */                                 \
    X(JOINED, "joined")           /* `agent`, or somebody outside at `party`, talks as well: a call of three */        \
    X(LEFT, "left")               /* `agent` or `party` is out, or their telephone stopped ringing */                  \
    X(ENDED, "ended")             /* for the caller */                                                                 \
    X(RECORDED, "recording")      /* `recording` is where it can be heard */

typedef enum PhoneEventType {
#define X(name, code) PHONE_##name,
    PHONE_EVENTS(X)
#undef X
        PHONE_EVENT_COUNT
} PhoneEventType;

typedef struct PhoneEvent {
    Str id; /* the telephone system's: unique within the call */
    PhoneEventType type;
    UnixMs at;
    Str agent; /* an extension */
    Str party; /* a number outside */
    Str caller, called, queue, reason, recording;
    bool outbound; /* we called: a call-back */
} PhoneEvent;

typedef enum PhoneLegState { LEG_RINGING, LEG_TALKING, LEG_LEFT } PhoneLegState;
typedef enum PhoneCallState {
    PHONE_CALL_WAITING,
    PHONE_CALL_RINGING,
    PHONE_CALL_TALKING,
    PHONE_CALL_ENDED
} PhoneCallState;

/* One who rang or talked in it besides the caller. */
typedef struct PhoneLeg {
    Str party;  /* the extension; "+1", "+2" for those outside, in the order in which they joined */
    Str number; /* of one outside */
    Str person; /* whose extension it was then; filled by the store */
    PhoneLegState state;
    UnixMs rang_at, joined_at, left_at; /* 0: never */
} PhoneLeg;

enum { PHONE_LEGS_MAX = 40, PHONE_EVENTS_MOST = 300 };

typedef struct PhoneCall {
    PhoneCallState state;
    bool outbound;
    Str number; /* of the other side: the caller, or whom we called */
    Str called, queue, reason, recording;
    UnixMs offered_at, rang_at, answered_at, ended_at; /* 0: not yet, or never */
    Str extension;                                     /* who answered first */
    PhoneLeg legs[PHONE_LEGS_MAX];
    size_t leg_count;
} PhoneCall;

const char *phone_event_code(PhoneEventType type);
bool phone_event_parse(Str code, PhoneEventType *out);
const char *phone_state_code(PhoneCallState state); /* "waiting", "ringing", "talking", "ended" */
const char *phone_leg_code(PhoneLegState state);    /* "ringing", "talking", "left" */

/* Sorts `events` and tells what they amount to. Texts are the events' own. More than PHONE_LEGS_MAX parties: the later
 * ones are left out. */
void phone_call_fold(PhoneEvent *events, size_t count, PhoneCall *out);

/* Came in, and ended before anybody answered. */
bool phone_call_missed(const PhoneCall *call);

/* Digits only (a + where it is of another country) of what a telephone system or a person calls a number, without the
 * country's code (86); empty: withheld, or no number. */
Str phone_number_plain(Arena *arena, Str number);
/* How else people may have written a plain number: with the country's code, with the trunk's 0. The first is itself. */
enum { PHONE_SPELLINGS = 4 };
size_t phone_number_spellings(Arena *arena, Str plain, Str out[PHONE_SPELLINGS]);
/* 138****5678: for a list. */
Str phone_number_masked(Arena *arena, Str plain);

#endif

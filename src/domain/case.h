/* A case file (卷宗): one matter raised by someone, with its calls, clocks and pending requests.
 * These structs are projections of the case's events: change.h writes every difference into the event and can
 * rebuild them from events alone. No personal data and no free text stands here.
 * Enums and flags are int64_t, so that one field table serves events, rows and rebuilding. Times are UnixMs, 0: not
 * yet. */
#ifndef GULOU_DOMAIN_CASE_H
#define GULOU_DOMAIN_CASE_H

#include "base/arena.h"
#include "base/clock.h"
#include "domain/words.h"

enum { CASE_CALLS_MAX = 24, CASE_CLOCKS_MAX = 120, CASE_REQUESTS_MAX = 32 };

typedef struct Case {
    Str number;
    int64_t state;      /* CaseState */
    int64_t urgency;    /* Urgency */
    int64_t difficulty; /* Difficulty */
    int64_t channel;    /* Channel */
    Str category;
    Str owner;          /* owner desk: a sub-district's or the centre's unit code */
    Str handler_unit;   /* assigned unit, or the lead among called units; empty: none */
    Str handler_person; /* assigned person, where one was named */
    Str verifier_unit;
    Str verifier_person;
    Str subdistrict; /* area codes of the place; empty: unknown */
    Str community;
    Str grid;
    int64_t lat_e7; /* WGS-84 degrees × 10^7; both 0: no point */
    int64_t lon_e7;
    int64_t accuracy_m;   /* of the point; 0: unknown */
    Str place_source;     /* pin, gps, photo, words, desk */
    int64_t confident;    /* 1: dispatched by the brain; 0: it abstained */
    int64_t anonymous;    /* 1: no contact was left */
    int64_t confidential; /* 1: complaint about an official: only the supervision unit */
    int64_t submitted_at;
    int64_t responded_at;
    int64_t accepted_at;
    int64_t proposed_at;
    int64_t resolved_at;
    int64_t closed_at;
    int64_t updated_at;
    int64_t wake_at;   /* while SUSPENDED */
    int64_t finding;   /* Finding */
    int64_t by_answer; /* 1: REVIEW of an answer, 0: of handling */
    Str proposed_by;   /* person who proposed done or answered: never the reviewer */
    int64_t rework;    /* times review failed */
    int64_t unsolved;  /* times the resident rated "not solved" */
    int64_t reopened;  /* times reopened after closing */
    int64_t urged;
    int64_t supervised; /* 1: under supervision */
    int64_t transfers;
    int64_t overdues;       /* clocks that fell overdue */
    int64_t upheld;         /* disputes upheld */
    int64_t public_overdue; /* 1: the public overdue mark (150 %) */
    int64_t extended;       /* sum of extensions in percent of the limit */
    Str reject_code;
    Str master;        /* while MERGED: the master's number */
    Str spot;          /* recurring spot, if any */
    int64_t solved;    /* 0 unrated, 1 solved, 2 not solved */
    int64_t satisfied; /* 0 unrated, 1..5 */
    Str model;         /* version of model and rules that dispatched it */
    int64_t followers; /* people struck by the same matter, who follow it instead of reporting it again */
    int64_t consent;   /* event by which the reporter let others see words and photos; 0: they may not */
    int64_t published; /* event that holds what everybody may see of them (store/publication_store.h); 0: nothing */
} Case;

typedef struct Call {
    int64_t no;       /* 1, 2, ... within the case */
    int64_t state;    /* CallState */
    int64_t before;   /* CallState before a dispute */
    int64_t lead;     /* 1: the accountable lead */
    int64_t required; /* 1: must be done or released before propose_done */
    Str callee;
    Str caller;    /* unit that called */
    Str called_by; /* person */
    Str person;    /* the callee's person on it */
    int64_t issued_at;
    int64_t signed_at;
    int64_t present_at;
    int64_t done_at;
    int64_t ended_at;     /* confirmed, upheld, cancelled, released */
    int64_t presence;     /* Presence */
    int64_t distance_m;   /* of the check-in from the case's place; -1 unknown */
    Str true_owner;       /* named by a dispute */
    int64_t score_timely; /* 1..5 by the caller; 0: none */
    int64_t score_attend;
    int64_t score_result;
    int64_t score_call; /* 1..5 by the callee: quality of the call */
    int64_t returned;   /* times sent back */
} Call;

typedef struct CaseClock {
    Str id;          /* "T1", "T4/2" (call 2), "T7/r1" (request 1), "T9#2" (second run): unique within the case */
    int64_t kind;    /* ClockKind */
    int64_t call;    /* call number or 0 */
    int64_t request; /* request number or 0 */
    Str unit;        /* whose clock it is */
    Str limit;       /* "10m", "4wh", "3wd" */
    int64_t started_at;
    int64_t due_at;     /* moves when a pause is counted or the limit changes */
    int64_t stopped_at; /* 0: running */
    int64_t paused_at;  /* since when it is paused; 0: it is not */
    int64_t paused_ms;  /* counted pauses before paused_at, in the limit's own time (working time for wm, wh, wd) */
    int64_t extended;   /* percent added to the limit */
    int64_t voided;     /* 1: stopped without counting */
    int64_t alerted;    /* highest rung of the ladder reached: 0, 50, 80, 100, 150 */
    int64_t next_at;    /* when the next rung is reached; 0: none */
} CaseClock;

typedef struct CaseRequest {
    int64_t no;
    int64_t kind; /* RequestKind */
    int64_t call; /* call number for REMOTE, DISPUTE; else 0 */
    Str by_unit;
    Str by_person;
    Str to_unit; /* TRANSFER: the other desk; CO_UNIT: the unit asked for; DISPUTE: the true owner named */
    int64_t asked_at;
    int64_t until;      /* SUSPEND: wake date */
    int64_t percent;    /* EXTEND: percent of the limit */
    int64_t decided_at; /* 0: pending */
    int64_t granted;    /* 1 granted, 0 refused */
    Str decided_by;
} CaseRequest;

typedef struct CaseFile {
    Case c;
    Call calls[CASE_CALLS_MAX];
    size_t call_count;
    CaseClock clocks[CASE_CLOCKS_MAX];
    size_t clock_count;
    CaseRequest requests[CASE_REQUESTS_MAX];
    size_t request_count;
    int64_t version; /* = seq of the last event; 0: new */
    Str last_hash;   /* hex leaf hash of the last event; empty before the first */
    int64_t last_at; /* its time */
} CaseFile;

CaseFile *case_file_new(Arena *arena); /* empty; elements beyond the counts hold nothing */
/* Only what is there is copied: a file has room for a long story, and most are short. */
void case_file_copy(CaseFile *to, const CaseFile *from);
void case_file_clear(CaseFile *file);
bool case_is_open(CaseState state);                /* neither CLOSED, REJECTED, MERGED nor WITHDRAWN */
Call *case_call(CaseFile *file, int64_t no);       /* NULL: none */
const Call *case_lead(const CaseFile *file);       /* the lead's live call, else its confirmed one, or NULL */
bool call_is_live(CallState state);                /* not CONFIRMED, UPHELD, CANCELLED, RELEASED */
CaseRequest *case_request(CaseFile *file, int64_t no); /* NULL: none */
CaseClock *case_clock(CaseFile *file, ClockKind kind, int64_t call, int64_t request); /* the latest such, or NULL */

#endif

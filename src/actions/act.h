/* The frame of every action on a case: load, check rights and version, step by the table; then the action's own few
 * lines; then record. An action reads: TRY(act_begin(...)); change act->file; return act_end(...). */
#ifndef GULOU_ACTIONS_ACT_H
#define GULOU_ACTIONS_ACT_H

#include "base/json.h"
#include "domain/actor.h"
#include "domain/district.h"
#include "domain/redaction.h"
#include "domain/workflow.h"
#include "store/case_store.h"

typedef struct CallTarget {
    Str unit;
    bool lead, required;
} CallTarget;

typedef struct PlaceInput {
    bool given;
    double lat, lon;    /* WGS-84 */
    int64_t accuracy_m; /* 0: unknown */
    Str source;
} PlaceInput;

/* What a person sends with an action; each action reads its own fields (docs/openapi.yaml, ActionInput). */
typedef struct ActionInput {
    Str number;
    int64_t version; /* the one the person saw; 0: not given (only reporters and the system may leave it out) */
    Str note;
    Str unit, person;
    const CallTarget *units;
    size_t unit_count;
    int64_t call, request;
    bool granted, upheld, solved, reached;
    Finding finding;
    const Str *photos;
    size_t photo_count;
    PlaceInput place;
    Str subdistrict, community, grid; /* areas of `place`, found by the door */
    Str place_text;
    UnixMs claimed_at; /* what the phone says; 0: none */
    Str code;
    Str master;
    UnixMs until;
    int64_t percent;
    Str received, contacted, measure, limit; /* the four elements */
    int64_t satisfied, score, score_timely, score_attend, score_result;
    Str category, urgency, difficulty; /* codes; empty: unchanged */
    Str photo, field;
    int64_t seq;
    Answers answers;
    Cover cover; /* parts of the report's words that nobody else shall see */
} ActionInput;

typedef struct Act {
    Tx *tx;
    const ActionInput *in;
    const District *district;
    Action action;
    RelationSet relations;
    Relation relation;
    Role role;
    Str unit; /* the actor acts for */
    CaseFile *before, *file;
    Call *call; /* in file; NULL for case actions */
    UnixMs now; /* never before the case's last event */
    JsonOut detail;
    EventText texts[8];
    size_t text_count;
    EventPhotos photos;
    const CaseFile *stored; /* see CaseRecord; NULL: `before` */
} Act;

/* Loads and checks. NOT_FOUND also for a case the actor may not even see; FORBIDDEN, CONFLICT as workflow.h says;
 * CONFLICT (MSG_CASE_CHANGED, telling what was done meanwhile) when the version is not the one the person saw. */
MUST_USE Err act_begin(Tx *tx, const ActionInput *in, Action action, Act **out);
/* The same for an action on call in->call; the call's state has been stepped, the case's has not. */
MUST_USE Err act_begin_call(Tx *tx, const ActionInput *in, Action action, Act **out);
/* For what the system does by itself (jobs, demo): no person, no version. */
MUST_USE Err act_begin_system(Tx *tx, Str number, Action action, Act **out);

void act_text(Act *act, const char *field, Str body);     /* erasable free text of this event */
void act_detail_str(Act *act, const char *key, Str code); /* codes and numbers, never free text */
void act_detail_i64(Act *act, const char *key, int64_t number);
/* in->answers, some or all of a kind's extra questions; nothing where there are none. */
MUST_USE Err act_take_answers(Act *act);
void act_take_photos(Act *act, const char *stage); /* in->photos */
MUST_USE Err act_require_note(Act *act);           /* INVALID on field "note" when empty */
/* Records the event. To be called once; then act_consequence may follow. */
MUST_USE Err act_end(Act *act);
/* A consequence in the same transaction: steps by the table as the system. Change act->file, then act_end again. */
MUST_USE Err act_consequence(Act *act, Action action);

/* Clocks of this case by the district's table (T5: the category's limit). `call`, `request` 0: the case's own. */
MUST_USE Err act_clock_start(Act *act, const ClockStart *start); /* start->limit empty: from the table */
CaseClock *act_clock(Act *act, ClockKind kind);                  /* the case's latest, or NULL */
CaseClock *act_call_clock(Act *act, ClockKind kind, int64_t call);
void act_stop_clock(Act *act, CaseClock *clock); /* and freezes the figure it counts for (due_items) at act_end */

/* A new pending request with its T7 clock. */
MUST_USE Err act_ask(Act *act, const CaseRequest *request, CaseRequest **out);
/* Issues a call to a unit: rights by call_rights, counter-signature where needed, T3, T4 and T6 started. */
MUST_USE Err act_issue_call(Act *act, const CallTarget *target, Call **out);
/* Turns a pending or new call into an issued one and starts its clocks. */
MUST_USE Err act_call_issued(Act *act, Call *call);
/* The unit's row, or INVALID on `field` when there is no such unit. */
MUST_USE Err act_unit(Act *act, Str code, const char *field, const Unit **out);
/* Voids every running clock and cancels live calls: the case ends or changes hands. */
void act_end_calls(Act *act, CallState how);
void act_void_clocks(Act *act);

#endif

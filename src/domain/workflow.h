/* The life of a case and of a call: the one transition table (state × action × relation → next).
 * Everything else asks it: actions step through it, pages show only what it allows, tests walk all of it. */
#ifndef GULOU_DOMAIN_WORKFLOW_H
#define GULOU_DOMAIN_WORKFLOW_H

#include "base/ctx.h"
#include "domain/case.h"

typedef struct Transition {
    CaseState from;
    Action action;
    RelationSet relations; /* any one of them will do */
    CaseState to;          /* == from: the state stays */
} Transition;

typedef struct CallTransition {
    CallState from;
    Action action;
    RelationSet relations;
    CallState to;
} CallTransition;

extern const Transition case_transitions[];
extern const size_t case_transition_count;
extern const CallTransition call_transitions[];
extern const size_t call_transition_count;

typedef struct Step {
    Action action;
    RelationSet relations; /* the actor's to this case (and call) */
} Step;

/* Moves *state by the table and answers the relation used (the lowest of the row's that the actor has).
 * CONFLICT (told: the state it is in) when the action has no row for the state; FORBIDDEN when it has one but none
 * of the actor's relations may take it. An actor with no relation at all gets FORBIDDEN before anything else. */
MUST_USE Err workflow_step(Ctx *ctx, Step step, int64_t *state, Relation *used);
MUST_USE Err workflow_call_step(Ctx *ctx, Step step, int64_t *state, Relation *used);

/* Which actions the table allows (for pages; never SUBMIT, which makes a case). `out` has room for ACTION_COUNT. */
size_t workflow_allowed(CaseState state, RelationSet relations, Action *out);
size_t workflow_call_allowed(CallState state, RelationSet relations, Action *out);
bool action_is_for_call(Action action);   /* acts on one call of the case */
bool action_is_for_person(Action action); /* false: only the system takes it */

#endif

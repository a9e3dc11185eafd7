/* The two transition tables (DOMAIN.md §3) and the one way through them.
 * Read it as the law is read: state by state, who may do what, and where it leads. At most one row stands for a
 * state and an action; where an action may end in two places, its second end is a consequence taken by the system. */
#include "domain/workflow.h"

#define R(name) REL(name)
#define DESK (R(OWNER_DESK))
#define DESK_OR_CENTRE (R(OWNER_DESK) | R(CENTRE))
#define ON_CASE (R(HANDLER) | R(LEAD) | R(CO))
#define SEES_REPORTER (R(OWNER_DESK) | R(VERIFIER) | ON_CASE | R(OPERATOR))
#define CONTACTS (R(OWNER_DESK) | R(HANDLER) | R(LEAD) | R(OPERATOR))
#define URGES (R(REPORTER) | R(OWNER_DESK) | R(CENTRE) | R(SUPERVISOR))
#define ASKS_TIME (R(OWNER_DESK) | R(HANDLER) | R(LEAD))

/* Consent and what is shown can be taken back for as long as anything can be shown. */
#define MAY_TAKE_BACK(state)                                                                                           \
    {CASE_##state, ACTION_CONSENT, R(REPORTER), CASE_##state},                                                         \
    {                                                                                                                  \
        CASE_##state, ACTION_UNPUBLISH, DESK_OR_CENTRE, CASE_##state                                                   \
    }

/* What may be done while the case is with somebody and stays where it is. */
#define WHILE_OPEN(state)                                                                                              \
    {CASE_##state, ACTION_ADD_NOTE, R(REPORTER) | R(OPERATOR), CASE_##state},                                          \
        {CASE_##state, ACTION_REVEAL_REPORTER, SEES_REPORTER, CASE_##state},                                           \
        {CASE_##state, ACTION_CONTACT, CONTACTS, CASE_##state},                                                        \
        {CASE_##state, ACTION_DECIDE, R(DECIDER), CASE_##state},                                                       \
        {CASE_##state, ACTION_REDACT, DESK_OR_CENTRE, CASE_##state},                                                   \
        {CASE_##state, ACTION_PUBLISH, DESK_OR_CENTRE, CASE_##state}, MAY_TAKE_BACK(state),                            \
    {                                                                                                                  \
        CASE_##state, ACTION_CLOCK_ALERT, R(SYSTEM), CASE_##state                                                      \
    }
#define UNTIL_DONE(state)                                                                                              \
    WHILE_OPEN(state), {CASE_##state, ACTION_FOLLOW, R(FOLLOWER), CASE_##state},                                       \
        {CASE_##state, ACTION_URGE, URGES, CASE_##state},                                                              \
    {                                                                                                                  \
        CASE_##state, ACTION_SUPERVISE, R(CENTRE) | R(SUPERVISOR), CASE_##state                                        \
    }
#define UNTIL_PROPOSED(state)                                                                                          \
    UNTIL_DONE(state), {CASE_##state, ACTION_CORRECT, DESK_OR_CENTRE, CASE_##state},                                   \
        {CASE_##state, ACTION_HAND_BACK, R(SYSTEM), CASE_##state},                                                     \
    {                                                                                                                  \
        CASE_##state, ACTION_FORCE_ESCALATE, R(SYSTEM), CASE_ESCALATED                                                 \
    }

/* clang-format off */
const Transition case_transitions[] = {
    /* the birth: an all-zero file is SUBMITTED */
    {CASE_SUBMITTED, ACTION_SUBMIT, R(REPORTER) | R(OPERATOR), CASE_SUBMITTED},
    {CASE_SUBMITTED, ACTION_TRIAGE, R(SYSTEM), CASE_ROUTED},
    {CASE_SUBMITTED, ACTION_WITHDRAW, R(REPORTER), CASE_WITHDRAWN},
    {CASE_SUBMITTED, ACTION_ADD_NOTE, R(REPORTER) | R(OPERATOR), CASE_SUBMITTED},
    {CASE_SUBMITTED, ACTION_REDACT, DESK_OR_CENTRE, CASE_SUBMITTED},
    {CASE_SUBMITTED, ACTION_CLOCK_ALERT, R(SYSTEM), CASE_SUBMITTED},
    {CASE_SUBMITTED, ACTION_FORCE_ESCALATE, R(SYSTEM), CASE_ESCALATED},

    {CASE_ROUTED, ACTION_RESPOND, DESK, CASE_ACCEPTED},
    {CASE_ROUTED, ACTION_ASK_VERIFY, DESK, CASE_VERIFYING},
    {CASE_ROUTED, ACTION_TRANSFER, DESK, CASE_ROUTED},
    {CASE_ROUTED, ACTION_HAND_OVER, R(SYSTEM), CASE_ROUTED},
    {CASE_ROUTED, ACTION_ESCALATE, DESK, CASE_ESCALATED},
    {CASE_ROUTED, ACTION_MERGE, DESK, CASE_MERGED},
    {CASE_ROUTED, ACTION_REJECT, DESK, CASE_REJECTED},
    {CASE_ROUTED, ACTION_WITHDRAW, R(REPORTER), CASE_WITHDRAWN},
    UNTIL_PROPOSED(ROUTED),

    {CASE_VERIFYING, ACTION_REPORT_FINDING, R(VERIFIER), CASE_ACCEPTED},
    {CASE_VERIFYING, ACTION_WITHDRAW, R(REPORTER), CASE_WITHDRAWN},
    UNTIL_PROPOSED(VERIFYING),

    {CASE_ACCEPTED, ACTION_ASSIGN, DESK, CASE_ASSIGNED},
    {CASE_ACCEPTED, ACTION_CALL, DESK, CASE_CALLING},
    {CASE_ACCEPTED, ACTION_ANSWER, DESK, CASE_REVIEW},
    {CASE_ACCEPTED, ACTION_TRANSFER, DESK, CASE_ACCEPTED},
    {CASE_ACCEPTED, ACTION_HAND_OVER, R(SYSTEM), CASE_ROUTED},
    {CASE_ACCEPTED, ACTION_ESCALATE, DESK, CASE_ESCALATED},
    {CASE_ACCEPTED, ACTION_MERGE, DESK, CASE_MERGED},
    {CASE_ACCEPTED, ACTION_REJECT, DESK, CASE_REJECTED},
    {CASE_ACCEPTED, ACTION_WITHDRAW, R(REPORTER), CASE_WITHDRAWN},
    UNTIL_PROPOSED(ACCEPTED),

    {CASE_ASSIGNED, ACTION_START, R(HANDLER), CASE_HANDLING},
    {CASE_ASSIGNED, ACTION_RETURN_ASSIGNMENT, R(HANDLER), CASE_ACCEPTED},
    {CASE_ASSIGNED, ACTION_CALL, DESK | R(HANDLER), CASE_CALLING},
    {CASE_ASSIGNED, ACTION_REASSIGN, DESK, CASE_ASSIGNED},
    {CASE_ASSIGNED, ACTION_EXTEND, ASKS_TIME, CASE_ASSIGNED},
    {CASE_ASSIGNED, ACTION_ESCALATE, DESK, CASE_ESCALATED},
    {CASE_ASSIGNED, ACTION_WITHDRAW, R(REPORTER), CASE_WITHDRAWN},
    UNTIL_PROPOSED(ASSIGNED),

    {CASE_CALLING, ACTION_BEGIN_HANDLING, R(SYSTEM), CASE_HANDLING},
    {CASE_CALLING, ACTION_VOID_CALLS, R(SYSTEM), CASE_ACCEPTED},
    {CASE_CALLING, ACTION_CALL, DESK_OR_CENTRE, CASE_CALLING},
    {CASE_CALLING, ACTION_CHANGE_LEAD, DESK_OR_CENTRE, CASE_CALLING},
    {CASE_CALLING, ACTION_PROGRESS, ON_CASE, CASE_CALLING}, /* a co-unit may be at work before the lead comes */
    {CASE_CALLING, ACTION_EXTEND, ASKS_TIME, CASE_CALLING},
    {CASE_CALLING, ACTION_ESCALATE, DESK, CASE_ESCALATED},
    {CASE_CALLING, ACTION_WITHDRAW, R(REPORTER), CASE_WITHDRAWN}, /* the action refuses it after a check-in */
    UNTIL_PROPOSED(CALLING),

    {CASE_HANDLING, ACTION_PROGRESS, ON_CASE, CASE_HANDLING},
    {CASE_HANDLING, ACTION_CALL, DESK, CASE_HANDLING},
    {CASE_HANDLING, ACTION_CHANGE_LEAD, DESK_OR_CENTRE, CASE_HANDLING},
    {CASE_HANDLING, ACTION_ASK_CO_UNIT, R(LEAD), CASE_HANDLING},
    {CASE_HANDLING, ACTION_PROPOSE_DONE, R(HANDLER) | R(LEAD), CASE_REVIEW},
    {CASE_HANDLING, ACTION_SUSPEND, ASKS_TIME, CASE_HANDLING},
    {CASE_HANDLING, ACTION_PAUSE, R(SYSTEM), CASE_SUSPENDED},
    {CASE_HANDLING, ACTION_EXTEND, ASKS_TIME, CASE_HANDLING},
    {CASE_HANDLING, ACTION_RETURN_ASSIGNMENT, R(HANDLER) | R(LEAD), CASE_ACCEPTED},
    {CASE_HANDLING, ACTION_VOID_CALLS, R(SYSTEM), CASE_ACCEPTED},
    {CASE_HANDLING, ACTION_RETURN_ANSWER, R(SYSTEM), CASE_ACCEPTED}, /* an answer has no handler to go back to */
    {CASE_HANDLING, ACTION_ESCALATE, DESK, CASE_ESCALATED},
    UNTIL_PROPOSED(HANDLING),

    {CASE_SUSPENDED, ACTION_WAKE, R(SYSTEM) | DESK, CASE_HANDLING},
    UNTIL_PROPOSED(SUSPENDED),

    {CASE_ESCALATED, ACTION_CALL, DESK_OR_CENTRE, CASE_CALLING},
    {CASE_ESCALATED, ACTION_ASSIGN, DESK_OR_CENTRE, CASE_ASSIGNED},
    {CASE_ESCALATED, ACTION_INSTRUCT, DESK_OR_CENTRE, CASE_ACCEPTED},
    {CASE_ESCALATED, ACTION_REJECT, DESK_OR_CENTRE, CASE_REJECTED},
    UNTIL_PROPOSED(ESCALATED),

    {CASE_REVIEW, ACTION_PASS, DESK, CASE_RESOLVED},
    {CASE_REVIEW, ACTION_SEND_BACK, DESK, CASE_HANDLING},
    {CASE_REVIEW, ACTION_RETURN_ANSWER, R(SYSTEM), CASE_ACCEPTED},
    UNTIL_DONE(REVIEW),

    {CASE_RESOLVED, ACTION_RATE, R(REPORTER), CASE_CLOSED},
    {CASE_RESOLVED, ACTION_REOPEN, R(REPORTER), CASE_HANDLING},         /* rated "not solved", the first time */
    {CASE_RESOLVED, ACTION_FORCE_ESCALATE, R(SYSTEM), CASE_ESCALATED}, /* and the second */
    {CASE_RESOLVED, ACTION_CLOSE, R(SYSTEM), CASE_CLOSED},
    WHILE_OPEN(RESOLVED),

    {CASE_CLOSED, ACTION_REOPEN, R(REPORTER), CASE_ACCEPTED},
    {CASE_CLOSED, ACTION_REDACT, DESK_OR_CENTRE, CASE_CLOSED},
    {CASE_CLOSED, ACTION_PUBLISH, DESK_OR_CENTRE, CASE_CLOSED},
    MAY_TAKE_BACK(CLOSED),
    {CASE_CLOSED, ACTION_ERASE, R(SYSTEM), CASE_CLOSED},
    {CASE_CLOSED, ACTION_CLOCK_ALERT, R(SYSTEM), CASE_CLOSED}, /* the reopen window ends */

    {CASE_REJECTED, ACTION_APPEAL, R(REPORTER), CASE_ESCALATED},
    {CASE_REJECTED, ACTION_REDACT, DESK_OR_CENTRE, CASE_REJECTED},
    MAY_TAKE_BACK(REJECTED),
    {CASE_REJECTED, ACTION_ERASE, R(SYSTEM), CASE_REJECTED},

    {CASE_MERGED, ACTION_UNMERGE, DESK, CASE_ACCEPTED},
    {CASE_MERGED, ACTION_REDACT, DESK_OR_CENTRE, CASE_MERGED},
    MAY_TAKE_BACK(MERGED),
    {CASE_MERGED, ACTION_ERASE, R(SYSTEM), CASE_MERGED},

    {CASE_WITHDRAWN, ACTION_REDACT, DESK_OR_CENTRE, CASE_WITHDRAWN},
    {CASE_WITHDRAWN, ACTION_ERASE, R(SYSTEM), CASE_WITHDRAWN},
};

#define CALLED (R(LEAD) | R(CO))
#define CALLERS (R(CALLER) | R(OWNER_DESK))
#define CANCELLERS (R(CALLER) | R(OWNER_DESK) | R(CENTRE))

const CallTransition call_transitions[] = {
    {CALL_PENDING, ACTION_COUNTERSIGN, R(COUNTERSIGNER), CALL_ISSUED},
    {CALL_PENDING, ACTION_CANCEL_CALL, CANCELLERS | R(COUNTERSIGNER), CALL_CANCELLED},

    /* check_in: the row's end is for one on site; a remote one waits for ADMIT_REMOTE */
    {CALL_ISSUED, ACTION_SIGN, CALLED, CALL_SIGNED},
    {CALL_ISSUED, ACTION_CHECK_IN, CALLED, CALL_PRESENT},
    {CALL_ISSUED, ACTION_ADMIT_REMOTE, R(SYSTEM), CALL_PRESENT},
    {CALL_ISSUED, ACTION_DISPUTE, CALLED, CALL_DISPUTED},
    {CALL_ISSUED, ACTION_CANCEL_CALL, CANCELLERS, CALL_CANCELLED},

    {CALL_SIGNED, ACTION_CHECK_IN, CALLED, CALL_PRESENT},
    {CALL_SIGNED, ACTION_ADMIT_REMOTE, R(SYSTEM), CALL_PRESENT},
    {CALL_SIGNED, ACTION_DISPUTE, CALLED, CALL_DISPUTED},
    {CALL_SIGNED, ACTION_CANCEL_CALL, CANCELLERS, CALL_CANCELLED},

    /* U1 and U2: handle first, dispute later */
    {CALL_PRESENT, ACTION_START_WORK, CALLED, CALL_WORKING},
    {CALL_PRESENT, ACTION_FINISH_CALL, CALLED, CALL_DONE},
    {CALL_PRESENT, ACTION_DISPUTE, CALLED, CALL_DISPUTED},
    {CALL_PRESENT, ACTION_RELEASE_CALL, DESK_OR_CENTRE, CALL_RELEASED},
    {CALL_PRESENT, ACTION_SCORE_CALLEE, CALLERS, CALL_PRESENT},

    {CALL_WORKING, ACTION_FINISH_CALL, CALLED, CALL_DONE},
    {CALL_WORKING, ACTION_DISPUTE, CALLED, CALL_DISPUTED},
    {CALL_WORKING, ACTION_RELEASE_CALL, DESK_OR_CENTRE, CALL_RELEASED},
    {CALL_WORKING, ACTION_SCORE_CALLEE, CALLERS, CALL_WORKING},

    {CALL_DONE, ACTION_CONFIRM_CALL, CALLERS, CALL_CONFIRMED},
    {CALL_DONE, ACTION_RETURN_CALL, CALLERS, CALL_WORKING},
    {CALL_DONE, ACTION_RELEASE_CALL, DESK_OR_CENTRE, CALL_RELEASED},
    {CALL_DONE, ACTION_SCORE_CALLEE, CALLERS, CALL_DONE},
    {CALL_DONE, ACTION_SCORE_CALLER, CALLED, CALL_DONE},

    {CALL_CONFIRMED, ACTION_SCORE_CALLEE, CALLERS, CALL_CONFIRMED},
    {CALL_CONFIRMED, ACTION_SCORE_CALLER, CALLED, CALL_CONFIRMED},

    /* arbitrate: the row's end is for an upheld dispute; a dismissed one goes back to `before` */
    {CALL_DISPUTED, ACTION_ARBITRATE, R(CENTRE), CALL_UPHELD},
    {CALL_DISPUTED, ACTION_CANCEL_CALL, CANCELLERS, CALL_CANCELLED},

    {CALL_RELEASED, ACTION_SCORE_CALLEE, CALLERS, CALL_RELEASED},
    {CALL_RELEASED, ACTION_SCORE_CALLER, CALLED, CALL_RELEASED},
};
/* clang-format on */

const size_t case_transition_count = COUNT_OF(case_transitions);
const size_t call_transition_count = COUNT_OF(call_transitions);

static const Transition *find_row(int64_t state, Action action)
{
    for (size_t i = 0; i < case_transition_count; i++)
        if ((int64_t)case_transitions[i].from == state && case_transitions[i].action == action)
            return &case_transitions[i];
    return NULL;
}

static const CallTransition *find_call_row(int64_t state, Action action)
{
    for (size_t i = 0; i < call_transition_count; i++)
        if ((int64_t)call_transitions[i].from == state && call_transitions[i].action == action)
            return &call_transitions[i];
    return NULL;
}

static Relation lowest(RelationSet relations)
{
    return (Relation)__builtin_ctz(relations);
}

static Err not_yours(Ctx *ctx, Action action)
{
    return fail(ctx, ERR_FORBIDDEN, MSG_ACTION_NOT_YOURS, action_text(action, ctx->lang));
}

static Err not_now(Ctx *ctx, Action action, Str state)
{
    return fail(ctx, ERR_CONFLICT, MSG_ACTION_NOT_NOW, state, action_text(action, ctx->lang));
}

Err workflow_step(Ctx *ctx, Step step, int64_t *state, Relation *used)
{
    if (step.relations == 0)
        return not_yours(ctx, step.action);
    const Transition *row = find_row(*state, step.action);
    if (row == NULL)
        return not_now(ctx, step.action, case_state_text((CaseState)*state, ctx->lang));
    if ((row->relations & step.relations) == 0)
        return not_yours(ctx, step.action);
    *state = row->to;
    *used = lowest(row->relations & step.relations);
    return OK;
}

Err workflow_call_step(Ctx *ctx, Step step, int64_t *state, Relation *used)
{
    if (step.relations == 0)
        return not_yours(ctx, step.action);
    const CallTransition *row = find_call_row(*state, step.action);
    if (row == NULL)
        return not_now(ctx, step.action, call_state_text((CallState)*state, ctx->lang));
    if ((row->relations & step.relations) == 0)
        return not_yours(ctx, step.action);
    *state = row->to;
    *used = lowest(row->relations & step.relations);
    return OK;
}

/* SUBMIT makes a case; it is never done to one that exists. */
size_t workflow_allowed(CaseState state, RelationSet relations, Action *out)
{
    size_t count = 0;
    for (size_t i = 0; i < case_transition_count; i++) {
        const Transition *row = &case_transitions[i];
        if (row->from == state && (row->relations & relations) != 0 && row->action != ACTION_SUBMIT)
            out[count++] = row->action;
    }
    return count;
}

size_t workflow_call_allowed(CallState state, RelationSet relations, Action *out)
{
    size_t count = 0;
    for (size_t i = 0; i < call_transition_count; i++) {
        const CallTransition *row = &call_transitions[i];
        if (row->from == state && (row->relations & relations) != 0)
            out[count++] = row->action;
    }
    return count;
}

bool action_is_for_call(Action action)
{
    return (action >= ACTION_COUNTERSIGN && action <= ACTION_SCORE_CALLER) || action == ACTION_ADMIT_REMOTE;
}

bool action_is_for_person(Action action)
{
    return action < ACTION_TRIAGE;
}

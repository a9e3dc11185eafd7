/* Every verb of the front line, one function each: a transaction that reads, decides by the rules, writes and leaves
 * its events. The file is named after the verb. What the verbs share of the case's life is declared below them. */
#ifndef GULOU_ACTIONS_ACTIONS_H
#define GULOU_ACTIONS_ACTIONS_H

#include "actions/act.h"
#include "store/person_store.h"

typedef Err (*CaseAction)(Tx *tx, const ActionInput *in);

/* action, function */
#define CASE_ACTIONS(X)                                                                                                \
    X(WITHDRAW, withdraw)                                                                                              \
    X(ADD_NOTE, add_note)                                                                                              \
    X(RESPOND, respond)                                                                                                \
    X(ASK_VERIFY, ask_verify)                                                                                          \
    X(REPORT_FINDING, report_finding)                                                                                  \
    X(TRANSFER, transfer)                                                                                              \
    X(ESCALATE, escalate)                                                                                              \
    X(MERGE, merge)                                                                                                    \
    X(UNMERGE, unmerge)                                                                                                \
    X(REJECT, reject)                                                                                                  \
    X(APPEAL, appeal)                                                                                                  \
    X(ASSIGN, assign)                                                                                                  \
    X(REASSIGN, reassign)                                                                                              \
    X(START, start)                                                                                                    \
    X(RETURN_ASSIGNMENT, return_assignment)                                                                            \
    X(CALL, call_unit)                                                                                                 \
    X(CHANGE_LEAD, change_lead)                                                                                        \
    X(ANSWER, answer)                                                                                                  \
    X(PROGRESS, progress)                                                                                              \
    X(ASK_CO_UNIT, ask_co_unit)                                                                                        \
    X(PROPOSE_DONE, propose_done)                                                                                      \
    X(SUSPEND, suspend)                                                                                                \
    X(EXTEND, extend)                                                                                                  \
    X(DECIDE, decide)                                                                                                  \
    X(WAKE, wake)                                                                                                      \
    X(INSTRUCT, instruct)                                                                                              \
    X(PASS, pass)                                                                                                      \
    X(SEND_BACK, send_back)                                                                                            \
    X(RATE, rate)                                                                                                      \
    X(REOPEN, reopen)                                                                                                  \
    X(CONTACT, contact)                                                                                                \
    X(REVEAL_REPORTER, reveal_reporter)                                                                                \
    X(CORRECT, correct)                                                                                                \
    X(URGE, urge)                                                                                                      \
    X(SUPERVISE, supervise)                                                                                            \
    X(REDACT, redact)                                                                                                  \
    X(CONSENT, consent)                                                                                                \
    X(PUBLISH, publish)                                                                                                \
    X(UNPUBLISH, unpublish)                                                                                            \
    X(COUNTERSIGN, countersign)                                                                                        \
    X(SIGN, sign_call)                                                                                                 \
    X(CHECK_IN, check_in)                                                                                              \
    X(START_WORK, start_work)                                                                                          \
    X(FINISH_CALL, finish_call)                                                                                        \
    X(CONFIRM_CALL, confirm_call)                                                                                      \
    X(RETURN_CALL, return_call)                                                                                        \
    X(DISPUTE, dispute_call)                                                                                           \
    X(ARBITRATE, arbitrate)                                                                                            \
    X(CANCEL_CALL, cancel_call)                                                                                        \
    X(RELEASE_CALL, release_call)                                                                                      \
    X(SCORE_CALLEE, score_callee)                                                                                      \
    X(SCORE_CALLER, score_caller)

#define X(code, function) MUST_USE Err function(Tx *tx, const ActionInput *in);
CASE_ACTIONS(X)
#undef X

/* The function of an action a person takes on a case; NULL for SUBMIT and for the system's own. */
CaseAction case_action(Action action);

/* Shared steps of the case's life (each stands in the file of the verb it belongs to). */
MUST_USE Err act_accept(Act *act);                        /* respond.c: T1 stops, T2 and T5 run */
MUST_USE Err act_assignee(Act *act, const Unit **out);    /* assign.c: in->unit, in->person are below the desk */
MUST_USE Err act_hand_over(Act *act, Str owner);          /* transfer.c */
void act_give_to_centre(Act *act);                        /* escalate.c */
MUST_USE Err act_force_escalate(Act *act, Str why);       /* escalate.c */
MUST_USE Err act_propose(Act *act);                       /* propose_done.c: T5 stops, T9 runs */
MUST_USE Err act_case_progress(Act *act);                 /* check_in.c: the lead is there */
MUST_USE Err act_admit_remote(Act *act, int64_t call_no); /* check_in.c */
MUST_USE Err act_pause(Act *act, UnixMs until);           /* suspend.c */
void act_wake(Act *act);                                  /* suspend.c */
MUST_USE Err act_invite_rating(Act *act);                 /* invite.c: the one-time link, by the outbox */

#endif

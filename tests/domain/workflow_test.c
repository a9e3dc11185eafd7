#include "test.h"

#include <stdio.h>

#include "domain/rights.h"
#include "domain/workflow.h"

/* DOMAIN.md §3, copied by hand and not from the table: state, action, relation, next. */
typedef struct LawRow {
    CaseState from;
    Action action;
    Relation relation;
    CaseState to;
} LawRow;

#define LAW(from, action, relation, to)                                                                                \
    {                                                                                                                  \
        CASE_##from, ACTION_##action, RELATION_##relation, CASE_##to                                                   \
    }
static const LawRow law[] = {
    LAW(SUBMITTED, TRIAGE, SYSTEM, ROUTED),
    LAW(SUBMITTED, WITHDRAW, REPORTER, WITHDRAWN),
    LAW(ROUTED, RESPOND, OWNER_DESK, ACCEPTED),
    LAW(ROUTED, ASK_VERIFY, OWNER_DESK, VERIFYING),
    LAW(ROUTED, TRANSFER, OWNER_DESK, ROUTED),
    LAW(ROUTED, HAND_OVER, SYSTEM, ROUTED),
    LAW(ROUTED, ESCALATE, OWNER_DESK, ESCALATED),
    LAW(ROUTED, MERGE, OWNER_DESK, MERGED),
    LAW(ROUTED, REJECT, OWNER_DESK, REJECTED),
    LAW(ROUTED, WITHDRAW, REPORTER, WITHDRAWN),
    LAW(ROUTED, FOLLOW, FOLLOWER, ROUTED),
    LAW(REVIEW, FOLLOW, FOLLOWER, REVIEW),
    LAW(VERIFYING, REPORT_FINDING, VERIFIER, ACCEPTED),
    LAW(VERIFYING, WITHDRAW, REPORTER, WITHDRAWN),
    LAW(ACCEPTED, ASSIGN, OWNER_DESK, ASSIGNED),
    LAW(ACCEPTED, CALL, OWNER_DESK, CALLING),
    LAW(ACCEPTED, ANSWER, OWNER_DESK, REVIEW),
    LAW(ACCEPTED, TRANSFER, OWNER_DESK, ACCEPTED),
    LAW(ACCEPTED, HAND_OVER, SYSTEM, ROUTED),
    LAW(ACCEPTED, ESCALATE, OWNER_DESK, ESCALATED),
    LAW(ACCEPTED, MERGE, OWNER_DESK, MERGED),
    LAW(ACCEPTED, REJECT, OWNER_DESK, REJECTED),
    LAW(ACCEPTED, WITHDRAW, REPORTER, WITHDRAWN),
    LAW(ASSIGNED, START, HANDLER, HANDLING),
    LAW(ASSIGNED, RETURN_ASSIGNMENT, HANDLER, ACCEPTED),
    LAW(ASSIGNED, CALL, OWNER_DESK, CALLING),
    LAW(ASSIGNED, CALL, HANDLER, CALLING),
    LAW(ASSIGNED, REASSIGN, OWNER_DESK, ASSIGNED),
    LAW(ASSIGNED, ESCALATE, OWNER_DESK, ESCALATED),
    LAW(ASSIGNED, WITHDRAW, REPORTER, WITHDRAWN),
    LAW(CALLING, BEGIN_HANDLING, SYSTEM, HANDLING),
    LAW(CALLING, VOID_CALLS, SYSTEM, ACCEPTED),
    LAW(CALLING, CALL, OWNER_DESK, CALLING),
    LAW(CALLING, CALL, CENTRE, CALLING),
    LAW(CALLING, CHANGE_LEAD, OWNER_DESK, CALLING),
    LAW(CALLING, CHANGE_LEAD, CENTRE, CALLING),
    LAW(CALLING, ESCALATE, OWNER_DESK, ESCALATED),
    LAW(HANDLING, PROGRESS, LEAD, HANDLING),
    LAW(HANDLING, PROGRESS, CO, HANDLING),
    LAW(HANDLING, PROGRESS, HANDLER, HANDLING),
    LAW(HANDLING, CALL, OWNER_DESK, HANDLING),
    LAW(HANDLING, ASK_CO_UNIT, LEAD, HANDLING),
    LAW(HANDLING, PROPOSE_DONE, HANDLER, REVIEW),
    LAW(HANDLING, PROPOSE_DONE, LEAD, REVIEW),
    LAW(HANDLING, SUSPEND, HANDLER, HANDLING),
    LAW(HANDLING, DECIDE, DECIDER, HANDLING),
    LAW(HANDLING, PAUSE, SYSTEM, SUSPENDED),
    LAW(HANDLING, EXTEND, LEAD, HANDLING),
    LAW(HANDLING, RETURN_ASSIGNMENT, HANDLER, ACCEPTED),
    LAW(HANDLING, ESCALATE, OWNER_DESK, ESCALATED),
    LAW(SUSPENDED, WAKE, SYSTEM, HANDLING),
    LAW(SUSPENDED, WAKE, OWNER_DESK, HANDLING),
    LAW(ESCALATED, CALL, CENTRE, CALLING),
    LAW(ESCALATED, ASSIGN, CENTRE, ASSIGNED),
    LAW(ESCALATED, INSTRUCT, CENTRE, ACCEPTED),
    LAW(ESCALATED, REJECT, CENTRE, REJECTED),
    LAW(REVIEW, PASS, OWNER_DESK, RESOLVED),
    LAW(REVIEW, SEND_BACK, OWNER_DESK, HANDLING),
    LAW(REVIEW, RETURN_ANSWER, SYSTEM, ACCEPTED),
    LAW(RESOLVED, RATE, REPORTER, CLOSED),
    LAW(RESOLVED, REOPEN, REPORTER, HANDLING),
    LAW(RESOLVED, FORCE_ESCALATE, SYSTEM, ESCALATED),
    LAW(RESOLVED, CLOSE, SYSTEM, CLOSED),
    LAW(CLOSED, REOPEN, REPORTER, ACCEPTED),
    LAW(REJECTED, APPEAL, REPORTER, ESCALATED),
    LAW(MERGED, UNMERGE, OWNER_DESK, ACCEPTED),
};

#define CALL_LAW(from, action, relation, to)                                                                           \
    {                                                                                                                  \
        (CaseState) CALL_##from, ACTION_##action, RELATION_##relation, (CaseState)CALL_##to                            \
    }
static const LawRow call_law[] = {
    CALL_LAW(PENDING, COUNTERSIGN, COUNTERSIGNER, ISSUED),
    CALL_LAW(PENDING, CANCEL_CALL, CALLER, CANCELLED),
    CALL_LAW(PENDING, CANCEL_CALL, OWNER_DESK, CANCELLED),
    CALL_LAW(PENDING, CANCEL_CALL, CENTRE, CANCELLED),
    CALL_LAW(PENDING, CANCEL_CALL, COUNTERSIGNER, CANCELLED),
    CALL_LAW(ISSUED, SIGN, LEAD, SIGNED),
    CALL_LAW(ISSUED, SIGN, CO, SIGNED),
    CALL_LAW(ISSUED, CHECK_IN, LEAD, PRESENT),
    CALL_LAW(ISSUED, CHECK_IN, CO, PRESENT),
    CALL_LAW(ISSUED, ADMIT_REMOTE, SYSTEM, PRESENT),
    CALL_LAW(ISSUED, DISPUTE, LEAD, DISPUTED),
    CALL_LAW(ISSUED, DISPUTE, CO, DISPUTED),
    CALL_LAW(ISSUED, CANCEL_CALL, CALLER, CANCELLED),
    CALL_LAW(ISSUED, CANCEL_CALL, OWNER_DESK, CANCELLED),
    CALL_LAW(ISSUED, CANCEL_CALL, CENTRE, CANCELLED),
    CALL_LAW(SIGNED, CHECK_IN, LEAD, PRESENT),
    CALL_LAW(SIGNED, CHECK_IN, CO, PRESENT),
    CALL_LAW(SIGNED, ADMIT_REMOTE, SYSTEM, PRESENT),
    CALL_LAW(SIGNED, DISPUTE, LEAD, DISPUTED),
    CALL_LAW(SIGNED, DISPUTE, CO, DISPUTED),
    CALL_LAW(SIGNED, CANCEL_CALL, CALLER, CANCELLED),
    CALL_LAW(SIGNED, CANCEL_CALL, OWNER_DESK, CANCELLED),
    CALL_LAW(SIGNED, CANCEL_CALL, CENTRE, CANCELLED),
    CALL_LAW(PRESENT, START_WORK, LEAD, WORKING),
    CALL_LAW(PRESENT, START_WORK, CO, WORKING),
    CALL_LAW(PRESENT, FINISH_CALL, LEAD, DONE),
    CALL_LAW(PRESENT, FINISH_CALL, CO, DONE),
    CALL_LAW(PRESENT, DISPUTE, LEAD, DISPUTED),
    CALL_LAW(PRESENT, DISPUTE, CO, DISPUTED),
    CALL_LAW(PRESENT, RELEASE_CALL, OWNER_DESK, RELEASED),
    CALL_LAW(PRESENT, RELEASE_CALL, CENTRE, RELEASED),
    CALL_LAW(WORKING, FINISH_CALL, LEAD, DONE),
    CALL_LAW(WORKING, FINISH_CALL, CO, DONE),
    CALL_LAW(WORKING, DISPUTE, LEAD, DISPUTED),
    CALL_LAW(WORKING, DISPUTE, CO, DISPUTED),
    CALL_LAW(WORKING, RELEASE_CALL, OWNER_DESK, RELEASED),
    CALL_LAW(WORKING, RELEASE_CALL, CENTRE, RELEASED),
    CALL_LAW(DONE, CONFIRM_CALL, CALLER, CONFIRMED),
    CALL_LAW(DONE, CONFIRM_CALL, OWNER_DESK, CONFIRMED),
    CALL_LAW(DONE, RETURN_CALL, CALLER, WORKING),
    CALL_LAW(DONE, RETURN_CALL, OWNER_DESK, WORKING),
    CALL_LAW(DONE, RELEASE_CALL, OWNER_DESK, RELEASED),
    CALL_LAW(DONE, RELEASE_CALL, CENTRE, RELEASED),
    CALL_LAW(DISPUTED, ARBITRATE, CENTRE, UPHELD),
    CALL_LAW(DISPUTED, CANCEL_CALL, CALLER, CANCELLED),
    CALL_LAW(DISPUTED, CANCEL_CALL, OWNER_DESK, CANCELLED),
    CALL_LAW(DISPUTED, CANCEL_CALL, CENTRE, CANCELLED),
    CALL_LAW(PRESENT, SCORE_CALLEE, CALLER, PRESENT),
    CALL_LAW(PRESENT, SCORE_CALLEE, OWNER_DESK, PRESENT),
    CALL_LAW(WORKING, SCORE_CALLEE, CALLER, WORKING),
    CALL_LAW(WORKING, SCORE_CALLEE, OWNER_DESK, WORKING),
    CALL_LAW(DONE, SCORE_CALLEE, CALLER, DONE),
    CALL_LAW(DONE, SCORE_CALLEE, OWNER_DESK, DONE),
    CALL_LAW(CONFIRMED, SCORE_CALLEE, CALLER, CONFIRMED),
    CALL_LAW(CONFIRMED, SCORE_CALLEE, OWNER_DESK, CONFIRMED),
    CALL_LAW(RELEASED, SCORE_CALLEE, CALLER, RELEASED),
    CALL_LAW(RELEASED, SCORE_CALLEE, OWNER_DESK, RELEASED),
    CALL_LAW(DONE, SCORE_CALLER, LEAD, DONE),
    CALL_LAW(DONE, SCORE_CALLER, CO, DONE),
    CALL_LAW(CONFIRMED, SCORE_CALLER, LEAD, CONFIRMED),
    CALL_LAW(CONFIRMED, SCORE_CALLER, CO, CONFIRMED),
    CALL_LAW(RELEASED, SCORE_CALLER, LEAD, RELEASED),
    CALL_LAW(RELEASED, SCORE_CALLER, CO, RELEASED),
};

TEST(every_line_of_the_written_law_is_in_the_table)
{
    Ctx ctx = test_ctx();
    for (size_t i = 0; i < COUNT_OF(law); i++) {
        int64_t state = law[i].from;
        Relation used = RELATION_COUNT;
        assert_ok(workflow_step(&ctx, (Step){law[i].action, 1u << law[i].relation}, &state, &used));
        assert_int_equal(state, law[i].to);
        assert_int_equal(used, law[i].relation);
    }
}

TEST(every_line_of_a_calls_law_is_in_its_table)
{
    Ctx ctx = test_ctx();
    for (size_t i = 0; i < COUNT_OF(call_law); i++) {
        int64_t state = call_law[i].from;
        Relation used = RELATION_COUNT;
        assert_ok(workflow_call_step(&ctx, (Step){call_law[i].action, 1u << call_law[i].relation}, &state, &used));
        assert_int_equal(state, call_law[i].to);
        assert_int_equal(used, call_law[i].relation);
    }
}

static RelationSet written_for(const LawRow *rows, size_t count, LawRow move)
{
    RelationSet relations = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].from == move.from && rows[i].action == move.action && rows[i].to == move.to)
            relations |= 1u << rows[i].relation;
    return relations;
}

/* The other direction: a move that the law does not write, or a hand that it does not name, would be an invention. */
TEST(the_table_moves_a_case_nowhere_and_by_nobody_the_law_does_not_write)
{
    static const LawRow besides[] = {
        LAW(CALLING, WITHDRAW, REPORTER, WITHDRAWN),      /* "only before any check-in" */
        LAW(HANDLING, VOID_CALLS, SYSTEM, ACCEPTED),      /* the lead's dispute was upheld, none remains */
        LAW(HANDLING, RETURN_ANSWER, SYSTEM, ACCEPTED),   /* an answer rated "not solved" */
        LAW(HANDLING, RETURN_ASSIGNMENT, LEAD, ACCEPTED), /* section 5: a department as lead returns with reason */
        LAW(ESCALATED, CALL, OWNER_DESK, CALLING), /* the owner desk is the centre's, or the supervision unit's */
        LAW(ESCALATED, ASSIGN, OWNER_DESK, ASSIGNED),     LAW(ESCALATED, INSTRUCT, OWNER_DESK, ACCEPTED),
        LAW(ESCALATED, REJECT, OWNER_DESK, REJECTED),
    };
    for (size_t i = 0; i < case_transition_count; i++) {
        const Transition *row = &case_transitions[i];
        LawRow move = {row->from, row->action, RELATION_COUNT, row->to};
        RelationSet written = written_for(law, COUNT_OF(law), move) | written_for(besides, COUNT_OF(besides), move);
        if (row->action == ACTION_FORCE_ESCALATE)
            written = REL(SYSTEM);
        if (row->from == row->to)
            continue;
        if (row->relations != written)
            print_error("%s %s\n", case_state_code(row->from), action_code(row->action));
        assert_int_equal(row->relations, written);
    }
}

TEST(a_call_is_moved_nowhere_and_by_nobody_the_law_does_not_write)
{
    for (size_t i = 0; i < call_transition_count; i++) {
        const CallTransition *row = &call_transitions[i];
        LawRow move = {(CaseState)row->from, row->action, RELATION_COUNT, (CaseState)row->to};
        if (row->relations != written_for(call_law, COUNT_OF(call_law), move))
            print_error("%s %s\n", call_state_code(row->from), action_code(row->action));
        assert_int_equal(row->relations, written_for(call_law, COUNT_OF(call_law), move));
    }
}

/* Who may stay-and-do, wherever it is possible at all. */
TEST(what_leaves_a_case_where_it_is_belongs_to_the_same_people_in_every_state)
{
    static const struct {
        Action action;
        RelationSet relations;
    } everywhere[] = {
        {ACTION_ADD_NOTE, REL(REPORTER) | REL(OPERATOR)},
        {ACTION_URGE, REL(REPORTER) | REL(OWNER_DESK) | REL(CENTRE) | REL(SUPERVISOR)},
        {ACTION_SUPERVISE, REL(CENTRE) | REL(SUPERVISOR)},
        {ACTION_CONTACT, REL(OWNER_DESK) | REL(HANDLER) | REL(LEAD) | REL(OPERATOR)},
        {ACTION_REVEAL_REPORTER, REL(OWNER_DESK) | REL(VERIFIER) | REL(HANDLER) | REL(LEAD) | REL(CO) | REL(OPERATOR)},
        {ACTION_CORRECT, REL(OWNER_DESK) | REL(CENTRE)},
        {ACTION_REDACT, REL(OWNER_DESK) | REL(CENTRE)},
        {ACTION_CONSENT, REL(REPORTER)},
        {ACTION_PUBLISH, REL(OWNER_DESK) | REL(CENTRE)},
        {ACTION_UNPUBLISH, REL(OWNER_DESK) | REL(CENTRE)},
        {ACTION_DECIDE, REL(DECIDER)},
        {ACTION_CLOCK_ALERT, REL(SYSTEM)},
        {ACTION_FOLLOW, REL(FOLLOWER)},
    };
    for (size_t i = 0; i < case_transition_count; i++)
        for (size_t k = 0; k < COUNT_OF(everywhere); k++)
            if (case_transitions[i].action == everywhere[k].action) {
                assert_int_equal(case_transitions[i].relations, everywhere[k].relations);
                assert_int_equal(case_transitions[i].from, case_transitions[i].to);
            }
}

static bool is_end(CaseState state)
{
    return !case_is_open(state);
}

static void reach(bool seen[CASE_STATE_COUNT])
{
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < case_transition_count; i++)
            if (seen[case_transitions[i].from] && !seen[case_transitions[i].to])
                seen[case_transitions[i].to] = more = true;
    }
}

TEST(a_submitted_case_can_come_to_every_state)
{
    bool seen[CASE_STATE_COUNT] = {[CASE_SUBMITTED] = true};
    reach(seen);
    for (size_t s = 0; s < CASE_STATE_COUNT; s++)
        assert_true(seen[s]);
}

TEST(from_every_state_a_case_can_come_to_an_end)
{
    for (size_t from = 0; from < CASE_STATE_COUNT; from++) {
        bool seen[CASE_STATE_COUNT] = {0};
        seen[from] = true;
        reach(seen);
        bool ended = false;
        for (size_t s = 0; s < CASE_STATE_COUNT; s++)
            ended |= seen[s] && is_end((CaseState)s);
        assert_true(ended);
    }
}

TEST(no_open_state_is_a_dead_end_for_people)
{
    for (size_t s = CASE_ROUTED; s < CASE_STATE_COUNT; s++) {
        bool person_moves = is_end((CaseState)s);
        for (size_t i = 0; i < case_transition_count; i++)
            person_moves |= case_transitions[i].from == s && case_transitions[i].to != s &&
                            (case_transitions[i].relations & ~REL(SYSTEM)) != 0;
        assert_true(person_moves);
    }
}

TEST(a_call_reaches_every_state_and_every_live_call_can_end)
{
    for (size_t from = 0; from < CALL_STATE_COUNT; from++) {
        bool seen[CALL_STATE_COUNT] = {0};
        seen[from] = true;
        for (bool more = true; more;) {
            more = false;
            for (size_t i = 0; i < call_transition_count; i++)
                if (seen[call_transitions[i].from] && !seen[call_transitions[i].to])
                    seen[call_transitions[i].to] = more = true;
        }
        bool ended = false;
        for (size_t s = 0; s < CALL_STATE_COUNT; s++) {
            assert_true(from != CALL_PENDING || seen[s]);
            ended |= seen[s] && !call_is_live((CallState)s);
        }
        assert_true(ended);
    }
}

TEST(one_state_and_one_action_have_one_row)
{
    for (size_t i = 0; i < case_transition_count; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(case_transitions[i].from == case_transitions[k].from &&
                         case_transitions[i].action == case_transitions[k].action);
    for (size_t i = 0; i < call_transition_count; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(call_transitions[i].from == call_transitions[k].from &&
                         call_transitions[i].action == call_transitions[k].action);
}

static RelationSet relations_of(Action action)
{
    RelationSet all = 0;
    for (size_t i = 0; i < case_transition_count; i++)
        if (case_transitions[i].action == action)
            all |= case_transitions[i].relations;
    for (size_t i = 0; i < call_transition_count; i++)
        if (call_transitions[i].action == action)
            all |= call_transitions[i].relations;
    return all;
}

TEST(every_action_stands_in_one_of_the_tables_and_only_there)
{
    for (size_t a = 0; a < ACTION_COUNT; a++) {
        bool in_case = false;
        bool in_call = false;
        for (size_t i = 0; i < case_transition_count; i++)
            in_case |= case_transitions[i].action == a;
        for (size_t i = 0; i < call_transition_count; i++)
            in_call |= call_transitions[i].action == a;
        assert_true(in_case != in_call);
        assert_int_equal(in_call, action_is_for_call((Action)a));
    }
}

TEST(what_only_the_system_does_no_person_may_do)
{
    for (size_t a = 0; a < ACTION_COUNT; a++)
        assert_int_equal(action_is_for_person((Action)a), (relations_of((Action)a) & ~REL(SYSTEM)) != 0);
}

/* Each (state, action, relation) gets exactly one answer; the counts change only with the law. */
TEST(every_combination_of_state_action_and_relation_is_decided)
{
    Ctx ctx = test_ctx();
    size_t next = 0;
    size_t forbidden = 0;
    size_t conflict = 0;
    for (int64_t s = 0; s < CASE_STATE_COUNT; s++)
        for (size_t a = 0; a < ACTION_COUNT; a++)
            for (size_t r = 0; r < RELATION_COUNT; r++) {
                int64_t state = s;
                Relation used = RELATION_COUNT;
                Err err = workflow_step(&ctx, (Step){(Action)a, 1u << r}, &state, &used);
                next += err == OK;
                forbidden += err == ERR_FORBIDDEN;
                conflict += err == ERR_CONFLICT;
                assert_true(err == OK || (state == s && used == RELATION_COUNT));
            }
    size_t rights = 0;
    for (size_t i = 0; i < case_transition_count; i++)
        rights += (size_t)__builtin_popcount(case_transitions[i].relations);
    assert_int_equal(next + forbidden + conflict, CASE_STATE_COUNT * ACTION_COUNT * RELATION_COUNT);
    assert_int_equal(next, rights);
    assert_int_equal(next + forbidden, case_transition_count * RELATION_COUNT);
}

TEST(a_stranger_is_refused_before_he_learns_the_state)
{
    Ctx ctx = test_ctx();
    Relation used = RELATION_COUNT;
    int64_t state = CASE_CLOSED;
    assert_err(workflow_step(&ctx, (Step){ACTION_RESPOND, 0}, &state, &used), ERR_FORBIDDEN);
    int64_t call = CALL_CONFIRMED;
    assert_err(workflow_call_step(&ctx, (Step){ACTION_SIGN, 0}, &call, &used), ERR_FORBIDDEN);
}

TEST(a_second_click_on_respond_is_told_the_state_the_case_is_in)
{
    Ctx ctx = test_ctx();
    Relation used = RELATION_COUNT;
    int64_t state = CASE_ACCEPTED;
    assert_err(workflow_step(&ctx, (Step){ACTION_RESPOND, REL(OWNER_DESK)}, &state, &used), ERR_CONFLICT);
    assert_str(ctx.failure.args[0], "已响应");
    assert_int_equal(state, CASE_ACCEPTED);
}

TEST(of_two_fitting_relations_the_event_names_the_first)
{
    Ctx ctx = test_ctx();
    Relation used = RELATION_COUNT;
    int64_t state = CASE_CALLING;
    RelationSet both = REL(CENTRE) | REL(OWNER_DESK) | REL(REPORTER);
    assert_ok(workflow_step(&ctx, (Step){ACTION_CHANGE_LEAD, both}, &state, &used));
    assert_int_equal(used, RELATION_OWNER_DESK);
}

TEST(a_page_offers_exactly_what_a_step_would_take)
{
    Ctx ctx = test_ctx();
    for (size_t s = 0; s < CASE_STATE_COUNT; s++)
        for (size_t r = 0; r < RELATION_COUNT; r++) {
            Action offered[ACTION_COUNT];
            size_t count = workflow_allowed((CaseState)s, 1u << r, offered);
            size_t taken = 0;
            for (size_t a = 0; a < ACTION_COUNT; a++) {
                int64_t state = (int64_t)s;
                Relation used;
                taken += a != ACTION_SUBMIT && workflow_step(&ctx, (Step){(Action)a, 1u << r}, &state, &used) == OK;
            }
            assert_int_equal(count, taken);
        }
    Action offered[ACTION_COUNT];
    assert_int_equal(workflow_call_allowed(CALL_SIGNED, REL(CO), offered), 2);
    assert_int_equal(offered[0], ACTION_CHECK_IN);
    assert_int_equal(offered[1], ACTION_DISPUTE);
}

TEST(who_only_reads_is_offered_nothing)
{
    Action offered[ACTION_COUNT];
    for (size_t s = 0; s < CASE_STATE_COUNT; s++)
        assert_int_equal(workflow_allowed((CaseState)s, REL(AUDITOR) | REL(ANALYST) | REL(ADMINISTRATOR), offered), 0);
}

/* The relations that the starter district's role_grants.csv gives to somebody. */
static RelationSet granted_relations(void)
{
    FILE *file = fopen("districts/gulou/role_grants.csv", "r");
    assert_non_null(file);
    char line[256];
    RelationSet granted = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        Str role = {0}, rest = {0}, relation = {0}, scope = {0};
        if (!str_cut(str_trim(str_of(line)), ',', &role, &rest) || !str_cut(rest, ',', &relation, &scope) ||
            str_is(role, "role"))
            continue;
        char upper[64] = {0};
        for (size_t i = 0; i < relation.len && i < sizeof upper - 1; i++)
            upper[i] =
                (char)(relation.at[i] >= 'a' && relation.at[i] <= 'z' ? relation.at[i] - 'a' + 'A' : relation.at[i]);
        Relation parsed = RELATION_COUNT;
        assert_true(relation_parse(str_of(upper), &parsed));
        GrantScope ignored;
        assert_true(grant_scope_parse(scope, &ignored));
        granted |= 1u << parsed;
    }
    (void)fclose(file);
    return granted;
}

TEST(every_person_action_has_a_role_in_the_starter_district_that_may_take_it)
{
    RelationSet granted = granted_relations();
    assert_true((granted & REL(CENTRE)) != 0);
    granted |= REL(DECIDER);  /* who may decide follows from owner_desk, centre and caller */
    granted |= REL(FOLLOWER); /* whom a case was shown as a likely twin of theirs */
    for (size_t a = 0; a < ACTION_COUNT; a++)
        if (action_is_for_person((Action)a))
            assert_true((relations_of((Action)a) & granted) != 0);
    for (size_t i = 0; i < call_transition_count; i++)
        assert_true((call_transitions[i].relations & (granted | REL(SYSTEM))) != 0);
}

#include "test.h"

#include <stdio.h>

#include "domain/permission.h"

/* A small district: a centre, two streets, a community with a grid, two departments, one municipal unit. */
static const Unit units[] = {
    {.code = STR("350102003"), .parent = STR("CEN"), .area = STR("350102003"), .kind = UNIT_SUBDISTRICT},
    {.code = STR("350102003001"), .parent = STR("350102003"), .kind = UNIT_COMMUNITY},
    {.code = STR("350102003001-G1"), .parent = STR("350102003001"), .kind = UNIT_GRID},
    {.code = STR("350102003001-G2"), .parent = STR("350102003001"), .kind = UNIT_GRID},
    {.code = STR("350102009"), .parent = STR("CEN"), .area = STR("350102009"), .kind = UNIT_SUBDISTRICT},
    {.code = STR("CEN"), .kind = UNIT_CENTRE},
    {.code = STR("CGJ"), .parent = STR("CEN"), .kind = UNIT_DEPARTMENT},
    {.code = STR("JW"), .parent = STR("CEN"), .kind = UNIT_DEPARTMENT},
    {.code = STR("SWJT"), .parent = STR("CEN"), .kind = UNIT_MUNICIPAL},
    {.code = STR("YLZX"), .parent = STR("CEN"), .kind = UNIT_DEPARTMENT},
};
#define STREET STR("350102003")
#define OTHER_STREET STR("350102009")
#define COMMUNITY STR("350102003001")
#define GRID STR("350102003001-G1")

enum { GRANTS_MAX = 200, CALLS_MAX = 100 };
static RoleGrant role_grants[GRANTS_MAX];
static CallRight call_rights[CALLS_MAX];
static Rights table;

static Str upper(Ctx *ctx, Str code)
{
    char *at = arena_copy(ctx->arena, code.at, code.len);
    for (size_t i = 0; i < code.len; i++)
        if (at[i] >= 'a' && at[i] <= 'z')
            at[i] = (char)(at[i] - 'a' + 'A');
    return (Str){at, code.len};
}

static size_t read_rows(Ctx *ctx, const char *path, Str rows[][4])
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char line[256];
    size_t count = 0;
    bool heading = true;
    while (fgets(line, sizeof line, file) != NULL) {
        Str rest = str_copy(ctx->arena, str_trim(str_of(line)));
        size_t cell = 0;
        while (str_cut(rest, ',', &rows[count][cell], &rest))
            cell++;
        rows[count][cell] = rest;
        count += !heading;
        heading = false;
    }
    (void)fclose(file);
    return count;
}

/* The starter district's own rows of rights. */
static const Rights *rights(void)
{
    Ctx ctx = test_ctx();
    Str rows[GRANTS_MAX][4];
    if (table.unit_count != 0)
        return &table;
    size_t grants = read_rows(&ctx, "districts/gulou/role_grants.csv", rows);
    for (size_t i = 0; i < grants; i++) {
        assert_true(role_parse(upper(&ctx, rows[i][0]), &role_grants[i].role));
        assert_true(relation_parse(upper(&ctx, rows[i][1]), &role_grants[i].relation));
        assert_true(grant_scope_parse(rows[i][2], &role_grants[i].scope));
    }
    size_t calls = read_rows(&ctx, "districts/gulou/call_rights.csv", rows);
    for (size_t i = 0; i < calls; i++) {
        assert_true(unit_kind_parse(upper(&ctx, rows[i][0]), &call_rights[i].caller));
        assert_true(unit_kind_parse(upper(&ctx, rows[i][1]), &call_rights[i].callee));
        assert_true(call_condition_parse(rows[i][2], &call_rights[i].condition));
        assert_true(call_way_parse(rows[i][3], &call_rights[i].way));
    }
    table = (Rights){.grants = role_grants,
                     .grant_count = grants,
                     .calls = call_rights,
                     .call_count = calls,
                     .units = units,
                     .unit_count = COUNT_OF(units),
                     .supervision_unit = STR("JW")};
    return &table;
}

/* A person with one role at one unit. */
typedef struct Somebody {
    Grant grant;
    Actor actor;
} Somebody;

static const Actor *somebody(Ctx *ctx, const char *person, Role role, Str unit)
{
    Somebody *one = ARENA_NEW(ctx->arena, Somebody);
    one->grant = (Grant){role, unit};
    one->actor = (Actor){.person = str_of(person), .grants = &one->grant, .grant_count = 1};
    return &one->actor;
}

static CaseFile litter(void)
{
    return (CaseFile){.c = {.number = STR("GL1"),
                            .state = CASE_ROUTED,
                            .channel = CHANNEL_WEB,
                            .owner = STREET,
                            .subdistrict = STREET,
                            .community = COMMUNITY}};
}

static void add_call(CaseFile *file, CallState state, int64_t lead, Str callee, Str caller)
{
    file->calls[file->call_count] =
        (Call){.no = (int64_t)file->call_count + 1, .state = state, .lead = lead, .callee = callee, .caller = caller};
    file->call_count++;
}

#define RELATIONS_OF(person, role, unit, file) relations_to_case(rights(), somebody(&ctx, person, role, unit), file)

TEST(a_unit_is_found_and_stands_below_its_ancestors)
{
    assert_ptr_equal(unit_find(rights(), STR("CEN")), &units[5]);
    assert_null(unit_find(rights(), STR("350102004")));
    assert_true(unit_is_below(rights(), GRID, STREET));
    assert_true(unit_is_below(rights(), GRID, GRID));
    assert_false(unit_is_below(rights(), STREET, GRID));
    assert_false(unit_is_below(rights(), GRID, OTHER_STREET));
    assert_false(unit_is_below(rights(), STR(""), STREET));
    assert_false(unit_is_below(rights(), GRID, STR("")));
}

TEST(a_tree_that_bites_its_tail_does_not_hang_the_desk)
{
    static const Unit ring[] = {{.code = STR("A"), .parent = STR("B")}, {.code = STR("B"), .parent = STR("A")}};
    const Rights bad = {.units = ring, .unit_count = 2};
    assert_false(unit_is_below(&bad, STR("A"), STR("C")));
}

TEST(the_streets_desk_owns_its_cases_and_no_others)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    RelationSet dispatcher = RELATIONS_OF("p1", ROLE_SUBDISTRICT_DISPATCHER, STREET, &file);
    assert_int_equal(dispatcher, REL(OWNER_DESK));
    assert_int_equal(RELATIONS_OF("p1", ROLE_SUBDISTRICT_LEADER, STREET, &file), REL(OWNER_DESK));
    assert_int_equal(RELATIONS_OF("p2", ROLE_SUBDISTRICT_DISPATCHER, OTHER_STREET, &file), 0);
    assert_int_equal(RELATIONS_OF("p3", ROLE_COMMUNITY_DESK, COMMUNITY, &file), 0);
    assert_int_equal(RELATIONS_OF("p4", ROLE_DEPARTMENT_DESK, STR("YLZX"), &file), 0);
    assert_int_equal(RELATIONS_OF("p5", ROLE_RESIDENT, STR(""), &file), 0);
}

TEST(the_centre_is_the_centre_everywhere_and_a_desk_where_it_owns)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    assert_int_equal(RELATIONS_OF("p1", ROLE_CENTRE_DISPATCHER, STR("CEN"), &file), REL(CENTRE));
    file.c.owner = STR("CEN");
    assert_int_equal(RELATIONS_OF("p1", ROLE_CENTRE_DISPATCHER, STR("CEN"), &file), REL(CENTRE) | REL(OWNER_DESK));
}

TEST(only_the_secret_makes_a_reporter_and_only_the_server_is_the_system)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    Actor holder = {.person = STR("reporter"), .reporter_of = STR("GL1")};
    assert_int_equal(relations_to_case(rights(), &holder, &file), REL(REPORTER));
    holder.reporter_of = STR("GL2");
    assert_int_equal(relations_to_case(rights(), &holder, &file), 0);
    CaseFile nameless = {0};
    holder.reporter_of = STR("");
    assert_int_equal(relations_to_case(rights(), &holder, &nameless), 0);
    assert_int_equal(relations_to_case(rights(), &system_actor, &file), REL(SYSTEM));
    assert_int_equal(RELATIONS_OF("system", ROLE_SYSTEM, STR("CEN"), &file), 0);
}

TEST(a_named_grid_member_handles_and_his_neighbour_does_not)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    file.c.handler_unit = COMMUNITY;
    assert_int_equal(RELATIONS_OF("g1", ROLE_GRID_MEMBER, GRID, &file), 0);
    assert_int_equal(RELATIONS_OF("d1", ROLE_COMMUNITY_DESK, COMMUNITY, &file), REL(HANDLER));
    file.c.handler_person = STR("g1");
    assert_int_equal(RELATIONS_OF("g1", ROLE_GRID_MEMBER, GRID, &file), REL(HANDLER));
    assert_int_equal(RELATIONS_OF("g2", ROLE_GRID_MEMBER, GRID, &file), 0);
    assert_int_equal(RELATIONS_OF("d1", ROLE_COMMUNITY_DESK, COMMUNITY, &file), REL(HANDLER));
    file.c.handler_unit = GRID;
    assert_int_equal(RELATIONS_OF("d1", ROLE_COMMUNITY_DESK, COMMUNITY, &file), REL(HANDLER));
    assert_int_equal(RELATIONS_OF("g2", ROLE_GRID_MEMBER, GRID, &file), 0);
    file.c.handler_person = STR("");
    assert_int_equal(RELATIONS_OF("g2", ROLE_GRID_MEMBER, GRID, &file), REL(HANDLER));
    assert_int_equal(RELATIONS_OF("s1", ROLE_SUBDISTRICT_DISPATCHER, STREET, &file), REL(OWNER_DESK));
}

TEST(a_verifier_is_found_the_same_way)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    file.c.verifier_unit = COMMUNITY;
    file.c.verifier_person = STR("g1");
    assert_int_equal(RELATIONS_OF("g1", ROLE_GRID_MEMBER, GRID, &file), REL(VERIFIER));
    assert_int_equal(RELATIONS_OF("g2", ROLE_GRID_MEMBER, STR("350102003001-G2"), &file), 0);
    assert_int_equal(RELATIONS_OF("d1", ROLE_COMMUNITY_DESK, COMMUNITY, &file), REL(VERIFIER));
}

TEST(a_burst_pipe_makes_a_lead_a_co_unit_and_a_caller)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    add_call(&file, CALL_ISSUED, 1, STR("YLZX"), STREET);
    add_call(&file, CALL_SIGNED, 0, STR("CGJ"), STREET);
    assert_int_equal(RELATIONS_OF("a", ROLE_DEPARTMENT_HANDLER, STR("YLZX"), &file), REL(LEAD));
    assert_int_equal(RELATIONS_OF("b", ROLE_DEPARTMENT_DESK, STR("CGJ"), &file), REL(CO));
    assert_int_equal(RELATIONS_OF("c", ROLE_SUBDISTRICT_DISPATCHER, STREET, &file), REL(OWNER_DESK) | REL(CALLER));
    const Actor *lead = somebody(&ctx, "a", ROLE_DEPARTMENT_DESK, STR("YLZX"));
    assert_int_equal(relations_to_call(rights(), lead, &file, &file.calls[0]), REL(LEAD));
    assert_int_equal(relations_to_call(rights(), lead, &file, &file.calls[1]), 0);
}

TEST(a_call_that_waits_for_the_streets_signature_is_unknown_to_the_water_company)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    add_call(&file, CALL_PENDING, 1, STR("SWJT"), COMMUNITY);
    assert_int_equal(RELATIONS_OF("w", ROLE_MUNICIPAL_LIAISON, STR("SWJT"), &file), 0);
    assert_int_equal(RELATIONS_OF("d", ROLE_COMMUNITY_DESK, COMMUNITY, &file), REL(CALLER));
    assert_int_equal(RELATIONS_OF("s", ROLE_SUBDISTRICT_LEADER, STREET, &file), REL(OWNER_DESK) | REL(COUNTERSIGNER));
    assert_int_equal(RELATIONS_OF("o", ROLE_SUBDISTRICT_LEADER, OTHER_STREET, &file), 0);
    file.calls[0].state = CALL_ISSUED;
    assert_int_equal(RELATIONS_OF("w", ROLE_MUNICIPAL_LIAISON, STR("SWJT"), &file), REL(LEAD));
    assert_int_equal(RELATIONS_OF("s", ROLE_SUBDISTRICT_LEADER, STREET, &file), REL(OWNER_DESK));
}

TEST(a_released_unit_may_score_its_call_but_no_longer_act_on_the_case)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    add_call(&file, CALL_RELEASED, 0, STR("CGJ"), STREET);
    add_call(&file, CALL_UPHELD, 1, STR("YLZX"), STREET);
    const Actor *released = somebody(&ctx, "b", ROLE_DEPARTMENT_DESK, STR("CGJ"));
    const Actor *upheld = somebody(&ctx, "a", ROLE_DEPARTMENT_DESK, STR("YLZX"));
    assert_int_equal(relations_to_case(rights(), released, &file), 0);
    assert_int_equal(relations_to_call(rights(), released, &file, &file.calls[0]), REL(CO));
    assert_true(may_read_case(rights(), released, &file));
    Role role = ROLE_SYSTEM;
    assert_str(acting_unit(rights(), released, &file, RELATION_CO, &role), "CGJ");
    assert_int_equal(relations_to_call(rights(), upheld, &file, &file.calls[1]), 0);
    assert_false(may_read_case(rights(), upheld, &file));
}

TEST(a_lead_whose_call_was_confirmed_still_answers_for_the_case)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    add_call(&file, CALL_CONFIRMED, 1, STR("YLZX"), STREET);
    assert_int_equal(RELATIONS_OF("a", ROLE_DEPARTMENT_DESK, STR("YLZX"), &file), REL(LEAD));
    assert_ptr_equal(case_lead(&file), &file.calls[0]);
    add_call(&file, CALL_ISSUED, 1, STR("CGJ"), STREET);
    assert_ptr_equal(case_lead(&file), &file.calls[1]);
    file.calls[0].state = CALL_CANCELLED;
    file.calls[1].state = CALL_UPHELD;
    assert_null(case_lead(&file));
}

TEST(the_operator_sees_the_hotlines_cases_only)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    assert_int_equal(RELATIONS_OF("h", ROLE_HOTLINE_OPERATOR, STR("CEN"), &file), 0);
    file.c.channel = CHANNEL_HOTLINE;
    assert_int_equal(RELATIONS_OF("h", ROLE_HOTLINE_OPERATOR, STR("CEN"), &file), REL(OPERATOR));
}

TEST(a_complaint_about_an_official_goes_to_the_supervision_unit_and_nobody_else)
{
    static const Role roles[] = {ROLE_CENTRE_DISPATCHER, ROLE_CENTRE_LEADER,  ROLE_SUPERVISOR,
                                 ROLE_AUDITOR,           ROLE_ANALYST,        ROLE_ADMINISTRATOR,
                                 ROLE_HOTLINE_OPERATOR,  ROLE_DEPARTMENT_DESK};
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    file.c.confidential = 1;
    file.c.channel = CHANNEL_HOTLINE;
    add_call(&file, CALL_ISSUED, 1, STR("YLZX"), STREET);
    for (size_t i = 0; i < COUNT_OF(roles); i++) {
        assert_int_equal(RELATIONS_OF("p", roles[i], STR("CEN"), &file), 0);
        assert_false(may_read_case(rights(), somebody(&ctx, "p", roles[i], STR("CEN")), &file));
    }
    assert_int_equal(RELATIONS_OF("p", ROLE_SUBDISTRICT_LEADER, STREET, &file), 0);
    assert_false(may_read_case(rights(), somebody(&ctx, "p", ROLE_SUBDISTRICT_LEADER, STREET), &file));
    assert_false(may_read_case(rights(), somebody(&ctx, "p", ROLE_DEPARTMENT_DESK, STR("YLZX")), &file));
    assert_int_equal(RELATIONS_OF("j", ROLE_DEPARTMENT_DESK, STR("JW"), &file), REL(OWNER_DESK));
    file.c.handler_unit = STR("JW");
    assert_int_equal(RELATIONS_OF("j", ROLE_DEPARTMENT_DESK, STR("JW"), &file), REL(OWNER_DESK) | REL(HANDLER));
    const Actor holder = {.reporter_of = STR("GL1")};
    assert_int_equal(relations_to_case(rights(), &holder, &file), REL(REPORTER));
}

static CaseRequest *ask(CaseFile *file, RequestKind kind)
{
    CaseRequest *request = &file->requests[file->request_count++];
    *request = (CaseRequest){.no = (int64_t)file->request_count, .kind = kind, .by_person = STR("asker")};
    return request;
}

TEST(who_asks_never_decides)
{
    Ctx ctx = test_ctx();
    for (size_t kind = 0; kind < REQUEST_KIND_COUNT; kind++) {
        CaseFile file = litter();
        CaseRequest *request = ask(&file, (RequestKind)kind);
        request->to_unit = OTHER_STREET;
        assert_false(may_decide(rights(), somebody(&ctx, "asker", ROLE_CENTRE_LEADER, STR("CEN")), &file, request));
        assert_false(may_decide(rights(), somebody(&ctx, "asker", ROLE_SUBDISTRICT_LEADER, STREET), &file, request));
        assert_false(may_decide(rights(), &system_actor, &file, request));
    }
}

TEST(a_transfer_is_decided_by_the_other_desk_or_the_centre)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    CaseRequest *request = ask(&file, REQUEST_TRANSFER);
    request->to_unit = OTHER_STREET;
    assert_true(may_decide(rights(), somebody(&ctx, "o", ROLE_SUBDISTRICT_DISPATCHER, OTHER_STREET), &file, request));
    assert_true(may_decide(rights(), somebody(&ctx, "c", ROLE_CENTRE_DISPATCHER, STR("CEN")), &file, request));
    assert_false(may_decide(rights(), somebody(&ctx, "s", ROLE_SUBDISTRICT_DISPATCHER, STREET), &file, request));
    assert_int_equal(RELATIONS_OF("o", ROLE_SUBDISTRICT_DISPATCHER, OTHER_STREET, &file), REL(DECIDER));
    assert_true(may_read_case(rights(), somebody(&ctx, "o", ROLE_SUBDISTRICT_DISPATCHER, OTHER_STREET), &file));
    request->decided_at = 1;
    assert_int_equal(RELATIONS_OF("o", ROLE_SUBDISTRICT_DISPATCHER, OTHER_STREET, &file), 0);
}

TEST(a_desk_extends_by_half_in_all_and_the_centre_beyond)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    CaseRequest *request = ask(&file, REQUEST_EXTEND);
    const Actor *desk = somebody(&ctx, "s", ROLE_SUBDISTRICT_DISPATCHER, STREET);
    const Actor *centre = somebody(&ctx, "c", ROLE_CENTRE_DISPATCHER, STR("CEN"));
    request->percent = 50;
    assert_true(may_decide(rights(), desk, &file, request));
    request->percent = 51;
    assert_false(may_decide(rights(), desk, &file, request));
    assert_true(may_decide(rights(), centre, &file, request));
    file.c.extended = 30;
    request->percent = 20;
    assert_true(may_decide(rights(), desk, &file, request));
    request->percent = 21;
    assert_false(may_decide(rights(), desk, &file, request));
    Rights strict = *rights();
    strict.extend_desk_percent = 40;
    request->percent = 20;
    assert_false(may_decide(&strict, desk, &file, request));
}

TEST(each_other_request_has_its_own_judge)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    add_call(&file, CALL_SIGNED, 1, STR("YLZX"), COMMUNITY);
    const Actor *desk = somebody(&ctx, "s", ROLE_SUBDISTRICT_DISPATCHER, STREET);
    const Actor *centre = somebody(&ctx, "c", ROLE_CENTRE_DISPATCHER, STR("CEN"));
    const Actor *community = somebody(&ctx, "d", ROLE_COMMUNITY_DESK, COMMUNITY);
    static const struct {
        RequestKind kind;
        bool desk, centre, community;
    } judges[] = {{REQUEST_SUSPEND, false, true, false},
                  {REQUEST_CO_UNIT, true, false, false},
                  {REQUEST_REMOTE, true, false, true},
                  {REQUEST_DISPUTE, false, true, false},
                  {REQUEST_APPEAL, false, true, false}};
    for (size_t i = 0; i < COUNT_OF(judges); i++) {
        file.request_count = 0;
        CaseRequest *request = ask(&file, judges[i].kind);
        request->call = 1;
        assert_int_equal(may_decide(rights(), desk, &file, request), judges[i].desk);
        assert_int_equal(may_decide(rights(), centre, &file, request), judges[i].centre);
        assert_int_equal(may_decide(rights(), community, &file, request), judges[i].community);
    }
}

TEST(the_supervision_unit_decides_about_its_own_cases)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    file.c.confidential = 1;
    CaseRequest *request = ask(&file, REQUEST_SUSPEND);
    assert_true(may_decide(rights(), somebody(&ctx, "j", ROLE_DEPARTMENT_LEADER, STR("JW")), &file, request));
    assert_false(may_decide(rights(), somebody(&ctx, "c", ROLE_CENTRE_LEADER, STR("CEN")), &file, request));
    assert_false(may_decide(rights(), somebody(&ctx, "asker", ROLE_DEPARTMENT_LEADER, STR("JW")), &file, request));
}

TEST(a_street_may_look_at_what_lies_in_it_after_handing_it_on)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    file.c.owner = STR("CEN");
    assert_true(may_read_case(rights(), somebody(&ctx, "s", ROLE_SUBDISTRICT_DISPATCHER, STREET), &file));
    assert_false(may_read_case(rights(), somebody(&ctx, "o", ROLE_SUBDISTRICT_DISPATCHER, OTHER_STREET), &file));
    assert_true(may_read_case(rights(), somebody(&ctx, "a", ROLE_AUDITOR, STR("CEN")), &file));
    assert_true(may_read_case(rights(), somebody(&ctx, "v", ROLE_SUPERVISOR, STR("CEN")), &file));
    assert_false(may_read_case(rights(), somebody(&ctx, "m", ROLE_ADMINISTRATOR, STR("CEN")), &file));
    assert_false(may_read_case(rights(), somebody(&ctx, "r", ROLE_RESIDENT, STR("")), &file));
    assert_false(may_read_case(rights(), &(Actor){0}, &file));
}

TEST(an_event_names_the_unit_and_the_role_that_gave_the_right)
{
    Ctx ctx = test_ctx();
    CaseFile file = litter();
    Role role = ROLE_SYSTEM;
    const Grant two[] = {{ROLE_GRID_MEMBER, GRID}, {ROLE_SUBDISTRICT_LEADER, STREET}};
    const Actor both = {.person = STR("p"), .grants = two, .grant_count = 2};
    assert_str(acting_unit(rights(), &both, &file, RELATION_OWNER_DESK, &role), "350102003");
    assert_int_equal(role, ROLE_SUBDISTRICT_LEADER);
    assert_str(acting_unit(rights(), &both, &file, RELATION_REPORTER, &role), "");
    assert_int_equal(role, ROLE_RESIDENT);
    assert_str(acting_unit(rights(), &system_actor, &file, RELATION_SYSTEM, &role), "");
    assert_int_equal(role, ROLE_SYSTEM);
    (void)ctx;
}

TEST(who_may_call_whom_is_what_the_table_says)
{
    CallCondition condition = CONDITION_DIRECT;
    assert_int_equal(call_right(rights(), UNIT_SUBDISTRICT, UNIT_DEPARTMENT, &condition), WAY_CALL);
    assert_int_equal(condition, CONDITION_DIRECT);
    assert_int_equal(call_right(rights(), UNIT_COMMUNITY, UNIT_MUNICIPAL, &condition), WAY_CALL);
    assert_int_equal(condition, CONDITION_COUNTERSIGNED);
    assert_int_equal(call_right(rights(), UNIT_COMMUNITY, UNIT_DEPARTMENT, &condition), WAY_CALL);
    assert_int_equal(condition, CONDITION_ASSIGNED_ONLY);
    assert_int_equal(call_right(rights(), UNIT_GRID, UNIT_DEPARTMENT, &condition), WAY_NONE);
    assert_int_equal(call_right(rights(), UNIT_CENTRE, UNIT_SUBDISTRICT, &condition), WAY_ASSIGN);
    assert_int_equal(call_right(rights(), UNIT_DEPARTMENT, UNIT_SUBDISTRICT, &condition), WAY_RETURN);
}

TEST(a_misspelt_right_is_not_read)
{
    CallWay way = WAY_NONE;
    CallCondition condition = CONDITION_DIRECT;
    GrantScope scope = SCOPE_UNIT;
    assert_false(call_way_parse(STR("Call"), &way));
    assert_false(call_condition_parse(STR(""), &condition));
    assert_false(grant_scope_parse(STR("everywhere"), &scope));
}

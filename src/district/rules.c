/* The tables that rule: limits of the clocks, who may call whom, what a role grants. */
#include "district/tables.h"

#define CLOCKS_FILE "clocks.csv"
#define CODE(code, zh, en) " " #code

enum { CLOCK, URGENCY, DIFFICULTY, LIMIT, ON_SITE };
static const Column clock_columns[] = {
    {"clock", "计时", "clock"},
    {"urgency", "紧急程度", "urgency"},
    {"difficulty", "难度", "difficulty"},
    {"limit", "时限", "limit"},
    {"on_site_required", "须到现场", "on-site mark"},
};

/* One key for a row's combination; U1 and U2 know no difficulty. */
static Str clock_key(const Reading *reading, const ClockRule *rule)
{
    bool plain = rule->urgency != URGENCY_U3;
    return str_printf(reading->ctx->arena, "%s %s%s%s", clock_kind_code(rule->clock), urgency_code(rule->urgency),
                      plain ? "" : " ", plain ? "" : difficulty_code(rule->difficulty));
}

static void read_clock(const Line *line, ClockRule *rule, Codes *seen)
{
    Reading *reading = line->sheet->reading;
    bool good = clock_kind_parse(cell_upper(line, CLOCK), &rule->clock);
    if (!good)
        cell_problem(line, CLOCK, MSG_DISTRICT_WORD, cell(line, CLOCK), STR("T1 T2 T3 T4 T6 T7 T9 T10 T11"));
    else if (rule->clock == CLOCK_T5)
        line_problem(line, MSG_DISTRICT_CLOCK_T5);
    if (!urgency_parse(cell_upper(line, URGENCY), &rule->urgency)) {
        cell_problem(line, URGENCY, MSG_DISTRICT_WORD, cell(line, URGENCY), STR("U1 U2 U3"));
        good = false;
    }
    bool plain = good && rule->urgency != URGENCY_U3;
    if (plain && cell(line, DIFFICULTY).len > 0)
        cell_problem(line, DIFFICULTY, MSG_DISTRICT_NOT_EMPTY, cell(line, DIFFICULTY));
    if (!plain && !difficulty_parse(cell_upper(line, DIFFICULTY), &rule->difficulty)) {
        cell_problem(line, DIFFICULTY, MSG_DISTRICT_WORD, cell(line, DIFFICULTY), STR("ordinary hard tough"));
        good = false;
    }
    rule->limit = cell_limit(line, LIMIT);
    (void)cell_flag(line, ON_SITE);
    Str key = clock_key(reading, rule);
    int64_t earlier = good ? codes_add(seen, reading->ctx->arena, key, line->row->line) : 0;
    if (earlier != 0)
        cell_problem(line, CLOCK, MSG_DISTRICT_TWICE, key, str_printf(reading->ctx->arena, "%lld", (long long)earlier));
}

/* Every clock has a limit for every case, but T5 (the category's) and T6 (where handling comes first, there is none).
 */
static void check_clocks(Reading *reading, const Codes *seen)
{
    for (int kind = 0; kind < CLOCK_COUNT; kind++)
        for (int urgency = 0; kind != CLOCK_T5 && kind != CLOCK_T6 && urgency < URGENCY_COUNT; urgency++)
            for (int difficulty = 0; difficulty < (urgency == URGENCY_U3 ? DIFFICULTY_COUNT : 1); difficulty++) {
                ClockRule rule = {
                    .clock = (ClockKind)kind, .urgency = (Urgency)urgency, .difficulty = (Difficulty)difficulty};
                if (codes_line(seen, clock_key(reading, &rule)) == 0)
                    file_problem(reading, CLOCKS_FILE, 0, MSG_DISTRICT_CLOCK_MISSING, clock_key(reading, &rule));
            }
}

void read_clocks(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, CLOCKS_FILE, clock_columns, &sheet))
        return;
    Codes seen = {0};
    ClockRule *rules = ARENA_ARRAY(reading->arena, ClockRule, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        read_clock(&line, &rules[i], &seen);
    }
    check_clocks(reading, &seen);
    reading->district->clocks =
        (ClockRules){.rules = rules, .count = sheet_rows(&sheet), .calendar = &reading->district->calendar};
}

/* The row's cells as one text that must not come twice. */
static void check_twice(const Line *line, Codes *seen, Str key)
{
    Arena *arena = line->sheet->reading->ctx->arena;
    int64_t earlier = codes_add(seen, arena, key, line->row->line);
    if (earlier != 0)
        cell_problem(line, 0, MSG_DISTRICT_TWICE, key, str_printf(arena, "%lld", (long long)earlier));
}

enum { CALLER_KIND, CALLEE_KIND, CONDITION, WAY };
static const Column right_columns[] = {
    {"caller_kind", "呼叫方类型", "caller kind"},
    {"callee_kind", "被呼叫方类型", "callee kind"},
    {"condition", "条件", "condition"},
    {"way", "方式", "way"},
};

static void read_right(const Line *line, CallRight *right, Codes *seen)
{
    static const char kinds[] = "centre subdistrict community grid department municipal";
    if (!unit_kind_parse(cell_upper(line, CALLER_KIND), &right->caller))
        cell_problem(line, CALLER_KIND, MSG_DISTRICT_WORD, cell(line, CALLER_KIND), str_of(kinds));
    if (!unit_kind_parse(cell_upper(line, CALLEE_KIND), &right->callee))
        cell_problem(line, CALLEE_KIND, MSG_DISTRICT_WORD, cell(line, CALLEE_KIND), str_of(kinds));
    if (!call_condition_parse(cell(line, CONDITION), &right->condition))
        cell_problem(line, CONDITION, MSG_DISTRICT_WORD, cell(line, CONDITION),
                     STR("direct assigned_only countersigned lead_only"));
    if (!call_way_parse(cell(line, WAY), &right->way))
        cell_problem(line, WAY, MSG_DISTRICT_WORD, cell(line, WAY),
                     STR("call assign transfer escalate report hand_back ask_help return ask_owner dispute"));
    Str parts[] = {cell(line, CALLER_KIND), cell(line, CALLEE_KIND)};
    check_twice(line, seen, str_join(line->sheet->reading->ctx->arena, parts, COUNT_OF(parts), STR(" → ")));
}

void read_call_rights(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "call_rights.csv", right_columns, &sheet))
        return;
    Codes seen = {0};
    CallRight *rights = ARENA_ARRAY(reading->arena, CallRight, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        read_right(&line, &rights[i], &seen);
    }
    reading->district->rights.calls = rights;
    reading->district->rights.call_count = sheet_rows(&sheet);
}

enum { ROLE, RELATION, SCOPE };
static const Column grant_columns[] = {
    {"role", "角色", "role"}, {"relation", "关系", "relation"}, {"scope", "范围", "scope"}};

static void read_grant(const Line *line, RoleGrant *grant, Codes *seen)
{
    Arena *arena = line->sheet->reading->ctx->arena;
    if (!role_parse(cell_upper(line, ROLE), &grant->role))
        cell_problem(line, ROLE, MSG_DISTRICT_WORD, cell(line, ROLE),
                     str_trim(str_lower_ascii(arena, str_of(ROLES(CODE)))));
    if (!relation_parse(cell_upper(line, RELATION), &grant->relation))
        cell_problem(line, RELATION, MSG_DISTRICT_WORD, cell(line, RELATION),
                     str_trim(str_lower_ascii(arena, str_of(RELATIONS(CODE)))));
    if (!grant_scope_parse(cell(line, SCOPE), &grant->scope))
        cell_problem(line, SCOPE, MSG_DISTRICT_WORD, cell(line, SCOPE), STR("own unit subtree district"));
    Str parts[] = {cell(line, ROLE), cell(line, RELATION)};
    check_twice(line, seen, str_join(arena, parts, COUNT_OF(parts), STR(" → ")));
}

void read_role_grants(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "role_grants.csv", grant_columns, &sheet))
        return;
    Codes seen = {0};
    RoleGrant *grants = ARENA_ARRAY(reading->arena, RoleGrant, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        read_grant(&line, &grants[i], &seen);
    }
    reading->district->rights.grants = grants;
    reading->district->rights.grant_count = sheet_rows(&sheet);
}

/* Finding cases, on both engines: what is found, by whom, in which order; and that the index says what reading every
 * case would say. */
#include "support/world.h"

#include <stdio.h>

#include "domain/district.h"
#include "jobs/job.h"
#include "search/find.h"
#include "search/index.h"
#include "search/marks.h"

#define WRONG(...) (print_error(__VA_ARGS__), assert_true(false))
#include "store/erase_store.h"

static void index_all(World *w)
{
    JobsSetup setup = {.db = w->db, .district = w->district, .holder = STR("here")};
    JobRun run = {.setup = &setup, .name = "index_cases", .every = SECONDS(1), .ctx = &w->ctx};
    w->ctx.now += SECONDS(10);
    assert_ok(index_cases(&run));
    assert_ok(index_cases(&run));
}

static Err ask_in_tx(Tx *tx, const void *in, void *out)
{
    return search_cases(tx, in, out);
}

static FoundPage ask_with(World *w, const char *question, FindCases in)
{
    SearchWords words;
    FoundPage page;
    assert_ok(search_words_parse(&w->ctx, str_of(question), &words));
    in.words = &words;
    in.as_of = w->ctx.now;
    in.limit = in.limit > 0 ? in.limit : 100;
    in.after_key = in.after_key != 0 ? in.after_key : INT64_MIN;
    assert_ok(db_read(w->db, &w->ctx, ask_in_tx, &in, &page));
    return page;
}

static FoundPage ask(World *w, const Actor *actor, const char *question)
{
    return ask_with(w, question, (FindCases){.actor = actor});
}

static const Actor *centre(World *w)
{
    return world_actor(w, ROLE_CENTRE_DISPATCHER, "CEN", "c1");
}

static bool finds(World *w, const Actor *actor, const char *question, Str number)
{
    FoundPage page = ask(w, actor, question);
    for (size_t i = 0; i < page.count; i++)
        if (str_eq(page.at[i].number, number))
            return true;
    return false;
}

TEST(two_characters_are_found_wherever_they_stand_and_however_written)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){.text = "五一路3号ＡＴＭ旁边的垃圾堆積如山，无人清运。"});
    world_submit(&w, &(WorldReport){.text = "路灯不亮"});
    index_all(&w);
    const char *hits[] = {"垃圾",      "堆积",         "堆積",
                          "圾堆",      "山",           "清运",
                          "atm",       "ATM",          "3",
                          "垃圾 清运", "垃圾堆积如山", "\"旁边的垃圾\"",
                          "五一路3号", "清运 -路灯",   "垃圾堆积如山 五一路"};
    for (size_t i = 0; i < COUNT_OF(hits); i++)
        if (!finds(&w, centre(&w), hits[i], number))
            WRONG("%s finds nothing", hits[i]);
    const char *misses[] = {"垃运",       "垃圾清运",       "at",   "路灯 垃圾",
                            "垃圾 -清运", "垃圾 -堆积如山", "山无", "\"垃圾 清运\""};
    for (size_t i = 0; i < COUNT_OF(misses); i++)
        if (finds(&w, centre(&w), misses[i], number))
            WRONG("%s should find nothing", misses[i]);
}

TEST(phones_in_a_report_find_nobody)
{
    World w CLEANUP(world_end) = world_new();
    Str number =
        world_submit(&w, &(WorldReport){.text = "井盖松动，电话 138 0013 8000，门牌 12 号", .phone = "13800138000"});
    index_all(&w);
    SearchWords words;
    assert_err(search_words_parse(&w.ctx, STR("138-0013-8000"), &words), ERR_INVALID);
    assert_true(finds(&w, centre(&w), "井盖 12", number));
    assert_false(finds(&w, centre(&w), "138", number));
    assert_false(finds(&w, centre(&w), "8000", number));
}

TEST(each_role_finds_what_it_may_read_and_nothing_else)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "d1");
    Str called = world_submit(&w, &(WorldReport){.text = "井盖缺失很危险"});
    world_do(&w, desk, ACTION_RESPOND, called);
    const CallTarget to[] = {{STR("CGJ"), true, true}};
    world_do(&w, desk, ACTION_CALL, called, .units = to, .unit_count = 1);
    Str secret = world_submit(&w, &(WorldReport){.text = "井盖采购有人收礼", .category = "S0503"});
    index_all(&w);
    assert_int_equal(world_case(&w, secret)->c.confidential, 1);
    const struct {
        Role role;
        const char *unit;
        bool called, secret;
    } table[] = {
        {ROLE_SUBDISTRICT_DISPATCHER, "350102009", true, false},
        {ROLE_SUBDISTRICT_LEADER, "350102009", true, false},
        {ROLE_SUBDISTRICT_DISPATCHER, "350102003", false, false},
        {ROLE_DEPARTMENT_DESK, "CGJ", true, false},
        {ROLE_DEPARTMENT_HANDLER, "CGJ", true, false},
        {ROLE_DEPARTMENT_DESK, "MZJ", false, false},
        {ROLE_CENTRE_DISPATCHER, "CEN", true, false},
        {ROLE_CENTRE_LEADER, "CEN", true, false},
        {ROLE_SUPERVISOR, "XNDC", true, true},
        {ROLE_AUDITOR, "CEN", true, false},
        {ROLE_SUPERVISOR, "JW", true, false},
        {ROLE_ANALYST, "CEN", true, false},
        {ROLE_ADMINISTRATOR, "CEN", false, false},
        {ROLE_HOTLINE_OPERATOR, "CEN", false, false},
        {ROLE_GRID_MEMBER, "350102009004-G01", false, false},
        {ROLE_COMMUNITY_DESK, "350102009004", false, false},
        {ROLE_RESIDENT, "", false, false},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        const Actor *actor = world_actor(&w, table[i].role, table[i].unit, "x1");
        if (finds(&w, actor, "井盖", called) != table[i].called || finds(&w, actor, "井盖", secret) != table[i].secret)
            WRONG("%s at %s: %d %d\n", role_code(table[i].role), table[i].unit, finds(&w, actor, "井盖", called),
                  finds(&w, actor, "井盖", secret));
    }
}

TEST(what_is_redacted_is_found_no_more_at_once)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "d1");
    Str number = world_submit(&w, &(WorldReport){.text = "邻居老王噪音扰民"});
    index_all(&w);
    assert_true(finds(&w, desk, "老王", number));
    world_do(&w, desk, ACTION_REDACT, number, .seq = 1, .field = STR("text"), .note = STR("写了人名"));
    assert_false(finds(&w, desk, "老王", number));
    index_all(&w);
    assert_false(finds(&w, desk, "噪音扰民", number));
}

TEST(phrase_first_then_open_then_newer)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "d1");
    Str apart = world_submit(&w, &(WorldReport){.text = "垃圾很多，请尽快清运走"});
    Str ended = world_submit(&w, &(WorldReport){.text = "垃圾清运不及时"});
    world_do(&w, desk, ACTION_REJECT, ended, .code = STR("R01"), .note = STR("不属本区"));
    w.ctx.now += DAYS(30);
    Str old = world_submit(&w, &(WorldReport){.text = "垃圾清运不及时"});
    w.ctx.now += DAYS(30);
    Str new = world_submit(&w, &(WorldReport){.text = "垃圾清运不及时"});
    index_all(&w);
    FoundPage page = ask(&w, centre(&w), "垃圾 清运");
    assert_int_equal(page.count, 4);
    assert_str(page.at[0].number, new.at);
    assert_true(str_eq(page.at[1].number, old));
    assert_true(str_eq(page.at[2].number, ended));
    assert_true(str_eq(page.at[3].number, apart));
    assert_false(page.total_at_least);
}

TEST(pages_follow_each_other_without_gap_or_repeat)
{
    enum { CASES = 25, PAGE = 7 };
    World w CLEANUP(world_end) = world_new();
    for (int i = 0; i < CASES; i++, w.ctx.now += MINUTES(1))
        world_submit(&w, &(WorldReport){.text = "路灯不亮"});
    index_all(&w);
    FindCases in = {.actor = centre(&w), .limit = PAGE};
    size_t seen = 0;
    Str before = STR("");
    for (bool more = true; more;) {
        FoundPage page = ask_with(&w, "路灯", in);
        assert_int_equal(page.total, CASES);
        for (size_t i = 0; i < page.count; i++, seen++)
            assert_false(str_eq(page.at[i].number, before)), before = page.at[i].number;
        more = page.more;
        in.after_key = page.at[page.count - 1].key;
        in.after_number = page.at[page.count - 1].number;
    }
    assert_int_equal(seen, CASES);
}

TEST(filters_narrow_together)
{
    World w CLEANUP(world_end) = world_new();
    Str here = world_submit(&w, &(WorldReport){.text = "路灯不亮", .urgency = URGENCY_U3});
    Str there = world_submit(&w, &(WorldReport){.text = "路灯不亮", .subdistrict = "350102003", .urgency = URGENCY_U2});
    index_all(&w);
    const Case *c = &world_case(&w, here)->c;
    Str units[] = {STR("350102009")};
    const FindCases only_here[] = {
        {.urgency = STR("U3")},
        {.area = STR("350102009")},
        {.unit = c->owner},
        {.view = FIND_DESK, .units = units, .unit_count = 1},
    };
    for (size_t i = 0; i < COUNT_OF(only_here); i++) {
        FindCases in = only_here[i];
        in.actor = centre(&w);
        FoundPage page = ask_with(&w, "路灯", in);
        if (page.count != 1 || !str_eq(page.at[0].number, here))
            WRONG("filter %zu finds %zu", i, page.count);
    }
    Str day = str_slice(there, 0, 6);
    FindCases in = {.actor = centre(&w), .from_day = day, .to_day = day, .view = FIND_OPEN};
    in.states[0] = STR("ROUTED"), in.state_count = 1;
    assert_int_equal(ask_with(&w, "路灯", in).count, 2);
    in.states[0] = STR("CLOSED");
    assert_int_equal(ask_with(&w, "路灯", in).count, 0);
    in.state_count = 0;
    in.from_day = STR("990101"), in.to_day = STR("991231");
    assert_int_equal(ask_with(&w, "路灯", in).count, 0);
}

/* --- the index against reading everything --- */

static const char *const syllables[] = {"垃", "圾", "路", "灯", "3", "号 ", "ab ", "，", "水", "沟"};

static size_t pick(Ctx *ctx, size_t below)
{
    uint32_t bits = 0;
    rand_bytes(ctx->rand, (unsigned char *)&bits, sizeof bits);
    return bits % below;
}

static const char *babble(World *w, size_t least, size_t most)
{
    Buf out = buf_new(w->ctx.arena);
    size_t count = least + pick(&w->ctx, most - least + 1);
    for (size_t i = 0; i < count; i++)
        buf_z(&out, syllables[pick(&w->ctx, COUNT_OF(syllables))]);
    return str_z(w->ctx.arena, buf_str(&out));
}

static Err body_in_tx(Tx *tx, const void *in, void *out)
{
    SearchDoc doc;
    bool found = false;
    TRY(search_doc_load(tx, *(const Str *)in, &doc, &found));
    *(Str *)out = found ? doc.body : STR("");
    return OK;
}

TEST(the_index_finds_what_reading_every_case_would_find)
{
    enum { CASES = 60, QUESTIONS = 400 };
    World w CLEANUP(world_end) = world_new();
    Str numbers[CASES], bodies[CASES];
    for (size_t i = 0; i < CASES; i++)
        numbers[i] = world_submit(&w, &(WorldReport){.text = babble(&w, 3, 14)});
    index_all(&w);
    for (size_t i = 0; i < CASES; i++)
        assert_ok(db_read(w.db, &w.ctx, body_in_tx, &numbers[i], &bodies[i]));
    size_t all = 0;
    for (size_t q = 0; q < QUESTIONS; q++) {
        Str question = str_printf(w.ctx.arena, "%s%s %s%s", pick(&w.ctx, 4) == 0 ? "\"" : "", babble(&w, 1, 4),
                                  pick(&w.ctx, 3) == 0 ? "-" : "", pick(&w.ctx, 2) == 0 ? babble(&w, 1, 3) : "");
        SearchWords words;
        if (search_words_parse(&w.ctx, question, &words) != OK)
            continue;
        FoundPage page = ask(&w, centre(&w), str_z(w.ctx.arena, question));
        size_t expected = 0;
        for (size_t i = 0; i < CASES; i++)
            expected += words_match(&words, bodies[i]);
        if (page.total != expected)
            WRONG(STR_FMT ": index %zu, reading %zu", STR_ARG(question), page.total, expected);
        all += expected;
    }
    assert_in_range(all, QUESTIONS / 2, QUESTIONS * CASES);
}

TEST(a_case_that_changes_is_found_by_its_new_words_and_by_its_new_readers)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "d1");
    const Actor *department = world_actor(&w, ROLE_DEPARTMENT_DESK, "CGJ", "g1");
    Str number = world_submit(&w, &(WorldReport){.text = "路灯不亮"});
    index_all(&w);
    assert_false(finds(&w, department, "路灯", number));
    world_do(&w, desk, ACTION_RESPOND, number);
    const CallTarget to[] = {{STR("CGJ"), true, true}};
    world_do(&w, desk, ACTION_CALL, number, .units = to, .unit_count = 1, .note = STR("请带梯子"));
    index_all(&w);
    assert_true(finds(&w, department, "路灯 梯子", number));
    assert_true(finds(&w, desk, "梯子", number));
}

static Err wipe_in_tx(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return search_wipe(tx);
}

TEST(an_emptied_index_fills_itself_again)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){.text = "路灯不亮"});
    index_all(&w);
    w.ctx.now += DAYS(2);
    assert_ok(db_write(w.db, &w.ctx, wipe_in_tx, NULL, NULL));
    assert_false(finds(&w, centre(&w), "路灯", number));
    index_all(&w);
    assert_true(finds(&w, centre(&w), "路灯", number));
}

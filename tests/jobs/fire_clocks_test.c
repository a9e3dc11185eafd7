#include "support/world.h"

#include <pthread.h>

#include "jobs/job.h"
#include "store/outbox_store.h"

static JobsSetup setup_of(const World *w, const char *holder)
{
    return (JobsSetup){.db = w->db, .district = w->district, .holder = str_of(holder)};
}

static void run_at(World *w, UnixMs at)
{
    JobsSetup setup = setup_of(w, "here");
    w->ctx.now = at;
    jobs_run_due(&setup, &w->ctx);
}

static const CaseClock *clock_of(World *w, Str number, ClockKind kind)
{
    return case_clock(world_case(w, number), kind, 0, 0);
}

static Err read_outbox(Tx *tx, const void *in, void *out)
{
    size_t count = 0;
    (void)in;
    OutboxMessage **list = out;
    TRY(outbox_list(tx, 100, list, &count));
    (*list)[count < 100 ? count : 99].id = STR("");
    return OK;
}

static size_t told(World *w, const char *person)
{
    OutboxMessage *list = NULL;
    size_t n = 0;
    assert_ok(db_read(w->db, &w->ctx, read_outbox, NULL, &list));
    for (size_t i = 0; i < 100 && !str_empty(list[i].id); i++)
        n += str_is(list[i].recipient, person);
    return n;
}

TEST(the_ten_minute_clock_fires_each_rung_once)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    UnixMs start = w.ctx.now;
    static const struct {
        int64_t minute, fired, rung;
    } steps[] = {{4, 0, 0},    {5, 1, 50},   {6, 1, 50},   {8, 2, 80},   {9, 2, 80},
                 {10, 3, 100}, {14, 3, 100}, {15, 4, 150}, {16, 4, 150}, {600, 4, 150}};
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        run_at(&w, start + MINUTES(steps[i].minute));
        assert_int_equal(world_events(&w, number, "CLOCK_ALERT"), steps[i].fired);
        assert_int_equal(clock_of(&w, number, CLOCK_T1)->alerted, steps[i].rung);
        assert_int_equal(world_case(&w, number)->c.overdues, steps[i].rung >= 100);
        assert_int_equal(world_case(&w, number)->c.public_overdue, steps[i].rung >= 150);
    }
    assert_int_equal(world_case(&w, number)->c.state, CASE_ROUTED);
}

TEST(the_ladder_tells_those_it_names)
{
    World w CLEANUP(world_end) = world_new();
    (void)world_person(&w, ROLE_SUBDISTRICT_LEADER, "350102009", "leader");
    (void)world_person(&w, ROLE_SUBDISTRICT_LEADER, "350102001", "elsewhere");
    (void)world_person(&w, ROLE_CENTRE_DISPATCHER, "CEN", "centre");
    (void)world_person(&w, ROLE_CENTRE_LEADER, "CEN", "chief");
    (void)world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    UnixMs start = w.ctx.now;
    run_at(&w, start + MINUTES(5));
    assert_int_equal(told(&w, "leader"), 0);
    run_at(&w, start + MINUTES(8));
    assert_int_equal(told(&w, "leader"), 1);
    assert_int_equal(told(&w, "centre"), 0);
    run_at(&w, start + MINUTES(10));
    assert_int_equal(told(&w, "centre"), 1);
    assert_int_equal(told(&w, "chief"), 0);
    run_at(&w, start + MINUTES(15));
    assert_int_equal(told(&w, "chief"), 1);
    assert_int_equal(told(&w, "leader"), 1);
    assert_int_equal(told(&w, "elsewhere"), 0);
}

TEST(a_server_asleep_for_two_days_fires_only_the_highest_rung)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    run_at(&w, w.ctx.now + DAYS(2));
    assert_int_equal(world_events(&w, number, "CLOCK_ALERT"), 1);
    const CaseFile *file = world_case(&w, number);
    assert_int_equal(case_clock((CaseFile *)file, CLOCK_T1, 0, 0)->alerted, 150);
    assert_int_equal(file->c.overdues, 1);
    assert_int_equal(file->c.public_overdue, 1);
    run_at(&w, w.ctx.now + DAYS(2));
    assert_int_equal(world_events(&w, number, "CLOCK_ALERT"), 1);
}

TEST(whoever_was_to_be_told_while_the_server_slept_is_told_once)
{
    World w CLEANUP(world_end) = world_new();
    (void)world_person(&w, ROLE_SUBDISTRICT_LEADER, "350102009", "leader");
    (void)world_person(&w, ROLE_CENTRE_DISPATCHER, "CEN", "centre");
    (void)world_person(&w, ROLE_CENTRE_LEADER, "CEN", "chief");
    (void)world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    UnixMs start = w.ctx.now;
    run_at(&w, start + MINUTES(16)); /* past 80, 100 and 150 % */
    run_at(&w, start + MINUTES(17));
    assert_int_equal(told(&w, "leader"), 1);
    assert_int_equal(told(&w, "centre"), 1);
    assert_int_equal(told(&w, "chief"), 1);
}

TEST(an_answered_clock_stays_silent)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    const Actor *desk = world_actor(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
    w.ctx.now += MINUTES(3);
    world_do(&w, desk, ACTION_RESPOND, number);
    run_at(&w, w.ctx.now + MINUTES(20));
    assert_int_equal(world_events(&w, number, "CLOCK_ALERT"), 0);
}

TEST(the_second_overdue_takes_the_case_to_the_centre)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3, .phone = "13000000000"});
    const Actor *desk = world_actor(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
    run_at(&w, w.ctx.now + MINUTES(11)); /* T1 is overdue */
    world_do(&w, desk, ACTION_RESPOND, number);
    assert_int_equal(world_events(&w, number, "FORCE_ESCALATE"), 0);
    run_at(&w, w.ctx.now + DAYS(4)); /* T5 (4 working hours) and T2 as well */
    assert_int_equal(world_events(&w, number, "FORCE_ESCALATE"), 1);
    const CaseFile *file = world_case(&w, number);
    assert_int_equal(file->c.state, CASE_ESCALATED);
    assert_true(str_eq(file->c.owner, w.district->centre));
    assert_true(file->c.overdues >= 2);
}

TEST(a_third_overdue_leaves_a_case_of_the_centre_where_it_is)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    const Actor *centre = world_actor(&w, ROLE_CENTRE_DISPATCHER, "CEN", "centre");
    const Actor *desk = world_actor(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
    run_at(&w, w.ctx.now + MINUTES(11));
    world_do(&w, desk, ACTION_RESPOND, number);
    run_at(&w, w.ctx.now + DAYS(2));
    const CallTarget lead = {STR("YLZX"), true, true};
    world_do(&w, centre, ACTION_CALL, number, .units = &lead, .unit_count = 1);
    run_at(&w, w.ctx.now + DAYS(9)); /* nobody signs, nobody comes */
    assert_int_equal(world_case(&w, number)->c.state, CASE_CALLING);
    assert_int_equal(world_events(&w, number, "FORCE_ESCALATE"), 1);
    assert_true(world_case(&w, number)->c.overdues >= 4);
}

static Str resolve_one(World *w)
{
    Str number = world_submit(w, &(WorldReport){.urgency = URGENCY_U3});
    const Actor *desk = world_actor(w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
    const Actor *second = world_actor(w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng2");
    world_do(w, desk, ACTION_RESPOND, number);
    world_do(w, desk, ACTION_ANSWER, number, .note = STR("已联系物业清理。"));
    world_do(w, second, ACTION_PASS, number);
    return number;
}

TEST(the_rating_window_closes_the_case_unrated_and_the_reopen_window_ends)
{
    World w CLEANUP(world_end) = world_new();
    Str number = resolve_one(&w);
    run_at(&w, w.ctx.now + DAYS(7) - MINUTES(1));
    assert_int_equal(world_case(&w, number)->c.state, CASE_RESOLVED);
    run_at(&w, w.ctx.now + MINUTES(1));
    const CaseFile *file = world_case(&w, number);
    assert_int_equal(file->c.state, CASE_CLOSED);
    assert_int_equal(file->c.closed_at, w.ctx.now);
    assert_int_equal(file->c.solved, 0);
    assert_int_equal(file->c.overdues, 0);
    assert_int_equal(clock_of(&w, number, CLOCK_T11)->stopped_at, 0);
    run_at(&w, w.ctx.now + DAYS(10));
    assert_true(clock_of(&w, number, CLOCK_T11)->stopped_at != 0);
    assert_int_equal(world_case(&w, number)->c.state, CASE_CLOSED);
    size_t before = (size_t)world_case(&w, number)->version;
    run_at(&w, w.ctx.now + DAYS(400));
    assert_int_equal(world_case(&w, number)->version, before);
}

TEST(a_suspended_case_wakes_on_its_date)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    const Actor *desk = world_actor(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
    const Actor *community = world_actor(&w, ROLE_COMMUNITY_DESK, "350102009001", "pingxi");
    const Actor *centre = world_actor(&w, ROLE_CENTRE_DISPATCHER, "CEN", "centre");
    world_do(&w, desk, ACTION_RESPOND, number);
    world_do(&w, desk, ACTION_ASSIGN, number, .unit = STR("350102009001"));
    world_do(&w, community, ACTION_START, number);
    UnixMs until = w.ctx.now + DAYS(30);
    world_do(&w, community, ACTION_SUSPEND, number, .until = until, .note = STR("等苗木到货。"));
    world_do(&w, centre, ACTION_DECIDE, number, .request = 1, .granted = true);
    assert_int_equal(world_case(&w, number)->c.state, CASE_SUSPENDED);
    run_at(&w, until - 1);
    assert_int_equal(world_case(&w, number)->c.state, CASE_SUSPENDED);
    assert_int_equal(world_case(&w, number)->c.overdues, 0);
    run_at(&w, until);
    assert_int_equal(world_case(&w, number)->c.state, CASE_HANDLING);
    assert_int_equal(world_events(&w, number, "WAKE"), 1);
    run_at(&w, until + MINUTES(1));
    assert_int_equal(world_events(&w, number, "WAKE"), 1);
}

typedef struct Process {
    JobsSetup setup;
    UnixMs now;
} Process;

static void *run_process(void *self)
{
    const Process *process = self;
    Rand rand = rand_seeded(7);
    Ctx ctx = {.now = process->now, .rand = &rand};
    for (int i = 0; i < 5; i++)
        jobs_run_due(&process->setup, &ctx);
    return NULL;
}

TEST(two_processes_at_once_fire_every_deadline_once)
{
    enum { CASES = 30 };
    World w CLEANUP(world_end) = world_new();
    Db *other CLEANUP(db_closep) = world_second_db(&w);
    Str numbers[CASES];
    for (int i = 0; i < CASES; i++)
        numbers[i] = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3, .lat = 26.10 + i * 0.001});
    UnixMs later = w.ctx.now + MINUTES(11);
    /* the same holder twice: even without the lease between them, the transaction decides */
    Process processes[] = {{setup_of(&w, "one"), later}, {setup_of(&w, "one"), later}, {setup_of(&w, "two"), later}};
    processes[1].setup.db = other;
    processes[2].setup.db = other;
    pthread_t threads[COUNT_OF(processes)];
    for (size_t i = 0; i < COUNT_OF(processes); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run_process, &processes[i]), 0);
    for (size_t i = 0; i < COUNT_OF(processes); i++)
        (void)pthread_join(threads[i], NULL);
    for (int i = 0; i < CASES; i++) {
        assert_int_equal(world_events(&w, numbers[i], "CLOCK_ALERT"), 1);
        assert_int_equal(world_case(&w, numbers[i])->c.overdues, 1);
    }
}

TEST(a_backlog_of_more_than_one_page_is_worked_off_in_one_run)
{
    enum { CASES = 2 * DUE_PAGE + 5 };
    World w CLEANUP(world_end) = world_new();
    Str numbers[CASES];
    for (int i = 0; i < CASES; i++)
        numbers[i] = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3, .lat = 26.08 + i * 0.001});
    run_at(&w, w.ctx.now + MINUTES(11));
    for (int i = 0; i < CASES; i++)
        assert_int_equal(world_events(&w, numbers[i], "CLOCK_ALERT"), 1);
}

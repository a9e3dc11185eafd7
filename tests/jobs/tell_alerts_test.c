/* Letters about public cases: what is told, to whom, when, and once. */
#include "support/world.h"

#include "actions/choose_way.h"
#include "actions/subscribe.h"
#include "jobs/job.h"
#include "store/alert_store.h"
#include "store/outbox_store.h"

typedef struct Letters {
    OutboxMessage *at;
    size_t len;
} Letters;

static Err load_letters(Tx *tx, const void *in, void *out)
{
    Letters *all = out;
    (void)in;
    return outbox_list(tx, 100, &all->at, &all->len);
}

static Letters letters_of(World *w)
{
    Letters post;
    assert_ok(db_read(w->db, &w->ctx, load_letters, NULL, &post));
    return post;
}

static size_t count_kind(World *w, const char *kind)
{
    Letters post = letters_of(w);
    size_t count = 0;
    for (size_t i = 0; i < post.len; i++)
        count += str_is(post.at[i].kind, kind);
    return count;
}

static Str last_body(World *w)
{
    Letters post = letters_of(w);
    assert_true(post.len > 0);
    return post.at[0].body;
}

static void ask(World *w, const Subscribe *in)
{
    assert_ok(db_write(w->db, &w->ctx, subscribe, in, NULL));
}

static Err prove_all(Tx *tx, const void *in, void *out)
{
    (void)in;
    WayAsked asked;
    OutboxMessage *all = NULL;
    size_t len = 0;
    TRY(outbox_list(tx, 100, &all, &len));
    for (size_t i = 0; i < len; i++)
        if (str_is(all[i].kind, "confirm")) {
            Str token = str_slice(all[i].link, 3, all[i].link.len);
            if (confirm_mail(tx, &token, &asked) != OK)
                tx->ctx->failure = (Failure){0}; /* proven before */
            else
                *(Str *)out = asked.who;
        }
    return OK;
}

/* Subscribed and proven; the recipient it is told as. */
static Str subscribed(World *w, const Subscribe *in)
{
    Str who = STR("");
    ask(w, in);
    assert_ok(db_write(w->db, &w->ctx, prove_all, NULL, &who));
    assert_true(str_starts(who, STR("alert:")));
    return who;
}

static void run_alerts(World *w)
{
    w->ctx.now += MINUTES(1); /* what was just done is surely in the store */
    JobsSetup setup = {.db = w->db, .district = w->district, .holder = STR("here")};
    JobRun run = {.setup = &setup, .name = "tell_alerts", .every = SECONDS(5), .ctx = &w->ctx};
    assert_ok(tell_alerts(&run));
}

static Subscribe street(bool at_once)
{
    return (Subscribe){.mail = STR("Lin@Example.org"), .area = STR("350102009"), .at_once = at_once, .lang = LANG_ZH};
}

TEST(nothing_is_told_to_an_address_that_is_not_proven)
{
    World w CLEANUP(world_end) = world_new();
    Subscribe in = street(true);
    ask(&w, &in);
    w.ctx.now += HOURS(1);
    (void)world_submit(&w, &(WorldReport){0});
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "confirm"), 1);
    assert_int_equal(count_kind(&w, "digest"), 0);
}

TEST(an_address_has_one_link_waiting_and_ten_alerts_and_is_answered_the_same)
{
    World w CLEANUP(world_end) = world_new();
    Subscribe in = street(false);
    for (int i = 0; i < 3; i++)
        ask(&w, &in);
    assert_int_equal(count_kind(&w, "confirm"), 1);
    for (int i = 0; i < 12; i++) {
        Str who;
        assert_ok(db_write(w.db, &w.ctx, prove_all, NULL, &who));
        ask(&w, &in);
    }
    assert_int_equal(count_kind(&w, "confirm"), ALERTS_MOST);
    in.mail = STR("other@example.org");
    ask(&w, &in);
    assert_int_equal(count_kind(&w, "confirm"), ALERTS_MOST + 1);
    in.mail = STR("no address\r\nBcc: x@y");
    assert_err(db_write(w.db, &w.ctx, subscribe, &in, NULL), ERR_INVALID);
}

TEST(once_a_day_at_eight_comes_what_was_new_and_what_was_resolved_and_no_empty_letter)
{
    World w CLEANUP(world_end) = world_new();
    Subscribe in = street(false);
    Str before = world_submit(&w, &(WorldReport){0});
    w.ctx.now += HOURS(1);
    (void)subscribed(&w, &in);
    w.ctx.now += HOURS(1);
    Str number = world_submit(&w, &(WorldReport){0});
    (void)world_submit(&w, &(WorldReport){.subdistrict = "350102002", .community = "350102002001"});
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 0); /* it is not eight */
    UnixMs offset = MINUTES(w.district->calendar.offset_minutes);
    w.ctx.now += DAYS(1) - (w.ctx.now + offset) % DAYS(1) + HOURS(8);
    run_alerts(&w);
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 1);
    Str body = last_body(&w);
    assert_true(str_find(body, STR("新反映 1 件")) >= 0);
    assert_true(str_find(body, number) >= 0);
    assert_true(str_find(body, before) < 0);
    assert_true(str_find(body, STR("办结")) < 0);

    const Actor *desk = world_actor(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
    const Actor *other = world_actor(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng2");
    w.ctx.now += HOURS(1);
    world_do(&w, desk, ACTION_RESPOND, number);
    world_do(&w, desk, ACTION_ANSWER, number, .note = STR("已清理"));
    world_do(&w, other, ACTION_PASS, number);
    w.ctx.now += DAYS(1);
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 2);
    assert_true(str_find(last_body(&w), STR("办结 1 件")) >= 0);
    assert_true(str_find(last_body(&w), STR("新反映")) < 0);
    w.ctx.now += DAYS(1);
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 2);
}

static Err load_leave(Tx *tx, const void *in, void *out)
{
    WayRow row;
    TRY(way_load(tx, STR(""), *(const Str *)in, &row));
    *(Str *)out = row.leave;
    return OK;
}

TEST(no_more_of_an_alert_forgets_it_and_leaves_others)
{
    World w CLEANUP(world_end) = world_new();
    Subscribe in = street(true);
    Str first = subscribed(&w, &in), leave;
    WayAsked asked;
    (void)subscribed(&w, &in);
    w.ctx.now += HOURS(1);
    (void)world_submit(&w, &(WorldReport){0});
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 2);
    assert_ok(db_read(w.db, &w.ctx, load_leave, &first, &leave));
    assert_ok(db_write(w.db, &w.ctx, stop_mail, &leave, &asked));
    assert_str(asked.mail, "lin@example.org");
    assert_err(db_read(w.db, &w.ctx, stop_mail_peek, &leave, &asked), ERR_NOT_FOUND);
    w.ctx.now += HOURS(1);
    (void)world_submit(&w, &(WorldReport){0});
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 3);
}

TEST(what_was_never_proven_goes_with_its_link_and_the_rest_with_the_rule)
{
    World w CLEANUP(world_end) = world_new();
    Subscribe in = street(true);
    (void)subscribed(&w, &in);
    in.mail = STR("never@example.org");
    ask(&w, &in);
    JobsSetup setup = {.db = w.db, .district = w.district, .holder = STR("here")};
    JobRun run = {.setup = &setup, .name = "sweep", .every = HOURS(1), .ctx = &w.ctx};
    w.ctx.now += DAYS(7) + 1;
    assert_ok(sweep(&run));
    assert_int_equal(run.done, 1);
    run.done = 0;
    w.ctx.now += DAYS(730);
    assert_ok(sweep(&run));
    assert_true(run.done >= 1);
    w.ctx.now += HOURS(1);
    (void)world_submit(&w, &(WorldReport){0});
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 0);
}

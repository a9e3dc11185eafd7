/* Alerts about public cases: what is told, to whom, by which way, when, and once. */
#include "support/world.h"

#include <string.h>

#include "actions/choose_way.h"
#include "actions/subscribe.h"
#include "jobs/job.h"
#include "notify/sms_size.h"
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
    Str id;
    assert_ok(db_write(w->db, &w->ctx, subscribe, in, &id));
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
    return (Subscribe){
        .way = VIA_MAIL, .to = STR("Lin@Example.org"), .area = STR("350102009"), .at_once = at_once, .lang = LANG_ZH};
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
    in.to = STR("other@example.org");
    ask(&w, &in);
    assert_int_equal(count_kind(&w, "confirm"), ALERTS_MOST + 1);
    in.to = STR("no address\r\nBcc: x@y");
    Str id;
    assert_err(db_write(w.db, &w.ctx, subscribe, &in, &id), ERR_INVALID);
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
    in.to = STR("never@example.org");
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

/* --- around a point --- */

static Subscribe park(int64_t radius_m)
{
    return (Subscribe){.way = VIA_MAIL,
                       .to = STR("lin@example.org"),
                       .area = STR("350102009001"),
                       .around = {261080000, 1192740000, radius_m},
                       .at_once = true,
                       .lang = LANG_ZH};
}

TEST(around_a_point_distances_are_those_of_rounded_places_whatever_street_they_lie_in)
{
    World w CLEANUP(world_end) = world_new();
    Subscribe in = park(200);
    (void)subscribed(&w, &in);
    w.ctx.now += HOURS(1);
    /* 165 and 168 m to the north of the point: rounded they are 111 and 222 m away */
    Str in_reach = world_submit(&w, &(WorldReport){.lat = 26.10949, .lon = 119.274, .subdistrict = "350102002"});
    Str beyond = world_submit(&w, &(WorldReport){.lat = 26.10951, .lon = 119.274});
    Str far = world_submit(&w, &(WorldReport){.lat = 26.0903, .lon = 119.3015});
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 1);
    Str body = last_body(&w);
    assert_true(str_find(body, in_reach) >= 0);
    assert_true(str_find(body, beyond) < 0);
    assert_true(str_find(body, far) < 0);
    assert_true(str_find(body, STR("您选的地点周围 200 米")) >= 0);
    assert_true(str_starts(letters_of(&w).at[0].link, STR("/a/")));

    in.to = STR("wider@example.org");
    in.around.radius_m = 500;
    (void)subscribed(&w, &in);
    w.ctx.now += HOURS(1);
    Str later = world_submit(&w, &(WorldReport){.lat = 26.1116, .lon = 119.274}); /* rounded 444 m away */
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 2);
    assert_true(str_find(last_body(&w), later) >= 0);
}

/* --- by SMS --- */

static Subscribe by_sms(void)
{
    return (Subscribe){.way = VIA_SMS, .to = STR("+86 138 1234-1234"), .area = STR("350102009"), .lang = LANG_ZH};
}

/* The newest code in the outbox. */
static Str code_sent(World *w)
{
    Letters post = letters_of(w);
    for (size_t i = 0; i < post.len; i++)
        if (str_is(post.at[i].kind, "code")) {
            size_t at = strlen("验证码 ");
            return str_slice(post.at[i].body, at, at + 6);
        }
    assert_true(false); /* no code was sent */
    return STR("");
}

static Err try_code(World *w, Str alert, Str code)
{
    AlertCode in = {alert, code};
    Err err = db_write(w->db, &w->ctx, count_code_try, &in, NULL);
    return err != OK ? err : db_write(w->db, &w->ctx, prove_phone, &in, NULL);
}

static Str ask_sms(World *w)
{
    Subscribe in = by_sms();
    Str id;
    w->ctx.now += SECONDS(1); /* the newest in the outbox is the last */
    assert_ok(db_write(w->db, &w->ctx, subscribe, &in, &id));
    return id;
}

TEST(a_phone_is_proven_by_its_code_which_ends_after_ten_minutes_and_five_tries)
{
    World w CLEANUP(world_end) = world_new();
    Str id = ask_sms(&w), code = code_sent(&w);
    Str wrong = str_is(code, "000000") ? STR("000001") : STR("000000");
    assert_err(try_code(&w, id, wrong), ERR_INVALID);
    assert_err(try_code(&w, STR("of somebody else"), code), ERR_INVALID);
    assert_ok(try_code(&w, id, code));
    assert_err(try_code(&w, id, code), ERR_INVALID);

    Str guessed = ask_sms(&w), right = code_sent(&w);
    wrong = str_is(right, "000000") ? STR("000001") : STR("000000");
    for (int i = 0; i < 5; i++)
        assert_err(try_code(&w, guessed, wrong), ERR_INVALID);
    assert_err(try_code(&w, guessed, right), ERR_TOO_MANY);

    Str late = ask_sms(&w), late_code = code_sent(&w);
    w.ctx.now += CODE_LASTS;
    assert_err(try_code(&w, late, late_code), ERR_INVALID);
}

TEST(a_code_is_no_link_of_a_letter)
{
    World w CLEANUP(world_end) = world_new();
    Str id = ask_sms(&w), code = code_sent(&w);
    Str token = str_printf(w.ctx.arena, "alert code " STR_FMT " " STR_FMT, STR_ARG(id), STR_ARG(code));
    WayAsked asked;
    assert_err(db_write(w.db, &w.ctx, confirm_mail, &token, &asked), ERR_NOT_FOUND);
    assert_ok(try_code(&w, id, code));
}

TEST(a_phone_is_sent_three_codes_a_day_and_what_is_no_mobile_number_none)
{
    World w CLEANUP(world_end) = world_new();
    for (int i = 0; i < 5; i++)
        (void)ask_sms(&w);
    assert_int_equal(count_kind(&w, "code"), 3);
    w.ctx.now += DAYS(1);
    (void)ask_sms(&w);
    assert_int_equal(count_kind(&w, "code"), 4);
    static const char *const others[] = {"059187654321", "12345", "+1 202 555 0100", "138123412345", "12812341234", ""};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        Subscribe in = by_sms();
        Str id;
        in.to = str_of(others[i]);
        assert_err(db_write(w.db, &w.ctx, subscribe, &in, &id), ERR_INVALID);
    }
}

TEST(the_district_sends_no_more_codes_than_it_says)
{
    World w CLEANUP(world_end) = world_new();
    int64_t most = w.district->limits.codes_day;
    assert_true(most > 0 && most < 10000);
    for (int64_t i = 0; i <= most; i++) {
        Subscribe in = by_sms();
        Str id;
        in.to = str_printf(w.ctx.arena, "139%08lld", (long long)i);
        Err err = db_write(w.db, &w.ctx, subscribe, &in, &id);
        assert_int_equal(err, i < most ? OK : ERR_CONFLICT);
    }
}

static Err load_news(Tx *tx, const void *span, void *out)
{
    return alert_news(tx, span, out);
}

TEST(by_sms_comes_one_short_text_a_day_whose_link_shows_it_and_ends_it)
{
    World w CLEANUP(world_end) = world_new();
    Str id = ask_sms(&w);
    assert_ok(try_code(&w, id, code_sent(&w)));
    w.ctx.now += HOURS(1);
    Str number = world_submit(&w, &(WorldReport){0});
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 0); /* it is not eight */
    UnixMs offset = MINUTES(w.district->calendar.offset_minutes);
    w.ctx.now += DAYS(1) - (w.ctx.now + offset) % DAYS(1) + HOURS(8);
    run_alerts(&w);
    (void)world_submit(&w, &(WorldReport){0});
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 1);
    OutboxMessage told = letters_of(&w).at[0];
    assert_str(told.body, "「五凤街道」新反映 1 件。查看或退订：");
    assert_true(
        sms_segments(str_join(w.ctx.arena, (const Str[]){told.body, STR(" https://front.gulou.example"), told.link}, 3,
                              STR(""))) <= 2);

    Str leave = str_slice(told.link, strlen("/a/"), told.link.len);
    Alert alert;
    assert_ok(db_read(w.db, &w.ctx, alert_seen, &leave, &alert));
    AlertNews *news = ARENA_NEW(w.ctx.arena, AlertNews);
    AlertSpan span = {&alert, w.ctx.now - DAYS(7), w.ctx.now};
    assert_ok(db_read(w.db, &w.ctx, load_news, &span, news));
    assert_int_equal(news->len, 2);
    assert_true(str_eq(news->at[1].number, number)); /* the newest first */
    assert_ok(db_write(w.db, &w.ctx, unsubscribe, &leave, NULL));
    assert_err(db_read(w.db, &w.ctx, alert_seen, &leave, &alert), ERR_NOT_FOUND);
    w.ctx.now += DAYS(1);
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 1);
}

TEST(of_more_than_fifty_the_newest_are_told_and_that_there_are_more)
{
    World w CLEANUP(world_end) = world_new();
    Subscribe in = street(true);
    (void)subscribed(&w, &in);
    Str first = STR(""), last = STR("");
    w.ctx.now += HOURS(1);
    for (int i = 0; i <= NEWS_MOST; i++) {
        w.ctx.now += SECONDS(1);
        last = world_submit(&w, &(WorldReport){0});
        first = i == 0 ? last : first;
    }
    run_alerts(&w);
    Str body = last_body(&w);
    assert_true(str_find(body, STR("新反映 50+ 件")) >= 0);
    assert_true(str_find(body, last) >= 0);
    assert_true(str_find(body, first) < 0);
    assert_true(str_find(body, STR("还有更多")) >= 0);
}

TEST(a_phone_that_was_never_proven_is_forgotten_after_a_day)
{
    World w CLEANUP(world_end) = world_new();
    (void)ask_sms(&w);
    JobsSetup setup = {.db = w.db, .district = w.district, .holder = STR("here")};
    JobRun run = {.setup = &setup, .name = "sweep", .every = HOURS(1), .ctx = &w.ctx};
    assert_ok(sweep(&run));
    assert_int_equal(run.done, 0);
    w.ctx.now += DAYS(1) + 1;
    assert_ok(sweep(&run));
    assert_int_equal(run.done, 1);
}

/* --- by the messenger --- */

static Err switch_notices(Tx *tx, const void *how, void *out)
{
    return way_messenger_switch(tx, how, out);
}

TEST(the_messengers_person_is_known_hears_at_once_and_stops_it_with_all_notices)
{
    World w CLEANUP(world_end) = world_new();
    Subscribe in = street(true);
    Str id;
    in.way = VIA_WECHAT;
    in.to = STR("oPerson");
    assert_ok(db_write(w.db, &w.ctx, subscribe, &in, &id));
    w.ctx.now += HOURS(1);
    (void)world_submit(&w, &(WorldReport){0});
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 1);
    assert_str(last_body(&w), "五凤街道\n新反映 1 件");

    int64_t switched = 0;
    WaySwitch off = {STR("oPerson"), VIA_WECHAT, VIA_NONE}, on = {STR("oPerson"), VIA_NONE, VIA_WECHAT};
    assert_ok(db_write(w.db, &w.ctx, switch_notices, &off, &switched));
    assert_int_equal(switched, 1);
    w.ctx.now += HOURS(1);
    (void)world_submit(&w, &(WorldReport){0});
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 1);
    assert_ok(db_write(w.db, &w.ctx, switch_notices, &on, &switched));
    run_alerts(&w);
    assert_int_equal(count_kind(&w, "digest"), 2);

    for (int i = 1; i < ALERTS_MOST; i++)
        assert_ok(db_write(w.db, &w.ctx, subscribe, &in, &id));
    assert_err(db_write(w.db, &w.ctx, subscribe, &in, &id), ERR_CONFLICT);
}

static Err messenger_last(Tx *tx, const void *who, void *out)
{
    return way_messenger_last(tx, *(const Str *)who, out);
}

TEST(asking_for_an_alert_does_not_bring_back_notices_of_cases)
{
    World w CLEANUP(world_end) = world_new();
    Subscribe in = street(true);
    Str id, who = STR("oPerson");
    int64_t switched = 0;
    Via last;
    in.way = VIA_WECHAT;
    in.to = who;
    assert_ok(db_write(w.db, &w.ctx, subscribe, &in, &id));
    WaySwitch off = {who, VIA_WECHAT, VIA_NONE};
    assert_ok(db_write(w.db, &w.ctx, switch_notices, &off, &switched));
    w.ctx.now += HOURS(1);
    assert_ok(db_write(w.db, &w.ctx, subscribe, &in, &id));
    assert_ok(db_read(w.db, &w.ctx, messenger_last, &who, &last));
    assert_int_equal(last, VIA_NONE);
}

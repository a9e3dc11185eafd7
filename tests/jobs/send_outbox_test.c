#include "support/world.h"

#include <stdio.h>
#include <sys/stat.h>

#include "actions/choose_way.h"
#include "actions/subscribe.h"
#include "jobs/job.h"
#include "notify/spool.h"
#include "store/outbox_store.h"

typedef struct Office {
    int sent;
    bool broken;
    Letter last; /* its texts in `kept` */
    char kept[4][300];
} Office;

static Str keep(char kept[300], Str text)
{
    (void)snprintf(kept, 300, STR_FMT, STR_ARG(text));
    return str_of(kept);
}

static Err post(void *self, Ctx *ctx, const Letter *letter)
{
    Office *office = self;
    if (office->broken)
        return fail(ctx, ERR_BUSY, MSG_BUSY);
    office->sent++;
    office->last = (Letter){.way = letter->way,
                            .kind = keep(office->kept[0], letter->kind),
                            .to = keep(office->kept[1], letter->to),
                            .text = keep(office->kept[2], letter->text),
                            .link = keep(office->kept[3], letter->link)};
    return OK;
}

static void run(World *w, const Transport *transport, bool demo)
{
    JobsSetup setup = {
        .db = w->db, .district = w->district, .holder = STR("here"), .transports = {transport}, .demo = demo};
    jobs_run_due(&setup, &w->ctx);
}

static Err add(Tx *tx, const void *in, void *out)
{
    (void)out;
    return outbox_add(tx, in);
}

static void write_to(World *w, Str recipient, Str number)
{
    OutboxMessage message = {
        .kind = STR("sms"), .recipient = recipient, .body = STR("请评价"), .link = STR("/r/x"), .number = number};
    assert_ok(db_write(w->db, &w->ctx, add, &message, NULL));
}

typedef struct List {
    OutboxMessage *at;
    size_t len;
} List;

static Err read_list(Tx *tx, const void *in, void *out)
{
    List *list = out;
    (void)in;
    return outbox_list(tx, 50, &list->at, &list->len);
}

static OutboxMessage newest(World *w)
{
    List list = {0};
    assert_ok(db_read(w->db, &w->ctx, read_list, NULL, &list));
    assert_true(list.len > 0);
    return list.at[0];
}

TEST(without_a_gateway_messages_wait_and_with_one_they_leave_once)
{
    World w CLEANUP(world_end) = world_new();
    Office office = {0};
    Transport transport = {post, &office};
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3, .phone = "13800000001"});
    write_to(&w, STR("reporter"), number);
    run(&w, NULL, false);
    assert_str(newest(&w).state, "waiting");
    run(&w, &transport, false);
    run(&w, &transport, false);
    assert_int_equal(office.sent, 1);
    assert_str(newest(&w).state, "sent");
    assert_int_equal(newest(&w).attempts, 1);
}

TEST(a_code_that_has_ended_is_not_sent_any_more)
{
    World w CLEANUP(world_end) = world_new();
    Office office = {0};
    Transport transport = {post, &office};
    Subscribe in = {.way = VIA_SMS, .to = STR("13812341234"), .area = STR("350102009"), .lang = LANG_ZH};
    Str id;
    assert_ok(db_write(w.db, &w.ctx, subscribe, &in, &id));
    run(&w, NULL, false); /* there is no gateway */
    w.ctx.now += CODE_LASTS;
    run(&w, &transport, false);
    assert_int_equal(office.sent, 0);
    assert_str(newest(&w).state, "dropped");
    assert_str(newest(&w).why, "too_late");
    w.ctx.now++;
    assert_ok(db_write(w.db, &w.ctx, subscribe, &in, &id));
    run(&w, &transport, false);
    assert_int_equal(office.sent, 1);
    assert_str(office.last.to, "13812341234");
}

TEST(in_a_demo_nothing_leaves)
{
    World w CLEANUP(world_end) = world_new();
    Office office = {0};
    Transport transport = {post, &office};
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3, .phone = "13800000001"});
    write_to(&w, STR("reporter"), number);
    run(&w, &transport, true);
    assert_str(newest(&w).state, "held");
    run(&w, &transport, false);
    assert_int_equal(office.sent, 0);
}

TEST(a_message_to_nobody_is_dropped)
{
    World w CLEANUP(world_end) = world_new();
    Office office = {0};
    Transport transport = {post, &office};
    Str anonymous = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    write_to(&w, STR("reporter"), anonymous);
    run(&w, &transport, false);
    assert_str(newest(&w).state, "dropped");
    w.ctx.now++;
    write_to(&w, STR("somebody who left"), anonymous);
    run(&w, &transport, false);
    assert_str(newest(&w).state, "dropped");
    assert_int_equal(office.sent, 0);
}

TEST(a_broken_gateway_is_asked_less_and_less_often_and_then_given_up)
{
    World w CLEANUP(world_end) = world_new();
    Office office = {.broken = true};
    Transport transport = {post, &office};
    (void)world_person(&w, ROLE_CENTRE_LEADER, "CEN", "chief");
    write_to(&w, STR("chief"), STR(""));
    UnixMs waits[10];
    for (int i = 0; i < 10; i++) {
        UnixMs before = w.ctx.now;
        assert_str(newest(&w).state, "waiting");
        for (int64_t attempts = newest(&w).attempts; newest(&w).attempts == attempts; w.ctx.now += MINUTES(1))
            run(&w, &transport, false);
        waits[i] = w.ctx.now - before;
    }
    assert_str(newest(&w).state, "failed");
    assert_int_equal(newest(&w).attempts, 10);
    assert_true(waits[9] > waits[1]);
    assert_true(waits[9] <= HOURS(6) + MINUTES(1));
    office.broken = false;
    w.ctx.now += DAYS(2);
    run(&w, &transport, false);
    assert_int_equal(office.sent, 0);
}

TEST(the_spool_holds_a_whole_file_that_only_its_user_reads)
{
    World w CLEANUP(world_end) = world_new();
    Spool spool CLEANUP(spool_close) = {.fd = -1};
    assert_ok(spool_open(&w.ctx, w.folder, STR("https://front.example.org"), &spool));
    Transport transport = spool_transport(&spool);
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3, .phone = "13800000001"});
    write_to(&w, STR("reporter"), number);
    run(&w, &transport, false);
    OutboxMessage message = newest(&w);
    assert_str(message.state, "sent");
    const char *path =
        str_z(w.ctx.arena, str_printf(w.ctx.arena, "%s/outbox/" STR_FMT ".json", w.folder, STR_ARG(message.id)));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    char text[1000] = {0};
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t len = fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    const Json *json = NULL;
    Str link, phone;
    assert_ok(json_parse(&w.ctx, (Str){text, len}, &json));
    assert_true(json_str(json_get(json, "link"), &link) && json_str(json_get(json, "phone"), &phone));
    assert_str(link, "https://front.example.org/r/x");
    assert_str(phone, "13800000001");
}

/* --- by which way, and when --- */

static Err do_choose(Tx *tx, const void *in, void *out)
{
    return choose_way(tx, in, out);
}

static void choose(World *w, Str number, Via way, const char *mail)
{
    ChooseWay in = {.number = number,
                    .who = STR("reporter"),
                    .way = way,
                    .mail = str_of(mail),
                    .quiet = {QUIET_UNSAID, QUIET_UNSAID}};
    assert_ok(db_write(w->db, &w->ctx, do_choose, &in, NULL));
}

static Err do_confirm(Tx *tx, const void *in, void *out)
{
    return confirm_mail(tx, in, out);
}

static void confirm(World *w, Str link)
{
    Str token = str_slice(link, 3, link.len); /* "/m/..." */
    WayAsked found;
    assert_ok(db_write(w->db, &w->ctx, do_confirm, &token, &found));
    assert_err(db_write(w->db, &w->ctx, do_confirm, &token, &found), ERR_NOT_FOUND); /* one-time */
    w->ctx.failure = (Failure){0};
}

/* Every way leads to the same office. */
static void run_all(World *w, Office *office)
{
    Transport transport = {post, office};
    JobsSetup setup = {.db = w->db,
                       .district = w->district,
                       .holder = STR("here"),
                       .transports = {&transport, &transport, &transport}};
    jobs_run_due(&setup, &w->ctx);
}

static void at_local_hour(World *w, int64_t hour)
{
    UnixMs day = calendar_day_start(&w->district->calendar, calendar_day_of(&w->district->calendar, w->ctx.now));
    w->ctx.now = day + DAYS(1) + HOURS(hour);
}

TEST(nothing_but_its_link_goes_to_a_mailbox_that_nobody_confirmed)
{
    World w CLEANUP(world_end) = world_new();
    Office office = {0};
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    at_local_hour(&w, 10);
    choose(&w, number, VIA_MAIL, "li@example.org");
    run_all(&w, &office);
    assert_int_equal(office.sent, 1);
    assert_str(office.last.kind, "confirm");
    assert_str(office.last.to, "li@example.org");
    Str link = str_copy(w.ctx.arena, office.last.link);
    w.ctx.now += MINUTES(1);
    write_to(&w, STR("reporter"), number);
    run_all(&w, &office);
    assert_int_equal(office.sent, 1);
    assert_str(newest(&w).state, "waiting");
    assert_str(newest(&w).why, "unconfirmed");
    confirm(&w, link);
    w.ctx.now += MINUTES(11);
    run_all(&w, &office);
    assert_int_equal(office.sent, 2);
    assert_int_equal(office.last.way, VIA_MAIL);
    assert_str(newest(&w).state, "sent");
    assert_str(newest(&w).way, "mail");
}

TEST(an_unconfirmed_mailbox_gets_one_letter_a_day_whoever_enters_it)
{
    World w CLEANUP(world_end) = world_new();
    Office office = {0};
    Str first = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    Str other = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    at_local_hour(&w, 10);
    choose(&w, first, VIA_MAIL, "victim@example.org");
    run_all(&w, &office);
    choose(&w, other, VIA_MAIL, "victim@example.org");
    w.ctx.now += 1;
    run_all(&w, &office);
    assert_int_equal(office.sent, 1);
    w.ctx.now += DAYS(1);
    run_all(&w, &office);
    assert_int_equal(office.sent, 2);
}

TEST(at_night_messages_wait_for_the_morning_but_alerts_of_what_cannot_wait_leave)
{
    World w CLEANUP(world_end) = world_new();
    Office office = {0};
    (void)world_person(&w, ROLE_CENTRE_LEADER, "CEN", "chief");
    at_local_hour(&w, 23);
    UnixMs night = w.ctx.now;
    write_to(&w, STR("chief"), STR(""));
    run_all(&w, &office);
    assert_int_equal(office.sent, 0);
    assert_str(newest(&w).why, "quiet");
    assert_int_equal(newest(&w).attempts, 0);
    OutboxMessage alert = {.kind = STR("notice"), .recipient = STR("chief"), .body = STR("U1"), .at_once = true};
    assert_ok(db_write(w.db, &w.ctx, add, &alert, NULL));
    run_all(&w, &office);
    assert_int_equal(office.sent, 1);
    assert_str(office.last.text, "U1");
    w.ctx.now = night + HOURS(9) - 1;
    run_all(&w, &office);
    assert_int_equal(office.sent, 1);
    w.ctx.now = night + HOURS(9);
    run_all(&w, &office);
    assert_int_equal(office.sent, 2);
}

TEST(no_address_gets_more_in_a_day_than_the_district_wants_and_the_rest_follows)
{
    World w CLEANUP(world_end) = world_new();
    Office office = {0};
    int64_t most = w.district->limits.letters_day;
    (void)world_person(&w, ROLE_CENTRE_LEADER, "CEN", "chief");
    at_local_hour(&w, 9);
    for (int64_t i = 0; i < most + 2; i++) {
        w.ctx.now++;
        write_to(&w, STR("chief"), STR(""));
    }
    run_all(&w, &office);
    assert_int_equal(office.sent, most);
    assert_str(newest(&w).state, "waiting");
    assert_str(newest(&w).why, "limit_address");
    w.ctx.now += DAYS(1) + 1;
    run_all(&w, &office);
    assert_int_equal(office.sent, most + 2);
}

TEST(who_wants_no_word_gets_none)
{
    World w CLEANUP(world_end) = world_new();
    Office office = {0};
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3, .phone = "13800000001"});
    at_local_hour(&w, 10);
    choose(&w, number, VIA_NONE, "");
    write_to(&w, STR("reporter"), number);
    run_all(&w, &office);
    assert_int_equal(office.sent, 0);
    assert_str(newest(&w).state, "dropped");
    assert_str(newest(&w).why, "declined");
}

static Err refuse(void *self, Ctx *ctx, const Letter *letter)
{
    (void)self, (void)letter;
    Err err = fail(ctx, ERR_GONE, MSG_LETTER_NOT_SENT);
    ctx->failure.internal = STR("550 5.1.1");
    return err;
}

TEST(what_will_never_be_taken_is_not_tried_again)
{
    World w CLEANUP(world_end) = world_new();
    Transport transport = {refuse, NULL};
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3, .phone = "13800000001"});
    at_local_hour(&w, 10);
    write_to(&w, STR("reporter"), number);
    run(&w, &transport, false);
    assert_str(newest(&w).state, "refused");
    assert_str(newest(&w).why, "550 5.1.1");
    assert_int_equal(newest(&w).attempts, 1);
}

#include "support/world.h"

#include <stdio.h>
#include <sys/stat.h>

#include "jobs/job.h"
#include "notify/spool.h"
#include "store/outbox_store.h"

typedef struct Office {
    int sent;
    bool broken;
    Letter last;
} Office;

static Err post(void *self, Ctx *ctx, const Letter *letter)
{
    Office *office = self;
    if (office->broken)
        return fail(ctx, ERR_BUSY, MSG_BUSY);
    office->sent++;
    office->last = *letter;
    return OK;
}

static void run(World *w, const Transport *transport, bool demo)
{
    JobsSetup setup = {
        .db = w->db, .district = w->district, .holder = STR("here"), .transport = transport, .demo = demo};
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

#include "support/world.h"

typedef struct Measured {
    int64_t n, hit;
} Measured;

static Err count(Tx *tx, const void *in, void *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Measured *answers = out;
    TRY(db_query(tx, &rows, SQL_SIM_ITEMS, db_text(tx->ctx->jurisdiction)));
    while (rows_next(&rows))
        if (str_is(rows_text(&rows, 0), in))
            *answers = (Measured){rows_int(&rows, 1), rows_int(&rows, 2)};
    return rows_end(&rows);
}

static void handle(World *w, Str number)
{
    const Actor *desk = world_actor(w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "desk");
    const Actor *second = world_actor(w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "second");
    w->ctx.now += MINUTES(5);
    world_do(w, desk, ACTION_ANSWER, number, .note = STR("已答复。"));
    w->ctx.now += MINUTES(5);
    world_do(w, second, ACTION_PASS, number, .note = STR("已回访。"));
}

TEST(an_answer_not_solved_and_the_one_after_it_are_both_counted)
{
    World w CLEANUP(world_end) = world_new();
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3, .category = "E0101"});
    const Actor *desk = world_actor(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "desk");
    world_do(&w, desk, ACTION_RESPOND, number, .note = STR("收到。"));
    handle(&w, number);
    world_do(&w, world_reporter(&w, number), ACTION_RATE, number, .solved = false, .satisfied = 1,
             .note = STR("没有解决。"));
    handle(&w, number);
    world_do(&w, world_reporter(&w, number), ACTION_RATE, number, .solved = true, .satisfied = 5);
    Measured solved = {0}, satisfied = {0};
    assert_ok(db_read(w.db, &w.ctx, count, "solved", &solved));
    assert_ok(db_read(w.db, &w.ctx, count, "satisfied", &satisfied));
    assert_int_equal(solved.n, 2);
    assert_int_equal(solved.hit, 1);
    assert_int_equal(satisfied.n, 2);
    assert_int_equal(satisfied.hit, 1);
}

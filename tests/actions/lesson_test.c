#include "support/world.h"

#include "store/decision_store.h"
#include "store/example_store.h"

#define DESK "350102009"

typedef struct Taught {
    StoredExample *at;
    size_t len;
} Taught;

static Err list(Tx *tx, const void *in, void *out)
{
    Taught *taught = out;
    return example_list(tx, in, &taught->at, &taught->len);
}

static Taught examples(World *w, const char *what)
{
    Taught taught = {0};
    assert_ok(db_read(w->db, &w->ctx, list, what, &taught));
    return taught;
}

static Err figures(Tx *tx, const void *in, void *out)
{
    return decision_figures(tx, *(const Str *)in, out);
}

static DecisionFigures known(World *w, Str number)
{
    DecisionFigures d = {0};
    assert_ok(db_read(w->db, &w->ctx, figures, &number, &d));
    return d;
}

static Err confusions(Tx *tx, const void *in, void *out)
{
    DecisionSpan span = {.from = 0, .to = INT64_MAX};
    return decision_confusions(tx, &span, in, out);
}

TEST(one_click_on_correct_is_an_example_with_the_right_label)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, DESK, "desk");
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3, .phone = "13900000001"});
    w.ctx.now += MINUTES(7);
    world_do(&w, desk, ACTION_CORRECT, number, .category = STR("E0101"));
    Taught taught = examples(&w, "category");
    assert_int_equal(taught.len, 1);
    assert_true(str_eq(taught.at[0].number, number));
    assert_str(taught.at[0].label, "E0101");
    assert_str(taught.at[0].kind, "correct");
    assert_str(taught.at[0].text, "江厝路街头公园里，很多人露营乱扔垃圾");
    assert_str(taught.at[0].reporter, "13900000001");
    assert_str(known(&w, number).known_category, "E0101");
    ConfusedList wrong;
    assert_ok(db_read(w.db, &w.ctx, confusions, "category", &wrong));
    assert_int_equal(wrong.len, 1);
    assert_str(wrong.at[0].told, "E0106");
    assert_str(wrong.at[0].truth, "E0101");
    assert_int_equal(wrong.at[0].minutes, 7);
}

TEST(the_later_correction_counts_and_a_closing_does_not_undo_it)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, DESK, "desk");
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    world_do(&w, desk, ACTION_CORRECT, number, .category = STR("E0101"));
    world_do(&w, desk, ACTION_CORRECT, number, .category = STR("E0106"));
    Taught taught = examples(&w, "category");
    assert_int_equal(taught.len, 1);
    assert_str(taught.at[0].label, "E0106");
    assert_str(known(&w, number).known_category, "E0106");
    ConfusedList wrong;
    assert_ok(db_read(w.db, &w.ctx, confusions, "category", &wrong));
    assert_int_equal(wrong.len, 0); /* the sums moved with the truth */
}

static Err add_up(Tx *tx, const void *in, void *out)
{
    (void)in;
    return decision_add_up(tx, out);
}

TEST(sums_say_the_same_before_and_after_what_waits_is_added_up)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, DESK, "desk");
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    int64_t moved = 0;
    ConfusedList wrong;
    assert_ok(db_write(w.db, &w.ctx, add_up, NULL, &moved));
    assert_int_equal(moved, 1); /* the decision itself */
    world_do(&w, desk, ACTION_CORRECT, number, .category = STR("E0101"));
    for (int i = 0; i < 2; i++) { /* the first time its row is in the sums and the move out of it waits */
        assert_ok(db_read(w.db, &w.ctx, confusions, "category", &wrong));
        assert_int_equal(wrong.len, 1);
        assert_int_equal(wrong.at[0].n, 1);
        assert_ok(db_write(w.db, &w.ctx, add_up, NULL, &moved));
        assert_int_equal(moved, i == 0 ? 2 : 0);
    }
}

TEST(a_redacted_text_is_not_learnt_again)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, DESK, "desk");
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    world_do(&w, desk, ACTION_CORRECT, number, .category = STR("E0101"));
    world_do(&w, desk, ACTION_REDACT, number, .seq = 1, .field = STR("text"), .note = STR("写了别人的电话"));
    assert_int_equal(examples(&w, "category").len, 0);
}

TEST(a_case_goes_to_another_desk_and_the_brain_learns_whose_it_was)
{
    World w CLEANUP(world_end) = world_new();
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, DESK, "desk");
    const Actor *other = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, "350102001", "other");
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    world_do(&w, desk, ACTION_TRANSFER, number, .unit = STR("350102001"), .note = STR("在鼓东"));
    assert_int_equal(examples(&w, "unit").len, 0); /* asked for is not granted */
    w.ctx.now += MINUTES(5);
    world_do(&w, other, ACTION_DECIDE, number, .request = 1, .granted = true);
    Taught taught = examples(&w, "unit");
    assert_int_equal(taught.len, 1);
    assert_str(taught.at[0].label, "350102001");
    assert_str(taught.at[0].kind, "transfer");
    assert_str(known(&w, number).known_owner, "350102001");
    ConfusedList wrong;
    assert_ok(db_read(w.db, &w.ctx, confusions, "owner", &wrong));
    assert_int_equal(wrong.len, 1);
    assert_int_equal(wrong.at[0].minutes, 5);
}

TEST(what_the_brain_left_open_and_nobody_said_is_no_truth)
{
    World w CLEANUP(world_end) = world_new(); /* the world's decisions are made by hand: no guess, not sure */
    const Actor *desk = world_person(&w, ROLE_SUBDISTRICT_DISPATCHER, DESK, "desk");
    Str number = world_submit(&w, &(WorldReport){.urgency = URGENCY_U3});
    world_do(&w, desk, ACTION_RESPOND, number);
    DecisionFigures d = known(&w, number);
    assert_str(d.known_category, "");
    assert_str(d.known_owner, DESK);
    assert_int_equal(examples(&w, "category").len, 0);
}

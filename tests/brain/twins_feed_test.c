/* The index of recent cases follows the store: what this process or another commits is in it at the next look, and what
 * may not be compared any more is out. */
#include "support/world.h"

#include "brain/twins_feed.h"
#include "store/twin_store.h"

typedef struct Here {
    World world;
    Twins *twins;
    TwinsLook look;
} Here;

static Here begin(void)
{
    Here here = {.world = world_new()};
    here.twins = twins_new(&(TwinsSetup){.district = here.world.district});
    return here;
}

static void end(Here *here)
{
    twins_free(here->twins);
    world_end(&here->world);
}

static void look_by(Here *here, Db *db)
{
    Ctx ctx = here->world.ctx;
    assert_ok(twins_look(&(TwinsFeedSetup){.db = db, .twins = here->twins, .jurisdiction = ctx.jurisdiction}, &ctx,
                         &here->look));
}

static void look(Here *here)
{
    look_by(here, here->world.db);
}

static bool knows(Here *here, Str number)
{
    return twins_has(here->twins, number, 0);
}

TEST(what_was_there_before_and_what_comes_after_are_both_heard_of)
{
    Here here CLEANUP(end) = begin();
    Str before = world_submit(&here.world, &(WorldReport){0});
    look(&here);
    assert_true(knows(&here, before));
    here.world.ctx.now += MINUTES(5);
    Str after = world_submit(&here.world, &(WorldReport){.text = "路灯不亮"});
    assert_false(knows(&here, after));
    look(&here);
    assert_true(knows(&here, after));
}

TEST(another_process_hears_of_it_too)
{
    Here here CLEANUP(end) = begin();
    Db *other CLEANUP(db_closep) = world_second_db(&here.world);
    look_by(&here, other);
    Str number = world_submit(&here.world, &(WorldReport){0});
    look_by(&here, other);
    assert_true(knows(&here, number));
}

TEST(merged_rejected_and_withdrawn_cases_leave)
{
    Here here CLEANUP(end) = begin();
    World *w = &here.world;
    const Actor *desk = world_actor(w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
    Str master = world_submit(w, &(WorldReport){0}), merged = world_submit(w, &(WorldReport){0});
    Str rejected = world_submit(w, &(WorldReport){0}), withdrawn = world_submit(w, &(WorldReport){0});
    look(&here);
    assert_true(knows(&here, merged) && knows(&here, rejected) && knows(&here, withdrawn));
    world_do(w, desk, ACTION_MERGE, merged, .master = master);
    world_do(w, desk, ACTION_REJECT, rejected, .code = STR("R09"));
    world_do(w, world_reporter(w, withdrawn), ACTION_WITHDRAW, withdrawn);
    look(&here);
    assert_true(knows(&here, master));
    assert_false(knows(&here, merged) || knows(&here, rejected) || knows(&here, withdrawn));
    world_do(w, desk, ACTION_UNMERGE, merged, .note = STR("另一件"));
    look(&here);
    assert_true(knows(&here, merged));
}

TEST(a_case_whose_words_were_redacted_leaves)
{
    Here here CLEANUP(end) = begin();
    World *w = &here.world;
    const Actor *desk = world_actor(w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
    Str number = world_submit(w, &(WorldReport){0});
    look(&here);
    world_do(w, desk, ACTION_REDACT, number, .seq = 1, .field = STR("text"), .note = STR("写了别人的电话"));
    look(&here);
    assert_false(knows(&here, number));
}

TEST(what_is_older_than_the_month_is_not_read)
{
    Here here CLEANUP(end) = begin();
    Str old = world_submit(&here.world, &(WorldReport){0});
    here.world.ctx.now += DAYS(31);
    look(&here);
    assert_false(knows(&here, old));
}

/* --- followers --- */

static Err follow(Tx *tx, const void *in, void *out)
{
    (void)out;
    return follower_add(tx, in);
}

static Err sweep_old(Tx *tx, const void *in, void *out)
{
    (void)in;
    return followers_sweep(tx, tx->ctx->now - DAYS(30), 100, out);
}

static Err phone_of(Tx *tx, const void *in, void *out)
{
    const Follower *f = in;
    Follower found;
    TRY(follower_load(tx, f->number, f->id, &found));
    *(Str *)out = found.contact.phone;
    return OK;
}

TEST(the_phone_of_a_follower_is_forgotten_a_month_after_the_end)
{
    Here here CLEANUP(end) = begin();
    World *w = &here.world;
    Str number = world_submit(w, &(WorldReport){0}), phone;
    Follower follower = {number, STR("abcdef012345"), {.name = STR("林女士"), .phone = STR("13900001111"), .lang = LANG_ZH}};
    int64_t gone = 0;
    assert_ok(db_write(w->db, &w->ctx, follow, &follower, NULL));
    w->ctx.now += DAYS(40);
    assert_ok(db_write(w->db, &w->ctx, sweep_old, NULL, &gone));
    assert_int_equal(gone, 0); /* it is open still */
    world_do(w, world_reporter(w, number), ACTION_WITHDRAW, number);
    w->ctx.now += DAYS(29);
    assert_ok(db_write(w->db, &w->ctx, sweep_old, NULL, &gone));
    assert_int_equal(gone, 0);
    assert_ok(db_read(w->db, &w->ctx, phone_of, &follower, &phone));
    assert_str(phone, "13900001111");
    w->ctx.now += DAYS(2);
    assert_ok(db_write(w->db, &w->ctx, sweep_old, NULL, &gone));
    assert_int_equal(gone, 1);
    assert_ok(db_read(w->db, &w->ctx, phone_of, &follower, &phone));
    assert_str(phone, "");
}

/* --- what desks said of pairs, as examples --- */

static Err pairs_of(Tx *tx, const void *in, void *out)
{
    (void)in;
    return twin_pairs_csv(tx, 100, out);
}

static Err deny(Tx *tx, const void *in, void *out)
{
    (void)out;
    return twin_verdict_put(tx, in);
}

TEST(merged_and_denied_pairs_are_examples_to_learn_from)
{
    Here here CLEANUP(end) = begin();
    World *w = &here.world;
    const Actor *desk = world_actor(w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
    Str one = world_submit(w, &(WorldReport){.text = "公园里垃圾\"成堆\"，没人管"});
    w->ctx.now += MINUTES(30);
    Str two = world_submit(w, &(WorldReport){.text = "公园垃圾好多"});
    Str three = world_submit(w, &(WorldReport){.text = "公园长椅坏了"});
    world_do(w, desk, ACTION_MERGE, two, .master = one);
    w->ctx.actor = desk;
    assert_ok(db_write(w->db, &w->ctx, deny, &(TwinVerdict){three, one, false}, NULL));
    Str csv;
    assert_ok(db_read(w->db, &w->ctx, pairs_of, NULL, &csv));
    assert_true(
        str_find(csv, STR("1,\"E0106\",\"公园里垃圾\"\"成堆\"\"，没人管\",\"\",30,0,\"E0106\",\"公园垃圾好多\"")) > 0);
    assert_true(str_find(csv, STR("公园长椅坏了")) > 0);
    assert_true(str_find(csv, STR("\n0,")) > 0);
}

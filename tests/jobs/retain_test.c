#include "support/world.h"

#include <unistd.h>

#include "auth/secrets.h"
#include "insight/verify.h"
#include "jobs/job.h"
#include "jobs/retention_look.h"
#include "store/photo_store.h"
#include "store/retention_store.h"

/* The starter district's own rules: contact 1 y (3 y where contested), photos 2 y (5 y), texts 3 y (5 y). */
#define YEAR DAYS(365)

typedef struct Home {
    World w;
    Depot *photos;
    ServerKeys keys;
} Home;

static void home_end(Home *home)
{
    depot_close(home->photos);
    world_end(&home->w);
}

static Home new_home(void)
{
    Home home = {.w = world_new()};
    assert_ok(depot_open_folder(&home.w.ctx, home.w.folder, &home.photos));
    assert_ok(server_keys_load(home.w.db, &home.w.ctx, &home.keys));
    return home;
}

static void run_at(Home *home, UnixMs at)
{
    JobsSetup setup = {.db = home->w.db,
                       .district = home->w.district,
                       .holder = STR("here"),
                       .photos = home->photos,
                       .keys = &home->keys};
    home->w.ctx.now = at;
    jobs_run_due(&setup, &home->w.ctx);
    jobs_run_due(&setup, &home->w.ctx); /* what was erased in the first round is swept and sealed in the second */
}

typedef struct Held {
    int64_t rows[RETAINED_COUNT];
} Held;

static Err count_held(Tx *tx, const void *in, void *out)
{
    Held *held = out;
    for (int what = RETAINED_CONTACT; what <= RETAINED_PHOTOS; what++)
        TRY(retained_count(tx, &(RetainedOfCase){*(const Str *)in, (Retained)what}, &held->rows[what]));
    return OK;
}

static void assert_holds(Home *home, Str number, int64_t contact, int64_t report, int64_t notes, int64_t photos)
{
    Held held = {0};
    assert_ok(db_read(home->w.db, &home->w.ctx, count_held, &number, &held));
    assert_int_equal(held.rows[RETAINED_CONTACT], contact);
    assert_int_equal(held.rows[RETAINED_REPORT], report);
    assert_int_equal(held.rows[RETAINED_NOTES], notes);
    assert_int_equal(held.rows[RETAINED_PHOTOS], photos);
}

static bool has_file(Home *home, Str id)
{
    DepotOpened file;
    if (photo_open(&home->w.ctx, home->photos, id, PHOTO_FULL, &file) != OK)
        return false;
    (void)close(file.fd);
    return true;
}

static Err add_photo_row(Tx *tx, const void *in, void *out)
{
    (void)out;
    Hash hash = hash_sha256(STR("full"));
    return photo_add(
        tx,
        &(NewPhoto){
            .id = *(const Str *)in, .sha256 = hash_hex(tx->ctx->arena, &hash), .bytes = 4, .width = 4, .height = 3});
}

static const Actor *desk(Home *home)
{
    return world_actor(&home->w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
}

/* With a contact, the report's words, a note and a photo. */
static Str reported(Home *home, Str *photo)
{
    World *w = &home->w;
    Str number = world_submit(w, &(WorldReport){.urgency = URGENCY_U3, .phone = "13800000000"});
    assert_ok(photo_keep(&w->ctx, home->photos, STR("full"), STR("thumb"), photo));
    assert_ok(db_write(w->db, &w->ctx, add_photo_row, photo, NULL));
    world_do(w, world_reporter(w, number), ACTION_ADD_NOTE, number, .note = STR("就在我家楼下"), .photos = photo,
             .photo_count = 1);
    return number;
}

static void end_case(Home *home, Str number)
{
    world_do(&home->w, desk(home), ACTION_REJECT, number, .code = STR("R09"));
}

static Err hash_photo(void *self, Ctx *ctx, Str id, Hash *out)
{
    if (!has_file(self, id))
        return fail(ctx, ERR_NOT_FOUND, MSG_PICTURE_GONE);
    *out = hash_sha256(STR("full"));
    return OK;
}

static void tell_fault(void *self, const VerifyFault *fault)
{
    (void)self;
    print_error("%s " STR_FMT " " STR_FMT "\n", fault_code(fault->fault), STR_ARG(fault->number),
                STR_ARG(fault->detail));
}

static VerifyReport verified(Home *home)
{
    VerifyReport report;
    Verify in = {.db = home->w.db, .self = home, .on_fault = tell_fault, .hash_photo = hash_photo};
    assert_ok(verify_all(&home->w.ctx, &in, &report));
    assert_int_equal(report.faults, 0);
    return report;
}

TEST(each_thing_goes_when_its_own_time_is_up_and_not_before)
{
    Home home CLEANUP(home_end) = new_home();
    Str photo, number = reported(&home, &photo);
    end_case(&home, number);
    UnixMs end = home.w.ctx.now;
    run_at(&home, end + YEAR - 1);
    assert_holds(&home, number, 1, 1, 1, 1);
    assert_int_equal(world_events(&home.w, number, "ERASE"), 0);
    run_at(&home, end + YEAR);
    assert_holds(&home, number, 0, 1, 1, 1);
    assert_int_equal(world_events(&home.w, number, "ERASE"), 1);
    assert_true(has_file(&home, photo));
    run_at(&home, end + 2 * YEAR);
    assert_holds(&home, number, 0, 1, 1, 0);
    assert_false(has_file(&home, photo));
    run_at(&home, end + 3 * YEAR - 1);
    assert_holds(&home, number, 0, 1, 1, 0);
    run_at(&home, end + 3 * YEAR);
    assert_holds(&home, number, 0, 0, 0, 0);
    assert_int_equal(world_events(&home.w, number, "ERASE"), 3);
}

TEST(the_log_stays_whole_and_verify_tells_what_was_erased)
{
    Home home CLEANUP(home_end) = new_home();
    Str photo, number = reported(&home, &photo);
    end_case(&home, number);
    run_at(&home, home.w.ctx.now + MINUTES(1));
    VerifyReport before = verified(&home);
    assert_int_equal(before.erased, 0);
    run_at(&home, home.w.ctx.now + 3 * YEAR);
    VerifyReport after = verified(&home);
    assert_int_equal(after.erased, 4);
    assert_int_equal(after.unsealed, 0);
    assert_int_equal(after.leaves, before.leaves + 1); /* all at once is one event */
    run_at(&home, home.w.ctx.now + YEAR);
    assert_int_equal(verified(&home).leaves, after.leaves); /* and it is said once */
}

TEST(a_contested_case_is_kept_as_long_as_its_own_rule_says)
{
    Home home CLEANUP(home_end) = new_home();
    Str photo, number = reported(&home, &photo);
    world_do(&home.w, world_actor(&home.w, ROLE_SUPERVISOR, "SUP", "inspector"), ACTION_SUPERVISE, number,
             .note = STR("限期办理"));
    end_case(&home, number);
    UnixMs end = home.w.ctx.now;
    run_at(&home, end + YEAR);
    run_at(&home, end + 3 * YEAR - 1);
    assert_holds(&home, number, 1, 1, 2, 1);
    run_at(&home, end + 3 * YEAR);
    assert_holds(&home, number, 0, 1, 2, 1);
    run_at(&home, end + 5 * YEAR);
    assert_holds(&home, number, 0, 0, 0, 0);
}

static Err put_hold(Tx *tx, const void *in, void *out)
{
    (void)out;
    return hold_put(tx, &(CaseHold){.number = *(const Str *)in, .reason = STR("court file 12")});
}

static Err drop_hold(Tx *tx, const void *in, void *out)
{
    return hold_drop(tx, *(const Str *)in, out);
}

TEST(a_held_case_keeps_everything_until_it_is_released)
{
    Home home CLEANUP(home_end) = new_home();
    World *w = &home.w;
    Str photo, number = reported(&home, &photo), other = reported(&home, &photo);
    Str unknown = STR("no such case");
    end_case(&home, number);
    end_case(&home, other);
    assert_err(db_write(w->db, &w->ctx, put_hold, &unknown, NULL), ERR_NOT_FOUND);
    assert_ok(db_write(w->db, &w->ctx, put_hold, &number, NULL));
    run_at(&home, w->ctx.now + 4 * YEAR);
    assert_holds(&home, number, 1, 1, 1, 1);
    assert_holds(&home, other, 0, 0, 0, 0);
    bool found = false;
    assert_ok(db_write(w->db, &w->ctx, drop_hold, &number, &found));
    assert_true(found);
    run_at(&home, w->ctx.now + DAYS(1));
    assert_holds(&home, number, 0, 0, 0, 0);
}

TEST(an_open_case_keeps_everything_however_old)
{
    Home home CLEANUP(home_end) = new_home();
    Str photo, number = reported(&home, &photo);
    run_at(&home, home.w.ctx.now + 9 * YEAR);
    assert_holds(&home, number, 1, 1, 1, 1);
}

TEST(a_merged_case_goes_with_its_master_and_waits_for_it)
{
    Home home CLEANUP(home_end) = new_home();
    World *w = &home.w;
    Str photo, master = reported(&home, &photo), merged = reported(&home, &photo);
    world_do(w, desk(&home), ACTION_MERGE, merged, .master = master);
    run_at(&home, w->ctx.now + 4 * YEAR);
    assert_holds(&home, merged, 1, 1, 1, 1);
    end_case(&home, master);
    UnixMs end = w->ctx.now;
    run_at(&home, end + YEAR);
    assert_holds(&home, master, 0, 1, 1, 1);
    assert_holds(&home, merged, 0, 1, 1, 1);
    assert_int_equal(world_events(w, merged, "ERASE"), 1);
}

TEST(looking_tells_what_would_go_and_changes_nothing)
{
    Home home CLEANUP(home_end) = new_home();
    World *w = &home.w;
    Str photo, number = reported(&home, &photo), contested = reported(&home, &photo);
    world_do(w, world_actor(w, ROLE_SUPERVISOR, "SUP", "inspector"), ACTION_SUPERVISE, contested,
             .note = STR("限期办理"));
    end_case(&home, number);
    end_case(&home, contested);
    w->ctx.now += 3 * YEAR;
    Expired found = {0};
    assert_ok(retention_look(w->db, &w->ctx, &found));
    assert_int_equal(found.cases, 2);
    assert_int_equal(found.rows[RETAINED_CONTACT], 2);
    assert_int_equal(found.rows[RETAINED_REPORT], 1);
    assert_int_equal(found.rows[RETAINED_NOTES], 1);
    assert_int_equal(found.rows[RETAINED_PHOTOS], 1);
    assert_int_equal(found.rows[RETAINED_SUBMISSION_KEYS], 2);
    assert_holds(&home, number, 1, 1, 1, 1);
    run_at(&home, w->ctx.now);
    assert_ok(retention_look(w->db, &w->ctx, &found));
    assert_int_equal(found.cases, 0);
    w->ctx.now += 2 * YEAR; /* the contested one's time */
    assert_ok(retention_look(w->db, &w->ctx, &found));
    assert_int_equal(found.cases, 1);
    assert_int_equal(found.rows[RETAINED_REPORT], 1);
    assert_int_equal(found.rows[RETAINED_CONTACT], 0);
}

TEST(a_rule_that_becomes_shorter_reaches_what_it_had_passed)
{
    Home home CLEANUP(home_end) = new_home();
    World *w = &home.w;
    Str photo, number = reported(&home, &photo);
    end_case(&home, number);
    UnixMs end = w->ctx.now;
    District changed = *w->district;
    changed.retention.at[RETAINED_REPORT] = (RetentionRule){.erase = false};
    w->ctx.district = w->district = &changed;
    run_at(&home, end + 4 * YEAR);
    assert_holds(&home, number, 0, 1, 0, 0);
    changed.retention.at[RETAINED_REPORT] = (RetentionRule){true, 3 * YEAR, 5 * YEAR};
    run_at(&home, end + 4 * YEAR + HOURS(1));
    assert_holds(&home, number, 0, 0, 0, 0);
}

TEST(words_as_others_saw_them_go_with_the_report_and_not_with_the_notes)
{
    Home home CLEANUP(home_end) = new_home();
    World *w = &home.w;
    Str photo, number = reported(&home, &photo);
    Span some = {0, 2};
    world_do(w, world_reporter(w, number), ACTION_CONSENT, number, .granted = true, .cover = {&some, 1});
    world_do(w, desk(&home), ACTION_PUBLISH, number, .photos = &photo, .photo_count = 1);
    assert_holds(&home, number, 1, 3, 2, 1);
    end_case(&home, number);
    District changed = *w->district;
    changed.retention.at[RETAINED_REPORT] = (RetentionRule){true, YEAR, 5 * YEAR};
    w->ctx.district = w->district = &changed;
    run_at(&home, w->ctx.now + YEAR);
    assert_holds(&home, number, 0, 0, 2, 1);
}

TEST(one_run_goes_through_more_cases_than_a_page_and_a_second_finds_nothing)
{
    enum { CASES = DUE_PAGE + 7 };
    Home home CLEANUP(home_end) = new_home();
    World *w = &home.w;
    for (int i = 0; i < CASES; i++) /* all end within one moment: their numbers alone tell them apart */
        end_case(&home, world_submit(w, &(WorldReport){.phone = "13800000000"}));
    JobsSetup setup = {.db = w->db, .district = w->district, .holder = STR("here")};
    w->ctx.now += YEAR;
    JobRun run = {.setup = &setup, .name = "retain", .every = HOURS(1), .ctx = &w->ctx};
    assert_ok(retain(&run));
    assert_int_equal(run.done, CASES);
    run.done = 0;
    assert_ok(retain(&run));
    assert_int_equal(run.done, 0);
}

#include "support/world.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actions/hear_phone.h"
#include "jobs/job.h"
#include "store/erase_store.h"
#include "store/once_store.h"
#include "store/photo_store.h"

typedef struct Home {
    World w;
    Depot *photos;
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
    return home;
}

/* Sixteen hours: then every sub-folder was looked through. */
static void run_a_day(Home *home)
{
    JobsSetup setup = {.db = home->w.db, .district = home->w.district, .holder = STR("here"), .photos = home->photos};
    for (int hour = 0; hour < 16; hour++, home->w.ctx.now += HOURS(1))
        jobs_run_due(&setup, &home->w.ctx);
}

static bool has_file(Home *home, Str id)
{
    DepotOpened file;
    if (photo_open(&home->w.ctx, home->photos, id, PHOTO_FULL, &file) != OK)
        return false;
    (void)close(file.fd);
    return true;
}

static Str keep(Home *home)
{
    Str id;
    assert_ok(photo_keep(&home->w.ctx, home->photos, STR("full"), STR("thumb"), &id));
    return id;
}

static Err add_row(Tx *tx, const void *in, void *out)
{
    (void)out;
    return photo_add(tx, &(NewPhoto){.id = *(const Str *)in, .sha256 = STR("00"), .bytes = 4, .width = 4, .height = 3});
}

static Err take_row(Tx *tx, const void *in, void *out)
{
    return photo_take(tx, in, out);
}

static Err mark_erased(Tx *tx, const void *in, void *out)
{
    return photo_mark_erased(tx, STR("case"), *(const Str *)in, out);
}

static Err row_known(Tx *tx, const void *in, void *out)
{
    return photo_known(tx, *(const Str *)in, out);
}

static bool has_row(Home *home, Str id)
{
    bool known = false;
    assert_ok(db_read(home->w.db, &home->w.ctx, row_known, &id, &known));
    return known;
}

static Str uploaded(Home *home)
{
    Str id = keep(home);
    assert_ok(db_write(home->w.db, &home->w.ctx, add_row, &id, NULL));
    return id;
}

static Str attached(Home *home)
{
    Str id = uploaded(home);
    LoosePhoto photo;
    PhotoTake take = {id, STR("case"), 1, STR("report")};
    assert_ok(db_write(home->w.db, &home->w.ctx, take_row, &take, &photo));
    return id;
}

TEST(a_picture_no_case_took_within_a_day_goes_with_its_file)
{
    Home home CLEANUP(home_end) = new_home();
    Str loose = uploaded(&home), kept = attached(&home);
    home.w.ctx.now += HOURS(5);
    run_a_day(&home); /* up to 20 hours old */
    assert_true(has_row(&home, loose) && has_file(&home, loose));
    home.w.ctx.now += HOURS(4);
    run_a_day(&home);
    assert_false(has_row(&home, loose) || has_file(&home, loose));
    assert_true(has_row(&home, kept) && has_file(&home, kept));
}

TEST(the_files_of_an_erased_picture_go_and_its_row_stays)
{
    Home home CLEANUP(home_end) = new_home();
    Str erased = attached(&home), other = attached(&home);
    bool found = false;
    assert_ok(db_write(home.w.db, &home.w.ctx, mark_erased, &erased, &found));
    assert_true(found);
    run_a_day(&home);
    assert_true(has_row(&home, erased));
    assert_false(has_file(&home, erased));
    assert_true(has_file(&home, other));
}

TEST(a_file_without_a_row_goes_after_a_day_and_not_before)
{
    Home home CLEANUP(home_end) = new_home();
    Str fresh = keep(&home), old = keep(&home);
    char path[256];
    int bytes = snprintf(path, sizeof path, "%s/" STR_FMT, home.w.folder,
                         STR_ARG(photo_path(home.w.ctx.arena, old, PHOTO_FULL)));
    assert_true(bytes > 0 && bytes < (int)sizeof path);
    struct timespec times[2] = {{.tv_sec = TEST_NOW / 1000 - 90000}, {.tv_sec = TEST_NOW / 1000 - 90000}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    Str kept = attached(&home);
    times[0].tv_sec = times[1].tv_sec = TEST_NOW / 1000 - 90000;
    (void)snprintf(path, sizeof path, "%s/" STR_FMT, home.w.folder,
                   STR_ARG(photo_path(home.w.ctx.arena, kept, PHOTO_FULL)));
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    run_a_day(&home);
    assert_true(has_file(&home, fresh)); /* its file is of this very moment */
    assert_false(has_file(&home, old));
    assert_true(has_file(&home, kept));
}

static Err count_keys(Tx *tx, const void *in, void *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_IDEMPOTENCY_GET, db_text(tx->ctx->jurisdiction), db_text(STR("test")),
                 db_text(*(const Str *)in)));
    *(bool *)out = rows_next(&rows);
    return OK;
}

TEST(the_key_of_a_submission_is_forgotten_after_a_week)
{
    Home home CLEANUP(home_end) = new_home();
    World *w = &home.w;
    Str number = world_submit(w, &(WorldReport){.urgency = URGENCY_U3});
    Str key = world_last_key(w);
    bool known = false;
    w->ctx.now += DAYS(6);
    run_a_day(&home);
    assert_ok(db_read(w->db, &w->ctx, count_keys, &key, &known));
    assert_true(known);
    w->ctx.now += DAYS(1);
    run_a_day(&home);
    assert_ok(db_read(w->db, &w->ctx, count_keys, &key, &known));
    assert_false(known);
    assert_int_equal(world_events(w, number, "SUBMIT"), 1);
}

static Err hear(Tx *tx, const void *in, void *out)
{
    return hear_phone(tx, in, out);
}

static Str tell_call(Home *home, const char *call, UnixMs at)
{
    PhoneHeard heard;
    assert_ok(db_write(home->w.db, &home->w.ctx, hear,
                       &(PhoneTold){.source = STR("exchange"),
                                    .call = str_of(call),
                                    .event = {.id = STR("1"),
                                              .type = PHONE_ENDED,
                                              .at = at,
                                              .caller = STR("13800000000"),
                                              .recording = STR("https://r/1")}},
                       &heard));
    return heard.call;
}

static Err load_call(Tx *tx, const void *in, void *out)
{
    return phone_call_load(tx, *(const Str *)in, out);
}

TEST(who_called_is_forgotten_after_a_year_and_that_somebody_called_is_not)
{
    Home home CLEANUP(home_end) = new_home();
    StoredCall call;
    PhoneHeard heard;
    UnixMs at = home.w.ctx.now - DAYS(366);
    Str old = tell_call(&home, "old", at), young = tell_call(&home, "young", home.w.ctx.now - DAYS(300));
    run_a_day(&home);
    assert_ok(db_read(home.w.db, &home.w.ctx, load_call, &old, &call));
    assert_str(call.call.number, "");
    assert_true(call.erased_at > 0);
    assert_int_equal(call.call.offered_at, at);
    assert_ok(db_read(home.w.db, &home.w.ctx, load_call, &young, &call));
    assert_str(call.call.number, "13800000000");
    /* what the telephone system tells again does not bring it back */
    assert_ok(
        db_write(home.w.db, &home.w.ctx, hear,
                 &(PhoneTold){.source = STR("exchange"),
                              .call = STR("old"),
                              .event = {.id = STR("2"), .type = PHONE_QUEUED, .at = at, .caller = STR("13800000000")}},
                 &heard));
    assert_true(heard.repeated);
    assert_ok(db_read(home.w.db, &home.w.ctx, load_call, &old, &call));
    assert_str(call.call.number, "");
}

static Err use(Tx *tx, const void *in, void *out)
{
    return once_use(tx, in, out);
}

static bool is_fresh(Home *home, const Once *once)
{
    bool fresh = false;
    assert_ok(db_write(home->w.db, &home->w.ctx, use, once, &fresh));
    return fresh;
}

TEST(what_counts_once_is_remembered_just_as_long_as_anybody_would_believe_it)
{
    Home home CLEANUP(home_end) = new_home();
    const Once shortly = {STR("platform:p"), STR("n"), home.w.ctx.now + MINUTES(10)};
    const Once long_lived = {STR("platform:p"), STR("m"), home.w.ctx.now + DAYS(2)};
    assert_true(is_fresh(&home, &shortly));
    assert_false(is_fresh(&home, &shortly));
    assert_true(is_fresh(&home, &(Once){STR("platform:q"), STR("n"), shortly.until})); /* each has its own */
    assert_true(is_fresh(&home, &long_lived));
    run_a_day(&home);
    assert_true(is_fresh(&home, &shortly));
    assert_false(is_fresh(&home, &long_lived));
}

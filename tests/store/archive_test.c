/* The archive of a store that is a file: what leaves it, what is still found, what a kill in between leaves. On a
 * server nothing is archived: there is nothing to test. */
#include "support/world.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auth/secrets.h"
#include "db/conn.h"
#include "insight/verify.h"
#include "jobs/archive_cases.h"
#include "store/archive_store.h"
#include "store/case_list.h"
#include "store/log_store.h"
#include "store/retention_store.h"
#include "support/stores.h"

#define YEAR DAYS(365)

#define SKIP_ON_SERVER()                                                                                               \
    if (test_store_is_server()) {                                                                                      \
        print_message("skipped: on a server nothing is archived\n");                                                   \
        return;                                                                                                        \
    }

typedef struct Home {
    World w;
    ServerKeys keys;
} Home;

static void home_end(Home *home)
{
    world_end(&home->w);
}

static Home new_home(void)
{
    Home home = {.w = world_new()};
    assert_ok(server_keys_load(home.w.db, &home.w.ctx, &home.keys));
    return home;
}

/* Every job that is due, as the server runs them; two years after its end a case is archived. */
static void run_at(Home *home, UnixMs at)
{
    JobsSetup setup = {.db = home->w.db,
                       .district = home->w.district,
                       .holder = STR("here"),
                       .keys = &home->keys,
                       .archive_after = 2 * YEAR};
    home->w.ctx.now = at;
    jobs_run_due(&setup, &home->w.ctx);
    jobs_run_due(&setup, &home->w.ctx); /* what the first round sealed may go in the second */
}

/* The starter district erases the contact after a year: done with, and sealed, before the case may go. */
static void archive_all(Home *home)
{
    UnixMs end = home->w.ctx.now;
    run_at(home, end + YEAR);
    run_at(home, end + 2 * YEAR);
}

static Str ended(Home *home, const char *text)
{
    Str number = world_submit(&home->w, &(WorldReport){.urgency = URGENCY_U3, .phone = "13800000000", .text = text});
    world_do(&home->w, world_actor(&home->w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng"), ACTION_REJECT, number,
             .code = STR("R09"));
    return number;
}

/* Rows of a case in a file, asked without the store's doors. */
typedef struct InFile {
    const char *table;
    Str number;
    bool only_kept; /* what is not erased */
} InFile;

static Err count_in_tx(Tx *tx, const void *in, void *out)
{
    const InFile *of = in;
    Rows rows CLEANUP(rows_close) = {0};
    DbValue number = db_text(of->number);
    const char *text = str_z(tx->ctx->arena, str_printf(tx->ctx->arena, "SELECT COUNT(*) FROM %s WHERE number = $1%s",
                                                        of->table, of->only_kept ? " AND body IS NOT NULL" : ""));
    TRY(db_query_text(tx, &rows, &(DbText){text, &number, 1}));
    *(int64_t *)out = rows_next(&rows) ? rows_int(&rows, 0) : -1;
    return rows_end(&rows);
}

static int64_t at_home(Home *home, const char *table, Str number)
{
    int64_t count = 0;
    assert_ok(db_read(home->w.db, &home->w.ctx, count_in_tx, &(InFile){.table = table, .number = number}, &count));
    return count;
}

static const char *year_file(Home *home, Str number)
{
    Arena *arena = home->w.ctx.arena;
    return str_z(arena,
                 str_printf(arena, "%s/archive/20" STR_FMT ".db", home->w.folder, STR_ARG(str_slice(number, 0, 2))));
}

static int64_t count_in_archive(Home *home, const InFile *of)
{
    Db *db CLEANUP(db_closep) = NULL;
    int64_t count = 0;
    assert_ok(db_open(&home->w.ctx, &(DbOptions){.path = year_file(home, of->number), .readers = 1}, &db));
    assert_ok(db_read(db, &home->w.ctx, count_in_tx, of, &count));
    return count;
}

static int64_t in_archive(Home *home, const char *table, Str number)
{
    return count_in_archive(home, &(InFile){.table = table, .number = number});
}

static int64_t kept_in_archive(Home *home, Str number)
{
    return count_in_archive(home, &(InFile){.table = "case_texts", .number = number, .only_kept = true});
}

static void assert_archived(Home *home, Str number)
{
    assert_int_equal(at_home(home, "case_events", number), 0);
    assert_int_equal(at_home(home, "case_texts", number), 0);
    assert_int_equal(at_home(home, "decisions", number), 0);
    assert_int_equal(at_home(home, "archived_cases", number), 1);
    assert_true(in_archive(home, "case_events", number) > 0);
}

static void assert_home(Home *home, Str number)
{
    assert_true(at_home(home, "case_events", number) > 0);
    assert_int_equal(at_home(home, "archived_cases", number), 0);
}

/* What the doors say of a case: all that its page shows, and its receipt. */
typedef struct Seen {
    size_t events, texts;
    Str hash, text, decision;
    LogReceipt receipt;
} Seen;

static Err see_in_tx(Tx *tx, const void *in, void *out)
{
    Seen *seen = out;
    Str number = *(const Str *)in;
    StoredEvent *events = NULL, last;
    StoredText *texts = NULL;
    TRY(event_list(tx, number, &events, &seen->events));
    TRY(event_last(tx, number, &last));
    TRY(text_list(tx, number, &texts, &seen->texts));
    TRY(decision_last(tx, number, &seen->decision));
    TRY(log_receipt(tx, number, &seen->receipt));
    seen->hash = last.hash;
    for (size_t i = 0; i < seen->texts; i++)
        if (str_is(texts[i].field, "text"))
            seen->text = texts[i].body;
    return OK;
}

static Seen see(Home *home, Str number)
{
    Seen seen = {0};
    assert_ok(db_read(home->w.db, &home->w.ctx, see_in_tx, &number, &seen));
    return seen;
}

static void assert_same(const Seen *before, const Seen *after)
{
    assert_true(before->events > 1);
    assert_int_equal(before->events, after->events);
    assert_int_equal(before->texts, after->texts);
    assert_true(str_eq(before->hash, after->hash));
    assert_true(str_eq(before->text, after->text));
    assert_true(str_eq(before->decision, after->decision));
    assert_true(after->receipt.sealed);
    assert_int_equal(before->receipt.leaf_index, after->receipt.leaf_index);
    assert_true(str_eq(before->receipt.leaf_hash, after->receipt.leaf_hash));
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
    assert_ok(verify_all(&home->w.ctx, &(Verify){.db = home->w.db, .on_fault = tell_fault}, &report));
    return report;
}

TEST(an_old_case_leaves_the_file_and_is_read_as_before)
{
    SKIP_ON_SERVER();
    Home home CLEANUP(home_end) = new_home();
    Str old = ended(&home, "路灯不亮"), open = world_submit(&home.w, &(WorldReport){.text = "井盖响"});
    UnixMs end = home.w.ctx.now;
    run_at(&home, end + 2 * YEAR - 1);
    assert_home(&home, old);
    Seen before = see(&home, old);
    VerifyReport whole = verified(&home);
    run_at(&home, end + 2 * YEAR);
    assert_archived(&home, old);
    assert_home(&home, open);
    Seen after = see(&home, old);
    assert_same(&before, &after);
    assert_true(str_is(after.text, "路灯不亮"));
    VerifyReport report = verified(&home);
    assert_int_equal(report.faults, 0);
    assert_int_equal(report.events >= whole.events, true);
    assert_int_equal(report.cases, whole.cases);
}

static Err run_script(Tx *tx, const void *in, void *out)
{
    (void)out;
    return conn_script(tx->conn, tx->ctx, in);
}

static void alter_archive(Home *home, Str number)
{
    Db *db CLEANUP(db_closep) = NULL;
    assert_ok(db_open(&home->w.ctx, &(DbOptions){.path = year_file(home, number), .readers = 1}, &db));
    assert_ok(
        db_write(db, &home->w.ctx, run_script, "UPDATE case_texts SET body = 'other' WHERE field = 'text'", NULL));
}

TEST(verify_finds_what_was_changed_in_the_archive_and_a_file_that_is_gone)
{
    SKIP_ON_SERVER();
    Home home CLEANUP(home_end) = new_home();
    Str old = ended(&home, "路灯不亮");
    archive_all(&home);
    assert_archived(&home, old);
    assert_int_equal(verified(&home).faults, 0);
    alter_archive(&home, old);
    assert_true(verified(&home).faults > 0);
    Db *second CLEANUP(db_closep) = world_second_db(&home.w);
    assert_int_equal(unlink(year_file(&home, old)), 0);
    Seen seen = {0};
    assert_err(db_read(second, &home.w.ctx, see_in_tx, &old, &seen), ERR_STORAGE);
    assert_int_equal(home.w.ctx.failure.message, MSG_ARCHIVE_MISSING);
}

static Err copy_and_die(Tx *tx, const void *in, void *out)
{
    (void)in;
    TRY(archive_copy(tx, out));
    (void)raise(SIGKILL);
    return OK;
}

static ArchiveBatch batch_of(const Home *home, DuePage *page, Str number)
{
    *page = (DuePage){.at[0].number = number, .len = 1};
    return (ArchiveBatch){.page = page, .ended_by = home->w.ctx.now};
}

TEST(killed_between_the_two_steps_a_case_lies_in_both_and_nothing_is_lost)
{
    SKIP_ON_SERVER();
    Home home CLEANUP(home_end) = new_home();
    Str old = ended(&home, "路灯不亮");
    UnixMs end = home.w.ctx.now;
    run_at(&home, end + YEAR); /* sealed */
    Seen before = see(&home, old);
    int lock = -1;
    assert_ok(db_beside_lock(home.w.db, &home.w.ctx, &(BesideLock){.folder = ARCHIVE_FOLDER}, &lock));
    beside_unlock(&lock);
    pid_t child = fork();
    if (child == 0) {
        DuePage page;
        Db *db = world_second_db(&home.w);
        ArchiveBatch batch = batch_of(&home, &page, old);
        (void)!db_read(db, &home.w.ctx, copy_and_die, NULL, &batch);
        _exit(1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_home(&home, old);
    assert_true(in_archive(&home, "case_events", old) > 0);
    Seen after = see(&home, old);
    assert_same(&before, &after);
    assert_int_equal(verified(&home).faults, 0);
    run_at(&home, end + 2 * YEAR); /* goes on where it stopped */
    assert_archived(&home, old);
    after = see(&home, old);
    assert_same(&before, &after);
    assert_int_equal(verified(&home).faults, 0);
}

static Err hold(Tx *tx, const void *in, void *out)
{
    (void)out;
    return hold_put(tx, &(CaseHold){.number = *(const Str *)in, .reason = STR("法院调卷")});
}

static Err release(Tx *tx, const void *in, void *out)
{
    return hold_drop(tx, *(const Str *)in, out);
}

TEST(a_held_case_waits_and_goes_when_it_is_released)
{
    SKIP_ON_SERVER();
    Home home CLEANUP(home_end) = new_home();
    Str old = ended(&home, "路灯不亮");
    UnixMs end = home.w.ctx.now;
    bool found = false;
    assert_ok(db_write(home.w.db, &home.w.ctx, hold, &old, NULL));
    archive_all(&home);
    assert_home(&home, old);
    assert_ok(db_write(home.w.db, &home.w.ctx, release, &old, &found));
    assert_true(found);
    run_at(&home, end + 2 * YEAR + DAYS(2)); /* what was put off is erased, */
    run_at(&home, end + 2 * YEAR + DAYS(4)); /* and then it goes */
    assert_archived(&home, old);
}

TEST(what_is_erased_of_an_archived_case_is_gone_from_the_archive_too)
{
    SKIP_ON_SERVER();
    Home home CLEANUP(home_end) = new_home();
    Str old = ended(&home, "我住在三楼左边");
    UnixMs end = home.w.ctx.now;
    archive_all(&home);
    assert_archived(&home, old);
    assert_true(str_is(see(&home, old).text, "我住在三楼左边"));
    run_at(&home, end + 3 * YEAR); /* the starter district's rule for texts; the case comes home for it */
    assert_home(&home, old);
    assert_int_equal(world_events(&home.w, old, "ERASE") > 0, true);
    assert_true(str_empty(see(&home, old).text));
    run_at(&home, end + 3 * YEAR + HOURS(1)); /* and goes again, without the text */
    assert_archived(&home, old);
    assert_true(str_empty(see(&home, old).text));
    assert_int_equal(verified(&home).faults, 0);
    assert_int_equal(kept_in_archive(&home, old), 0);
}

static Err copy_now(Tx *tx, const void *in, void *out)
{
    (void)in;
    return archive_copy(tx, out);
}

static Err settle_now(Tx *tx, const void *in, void *out)
{
    return archive_settle(tx, in, out);
}

TEST(a_case_changed_while_it_was_copied_stays_and_its_copy_goes)
{
    SKIP_ON_SERVER();
    Home home CLEANUP(home_end) = new_home();
    Str old = ended(&home, "路灯不亮");
    UnixMs end = home.w.ctx.now;
    int64_t moved = -1;
    int lock = -1;
    run_at(&home, end + YEAR); /* sealed */
    home.w.ctx.now = end + 2 * YEAR;
    assert_ok(db_beside_lock(home.w.db, &home.w.ctx, &(BesideLock){.folder = ARCHIVE_FOLDER}, &lock));
    DuePage page;
    ArchiveBatch batch = batch_of(&home, &page, old);
    assert_ok(db_read(home.w.db, &home.w.ctx, copy_now, NULL, &batch));
    assert_true(batch.version[0] > 0);
    assert_ok(db_write(home.w.db, &home.w.ctx, hold, &old, NULL));
    assert_ok(db_write(home.w.db, &home.w.ctx, settle_now, &batch, &moved));
    beside_unlock(&lock);
    assert_int_equal(moved, 0);
    assert_home(&home, old);
    assert_int_equal(at_home(&home, "archive_waiting", old), 1);
    assert_true(in_archive(&home, "case_texts", old) > 0);
    run_at(&home, end + 2 * YEAR + HOURS(1)); /* the case is still held */
    assert_home(&home, old);
    assert_int_equal(in_archive(&home, "case_texts", old), 0);
    assert_int_equal(verified(&home).faults, 0);
}

TEST(while_the_archive_is_copied_nothing_is_archived)
{
    SKIP_ON_SERVER();
    Home home CLEANUP(home_end) = new_home();
    Str old = ended(&home, "路灯不亮");
    UnixMs end = home.w.ctx.now;
    int copying = -1, lock = -1;
    BesideLock shared = {.folder = ARCHIVE_FOLDER, .shared = true}, alone = {.folder = ARCHIVE_FOLDER};
    assert_ok(db_beside_lock(home.w.db, &home.w.ctx, &shared, &copying));
    assert_err(db_beside_lock(home.w.db, &home.w.ctx, &alone, &lock), ERR_BUSY);
    run_at(&home, end + 2 * YEAR);
    assert_home(&home, old);
    beside_unlock(&copying);
    run_at(&home, end + 2 * YEAR + HOURS(1));
    assert_archived(&home, old);
}

static Err undo_now(Tx *tx, const void *in, void *out)
{
    return archive_undo(tx, *(const Str *)in, out);
}

TEST(a_year_comes_home_as_it_went)
{
    SKIP_ON_SERVER();
    Home home CLEANUP(home_end) = new_home();
    Str one = ended(&home, "路灯不亮"), two = ended(&home, "井盖响");
    int64_t texts = at_home(&home, "case_texts", one), decisions = at_home(&home, "decisions", one), done = 0;
    archive_all(&home);
    assert_archived(&home, one);
    assert_archived(&home, two);
    Seen before = see(&home, one);
    Str year = str_slice(one, 0, 2);
    assert_ok(db_write(home.w.db, &home.w.ctx, undo_now, &year, &done));
    assert_int_equal(done, 2);
    assert_home(&home, one);
    assert_int_equal(at_home(&home, "case_texts", one), texts);
    assert_int_equal(at_home(&home, "decisions", one), decisions);
    Seen after = see(&home, one);
    assert_same(&before, &after);
    assert_int_equal(verified(&home).faults, 0);
}

/* A column that the store's tables get must be carried to the archive and back. */
static Err compare_columns(Tx *tx, const void *in, void *out)
{
    Tx there;
    static const char *const names[] = {"case_events", "case_texts", "decisions"};
    (void)out;
    TRY(tx_beside(tx, in, &there));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Str lists[2] = {{0}};
        Tx *both[] = {tx, &there};
        for (size_t j = 0; j < 2; j++) {
            Rows rows CLEANUP(rows_close) = {0};
            const char *text =
                str_z(tx->ctx->arena,
                      str_printf(tx->ctx->arena, "SELECT group_concat(name) FROM pragma_table_info('%s')", names[i]));
            TRY(db_query_text(both[j], &rows, &(DbText){.text = text}));
            if (rows_next(&rows))
                lists[j] = rows_text(&rows, 0);
            TRY(rows_end(&rows));
        }
        assert_true(lists[0].len > 0);
        assert_true(str_eq(lists[0], lists[1]));
    }
    return OK;
}

TEST(the_archive_has_every_column_that_the_store_has)
{
    SKIP_ON_SERVER();
    Home home CLEANUP(home_end) = new_home();
    Str old = ended(&home, "路灯不亮");
    archive_all(&home);
    assert_archived(&home, old);
    Beside beside = {.folder = ARCHIVE_FOLDER,
                     .name = str_printf(home.w.ctx.arena, "20" STR_FMT, STR_ARG(str_slice(old, 0, 2))),
                     .version = 1};
    assert_ok(db_read(home.w.db, &home.w.ctx, compare_columns, &beside, NULL));
    beside.version = 2; /* of a newer program */
    Db *second CLEANUP(db_closep) = world_second_db(&home.w);
    assert_err(db_read(second, &home.w.ctx, compare_columns, &beside, NULL), ERR_STORAGE);
}

/* The two steps of a commit on a file: the disk is a gate that the test holds. */
#include "test.h"

#include "support/stores.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "db/db.h"

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool shut, broken;
    int waiting;
} disk = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false, 0};

/* In place of the library's: every sync of the store comes here. */
int fdatasync(int fd)
{
    (void)pthread_mutex_lock(&disk.mutex);
    disk.waiting++;
    (void)pthread_cond_broadcast(&disk.changed);
    while (disk.shut)
        (void)pthread_cond_wait(&disk.changed, &disk.mutex);
    disk.waiting--;
    bool broken = disk.broken;
    (void)pthread_mutex_unlock(&disk.mutex);
    if (!broken)
        return (int)syscall(SYS_fdatasync, fd);
    errno = EIO;
    return -1;
}

static void set_shut(bool shut)
{
    (void)pthread_mutex_lock(&disk.mutex);
    disk.shut = shut;
    (void)pthread_cond_broadcast(&disk.changed);
    (void)pthread_mutex_unlock(&disk.mutex);
}

static void wait_for_sync(void)
{
    (void)pthread_mutex_lock(&disk.mutex);
    while (disk.waiting == 0)
        (void)pthread_cond_wait(&disk.changed, &disk.mutex);
    (void)pthread_mutex_unlock(&disk.mutex);
}

static atomic_int ran, heard;

static Err put(Tx *tx, const void *in, void *out)
{
    (void)out;
    TRY(db_run(tx, SQL_SETTING_PUT, db_text(tx->ctx->jurisdiction), db_text(str_of(in)), db_text(STR("1"))));
    tx_notify(tx, STR("a"), STR("b"));
    atomic_fetch_add(&ran, 1);
    return OK;
}

static Err count(Tx *tx, const void *in, void *out)
{
    (void)in;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SETTING_COUNT, db_text(tx->ctx->jurisdiction)));
    *(int64_t *)out = rows_next(&rows) ? rows_int(&rows, 0) : -1;
    return rows_end(&rows);
}

static void on_notice(void *self, Str topic, Str text)
{
    (void)self, (void)topic, (void)text;
    atomic_fetch_add(&heard, 1);
}

typedef struct Asker {
    Db *db;
    const char *what;
    pthread_t thread;
    atomic_bool answered;
    Err err;
} Asker;

static void *ask(void *self)
{
    Asker *me = self;
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Rand rand = rand_seeded(7);
    Ctx ctx = {.arena = arena, .now = TEST_NOW, .rand = &rand, .jurisdiction = STR("350102")};
    me->err = db_write(me->db, &ctx, put, me->what, NULL);
    atomic_store(&me->answered, true);
    return NULL;
}

static void begin(Asker *asker)
{
    assert_int_equal(pthread_create(&asker->thread, NULL, ask, asker), 0);
}

static Db *fresh(Ctx *ctx, const char **path)
{
    Db *db = NULL;
    *path = test_store(ctx, test_folder());
    assert_ok(db_open(ctx, &(DbOptions){.path = *path, .on_notice = on_notice}, &db));
    assert_ok(db_migrate(db, ctx));
    atomic_store(&ran, 0);
    atomic_store(&heard, 0);
    return db;
}

static bool skip_on_server(void)
{
    if (test_store_is_server())
        print_message("skipped: a server has a log of its own\n");
    return test_store_is_server();
}

TEST(nobody_is_answered_or_told_before_the_disk_has_it)
{
    if (skip_on_server())
        return;
    Ctx ctx = test_ctx();
    const char *path = NULL;
    Db *db CLEANUP(db_closep) = fresh(&ctx, &path);
    set_shut(true);
    Asker one = {.db = db, .what = "one"};
    begin(&one);
    wait_for_sync();
    int64_t there = 0;
    assert_ok(db_read(db, &ctx, count, NULL, &there)); /* it is committed */
    assert_int_equal(there, 1);
    assert_false(atomic_load(&one.answered));
    assert_int_equal(atomic_load(&heard), 0);
    set_shut(false);
    (void)pthread_join(one.thread, NULL);
    assert_int_equal(one.err, OK);
    assert_int_equal(atomic_load(&heard), 1);
}

TEST(what_arrives_while_the_disk_is_busy_runs_at_once_and_shares_the_next_commit)
{
    if (skip_on_server())
        return;
    Ctx ctx = test_ctx();
    const char *path = NULL;
    Db *db CLEANUP(db_closep) = fresh(&ctx, &path);
    int64_t before = db_metrics(db).commits;
    set_shut(true);
    Asker askers[] = {
        {.db = db, .what = "0"}, {.db = db, .what = "1"}, {.db = db, .what = "2"}, {.db = db, .what = "3"}};
    begin(&askers[0]);
    wait_for_sync();
    for (size_t i = 1; i < COUNT_OF(askers); i++)
        begin(&askers[i]);
    while (atomic_load(&ran) < (int)COUNT_OF(askers)) /* it never ends if they wait for the disk */
        (void)usleep(1000);
    assert_int_equal(db_metrics(db).commits - before, 1);
    set_shut(false);
    for (size_t i = 0; i < COUNT_OF(askers); i++) {
        (void)pthread_join(askers[i].thread, NULL);
        assert_int_equal(askers[i].err, OK);
    }
    assert_int_equal(db_metrics(db).commits - before, 2);
    assert_int_equal(atomic_load(&heard), COUNT_OF(askers));
}

TEST(after_the_disk_refused_nothing_is_acknowledged_until_the_store_is_opened_anew)
{
    if (skip_on_server())
        return;
    Ctx ctx = test_ctx();
    const char *path = NULL;
    Db *db CLEANUP(db_closep) = fresh(&ctx, &path);
    disk.broken = true;
    assert_err(db_write(db, &ctx, put, "lost?", NULL), ERR_STORAGE);
    assert_true(str_find(ctx.failure.internal, STR("the log of")) >= 0);
    disk.broken = false;
    assert_err(db_write(db, &ctx, put, "refused", NULL), ERR_STORAGE);
    assert_int_equal(atomic_load(&ran), 1);
    assert_int_equal(atomic_load(&heard), 0);
    int64_t there = 0;
    assert_ok(db_read(db, &ctx, count, NULL, &there));
    db_close(db);
    db = NULL;
    assert_ok(db_open(&ctx, &(DbOptions){.path = path}, &db));
    assert_ok(db_write(db, &ctx, put, "taken", NULL));
}

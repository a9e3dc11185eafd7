/* Copying the log beside the writer: how far it says it came, what is in its way, and that the log stays bounded. */
#include "test.h"

#include "support/stores.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "db/db.h"
#include "db/sqlite_copier.h"

static atomic_bool disk_broken;

/* In place of the library's: every sync of the store comes here. */
int fdatasync(int fd)
{
    if (!atomic_load(&disk_broken))
        return (int)syscall(SYS_fdatasync, fd);
    errno = EIO;
    return -1;
}

static sqlite3 *open_db(const char *path)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static void run(sqlite3 *db, const char *sql)
{
    (void)sqlite3_exec(db, sql, NULL, NULL, NULL);
    assert_string_equal(sqlite3_errmsg(db), "not an error");
}

static int frames_of(void *self, sqlite3 *db, const char *name, int frames)
{
    (void)db, (void)name;
    *(int *)self = frames;
    return SQLITE_OK;
}

typedef struct Logged {
    char path[100];
    sqlite3 *writer;
    LogCopier *copier;
    int frames;
} Logged;

static void begin_store(Logged *out)
{
    (void)snprintf(out->path, sizeof out->path, "%s/logged.db", test_folder());
    out->writer = open_db(out->path);
    run(out->writer, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; CREATE TABLE t (a)");
    (void)sqlite3_wal_hook(out->writer, frames_of, &out->frames);
    out->copier = log_copier_start(out->path);
    assert_non_null(out->copier);
}

static void add_row(const Logged *store)
{
    run(store->writer, "INSERT INTO t VALUES (randomblob(3000))");
}

static void end_store(Logged *store)
{
    log_copier_stop(store->copier);
    assert_int_equal(sqlite3_close(store->writer), SQLITE_OK);
}

static int copied_now(const Logged *store)
{
    log_copier_begin(store->copier);
    log_copier_wait(store->copier);
    return log_copier_copied(store->copier);
}

TEST(it_tells_how_much_of_the_log_stands_in_the_file)
{
    Logged store = {0};
    begin_store(&store);
    for (int i = 0; i < 20; i++)
        add_row(&store);
    assert_int_equal(log_copier_copied(store.copier), 0);
    assert_true(store.frames >= 20);
    assert_int_equal(copied_now(&store), store.frames);
    add_row(&store); /* all of it stood in the file, so this begins it anew */
    assert_true(store.frames < 20);
    log_copier_forget(store.copier);
    assert_int_equal(log_copier_copied(store.copier), 0);
    assert_int_equal(copied_now(&store), store.frames);
    end_store(&store);
}

TEST(a_reader_of_an_old_snapshot_keeps_what_came_later_in_the_log)
{
    Logged store = {0};
    begin_store(&store);
    add_row(&store);
    int before = store.frames;
    sqlite3 *reader = open_db(store.path);
    run(reader, "BEGIN; SELECT COUNT(*) FROM t");
    for (int i = 0; i < 5; i++)
        add_row(&store);
    assert_int_equal(copied_now(&store), before);
    run(reader, "COMMIT");
    assert_int_equal(copied_now(&store), store.frames);
    assert_int_equal(sqlite3_close(reader), SQLITE_OK);
    end_store(&store);
}

TEST(a_disk_that_refuses_is_remembered_and_nothing_counts_as_copied)
{
    Logged store = {0};
    begin_store(&store);
    add_row(&store);
    atomic_store(&disk_broken, true);
    assert_int_equal(copied_now(&store), 0);
    atomic_store(&disk_broken, false);
    assert_true(log_copier_failed(store.copier));
    end_store(&store);
}

enum { WRITERS = 8, EACH = 400, KEPT = 20, WIDE = 60000 };

typedef struct Author {
    Db *db;
    pthread_t thread;
    int number;
    Err err;
} Author;

static Err put_wide(Tx *tx, const void *in, void *out)
{
    (void)out;
    const char *name = in;
    Str kept = str_printf(tx->ctx->arena, "%c%s", name[0], name + 2); /* other words each time under one name */
    char *text = arena_alloc(tx->ctx->arena, WIDE);
    memset(text, name[1], WIDE);
    return db_run(tx, SQL_SETTING_PUT, db_text(tx->ctx->jurisdiction), db_text(kept), db_text((Str){text, WIDE}));
}

static void *write_much(void *self)
{
    Author *me = self;
    Rand rand = rand_seeded((uint64_t)me->number);
    for (int i = 0; i < EACH && me->err == OK; i++) {
        Arena *arena CLEANUP(arena_freep) = arena_new(0);
        Ctx ctx = {.arena = arena, .now = TEST_NOW, .rand = &rand, .jurisdiction = STR("350102")};
        char name[20];
        (void)snprintf(name, sizeof name, "%c%c%d", 'a' + me->number, '0' + i / KEPT, i % KEPT);
        me->err = db_write(me->db, &ctx, put_wide, name, NULL);
    }
    return NULL;
}

static Err count(Tx *tx, const void *in, void *out)
{
    (void)in;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SETTING_COUNT, db_text(tx->ctx->jurisdiction)));
    *(int64_t *)out = rows_next(&rows) ? rows_int(&rows, 0) : -1;
    return rows_end(&rows);
}

TEST(the_log_is_begun_anew_again_and_again_while_many_write)
{
    if (test_store_is_server()) {
        print_message("skipped: a server has a log of its own\n");
        return;
    }
    Ctx ctx = test_ctx();
    const char *path = test_store(&ctx, test_folder());
    Db *db CLEANUP(db_closep) = NULL;
    assert_ok(db_open(&ctx, &(DbOptions){.path = path}, &db));
    assert_ok(db_migrate(db, &ctx));
    Author authors[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        authors[i] = (Author){.db = db, .number = i};
        assert_int_equal(pthread_create(&authors[i].thread, NULL, write_much, &authors[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        (void)pthread_join(authors[i].thread, NULL);
        assert_int_equal(authors[i].err, OK);
    }
    char log[200];
    struct stat about;
    (void)snprintf(log, sizeof log, "%s-wal", path);
    assert_int_equal(stat(log, &about), 0);
    assert_true(db_metrics(db).wal_resets > 0);
    assert_true(about.st_size < 45000L * (4096 + 24)); /* some 50,000 frames were written */
    int64_t there = 0;
    assert_ok(db_read(db, &ctx, count, NULL, &there));
    assert_int_equal(there, WRITERS * KEPT);
    db_close(db);
    db = NULL;
    assert_int_equal(stat(log, &about), -1); /* closed: all of it stands in the file */
    assert_ok(db_open(&ctx, &(DbOptions){.path = path}, &db));
    assert_ok(db_read(db, &ctx, count, NULL, &there));
    assert_int_equal(there, WRITERS * KEPT);
}

/* The gathered log, held against the platform's own: whatever is written, spilled, taken back or begun anew, another
 * connection (opened the ordinary way, as other programs do) and a copy of the files see each commit at once and whole.
 */
#include "test.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/rand.h"
#include "db/sqlite_log.h"

static char folder[64], path[80], copied[80];

static void run(sqlite3 *db, const char *sql)
{
    (void)sqlite3_exec(db, sql, NULL, NULL, NULL);
    assert_string_equal(sqlite3_errmsg(db), "not an error");
}

static sqlite3 *open_db(const char *where, const char *way)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open_v2(where, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, way), SQLITE_OK);
    run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0");
    return db;
}

/* A sum over all rows, or -1 where the pages do not hang together. */
static int64_t sum_of(sqlite3 *db, bool deeply)
{
    sqlite3_stmt *ask = NULL;
    int64_t sum = -1;
    if (deeply) {
        assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &ask, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(ask), SQLITE_ROW);
        assert_string_equal((const char *)sqlite3_column_text(ask, 0), "ok");
        (void)sqlite3_finalize(ask);
    }
    const char *sql = "SELECT COUNT(*) * 1000003 + TOTAL(a * 7 + LENGTH(b)) FROM t";
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &ask, NULL), SQLITE_OK);
    if (sqlite3_step(ask) == SQLITE_ROW)
        sum = sqlite3_column_int64(ask, 0);
    (void)sqlite3_finalize(ask);
    return sum;
}

static void copy_file(const char *from, const char *to)
{
    static char bytes[1 << 16];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(in >= 0 && out >= 0);
    for (ssize_t n; (n = read(in, bytes, sizeof bytes)) > 0;)
        assert_int_equal(write(out, bytes, (size_t)n), n);
    (void)close(in);
    (void)close(out);
}

/* What would be there if the program were killed now. */
static int64_t sum_after_a_kill(void)
{
    char log[100], copied_log[100];
    (void)snprintf(log, sizeof log, "%s-wal", path);
    (void)snprintf(copied_log, sizeof copied_log, "%s-wal", copied);
    copy_file(path, copied);
    copy_file(log, copied_log);
    sqlite3 *db = open_db(copied, NULL);
    int64_t sum = sum_of(db, true);
    (void)sqlite3_close(db);
    return sum;
}

static void begin_folder(void)
{
    (void)snprintf(folder, sizeof folder, "/tmp/gulou-log-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/a.db", folder);
    (void)snprintf(copied, sizeof copied, "%s/copy.db", folder);
}

static void end_folder(void)
{
    char command[100];
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static void write_rows(sqlite3 *db, Rand *rand, unsigned rows)
{
    char sql[200];
    for (unsigned i = 0; i < rows; i++) {
        (void)snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO t VALUES (%u, hex(zeroblob(%u)))",
                       (unsigned)rand_below(rand, 4000), (unsigned)rand_below(rand, 3000));
        run(db, sql);
    }
}

static void one_commit(sqlite3 *db, Rand *rand, bool savepoints)
{
    run(db, "BEGIN IMMEDIATE");
    write_rows(db, rand, 1 + (unsigned)rand_below(rand, 120));
    if (savepoints && rand_below(rand, 3) == 0) {
        run(db, "SAVEPOINT s");
        write_rows(db, rand, 40);
        run(db, rand_below(rand, 2) == 0 ? "ROLLBACK TO s" : "RELEASE s");
    }
    run(db, rand_below(rand, 5) == 0 ? "ROLLBACK" : "COMMIT");
}

static void hold_against_others(const char *cache, bool savepoints)
{
    begin_folder();
    Rand rand = rand_seeded(20261123);
    sqlite3 *writer = open_db(path, sqlite_log_gather());
    run(writer, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
    run(writer, cache);
    sqlite3 *reader = open_db(path, NULL);
    for (int i = 0; i < 150; i++) {
        one_commit(writer, &rand, savepoints);
        int64_t expected = sum_of(writer, false);
        assert_int_equal(sum_of(reader, i % 20 == 0), expected);
        if (i % 10 == 0)
            assert_int_equal(sum_after_a_kill(), expected);
        if (i % 17 == 0)
            run(writer, i % 2 == 0 ? "PRAGMA wal_checkpoint(RESTART)" : "PRAGMA wal_checkpoint(TRUNCATE)");
    }
    (void)sqlite3_close(writer);
    (void)sqlite3_close(reader);
    end_folder();
}

TEST(each_commit_is_there_for_others_at_once)
{
    hold_against_others("PRAGMA cache_size=-4000", true);
}

/* Pages go to the log before the commit, are read again and written again. (No savepoints: once one was taken back
 * after its pages had gone to the log, a copied log of SQLite 3.40.1 lacks commits with its own way of opening files,
 * too.) */
TEST(a_transaction_larger_than_the_cache_is_as_whole_as_any)
{
    hold_against_others("PRAGMA cache_size=10", false);
}

TEST(a_log_that_somebody_else_left_is_gone_on_with)
{
    begin_folder();
    Rand rand = rand_seeded(7);
    sqlite3 *reader = open_db(path, NULL); /* keeps the log when the others close */
    run(reader, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
    for (int i = 0; i < 12; i++) {
        sqlite3 *writer = open_db(path, i % 2 == 0 ? sqlite_log_gather() : NULL);
        one_commit(writer, &rand, true);
        one_commit(writer, &rand, true);
        assert_int_equal(sum_of(reader, true), sum_of(writer, false));
        (void)sqlite3_close(writer);
        assert_int_equal(sum_after_a_kill(), sum_of(reader, false));
    }
    (void)sqlite3_close(reader);
    end_folder();
}

/* Somebody else writes where pages of a transaction that was taken back would have stood. */
TEST(what_was_taken_back_is_never_written_over_others)
{
    begin_folder();
    Rand rand = rand_seeded(11);
    sqlite3 *writer = open_db(path, sqlite_log_gather()), *other = open_db(path, NULL);
    run(writer, "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); PRAGMA cache_size=10");
    for (int i = 0; i < 60; i++) {
        run(other, "PRAGMA wal_checkpoint(TRUNCATE)"); /* so that taking it back reads nothing from the log */
        run(writer, "BEGIN IMMEDIATE");
        run(writer, "INSERT INTO t VALUES (5000, hex(zeroblob(100000)))"); /* many pages written, none read */
        run(writer, "ROLLBACK");
        one_commit(other, &rand, false);
        int64_t expected = sum_of(other, false);
        assert_int_equal(sum_of(writer, true), expected); /* reads the log */
        one_commit(writer, &rand, false);
        expected = sum_of(writer, false);
        assert_int_equal(sum_of(other, true), expected);
        assert_int_equal(sum_after_a_kill(), expected);
    }
    (void)sqlite3_close(writer);
    (void)sqlite3_close(other);
    end_folder();
}

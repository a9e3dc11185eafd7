/* What only a server has: many writers at once, connections that die at any moment, other processes. */
#include "support/stores.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "db/conn.h"

enum { WRITERS = 8, EACH = 40, KILLS = 25 };

static const char *skip_without_server(Ctx *ctx)
{
    if (test_store_is_server())
        return test_store(ctx, test_folder());
    print_message("skipped: GULOU_TEST_DATABASE names no server\n");
    return NULL;
}

static Db *open_at(Ctx *ctx, const char *path)
{
    Db *db = NULL;
    assert_ok(db_open(ctx, &(DbOptions){.path = path}, &db));
    assert_ok(db_migrate(db, ctx));
    return db;
}

static Err start_counter(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return db_run(tx, SQL_SETTING_PUT, db_text(tx->ctx->jurisdiction), db_text(STR("counter")), db_text(STR("0")));
}

static Err read_counter(Tx *tx, const void *in, void *out)
{
    (void)in;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SETTING_GET, db_text(tx->ctx->jurisdiction), db_text(STR("counter"))));
    if (rows_next(&rows))
        (void)str_to_i64(rows_text(&rows, 0), out);
    return rows_end(&rows);
}

static Err count_up(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return conn_script(
        tx->conn, tx->ctx,
        "UPDATE server_settings SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'counter'");
}

typedef struct Crowd {
    Db *db;
    atomic_int done, refused;
    int number;
} Crowd;

static void *press(void *self)
{
    Crowd *crowd = self;
    Arena *arena = arena_new(0);
    Rand rand = rand_system();
    for (int i = 0; i < EACH; i++) {
        arena_reset(arena);
        Ctx ctx = {.arena = arena, .now = TEST_NOW, .rand = &rand, .jurisdiction = STR("350102")};
        if (db_write(crowd->db, &ctx, count_up, NULL, NULL) == OK)
            crowd->done++;
        else
            crowd->refused++;
    }
    arena_free(arena);
    return NULL;
}

TEST(connections_that_die_within_a_commit_lose_and_double_nothing)
{
    Ctx ctx = test_ctx();
    const char *path = skip_without_server(&ctx);
    if (path == NULL)
        return;
    Crowd crowd = {.db = open_at(&ctx, path)};
    Conn *killer = NULL;
    pthread_t threads[WRITERS];
    int64_t counted = -1;
    assert_ok(db_write(crowd.db, &ctx, start_counter, NULL, NULL));
    assert_ok(conn_open(&ctx, path, true, &killer));
    for (int i = 0; i < WRITERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, press, &crowd), 0);
    for (int i = 0; i < KILLS; i++) {
        assert_ok(conn_script(killer, &ctx,
                              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                              "AND query LIKE '%counter%' OR query = 'COMMIT'"));
        (void)usleep(20000);
    }
    for (int i = 0; i < WRITERS; i++)
        (void)pthread_join(threads[i], NULL);
    assert_ok(db_read(crowd.db, &ctx, read_counter, NULL, &counted));
    assert_int_equal(counted, crowd.done);
    assert_true(crowd.done > 0);
    conn_close(killer);
    db_close(crowd.db);
}

static Err tell_desk(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    tx_notify(tx, STR("case:350102009"), STR("{\"number\":\"1\"}"));
    return OK;
}

typedef struct Heard {
    atomic_int times;
    char text[80];
} Heard;

static void hear(void *self, Str topic, Str text)
{
    Heard *heard = self;
    (void)snprintf(heard->text, sizeof heard->text, STR_FMT " " STR_FMT, STR_ARG(topic), STR_ARG(text));
    heard->times++;
}

TEST(what_one_process_changes_another_hears_once)
{
    Ctx ctx = test_ctx();
    const char *path = skip_without_server(&ctx);
    if (path == NULL)
        return;
    Db *one CLEANUP(db_closep) = open_at(&ctx, path), *other CLEANUP(db_closep) = open_at(&ctx, path);
    Heard here = {0}, there = {0};
    db_listen(one, hear, &here);
    db_listen(other, hear, &there);
    assert_ok(db_write(one, &ctx, tell_desk, NULL, NULL));
    for (int i = 0; i < 100 && there.times == 0; i++)
        (void)usleep(50000);
    (void)usleep(100000);
    assert_int_equal(here.times, 1);
    assert_int_equal(there.times, 1);
    assert_string_equal(there.text, "case:350102009 {\"number\":\"1\"}");
}

static void kill_whoever(Ctx *ctx, Conn *killer, const char *query)
{
    Str text = str_printf(
        ctx->arena,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%s'",
        query);
    assert_ok(conn_script(killer, ctx, str_z(ctx->arena, text)));
}

static bool heard_within_seconds(Heard *heard, const char *text)
{
    for (int i = 0; i < 100; i++) {
        if (strcmp(heard->text, text) == 0)
            return true;
        (void)usleep(50000);
    }
    return false;
}

TEST(who_was_deaf_for_a_moment_is_told_to_look_anew)
{
    Ctx ctx = test_ctx();
    const char *path = skip_without_server(&ctx);
    if (path == NULL)
        return;
    Db *there CLEANUP(db_closep) = open_at(&ctx, path);
    Heard heard = {0};
    Conn *killer = NULL;
    db_listen(there, hear, &heard);
    assert_ok(conn_open(&ctx, path, true, &killer));
    kill_whoever(&ctx, killer, "LISTEN%");
    assert_true(heard_within_seconds(&heard, TELL_RELOAD " {}"));
    conn_close(killer);
}

TEST(a_hint_outlives_the_connection_that_was_to_tell_it)
{
    Ctx ctx = test_ctx();
    const char *path = skip_without_server(&ctx);
    if (path == NULL)
        return;
    Db *here CLEANUP(db_closep) = open_at(&ctx, path), *there CLEANUP(db_closep) = open_at(&ctx, path);
    Heard heard = {0};
    Conn *killer = NULL;
    db_listen(there, hear, &heard);
    assert_ok(conn_open(&ctx, path, true, &killer));
    assert_ok(db_write(here, &ctx, tell_desk, NULL, NULL));
    assert_true(heard_within_seconds(&heard, "case:350102009 {\"number\":\"1\"}"));
    heard.text[0] = '\0';
    kill_whoever(&ctx, killer, "%pg_notify(%");
    assert_ok(db_write(here, &ctx, tell_desk, NULL, NULL));
    assert_true(heard_within_seconds(&heard, "case:350102009 {\"number\":\"1\"}"));
    conn_close(killer);
}

/* --- settling --- */

typedef struct Doubt {
    Conn *conn, *other;
    int64_t mark;
} Doubt;

/* A transaction that wrote, up to its COMMIT. */
static void write_and_mark(Ctx *ctx, Doubt *doubt)
{
    Tx tx = {.ctx = ctx, .conn = doubt->conn, .writes = true};
    assert_ok(conn_control(doubt->conn, ctx, CONTROL_BEGIN_WRITE));
    assert_ok(start_counter(&tx, NULL, NULL));
    assert_ok(doubt->conn->engine->mark(doubt->conn, ctx, &doubt->mark));
    assert_true(doubt->mark > 0);
}

static Outcome settled(Ctx *ctx, const Doubt *doubt)
{
    Outcome outcome = OUTCOME_UNKNOWN;
    assert_ok(doubt->conn->engine->reopen(doubt->conn, ctx));
    (void)!doubt->conn->engine->outcome(doubt->conn, ctx, doubt->mark, &outcome);
    return outcome;
}

TEST(a_transaction_in_doubt_is_told_by_its_own_mark)
{
    Ctx ctx = test_ctx();
    const char *path = skip_without_server(&ctx);
    if (path == NULL)
        return;
    Db *db CLEANUP(db_closep) = open_at(&ctx, path);
    Doubt doubt = {0};
    assert_ok(conn_open(&ctx, path, true, &doubt.conn));
    assert_ok(conn_open(&ctx, path, true, &doubt.other));
    write_and_mark(&ctx, &doubt); /* the connection dies before the COMMIT */
    assert_int_equal(settled(&ctx, &doubt), OUTCOME_ABORTED);
    write_and_mark(&ctx, &doubt); /* ... and behind it */
    assert_ok(conn_control(doubt.conn, &ctx, CONTROL_COMMIT));
    assert_int_equal(settled(&ctx, &doubt), OUTCOME_COMMITTED);
    write_and_mark(&ctx, &doubt); /* a later one of the same connection is another */
    assert_int_equal(settled(&ctx, &doubt), OUTCOME_ABORTED);
    assert_ok(conn_script(doubt.other, &ctx, "BEGIN; UPDATE commit_marks SET at = at"));
    assert_int_equal(settled(&ctx, &doubt), OUTCOME_UNKNOWN); /* somebody still holds the row */
    assert_ok(conn_script(doubt.other, &ctx, "ROLLBACK"));
    assert_int_equal(settled(&ctx, &doubt), OUTCOME_ABORTED);
    conn_close(doubt.conn);
    conn_close(doubt.other);
}

TEST(what_changed_nothing_needs_no_mark)
{
    Ctx ctx = test_ctx();
    const char *path = skip_without_server(&ctx);
    if (path == NULL)
        return;
    Db *db CLEANUP(db_closep) = open_at(&ctx, path);
    Conn *conn = NULL;
    int64_t mark = -1, counted = 0;
    assert_ok(conn_open(&ctx, path, true, &conn));
    Tx tx = {.ctx = &ctx, .conn = conn, .writes = true};
    assert_ok(conn_control(conn, &ctx, CONTROL_BEGIN_WRITE));
    assert_ok(read_counter(&tx, NULL, &counted));
    assert_ok(conn->engine->mark(conn, &ctx, &mark));
    assert_int_equal(mark, 0);
    assert_ok(conn_control(conn, &ctx, CONTROL_COMMIT));
    conn_close(conn);
}

static const DbValue *counter_args(Ctx *ctx)
{
    DbValue *args = ARENA_ARRAY(ctx->arena, DbValue, 2);
    args[0] = db_text(ctx->jurisdiction);
    args[1] = db_text(STR("counter"));
    return args;
}

/* Asks for the counter ahead, counts up, and asks for another setting and twice for the counter. */
static Err ask_ahead_and_count(Tx *tx, const void *in, void *out)
{
    (void)in;
    int64_t *read = out, ignored = 0;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_ask_ahead(tx, SQL_SETTING_GET, counter_args(tx->ctx), 2));
    TRY(db_query(tx, &rows, SQL_SETTING_GET, db_text(tx->ctx->jurisdiction), db_text(STR("another"))));
    read[0] = rows_next(&rows);
    TRY(rows_end(&rows));
    TRY(db_run(tx, SQL_SETTING_PUT, db_text(tx->ctx->jurisdiction), db_text(STR("counter")), db_text(STR("7"))));
    TRY(read_counter(tx, NULL, &read[1]));
    TRY(read_counter(tx, NULL, &read[2]));
    return db_change(tx, &ignored, SQL_SETTING_PUT, db_text(tx->ctx->jurisdiction), db_text(STR("counter")),
                     db_text(STR("8")));
}

static Err ask_ahead_in_vain(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    TRY(db_ask_ahead(tx, SQL_SETTING_GET, counter_args(tx->ctx), 2));
    return db_ask_ahead(tx, SQL_SETTING_GET, counter_args(tx->ctx), 2);
}

TEST(what_is_asked_ahead_answers_its_own_question_once_and_of_then)
{
    Ctx ctx = test_ctx();
    const char *path = skip_without_server(&ctx);
    if (path == NULL)
        return;
    Db *db CLEANUP(db_closep) = open_at(&ctx, path);
    assert_ok(db_write(db, &ctx, start_counter, NULL, NULL));
    int64_t read[3] = {-1, -1, -1}, after = -1;
    assert_ok(db_write(db, &ctx, ask_ahead_and_count, NULL, read));
    assert_int_equal(read[0], 0);
    assert_int_equal(read[1], 0); /* before it was written */
    assert_int_equal(read[2], 7);
    for (int i = 0; i < 20; i++) /* on every connection */
        assert_ok(db_write(db, &ctx, ask_ahead_in_vain, NULL, NULL));
    assert_ok(db_read(db, &ctx, read_counter, NULL, &after));
    assert_int_equal(after, 8); /* nothing of one transaction answers the next */
}

TEST(a_second_server_finds_the_schema_that_is_there)
{
    Ctx ctx = test_ctx();
    const char *path = skip_without_server(&ctx);
    if (path == NULL)
        return;
    Db *one CLEANUP(db_closep) = open_at(&ctx, path), *other CLEANUP(db_closep) = open_at(&ctx, path);
    int64_t a = 0, b = 0;
    assert_ok(db_schema_version(one, &ctx, &a));
    assert_ok(db_schema_version(other, &ctx, &b));
    assert_true(a > 0);
    assert_int_equal(a, b);
}

#include "test.h"

#include "support/stores.h"

#include <pthread.h>

#include "base/buf.h"
#include "db/db.h"

static Db *fresh(Ctx *ctx)
{
    Db *db = NULL;
    DbOptions options = {.path = test_store(ctx, test_folder())};
    assert_ok(db_open(ctx, &options, &db));
    assert_ok(db_migrate(db, ctx));
    return db;
}

static Err put(Tx *tx, const void *in, void *out)
{
    (void)out;
    const char *name = in;
    TRY(db_run(tx, SQL_SETTING_PUT, db_text(tx->ctx->jurisdiction), db_text(str_of(name)), db_text(STR("1"))));
    return strstr(name, "bad") != NULL ? fail(tx->ctx, ERR_CONFLICT, MSG_ROW_EXISTS) : OK;
}

static Err count(Tx *tx, const void *in, void *out)
{
    (void)in;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_SETTING_COUNT, db_text(tx->ctx->jurisdiction)));
    *(int64_t *)out = rows_next(&rows) ? rows_int(&rows, 0) : -1;
    return rows_end(&rows);
}

TEST(every_statement_prepares)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    if (db_check_statements(db, &ctx) != OK)
        assert_str(ctx.failure.internal, "");
}

TEST(a_stamp_is_the_same_until_anybody_commits_and_never_again)
{
    Ctx ctx = test_ctx();
    const char *path = test_store(&ctx, test_folder());
    Db *db CLEANUP(db_closep) = NULL, *other CLEANUP(db_closep) = NULL; /* as another process */
    assert_ok(db_open(&ctx, &(DbOptions){.path = path}, &db));
    assert_ok(db_migrate(db, &ctx));
    assert_ok(db_open(&ctx, &(DbOptions){.path = path}, &other));
    Str stamps[5];
    int64_t n = 0;
    assert_ok(db_stamp(db, &ctx, &stamps[0]));
    assert_ok(db_read(db, &ctx, count, NULL, &n));
    assert_ok(db_stamp(db, &ctx, &stamps[1]));
    assert_str(stamps[1], str_z(ctx.arena, stamps[0]));
    assert_ok(db_write(db, &ctx, put, "own", NULL));
    assert_ok(db_stamp(db, &ctx, &stamps[2]));
    assert_ok(db_write(other, &ctx, put, "another's", NULL));
    assert_ok(db_stamp(db, &ctx, &stamps[3]));
    assert_ok(db_write(other, &ctx, put, "another's second", NULL));
    assert_ok(db_stamp(db, &ctx, &stamps[4]));
    for (size_t i = 1; i < COUNT_OF(stamps); i++)
        for (size_t j = i + 1; j < COUNT_OF(stamps); j++)
            assert_false(str_eq(stamps[i], stamps[j]));
}

TEST(a_failed_action_leaves_nothing_and_tells_why)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    int64_t n = 0;
    assert_ok(db_write(db, &ctx, put, "good", NULL));
    assert_err(db_write(db, &ctx, put, "bad", NULL), ERR_CONFLICT);
    assert_int_equal(ctx.failure.message, MSG_ROW_EXISTS);
    assert_ok(db_read(db, &ctx, count, NULL, &n));
    assert_int_equal(n, 1);
}

TEST(migrating_twice_changes_nothing)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    int64_t before = 0, after = 0;
    assert_ok(db_schema_version(db, &ctx, &before));
    assert_ok(db_migrate(db, &ctx));
    assert_ok(db_schema_version(db, &ctx, &after));
    assert_true(before >= 1);
    assert_int_equal(before, after);
}

typedef struct Crowd {
    Db *db;
    int who;
    int refused;
} Crowd;

static void *one_of_many(void *self)
{
    Crowd *me = self;
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Rand rand = rand_seeded((uint64_t)me->who);
    for (int i = 0; i < 50; i++) {
        Ctx ctx = {.arena = arena, .now = TEST_NOW, .rand = &rand, .jurisdiction = STR("350102")};
        Str name = str_printf(arena, "%s %d/%d", i % 5 == 0 ? "bad" : "good", me->who, i);
        me->refused += db_write(me->db, &ctx, put, str_z(arena, name), NULL) != OK;
    }
    return NULL;
}

TEST(sixteen_writers_share_commits_and_none_harms_another)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    pthread_t threads[16];
    Crowd crowd[16];
    for (int i = 0; i < 16; i++) {
        crowd[i] = (Crowd){.db = db, .who = i};
        assert_int_equal(pthread_create(&threads[i], NULL, one_of_many, &crowd[i]), 0);
    }
    int refused = 0;
    for (int i = 0; i < 16; i++) {
        (void)pthread_join(threads[i], NULL);
        refused += crowd[i].refused;
    }
    int64_t n = 0;
    assert_ok(db_read(db, &ctx, count, NULL, &n));
    assert_int_equal(refused, 16 * 10);
    assert_int_equal(n, 16 * 40);
    if (!test_store_is_server()) /* a server gathers commits by itself */
        assert_true(db_metrics(db).commits < db_metrics(db).actions);
}

TEST(a_copy_taken_while_writing_opens_and_counts)
{
    if (test_store_is_server()) {
        print_message("skipped: a server brings its own backup\n");
        return;
    }
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    assert_ok(db_write(db, &ctx, put, "good", NULL));
    const char *to = str_z(ctx.arena, str_printf(ctx.arena, "%s/copy.db", test_folder()));
    assert_ok(db_copy(db, &ctx, &(DbCopy){.to = to}));
    Db *copy CLEANUP(db_closep) = NULL;
    assert_ok(db_open(&ctx, &(DbOptions){.path = to}, &copy));
    int64_t n = 0;
    assert_ok(db_read(copy, &ctx, count, NULL, &n));
    assert_int_equal(n, 1);
}

static Err greet(Tx *tx, const void *in, void *out)
{
    (void)out;
    tx_notify(tx, STR("desk"), STR("first"));
    tx_notify(tx, STR("desk"), STR("second"));
    return in != NULL ? fail(tx->ctx, ERR_CONFLICT, MSG_ROW_EXISTS) : OK;
}

static void hear(void *self, Str topic, Str text)
{
    Buf *heard = self;
    buf_printf(heard, STR_FMT ":" STR_FMT ";", STR_ARG(topic), STR_ARG(text));
}

TEST(notices_are_told_in_order_and_only_after_a_commit)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    Buf heard = buf_new(ctx.arena);
    db_listen(db, hear, &heard);
    assert_err(db_write(db, &ctx, greet, "refuse", NULL), ERR_CONFLICT);
    assert_ok(db_write(db, &ctx, greet, NULL, NULL));
    assert_str(buf_str(&heard), "desk:first;desk:second;");
}

TEST(migrations_are_numbered_without_gap_or_twin)
{
    enum { FILE_TEXTS, SERVER_TEXTS, ENGINES, NUMBERS = 200 };
    int64_t found[ENGINES][NUMBERS] = {0}, newest = 0;
    for (int id = 0; id < SQL_COUNT; id++) {
        Str name = str_of(sql_texts[id].name);
        int64_t number = 0;
        if (!str_starts(name, STR("migration_")))
            continue;
        assert_true(str_to_i64(str_slice(name, 10, 14), &number) && number > 0 && number < NUMBERS);
        if (!str_ends(name, STR("_postgres")))
            assert_int_equal(++found[FILE_TEXTS][number], 1);
        if (!str_ends(name, STR("_sqlite")))
            assert_int_equal(++found[SERVER_TEXTS][number], 1);
        newest = number > newest ? number : newest;
    }
    for (int64_t i = 1; i <= newest; i++)
        assert_true(found[FILE_TEXTS][i] + found[SERVER_TEXTS][i] > 0);
}

/* One table made equal to another: first copy, later passes, rows that are gone, that changed, that stand in the way.
 */
#include "support/stores.h"

#include "db/db.h"
#include "store/move_table.h"

typedef struct Two {
    Ctx ctx;
    Db *from, *to;
    Arena *work[2];
} Two;

static Db *open_one(Ctx *ctx)
{
    Db *db = NULL;
    assert_ok(db_open(ctx, &(DbOptions){.path = test_store(ctx, test_folder())}, &db));
    assert_ok(db_migrate(db, ctx));
    return db;
}

static Two two_stores(void)
{
    Two two = {.ctx = test_ctx(), .work = {arena_new(0), arena_new(0)}};
    two.from = open_one(&two.ctx);
    two.to = open_one(&two.ctx);
    return two;
}

static void end_two(Two *two)
{
    db_close(two->from);
    db_close(two->to);
    arena_free(two->work[0]);
    arena_free(two->work[1]);
}

static Err say(Tx *tx, const void *in, void *out)
{
    (void)out;
    return db_run_text(tx, &(DbText){.text = in});
}

static void in_store(Two *two, Db *db, const char *sql)
{
    Err err = db_write(db, &two->ctx, say, sql, NULL);
    if (err != OK)
        print_error(STR_FMT "\n", STR_ARG(two->ctx.failure.internal));
    assert_ok(err);
}

static MovedTable pass(Two *two, const char *table, bool only_look)
{
    MovedTable moved = {0};
    MoveTable in = {.from = two->from,
                    .to = two->to,
                    .table = store_table_find(str_of(table)),
                    .only_look = only_look,
                    .work = {two->work[0], two->work[1]}};
    assert_non_null(in.table);
    assert_ok(move_table(&two->ctx, &in, &moved));
    return moved;
}

static void assert_equal(Two *two, const char *table, int64_t rows)
{
    MovedTable looked = pass(two, table, true);
    assert_int_equal(looked.rows, rows);
    assert_int_equal(looked.target_rows, rows);
    assert_int_equal(looked.changed, 0);
    assert_true(hash_eq(&looked.digest, &looked.target_digest));
}

/* 5,000 rows: more than one range, in an order that numbers and texts do not share. */
static const char many_heads[] =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO log_heads "
    "(jurisdiction, size, root, at, signature) SELECT CASE WHEN i % 3 = 0 THEN 'A' ELSE 'B' END, i * 7, 'r', i, 's' "
    "FROM n";

TEST(the_first_pass_copies_and_the_second_finds_nothing)
{
    Two two CLEANUP(end_two) = two_stores();
    in_store(&two, two.from, many_heads);
    MovedTable first = pass(&two, "log_heads", false), second = pass(&two, "log_heads", false);
    assert_int_equal(first.rows, 5000);
    assert_int_equal(first.changed, 5000);
    assert_int_equal(second.changed, 0);
    assert_int_equal(second.put_off, 0);
    assert_equal(&two, "log_heads", 5000);
}

TEST(what_was_changed_added_and_dropped_since_is_brought)
{
    Two two CLEANUP(end_two) = two_stores();
    in_store(&two, two.from, many_heads);
    (void)pass(&two, "log_heads", false);
    in_store(&two, two.from, "UPDATE log_heads SET root = 'other' WHERE at IN (1, 900, 2500, 5000)");
    in_store(&two, two.from, "DELETE FROM log_heads WHERE at BETWEEN 2001 AND 2010 OR at = 4999");
    in_store(&two, two.from,
             "INSERT INTO log_heads (jurisdiction, size, root, at, signature) VALUES ('C', 1, 'r', 1, 's'), ('0', 1, "
             "'r', 1, 's')");
    in_store(&two, two.to,
             "INSERT INTO log_heads (jurisdiction, size, root, at, signature) VALUES ('ZZ', 1, 'stray', 1, 's')");
    assert_int_equal(pass(&two, "log_heads", false).changed, 4 + 11 + 2 + 1);
    assert_equal(&two, "log_heads", 5000 - 11 + 2);
}

TEST(a_copy_cut_short_goes_on_and_doubles_nothing)
{
    Two two CLEANUP(end_two) = two_stores();
    in_store(&two, two.from, many_heads);
    (void)pass(&two, "log_heads", false);
    in_store(&two, two.to, "DELETE FROM log_heads WHERE jurisdiction = 'B'"); /* as if it had come no further */
    MovedTable rest = pass(&two, "log_heads", false);
    assert_true(rest.changed >= 3333 && rest.changed < 3334 + 64);
    assert_equal(&two, "log_heads", 5000);
}

TEST(texts_come_byte_by_byte_and_nothing_is_not_the_empty_text)
{
    Two two CLEANUP(end_two) = two_stores();
    in_store(&two, two.from,
             "INSERT INTO case_texts (jurisdiction, number, seq, field, salt, body) VALUES "
             "('A', 'GL1', 1, 'text', '', '“引号”''\"\\\n\t两行　全角空格🌀'), ('A', 'GL1', 1, 'place', 's', ''), ('A', "
             "'GL1', 2, 'text', 's', NULL)");
    assert_int_equal(pass(&two, "case_texts", false).changed, 3);
    assert_equal(&two, "case_texts", 3);
    in_store(&two, two.to, "UPDATE case_texts SET body = '' WHERE seq = 2");
    MovedTable looked = pass(&two, "case_texts", true);
    assert_int_equal(looked.changed, 1);
    assert_false(hash_eq(&looked.digest, &looked.target_digest));
}

/* Two rows, thousands apart, have changed places in a unique index. */
TEST(a_row_whose_place_is_still_taken_comes_with_the_next_pass)
{
    Two two CLEANUP(end_two) = two_stores();
    in_store(&two, two.from,
             "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO tasks "
             "(jurisdiction, task, plan, day, unit, person, due_at, state, done_at, done_by, clean, note, distance_m) "
             "SELECT 'A', CAST(10000 + i AS TEXT), 'plan', i, 'u', 'p', i, 'due', 0, '', 0, '', -1 FROM n");
    (void)pass(&two, "tasks", false);
    in_store(&two, two.from, "UPDATE tasks SET day = -1 WHERE task = '10001'");
    in_store(&two, two.from, "UPDATE tasks SET day = 1 WHERE task = '13000'");
    in_store(&two, two.from, "UPDATE tasks SET day = 3000 WHERE task = '10001'");
    MovedTable first = pass(&two, "tasks", false);
    MovedTable second = pass(&two, "tasks", false);
    assert_int_equal(first.put_off, 1);
    assert_true(second.changed > 0);
    assert_int_equal(second.put_off, 0);
    assert_equal(&two, "tasks", 3000);
}

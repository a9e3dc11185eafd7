/* The years of a server's store: where rows of what only grows really lie. A file has no such thing: nothing to test.
 */
#include "support/stores.h"

#include "db/conn.h"
#include "domain/district.h"
#include "store/year_store.h"

#define ADD                                                                                                            \
    "INSERT INTO case_texts (jurisdiction, number, seq, field, salt, body) VALUES ('350102', '%s', 1, 'text', 's', "   \
    "'b');"

static const char *before[] = {"2511220000017", "2601010000016", "9912310000011", "GL7"};

static Err run_script(Tx *tx, const void *in, void *out)
{
    (void)out;
    return conn_script(tx->conn, tx->ctx, in);
}

static void add(Db *db, Ctx *ctx, const char *number)
{
    assert_ok(db_write(db, ctx, run_script, str_z(ctx->arena, str_printf(ctx->arena, ADD, number)), NULL));
}

static Err find_partition(Tx *tx, const void *in, void *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    DbValue number = db_text(str_of(in));
    TRY(db_query_text(
        tx, &rows,
        &(DbText){"SELECT tableoid::regclass::text FROM case_texts WHERE jurisdiction = '350102' AND number = $1",
                  &number, 1}));
    *(Str *)out = rows_next(&rows) ? rows_text(&rows, 0) : STR("nowhere");
    return rows_end(&rows);
}

static void assert_lies(Db *db, Ctx *ctx, const char *number, const char *partition)
{
    Str found;
    assert_ok(db_read(db, ctx, find_partition, number, &found));
    assert_str(found, partition);
}

static Err count_by_partition(Tx *tx, const void *in, void *out)
{
    (void)in;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query_text(
        tx, &rows,
        &(DbText){.text =
                      "SELECT string_agg(part || ':' || n, ' ' ORDER BY part) FROM (SELECT tableoid::regclass::text "
                      "AS part, COUNT(*) AS n FROM case_events WHERE jurisdiction = '350102' GROUP BY 1) AS parts"}));
    *(Str *)out = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    return rows_end(&rows);
}

static Err make(Tx *tx, const void *in, void *out)
{
    return year_make(tx, *(const UnixMs *)in, out);
}

TEST(a_year_is_made_once_and_takes_what_waited_for_it)
{
    if (!test_store_is_server()) {
        print_message("skipped: a file has no partitions\n");
        return;
    }
    Ctx ctx = test_ctx();
    District district = {.calendar.offset_minutes = 480};
    Db *db CLEANUP(db_closep) = NULL;
    assert_ok(db_open(&ctx, &(DbOptions){.path = test_store(&ctx, test_folder())}, &db));
    assert_ok(db_migrate(db, &ctx));
    ctx.district = &district;
    for (size_t i = 0; i < COUNT_OF(before); i++)
        add(db, &ctx, before[i]);
    assert_lies(db, &ctx, "2601010000016", "case_texts_rest"); /* no intake fails for want of a partition */
    UnixMs new_year = 1767196800000;                           /* 2025-12-31T16:00Z: the first of January here */
    int64_t made = 0;
    assert_ok(db_write(db, &ctx, make, &new_year, &made));
    assert_int_equal(made, 3);
    assert_lies(db, &ctx, "2601010000016", "case_texts_y26");
    assert_lies(db, &ctx, "2511220000017", "case_texts_rest");
    assert_lies(db, &ctx, "GL7", "case_texts_rest");
    assert_ok(db_write(db, &ctx, make, &new_year, &made));
    assert_int_equal(made, 0);
    add(db, &ctx, "2612310000015");
    assert_lies(db, &ctx, "2612310000015", "case_texts_y26");
    UnixMs moments[] = {new_year - 1, 4102415999999}; /* 2025, and the end of 2099 */
    for (size_t i = 0; i < COUNT_OF(moments); i++)
        assert_ok(db_write(db, &ctx, make, &moments[i], &made));
    assert_lies(db, &ctx, "2511220000017", "case_texts_y25");
    assert_lies(db, &ctx, "9912310000011", "case_texts_y99");
}

/* As a program of before left it. */
static Err make_old(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    for (int id = 0; id < SQL_COUNT; id++) {
        Str name = str_of(sql_texts[id].name);
        if (str_starts(name, STR("migration_")) && str_cmp(name, STR("migration_0013")) < 0 &&
            statement_is_for(tx->conn->engine, (SqlId)id))
            TRY(conn_script(tx->conn, tx->ctx, sql_texts[id].text));
    }
    return conn_script(
        tx->conn, tx->ctx,
        "INSERT INTO schema_migrations SELECT n, 'before', 0 FROM generate_series(1, 12) n;"
        "INSERT INTO case_events SELECT '350102', y || '06220000011', s, 1, 'SUBMIT', 'b', 'h', y * 10 + s "
        "FROM generate_series(24, 26) y, generate_series(1, y - 22) s");
}

TEST(a_store_of_before_is_laid_out_by_years_with_all_it_held)
{
    if (!test_store_is_server()) {
        print_message("skipped: a file has no partitions\n");
        return;
    }
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = NULL;
    assert_ok(db_open(&ctx, &(DbOptions){.path = test_store(&ctx, test_folder())}, &db));
    assert_ok(db_write(db, &ctx, make_old, NULL, NULL));
    assert_ok(db_migrate(db, &ctx));
    Str lies;
    assert_ok(db_read(db, &ctx, count_by_partition, NULL, &lies));
    assert_str(lies, "case_events_y24:2 case_events_y25:3 case_events_y26:4");
}

/* The law of keys, without which rows cannot be spread over nodes: the migrated database has just the tables of
 * store/tables.c, the jurisdiction stands in every key and join, and every named statement asks one district for its
 * rows or stands below with the reason why not. On PostgreSQL statements are judged by the engine's own plan of them.
 */
#include "support/stores.h"

#include "db/conn.h"
#include "store/tables.h"

/* Statements that ask more than one district, each with why it may. */
static const struct FanOut {
    const char *name, *why;
} fan_outs[] = {
    {"district_jurisdictions", "finds out which district the store holds, once at the start of a program"},
    {"evidence_jurisdictions", "gulou verify goes through every district there is, one after another"},
    {"case_years", "gulou move makes the partitions of all years before it copies"},
    {"log_keys", "gulou move knows a store again by the keys of its districts' logs"},
    {"archived_count", "how many cases stand in files by year, of a whole file or for a move that is refused"},
    {"quick_count", "how many cases a store or backup holds in all, for a sentence after a backup"},
};

static Db *migrated(Ctx *ctx)
{
    Db *db = NULL;
    assert_ok(db_open(ctx, &(DbOptions){.path = test_store(ctx, test_folder())}, &db));
    assert_ok(db_migrate(db, ctx));
    return db;
}

static Err ask(Tx *tx, Rows *rows, const char *text)
{
    Err err = db_query_text(tx, rows, &(DbText){.text = text});
    if (err != OK)
        print_error(STR_FMT "\n%s\n", STR_ARG(tx->ctx->failure.internal), text);
    return err;
}

/* --- the tables --- */

static const char *const tables_text[] = {
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY "
    "1",
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') "
    "AND NOT relispartition ORDER BY 1"};

static Err compare_tables(Tx *tx, const void *in, void *out)
{
    (void)in;
    size_t *found = out;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(ask(tx, &rows, tables_text[test_store_is_server()]));
    *found = 0;
    while (rows_next(&rows)) {
        Str name = rows_text(&rows, 0);
        *found += store_table_find(name) != NULL;
        if (store_table_find(name) == NULL) {
            print_error("table " STR_FMT " has no line in src/store/tables.c\n", STR_ARG(name));
            assert_true(false);
        }
    }
    return rows_end(&rows);
}

TEST(the_table_of_tables_is_what_the_migrations_make)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = migrated(&ctx);
    size_t found = 0;
    assert_ok(db_read(db, &ctx, compare_tables, NULL, &found));
    assert_int_equal(found, store_table_count); /* and none is listed that is not there */
}

/* --- the keys: table, index, unique, primary, its columns in order ("" is an expression) --- */

static const char *const keys_text[] = {
    "SELECT t.name, l.name, l.\"unique\", l.origin = 'pk', COALESCE(x.name, '') FROM pragma_table_list t, "
    "pragma_index_list(t.name) l, pragma_index_xinfo(l.name) x WHERE t.schema = 'main' AND t.type = 'table' "
    "AND t.name NOT LIKE 'sqlite_%' AND x.key = 1 ORDER BY t.name, l.name, x.seqno",
    "SELECT c.relname, i.relname, x.indisunique, x.indisprimary, COALESCE(a.attname, '') FROM pg_index x "
    "JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid "
    "JOIN pg_am m ON m.oid = i.relam AND m.amname = 'btree' " /* an index of words (GIN) is not by key, nor ever unique */
    "CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS k(att, no) "
    "LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.att "
    "WHERE c.relnamespace = current_schema()::regnamespace AND NOT c.relispartition AND k.no <= x.indnkeyatts "
    "ORDER BY c.relname, i.relname, k.no"};

typedef struct Index {
    Str table, name, columns[16];
    bool unique, primary;
    size_t count;
} Index;

static void check_index(const Index *index, size_t *primaries)
{
    Str key[TABLE_KEY_MAX];
    const StoreTable *table = store_table_find(index->table);
    assert_non_null(table);
    bool first = index->count > 0 && str_is(index->columns[0], "jurisdiction");
    if (table->place == TABLE_DISTRIBUTED && !first) {
        print_error("index " STR_FMT " of " STR_FMT " does not begin with the jurisdiction\n", STR_ARG(index->name),
                    STR_ARG(index->table));
        assert_true(false);
    }
    if (!index->primary)
        return;
    ++*primaries;
    size_t count = store_table_key(table, key);
    assert_true(count > 0 && count <= index->count);
    for (size_t i = 0; i < count; i++)
        if (!str_eq(key[i], index->columns[i])) {
            print_error("the primary key of %s is not \"%s\"\n", table->name, table->key);
            assert_true(false);
        }
}

static Err check_keys(Tx *tx, const void *in, void *out)
{
    (void)in;
    Index now = {0};
    Rows rows CLEANUP(rows_close) = {0};
    TRY(ask(tx, &rows, keys_text[test_store_is_server()]));
    *(size_t *)out = 0;
    while (rows_next(&rows)) {
        Str name = rows_text(&rows, 1);
        if (!str_eq(name, now.name)) {
            if (now.count > 0)
                check_index(&now, out);
            now = (Index){.table = rows_text(&rows, 0),
                          .name = name,
                          .unique = rows_int(&rows, 2) != 0,
                          .primary = rows_int(&rows, 3) != 0};
        }
        assert_true(now.count < COUNT_OF(now.columns));
        now.columns[now.count++] = rows_text(&rows, 4);
    }
    if (now.count > 0)
        check_index(&now, out);
    return rows_end(&rows);
}

TEST(every_key_and_index_begins_with_the_jurisdiction)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = migrated(&ctx);
    size_t primaries = 0;
    assert_ok(db_read(db, &ctx, check_keys, NULL, &primaries));
    assert_int_equal(primaries, store_table_count);
}

/* --- foreign keys: both sides must name the jurisdiction --- */

static const char *const foreign_text[] = {
    "SELECT t.name, f.id FROM pragma_table_list t, pragma_foreign_key_list(t.name) f WHERE t.schema = 'main' AND "
    "t.type = 'table' "
    "GROUP BY t.name, f.id HAVING SUM(f.\"from\" = 'jurisdiction' AND f.\"to\" = 'jurisdiction') <> 1",
    "SELECT conrelid::regclass, conname FROM pg_constraint k WHERE contype = 'f' AND connamespace = "
    "current_schema()::regnamespace "
    "AND NOT EXISTS (SELECT 1 FROM unnest(k.conkey, k.confkey) AS p(mine, theirs) "
    "JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.mine AND a.attname = 'jurisdiction' "
    "JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = p.theirs AND b.attname = 'jurisdiction')"};

static Err check_foreign(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(ask(tx, &rows, foreign_text[test_store_is_server()]));
    while (rows_next(&rows)) {
        Str table = rows_text(&rows, 0);
        print_error("a foreign key of " STR_FMT " crosses districts\n", STR_ARG(table));
        assert_true(false);
    }
    return rows_end(&rows);
}

TEST(every_foreign_key_stays_within_its_district)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = migrated(&ctx);
    assert_ok(db_read(db, &ctx, check_foreign, NULL, NULL));
}

/* --- the statements --- */

/* What the engine's plan of a statement, for any arguments, does with tables: the conditions of each scan, and what an
 * INSERT puts into the first column. */
static const char looks_text[] =
    "CREATE OR REPLACE FUNCTION pg_temp.looks(statement TEXT) RETURNS TABLE (relation TEXT, node TEXT, index_cond "
    "TEXT, "
    "recheck TEXT, filter TEXT, puts TEXT) LANGUAGE plpgsql AS $body$"
    "DECLARE plan JSONB; arguments INT; BEGIN "
    "SET LOCAL plan_cache_mode = force_generic_plan; "
    "EXECUTE 'PREPARE looked_at AS ' || statement; "
    "SELECT cardinality(parameter_types) INTO arguments FROM pg_prepared_statements WHERE name = 'looked_at'; "
    "EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) EXECUTE looked_at' || CASE WHEN arguments > 0 "
    "  THEN '(' || repeat('NULL, ', arguments - 1) || 'NULL)' ELSE '' END INTO plan; "
    "DEALLOCATE looked_at; "
    "RETURN QUERY SELECT n->>'Relation Name', COALESCE(n->>'Operation', n->>'Node Type'), COALESCE(n->>'Index Cond', "
    "''), "
    "  COALESCE(n->>'Recheck Cond', ''), COALESCE(n->>'Filter', ''), COALESCE(n->'Plans'->0->'Output'->>0, '') "
    "FROM jsonb_path_query(plan, 'strict $.** ? (@.\"Node Type\" != \"\")') AS n WHERE n ? 'Relation Name' "
    "  AND n->>'Schema' <> 'pg_catalog'; "
    "END $body$";

/* Every row that passes `condition`, "((c.jurisdiction = $1) AND (c.number = $2))", is of the district $1. */
static bool keeps_to_district(Str condition)
{
    static const Str asked = {"jurisdiction = $1)", 18};
    int depth = 0;
    bool quoted = false, asks = false;
    for (size_t i = 0; i < condition.len; i++) {
        char c = condition.at[i];
        quoted ^= c == '\'';
        if (quoted)
            continue;
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth == 1 && str_starts(str_slice(condition, i, condition.len), STR(" OR ")))
            return false;
        asks |= depth <= 2 && c == 'j' && str_starts(str_slice(condition, i, condition.len), asked);
    }
    return asks;
}

/* A scan of a distributed table must ask for its district itself (the planner carries $1 through joins that are equal
 * on it), an INSERT must put it there; what UPDATE and DELETE change comes from a scan below them. */
static bool is_stray(const Rows *look)
{
    const StoreTable *table = store_table_find(rows_text(look, 0));
    Str node = rows_text(look, 1);
    if (table != NULL && table->place == TABLE_REFERENCE)
        return false;
    if (str_is(node, "Update") || str_is(node, "Delete"))
        return false;
    if (str_is(node, "Insert"))
        return !str_is(rows_text(look, 5), "$1");
    for (int column = 2; column <= 4; column++)
        if (keeps_to_district(rows_text(look, column)))
            return false;
    return true;
}

static Err find_stray(Tx *tx, const void *in, void *out)
{
    Str *first = out;
    DbValue statement = db_text(str_of(in));
    Rows rows CLEANUP(rows_close) = {0};
    TRY(conn_script(tx->conn, tx->ctx, looks_text));
    TRY(db_query_text(tx, &rows, &(DbText){"SELECT * FROM pg_temp.looks($1)", &statement, 1}));
    *first = STR("");
    while (rows_next(&rows))
        if (is_stray(&rows) && str_empty(*first))
            *first = str_printf(tx->ctx->arena, STR_FMT " of " STR_FMT, STR_ARG(rows_text(&rows, 1)),
                                STR_ARG(rows_text(&rows, 0)));
    return rows_end(&rows);
}

static Str stray_of(Db *db, Ctx *ctx, const char *statement)
{
    Str stray = {0};
    Err err = db_write(db, ctx, find_stray, statement, &stray);
    if (err != OK)
        print_error(STR_FMT "\n%s\n", STR_ARG(ctx->failure.internal), statement);
    assert_ok(err);
    return stray;
}

static bool may_fan_out(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(fan_outs); i++)
        if (strcmp(fan_outs[i].name, name) == 0)
            return true;
    return false;
}

static bool skip_without_server(void)
{
    if (!test_store_is_server())
        print_message("skipped: GULOU_TEST_DATABASE names no server\n");
    return !test_store_is_server();
}

TEST(every_statement_asks_one_district_or_says_why_not)
{
    if (skip_without_server())
        return;
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = migrated(&ctx);
    size_t wrong = 0, fanned = 0;
    for (int id = 0; id < SQL_COUNT; id++) {
        const char *name = sql_texts[id].name;
        if (str_starts(str_of(name), STR("migration_")) || !statement_is_for(&engine_postgres, (SqlId)id))
            continue;
        Str stray = stray_of(db, &ctx, sql_texts[id].text);
        fanned += may_fan_out(name) && !str_empty(stray);
        if (may_fan_out(name) || str_empty(stray))
            continue;
        print_error("%s: " STR_FMT "\n", name, STR_ARG(stray));
        wrong++;
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(fanned, COUNT_OF(fan_outs)); /* a reason no longer needed goes from the list */
}

/* Citus: "functions used in the WHERE clause of the ON CONFLICT clause ... must be marked IMMUTABLE", and none that is
 * volatile in an UPDATE. */
TEST(what_is_written_does_not_ask_for_the_moment_or_for_chance)
{
    static const char *const words[] = {"clock_timestamp", "statement_timestamp", "transaction_timestamp", "now(", "CURRENT_",
                                        "random", "nextval", "unixepoch", "strftime"};
    for (int id = 0; id < SQL_COUNT; id++) {
        Str text = str_of(sql_texts[id].text);
        bool writes = str_find(text, STR("UPDATE ")) >= 0 || str_find(text, STR("INSERT ")) >= 0 ||
                      str_find(text, STR("DELETE ")) >= 0;
        for (size_t i = 0; writes && i < COUNT_OF(words); i++)
            if (str_find(text, str_of(words[i])) >= 0) {
                print_error("%s: %s\n", sql_texts[id].name, words[i]);
                assert_true(false);
            }
    }
}

TEST(a_statement_that_forgets_the_district_is_found)
{
    if (skip_without_server())
        return;
    static const char *const forgetful[] = {
        "SELECT body FROM case_events WHERE number = $1 AND seq = 1",
        "SELECT body FROM case_events WHERE jurisdiction = 'here' AND number = $1",
        "SELECT c.number FROM cases c JOIN case_texts t ON t.number = c.number WHERE c.jurisdiction = $1",
        "SELECT c.number FROM cases c WHERE c.jurisdiction = $1 AND EXISTS (SELECT 1 FROM case_texts t WHERE t.number "
        "= c.number)",
        "SELECT c.number, (SELECT p.name FROM people p WHERE p.person = c.handler_person) FROM cases c WHERE "
        "c.jurisdiction = $1",
        "WITH late AS (SELECT number FROM case_clocks WHERE next_at < $2) SELECT c.number FROM cases c "
        "JOIN late ON late.number = c.number WHERE c.jurisdiction = $1",
        "SELECT number FROM cases WHERE jurisdiction = $1 OR number = $2",
        "SELECT number FROM cases WHERE jurisdiction = $1 UNION SELECT number FROM case_calls WHERE callee = $2",
        "UPDATE people SET active = 0 WHERE person = $1",
        "UPDATE cases SET urged = 1 WHERE jurisdiction = $1 AND number IN (SELECT number FROM case_calls WHERE callee "
        "= $2)",
        "DELETE FROM sessions WHERE expires_at < $1",
        "INSERT INTO leases (name, jurisdiction, holder, until) VALUES ($1, $2, $3, $4)",
        "INSERT INTO person_grants (jurisdiction, person, role, unit) SELECT jurisdiction, person, $1, $2 FROM people",
    };
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = migrated(&ctx);
    for (size_t i = 0; i < COUNT_OF(forgetful); i++)
        if (str_empty(stray_of(db, &ctx, forgetful[i]))) {
            print_error("not found: %s\n", forgetful[i]);
            assert_true(false);
        }
    assert_str(stray_of(db, &ctx,
                        "SELECT t.body FROM cases c LEFT JOIN case_texts t ON t.jurisdiction = c.jurisdiction "
                        "AND t.number = c.number WHERE c.jurisdiction = $1 AND c.number = $2"),
               "");
}

#include "test.h"

#include <sqlite3.h>

#include "store/case_list.h"
#include "support/stores.h"
#include "support/world.h"

enum { CASES = 9, PAGE_MOST = 100 };

typedef struct Asked {
    CaseQuery query;
    CaseRow rows[PAGE_MOST];
    size_t count;
    int64_t total;
} Asked;

static Err ask(Tx *tx, const void *in, void *out)
{
    (void)in;
    Asked *asked = out;
    TRY(case_count(tx, &asked->query, &asked->total));
    return case_list(tx, &asked->query, asked->rows, &asked->count);
}

static Asked answer(World *w, const CaseQuery *query)
{
    Asked asked = {.query = *query};
    assert_ok(db_read(w->db, &w->ctx, ask, NULL, &asked));
    return asked;
}

/* One page that holds all, against pages of two that follow one another. */
static Asked in_pages(World *w, CaseView view, CaseSort sort, bool everywhere)
{
    CaseQuery query = {.view = view, .sort = sort, .everywhere = everywhere, .units = {STR("350102009")}};
    query.after_key = INT64_MIN;
    query.limit = PAGE_MOST;
    Asked whole = answer(w, &query);
    assert_int_equal(whole.total, whole.count);
    query.limit = 2;
    size_t seen = 0;
    for (Asked page = answer(w, &query); page.count > 0; page = answer(w, &query)) {
        for (size_t i = 0; i < page.count; i++, seen++) {
            assert_true(seen < whole.count);
            assert_str(page.rows[i].number, str_z(w->ctx.arena, whole.rows[seen].number));
        }
        query.after_key = page.rows[page.count - 1].key;
        query.after_number = page.rows[page.count - 1].number;
    }
    assert_int_equal(seen, whole.count);
    return whole;
}

/* Nine reports, the second of each three rejected; two at one moment, so that numbers decide. */
static void fill(World *w, Str *numbers)
{
    const Actor *desk = world_actor(w, ROLE_SUBDISTRICT_DISPATCHER, "350102009", "wufeng");
    for (size_t i = 0; i < CASES; i++) {
        w->ctx.now += i % 4 == 3 ? 0 : MINUTES(7);
        numbers[i] = world_submit(w, &(WorldReport){.urgency = i % 2 == 0 ? URGENCY_U1 : URGENCY_U3});
        if (i % 3 == 1)
            world_do(w, desk, ACTION_REJECT, numbers[i], .code = STR("R07"), .note = STR("不在本区"));
    }
}

TEST(pages_follow_one_another_without_a_gap_in_every_list_and_order)
{
    World w CLEANUP(world_end) = world_new();
    Str numbers[CASES];
    fill(&w, numbers);
    for (CaseSort sort = SORT_DUE; sort <= SORT_UPDATED; sort++) {
        assert_int_equal(in_pages(&w, VIEW_DESK, sort, false).count, 6);
        assert_int_equal(in_pages(&w, VIEW_OPEN, sort, true).count, 6);
        assert_int_equal(in_pages(&w, VIEW_ALL, sort, false).count, CASES);
        assert_int_equal(in_pages(&w, VIEW_ALL, sort, true).count, CASES);
        assert_int_equal(in_pages(&w, VIEW_WORK, sort, false).count, 0);
    }
}

TEST(the_newest_come_first_and_the_first_due_come_first)
{
    World w CLEANUP(world_end) = world_new();
    Str numbers[CASES];
    fill(&w, numbers);
    Asked newest = in_pages(&w, VIEW_ALL, SORT_NEWEST, true), due = in_pages(&w, VIEW_OPEN, SORT_DUE, true);
    assert_str(newest.rows[0].number, str_z(w.ctx.arena, numbers[CASES - 1]));
    for (size_t i = 1; i < newest.count; i++)
        assert_true(newest.rows[i - 1].key <= newest.rows[i].key);
    for (size_t i = 1; i < due.count; i++)
        assert_true(due.rows[i - 1].key <= due.rows[i].key);
    assert_true(due.rows[0].key > 0);
}

TEST(filters_hold_in_every_list)
{
    World w CLEANUP(world_end) = world_new();
    Str numbers[CASES];
    fill(&w, numbers);
    static const CaseView views[] = {VIEW_OPEN, VIEW_ALL};
    for (size_t v = 0; v < COUNT_OF(views); v++)
        for (CaseSort sort = SORT_DUE; sort <= SORT_UPDATED; sort++) {
            CaseQuery desk = {.view = views[v], .sort = sort, .units = {STR("350102009")}, .after_key = INT64_MIN};
            desk.limit = 50;
            desk.states = STR(",REJECTED,");
            assert_int_equal(answer(&w, &desk).count, views[v] == VIEW_ALL ? 3 : 0);
            assert_int_equal(answer(&w, &desk).total, views[v] == VIEW_ALL ? 3 : 0);
            desk.states = STR("");
            desk.urgency = STR("U1");
            assert_int_equal(answer(&w, &desk).count, answer(&w, &desk).total);
            assert_in_range(answer(&w, &desk).total, 1, CASES - 1);
            CaseQuery query = {.view = views[v], .sort = sort, .everywhere = true, .after_key = INT64_MIN, .limit = 50};
            query.states = STR(",REJECTED,");
            assert_int_equal(answer(&w, &query).count, views[v] == VIEW_ALL ? 3 : 0);
            query.states = STR("");
            query.unit = STR("350102001");
            assert_int_equal(answer(&w, &query).total, 0);
        }
}

/* "SEARCH c USING INDEX cases_open_due (...)": of the indexes of cases only those of what is open, and the key. */
static bool reads_all_years(Str step)
{
    bool of_cases = str_find(step, STR("INDEX cases_")) >= 0 && str_find(step, STR("INDEX cases_open_")) < 0;
    return of_cases || str_is(step, "SCAN c");
}

static void assert_reads_only_what_is_open(World *w, sqlite3 *db, SqlId id)
{
    sqlite3_stmt *plan = NULL;
    Str sql = str_printf(w->ctx.arena, "EXPLAIN QUERY PLAN %s", sql_texts[id].text);
    assert_int_equal(sqlite3_prepare_v2(db, str_z(w->ctx.arena, sql), -1, &plan, NULL), SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(plan, 3);
        if (reads_all_years(str_of(step)))
            print_error("%s: %s\n", sql_texts[id].name, step);
        assert_false(reads_all_years(str_of(step)));
    }
    (void)sqlite3_finalize(plan);
}

/* Without a sort of what it found: the index has the order. */
static void assert_stops_at_a_full_page(World *w, sqlite3 *db, SqlId id, const char *index)
{
    sqlite3_stmt *plan = NULL;
    Str sql = str_printf(w->ctx.arena, "EXPLAIN QUERY PLAN %s", sql_texts[id].text);
    assert_int_equal(sqlite3_prepare_v2(db, str_z(w->ctx.arena, sql), -1, &plan, NULL), SQLITE_OK);
    bool found = false;
    while (sqlite3_step(plan) == SQLITE_ROW) {
        Str step = str_of((const char *)sqlite3_column_text(plan, 3));
        found |= str_find(step, str_of(index)) >= 0;
        assert_true(str_find(step, STR("TEMP B-TREE")) < 0);
    }
    assert_true(found);
    (void)sqlite3_finalize(plan);
}

/* An engine without statistics once did. */
TEST(what_is_open_is_found_without_reading_all_years)
{
    static const SqlId statements[] = {SQL_CASE_LIST_OPEN,  SQL_CASE_COUNT_OPEN,    SQL_CASE_LIST_DUE,
                                       SQL_CASE_COUNT_DUE,  SQL_CASE_LIST_DESK_DUE, SQL_CASE_LIST_DESK_NEWEST,
                                       SQL_CASE_COUNT_DESK, SQL_CASE_MAP,           SQL_FIGURE_OPEN};
    if (test_store_is_server())
        skip(); /* it has statistics */
    World w CLEANUP(world_end) = world_new();
    sqlite3 *db = NULL;
    Str path = str_printf(w.ctx.arena, "%s/gulou.db", w.folder);
    assert_int_equal(sqlite3_open(str_z(w.ctx.arena, path), &db), SQLITE_OK);
    for (size_t i = 0; i < COUNT_OF(statements); i++)
        assert_reads_only_what_is_open(&w, db, statements[i]);
    assert_stops_at_a_full_page(&w, db, SQL_CASE_LIST_DESK_DUE, "cases_open_owner");
    assert_stops_at_a_full_page(&w, db, SQL_CASE_LIST_DESK_NEWEST, "cases_open_newest");
    (void)sqlite3_close(db);
}

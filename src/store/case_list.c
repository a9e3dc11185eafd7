/* Lists of cases; see case_list.h. */
#include "store/case_list.h"

enum { TWINS_MAX = 200, ARGS_MAX = 32 };

static const char *const view_codes[] = {"desk", "work", "requests", "open", "all"};
static const char *const sort_codes[] = {"due", "newest", "updated"};

/* The arguments that list and count share; `sorted` adds the sort between units and filters. */
static size_t filter_args(Tx *tx, const CaseQuery *q, bool sorted, DbValue *args)
{
    size_t n = 0;
    args[n++] = db_text(tx->ctx->jurisdiction);
    for (size_t i = 0; i < LIST_UNITS_MAX; i++) /* an empty code would match cases that have no handler */
        args[n++] = db_text(str_empty(q->units[i]) ? STR("-") : q->units[i]);
    if (sorted)
        args[n++] = db_text(str_of(sort_codes[q->sort]));
    args[n++] = db_int(q->view == VIEW_ALL);
    args[n++] = db_int(q->everywhere && (q->view == VIEW_OPEN || q->view == VIEW_ALL));
    bool own = q->view == VIEW_OPEN || q->view == VIEW_ALL;
    args[n++] = db_text(str_of(own ? "desk" : view_codes[q->view]));
    args[n++] = db_int(q->confidential_too);
    args[n++] = db_text(q->states);
    args[n++] = db_text(q->urgency);
    args[n++] = db_text(q->category);
    args[n++] = db_text(q->unit);
    args[n++] = db_int(q->overdue);
    args[n++] = db_int(tx->ctx->now);
    args[n++] = db_text(q->words);
    return n;
}

Err case_list(Tx *tx, const CaseQuery *query, CaseRow *out, size_t *count)
{
    DbValue args[ARGS_MAX];
    size_t n = filter_args(tx, query, true, args), found = 0;
    args[n++] = db_int(query->after_key);
    args[n++] = db_text(query->after_number);
    args[n++] = db_int(query->limit);
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query_args(tx, &rows, SQL_CASE_LIST, args, n));
    while (found < (size_t)query->limit && rows_next(&rows))
        out[found++] = (CaseRow){rows_text(&rows, 0), rows_int(&rows, 1)};
    *count = found;
    return rows_end(&rows);
}

Err case_count(Tx *tx, const CaseQuery *query, int64_t *out)
{
    DbValue args[ARGS_MAX];
    size_t n = filter_args(tx, query, false, args);
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query_args(tx, &rows, SQL_CASE_COUNT, args, n));
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

Err case_list_requests(Tx *tx, int64_t limit, Str *out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t found = 0;
    TRY(db_query(tx, &rows, SQL_CASE_LIST_REQUESTS, db_text(tx->ctx->jurisdiction), db_int(limit)));
    while (found < (size_t)limit && rows_next(&rows))
        out[found++] = rows_text(&rows, 0);
    *count = found;
    return rows_end(&rows);
}

Err case_twins(Tx *tx, Str master, Str **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    Str *list = ARENA_ARRAY(tx->ctx->arena, Str, TWINS_MAX);
    size_t found = 0;
    TRY(db_query(tx, &rows, SQL_CASE_TWINS, db_text(tx->ctx->jurisdiction), db_text(master)));
    while (found < TWINS_MAX && rows_next(&rows))
        list[found++] = rows_text(&rows, 0);
    *out = list;
    *count = found;
    return rows_end(&rows);
}

Err decision_last(Tx *tx, Str number, Str *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_DECISION_LAST, db_text(tx->ctx->jurisdiction), db_text(number)));
    *out = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    return rows_end(&rows);
}

Err case_map(Tx *tx, const CaseQuery *query, MapRow *out, size_t *count, bool *more)
{
    DbValue args[ARGS_MAX];
    size_t n = 0, found = 0;
    args[n++] = db_text(tx->ctx->jurisdiction);
    for (size_t i = 0; i < LIST_UNITS_MAX; i++)
        args[n++] = db_text(query->units[i]);
    args[n++] = db_int(query->everywhere);
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query_args(tx, &rows, SQL_CASE_MAP, args, n));
    while (found < MAP_ROWS_MAX && rows_next(&rows)) {
        out[found++] = (MapRow){.number = rows_text(&rows, 0),
                                .lat_e7 = rows_int(&rows, 1),
                                .lon_e7 = rows_int(&rows, 2),
                                .state = rows_text(&rows, 3),
                                .urgency = rows_text(&rows, 4),
                                .category = rows_text(&rows, 5),
                                .title = rows_text(&rows, 7),
                                .clock = {.due_at = rows_int(&rows, 6),
                                          .limit = rows_text(&rows, 8),
                                          .started_at = rows_int(&rows, 9),
                                          .paused_ms = rows_int(&rows, 10),
                                          .extended = rows_int(&rows, 11)}};
    }
    *more = found == MAP_ROWS_MAX && rows_next(&rows);
    *count = found;
    return rows_end(&rows);
}

/* Lists of cases; see case_list.h. */
#include "store/case_list.h"

#include "store/archive_store.h"

enum { TWINS_MAX = 200, ARGS_MAX = 32, NEWEST = 20000 };

static const char *const sort_codes[] = {"due", "newest", "updated"};

/* How a list is read: along the index of what is open and due, from what is open, along one of the two of a desk's open
 * cases, along the dates, or from the newest. */
typedef enum Way { WAY_DUE, WAY_OPEN, WAY_DESK_DUE, WAY_DESK_NEWEST, WAY_NEWEST, WAY_ALL } Way;

static bool is_everywhere(const CaseQuery *q)
{
    return q->everywhere && (q->view == VIEW_OPEN || q->view == VIEW_ALL);
}

static bool is_desk_of_one(const CaseQuery *q)
{
    return q->view != VIEW_WORK && !is_everywhere(q) && str_empty(q->units[1]);
}

static Way way_of(const CaseQuery *q)
{
    if (q->view == VIEW_ALL)
        return q->sort == SORT_NEWEST ? WAY_NEWEST : WAY_ALL;
    if (is_desk_of_one(q) && q->sort != SORT_UPDATED)
        return q->sort == SORT_DUE ? WAY_DESK_DUE : WAY_DESK_NEWEST;
    return is_everywhere(q) && q->sort == SORT_DUE ? WAY_DUE : WAY_OPEN;
}

static bool is_filtered(const CaseQuery *q)
{
    return !str_empty(q->states) || !str_empty(q->urgency) || !str_empty(q->category) || !str_empty(q->unit) ||
           q->overdue;
}

static size_t whose_args(const Tx *tx, const CaseQuery *q, DbValue *args)
{
    size_t n = 0;
    args[n++] = db_text(tx->ctx->jurisdiction);
    for (size_t i = 0; i < LIST_UNITS_MAX; i++) /* an empty code would match cases that have no handler */
        args[n++] = db_text(str_empty(q->units[i]) ? STR("-") : q->units[i]);
    args[n++] = db_text(is_everywhere(q) ? STR("everywhere") : q->view == VIEW_WORK ? STR("work") : STR("desk"));
    return n;
}

static size_t filter_args(const Tx *tx, const CaseQuery *q, DbValue *args)
{
    size_t n = whose_args(tx, q, args);
    args[n++] = db_int(q->confidential_too);
    args[n++] = db_text(q->states);
    args[n++] = db_text(q->urgency);
    args[n++] = db_text(q->category);
    args[n++] = db_text(q->unit);
    args[n++] = db_int(q->overdue);
    args[n++] = db_int(tx->ctx->now);
    return n;
}

/* From when on the newest 20,000 were sent; 0: there are fewer. */
static Err since_when(Tx *tx, const CaseQuery *q, UnixMs *out)
{
    DbValue args[ARGS_MAX];
    size_t n = whose_args(tx, q, args);
    args[n++] = db_int(NEWEST - 1);
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query_args(tx, &rows, SQL_CASE_LIST_SINCE, args, n));
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

Err case_list(Tx *tx, const CaseQuery *query, CaseRow *out, size_t *count)
{
    static const SqlId statements[] = {SQL_CASE_LIST_DUE,         SQL_CASE_LIST_OPEN,   SQL_CASE_LIST_DESK_DUE,
                                       SQL_CASE_LIST_DESK_NEWEST, SQL_CASE_LIST_NEWEST, SQL_CASE_LIST_ALL};
    DbValue args[ARGS_MAX];
    Way way = way_of(query);
    size_t n = filter_args(tx, query, args), found = 0;
    UnixMs since = 0;
    if (way == WAY_ALL || (way == WAY_NEWEST && is_filtered(query)))
        TRY(since_when(tx, query, &since));
    if (way == WAY_NEWEST || way == WAY_ALL)
        args[n++] = db_int(since);
    bool first = query->after_key == INT64_MIN;
    bool backward = way == WAY_NEWEST || way == WAY_DESK_NEWEST;
    args[n++] = db_int(!backward ? query->after_key : first ? INT64_MAX : -query->after_key);
    args[n++] = db_text(query->after_number);
    args[n++] = db_int(query->limit);
    if (way == WAY_OPEN || way == WAY_ALL)
        args[n++] = db_text(str_of(sort_codes[query->sort]));
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query_args(tx, &rows, statements[way], args, n));
    while (found < (size_t)query->limit && rows_next(&rows))
        out[found++] = (CaseRow){rows_text(&rows, 0), rows_int(&rows, 1)};
    *count = found;
    return rows_end(&rows);
}

Err case_count(Tx *tx, const CaseQuery *query, int64_t *out)
{
    static const SqlId statements[] = {SQL_CASE_COUNT_DUE,  SQL_CASE_COUNT_OPEN, SQL_CASE_COUNT_DESK,
                                       SQL_CASE_COUNT_DESK, SQL_CASE_COUNT_ALL,  SQL_CASE_COUNT_ALL};
    DbValue args[ARGS_MAX];
    Way way = way_of(query);
    size_t n = filter_args(tx, query, args);
    UnixMs since = 0;
    if (way == WAY_NEWEST || way == WAY_ALL) {
        TRY(since_when(tx, query, &since));
        args[n++] = db_int(since);
    }
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query_args(tx, &rows, statements[way], args, n));
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
    Tx aside, *there = NULL;
    TRY(archive_seek(tx, number, &aside, &there));
    TRY(db_query(there, &rows, SQL_DECISION_LAST, db_text(tx->ctx->jurisdiction), db_text(number)));
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

/* What desks and grid members see of patrols: spots, plans, tasks, and their record; see plan_store.h. */
#include "store/patrol_rows.h"

enum { EVENTS_MAX = 500 };

#define LIST_ROOM(tx, Type) ARENA_ARRAY((tx)->ctx->arena, Type, PATROL_ROWS_MAX)

Err spot_list(Tx *tx, const PatrolScope *scope, Spot **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    Spot *list = LIST_ROOM(tx, Spot);
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_SPOT_LIST, db_text(tx->ctx->jurisdiction), db_int(scope->everywhere),
                 db_text(scope->owners), db_int(PATROL_ROWS_MAX)));
    while (n < PATROL_ROWS_MAX && rows_next(&rows))
        list[n++] = spot_of_row(&rows);
    TRY(rows_end(&rows));
    *out = list;
    *count = n;
    return OK;
}

static Err query_plans(Tx *tx, Rows *rows, const PatrolScope *scope, Str only)
{
    return db_query(tx, rows, SQL_PLAN_LIST, db_text(tx->ctx->jurisdiction), db_int(scope->everywhere),
                    db_text(scope->owners), db_text(scope->units), db_text(only), db_int(PATROL_ROWS_MAX));
}

static PlanRow plan_row_of(const Rows *rows)
{
    return (PlanRow){.plan = plan_of_row(rows),
                     .person_name = rows_text(rows, PLAN_COLUMNS),
                     .done = rows_int(rows, PLAN_COLUMNS + 1),
                     .missed = rows_int(rows, PLAN_COLUMNS + 2),
                     .due = rows_int(rows, PLAN_COLUMNS + 3),
                     .next_due = rows_int(rows, PLAN_COLUMNS + 4)};
}

Err plan_list(Tx *tx, const PatrolScope *scope, PlanRow **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    PlanRow *list = LIST_ROOM(tx, PlanRow);
    size_t n = 0;
    TRY(query_plans(tx, &rows, scope, STR("")));
    while (n < PATROL_ROWS_MAX && rows_next(&rows))
        list[n++] = plan_row_of(&rows);
    TRY(rows_end(&rows));
    *out = list;
    *count = n;
    return OK;
}

Err plan_row(Tx *tx, Str id, PlanRow *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    if (str_empty(id))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_PLAN_NOT_FOUND);
    TRY(query_plans(tx, &rows, &(PatrolScope){.everywhere = true}, id));
    bool found = rows_next(&rows);
    PlanRow row = found ? plan_row_of(&rows) : (PlanRow){0};
    TRY(rows_end(&rows));
    if (!found)
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_PLAN_NOT_FOUND);
    *out = row;
    return OK;
}

typedef struct TaskFilter {
    const PatrolScope *scope;
    Str only, state;
} TaskFilter;

static Err query_tasks(Tx *tx, Rows *rows, const TaskFilter *filter)
{
    return db_query(tx, rows, SQL_TASK_LIST, db_text(tx->ctx->jurisdiction), db_int(filter->scope->everywhere),
                    db_text(filter->scope->owners), db_text(filter->scope->units), db_text(filter->only),
                    db_text(filter->state), db_int(PATROL_ROWS_MAX));
}

static TaskRow task_row_of(const Rows *rows)
{
    return (TaskRow){.task = task_of_row(rows),
                     .title = rows_text(rows, TASK_COLUMNS),
                     .category = rows_text(rows, TASK_COLUMNS + 1),
                     .person_name = rows_text(rows, TASK_COLUMNS + 2),
                     .lat_e7 = rows_int(rows, TASK_COLUMNS + 3),
                     .lon_e7 = rows_int(rows, TASK_COLUMNS + 4)};
}

Err task_list(Tx *tx, const TaskQuery *query, TaskRow **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    TaskRow *list = LIST_ROOM(tx, TaskRow);
    size_t n = 0;
    TRY(query_tasks(tx, &rows, &(TaskFilter){.scope = &query->scope, .state = query->state}));
    while (n < PATROL_ROWS_MAX && rows_next(&rows))
        list[n++] = task_row_of(&rows);
    TRY(rows_end(&rows));
    *out = list;
    *count = n;
    return OK;
}

Err task_row(Tx *tx, Str id, TaskRow *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    if (str_empty(id))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_TASK_NOT_FOUND);
    TRY(query_tasks(tx, &rows, &(TaskFilter){.scope = &(PatrolScope){.everywhere = true}, .only = id}));
    bool found = rows_next(&rows);
    TaskRow row = found ? task_row_of(&rows) : (TaskRow){0};
    TRY(rows_end(&rows));
    if (!found)
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_TASK_NOT_FOUND);
    *out = row;
    return OK;
}

Err patrol_events(Tx *tx, Str subject, StoredPatrolEvent **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    StoredPatrolEvent *list = ARENA_ARRAY(tx->ctx->arena, StoredPatrolEvent, EVENTS_MAX);
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_PATROL_EVENT_LIST, db_text(tx->ctx->jurisdiction), db_text(subject),
                 db_int(EVENTS_MAX)));
    while (n < EVENTS_MAX && rows_next(&rows)) {
        list[n++] = (StoredPatrolEvent){.seq = rows_int(&rows, 0),
                                        .at = rows_int(&rows, 1),
                                        .action = rows_text(&rows, 2),
                                        .person = rows_text(&rows, 3),
                                        .unit = rows_text(&rows, 4),
                                        .body = rows_text(&rows, 5)};
    }
    TRY(rows_end(&rows));
    *out = list;
    *count = n;
    return OK;
}

/* Patrol plans and tasks <-> rows; see plan_store.h. Their lists stand in patrol_list.c. */
#include "store/plan_store.h"

#include "domain/actor.h"
#include "store/patrol_rows.h"

Plan plan_of_row(const Rows *rows)
{
    return (Plan){.id = rows_text(rows, 0),
                  .spot = rows_text(rows, 1),
                  .title = rows_text(rows, 2),
                  .category = rows_text(rows, 3),
                  .owner = rows_text(rows, 4),
                  .unit = rows_text(rows, 5),
                  .person = rows_text(rows, 6),
                  .weekdays = rows_text(rows, 7),
                  .hour = rows_int(rows, 8),
                  .from = rows_int(rows, 9),
                  .until = rows_int(rows, 10),
                  .next = rows_int(rows, 11),
                  .lat_e7 = rows_int(rows, 12),
                  .lon_e7 = rows_int(rows, 13),
                  .made_at = rows_int(rows, 14),
                  .stopped_at = rows_int(rows, 15),
                  .made_by = rows_text(rows, 16)};
}

Task task_of_row(const Rows *rows)
{
    return (Task){.id = rows_text(rows, 0),
                  .plan = rows_text(rows, 1),
                  .day = rows_int(rows, 2),
                  .unit = rows_text(rows, 3),
                  .person = rows_text(rows, 4),
                  .due_at = rows_int(rows, 5),
                  .state = rows_text(rows, 6),
                  .done_at = rows_int(rows, 7),
                  .done_by = rows_text(rows, 8),
                  .clean = rows_int(rows, 9) != 0,
                  .note = rows_text(rows, 10),
                  .distance_m = rows_int(rows, 11)};
}

Err plan_insert(Tx *tx, const Plan *p)
{
    return db_run(tx, SQL_PLAN_INSERT, db_text(tx->ctx->jurisdiction), db_text(p->id), db_text(p->spot),
                  db_text(p->title), db_text(p->category), db_text(p->owner), db_text(p->unit), db_text(p->person),
                  db_text(p->weekdays), db_int(p->hour), db_int(p->from), db_int(p->until), db_int(p->lat_e7),
                  db_int(p->lon_e7), db_int(p->made_at), db_text(p->made_by), db_int(p->stopped_at), db_int(p->next));
}

Err plan_load(Tx *tx, Str id, Plan *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PLAN_LOAD, db_text(tx->ctx->jurisdiction), db_text(id)));
    if (!rows_next(&rows)) {
        TRY(rows_end(&rows));
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_PLAN_NOT_FOUND);
    }
    *out = plan_of_row(&rows);
    return rows_end(&rows);
}

Err plan_save_progress(Tx *tx, const Plan *plan)
{
    return db_run(tx, SQL_PLAN_SAVE_PROGRESS, db_text(tx->ctx->jurisdiction), db_text(plan->id), db_int(plan->next),
                  db_int(plan->stopped_at));
}

Err plans_to_date(Tx *tx, Day horizon, PlanPage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_PLANS_TO_DATE, db_text(tx->ctx->jurisdiction), db_int(horizon), db_int(PLAN_PAGE)));
    while (n < PLAN_PAGE && rows_next(&rows))
        out->at[n++] = plan_of_row(&rows);
    out->len = n;
    return rows_end(&rows);
}

Err task_insert(Tx *tx, const Task *t, bool *made)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_TASK_INSERT, db_text(tx->ctx->jurisdiction), db_text(t->id), db_text(t->plan),
                  db_int(t->day), db_text(t->unit), db_text(t->person), db_int(t->due_at)));
    *made = changed == 1;
    return OK;
}

Err task_load(Tx *tx, Str id, Task *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_TASK_LOAD, db_text(tx->ctx->jurisdiction), db_text(id)));
    if (!rows_next(&rows)) {
        TRY(rows_end(&rows));
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_TASK_NOT_FOUND);
    }
    *out = task_of_row(&rows);
    return rows_end(&rows);
}

Err task_save_end(Tx *tx, const Task *t)
{
    return db_run(tx, SQL_TASK_SAVE_END, db_text(tx->ctx->jurisdiction), db_text(t->id), db_text(t->state),
                  db_int(t->done_at), db_text(t->done_by), db_int(t->clean), db_text(t->note), db_int(t->distance_m));
}

Err tasks_drop_after(Tx *tx, Str plan, UnixMs at, int64_t *dropped)
{
    return db_change(tx, dropped, SQL_TASKS_DROP_AFTER, db_text(tx->ctx->jurisdiction), db_text(plan), db_int(at));
}

Err tasks_overdue(Tx *tx, UnixMs before, TaskPage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_TASKS_OVERDUE, db_text(tx->ctx->jurisdiction), db_int(before), db_int(TASK_PAGE)));
    while (n < TASK_PAGE && rows_next(&rows))
        out->at[n++] = task_of_row(&rows);
    out->len = n;
    return rows_end(&rows);
}

static Err keep_note(Tx *tx, const PatrolEvent *event, int64_t seq)
{
    unsigned char salt[16];
    if (str_empty(event->note))
        return OK;
    rand_bytes(tx->ctx->rand, salt, sizeof salt);
    return db_run(tx, SQL_TEXT_ADD, db_text(tx->ctx->jurisdiction), db_text(event->subject), db_int(seq),
                  db_text(STR("note")), db_text(str_hex(tx->ctx->arena, salt, sizeof salt)), db_text(event->note));
}

Err patrol_record(Tx *tx, const PatrolEvent *event, int64_t *seq)
{
    Ctx *ctx = tx->ctx;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PATROL_EVENT_NEXT, db_text(ctx->jurisdiction), db_text(event->subject)));
    int64_t next = rows_next(&rows) ? rows_int(&rows, 0) : 1;
    TRY(rows_end(&rows));
    Str person = ctx->actor != NULL ? ctx->actor->person : STR("system");
    TRY(db_run(tx, SQL_PATROL_EVENT_ADD, db_text(ctx->jurisdiction), db_text(event->subject), db_int(next),
               db_int(ctx->now), db_text(str_of(event->action)), db_text(person), db_text(event->unit),
               db_text(event->body)));
    TRY(keep_note(tx, event, next));
    *seq = next;
    return OK;
}

/* Patrol (巡查): plans born of recurring spots, their dated tasks, and the append-only record of who did what to them.
 */
#ifndef GULOU_STORE_PLAN_STORE_H
#define GULOU_STORE_PLAN_STORE_H

#include "db/db.h"
#include "domain/day.h"
#include "store/spot_store.h"

typedef struct Plan {
    Str id, spot, title, category;
    Str owner;             /* the desk that made it */
    Str unit, person;      /* who goes; person empty: anyone of the unit */
    Str weekdays;          /* "135": Monday, Wednesday, Friday */
    int64_t hour;          /* local, by which each task is due */
    Day from, until, next; /* next: the first day no task was made for yet */
    int64_t lat_e7, lon_e7;
    UnixMs made_at, stopped_at; /* stopped_at 0: it runs */
    Str made_by;
} Plan;

MUST_USE Err plan_insert(Tx *tx, const Plan *plan);
MUST_USE Err plan_load(Tx *tx, Str id, Plan *out);         /* NOT_FOUND */
MUST_USE Err plan_save_progress(Tx *tx, const Plan *plan); /* its next and stopped_at */

enum { PLAN_PAGE = 50 };
typedef struct PlanPage {
    Plan at[PLAN_PAGE];
    size_t len;
} PlanPage;
MUST_USE Err plans_to_date(Tx *tx, Day horizon, PlanPage *out); /* running, with days up to the horizon to be made */

typedef struct Task {
    Str id, plan;
    Day day;
    Str unit, person;
    UnixMs due_at;
    Str state; /* due done missed */
    UnixMs done_at;
    Str done_by;
    bool clean; /* false: the matter was there again */
    Str note;
    int64_t distance_m; /* of the closing from the spot; -1 unknown */
} Task;

MUST_USE Err task_insert(Tx *tx, const Task *task, bool *made); /* made: false where the plan's day has one */
MUST_USE Err task_load(Tx *tx, Str id, Task *out);              /* NOT_FOUND */
MUST_USE Err task_save_end(Tx *tx, const Task *task);           /* state and what belongs to the closing */
MUST_USE Err tasks_drop_after(Tx *tx, Str plan, UnixMs at, int64_t *dropped); /* those not yet due then */

enum { TASK_PAGE = 100 };
typedef struct TaskPage {
    Task at[TASK_PAGE];
    size_t len;
} TaskPage;
MUST_USE Err tasks_overdue(Tx *tx, UnixMs before, TaskPage *out); /* still due, though they were due before then */

/* Whose patrols are listed: of the desks that own them, of the units that go. */
typedef struct PatrolScope {
    bool everywhere;
    Str owners, units; /* ",350102009,350102001," */
} PatrolScope;

typedef struct PlanRow {
    Plan plan;
    Str person_name; /* empty: none named */
    int64_t done, missed, due;
    UnixMs next_due; /* 0: none */
} PlanRow;
typedef struct TaskRow {
    Task task;
    Str title, category, person_name;
    int64_t lat_e7, lon_e7;
} TaskRow;
enum { PATROL_ROWS_MAX = 500 };
MUST_USE Err spot_list(Tx *tx, const PatrolScope *scope, Spot **out, size_t *count); /* newest first */
MUST_USE Err plan_list(Tx *tx, const PatrolScope *scope, PlanRow **out, size_t *count);
typedef struct TaskQuery {
    PatrolScope scope;
    Str state; /* empty: any */
} TaskQuery;
MUST_USE Err task_list(Tx *tx, const TaskQuery *query, TaskRow **out, size_t *count);
MUST_USE Err plan_row(Tx *tx, Str id, PlanRow *out); /* NOT_FOUND */
MUST_USE Err task_row(Tx *tx, Str id, TaskRow *out); /* NOT_FOUND */

/* Who did what, in the transaction that did it. Free text goes to case_texts under the same subject and number. */
typedef struct PatrolEvent {
    Str subject; /* "plan:..." or "task:..." */
    const char *action;
    Str unit; /* the actor acted for */
    Str body; /* JSON object of codes and numbers */
    Str note; /* erasable; empty: none */
} PatrolEvent;
MUST_USE Err patrol_record(Tx *tx, const PatrolEvent *event, int64_t *seq);
typedef struct StoredPatrolEvent {
    int64_t seq;
    UnixMs at;
    Str action, person, unit, body;
} StoredPatrolEvent;
MUST_USE Err patrol_events(Tx *tx, Str subject, StoredPatrolEvent **out, size_t *count);

#endif

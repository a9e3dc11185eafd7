/* 未诉先办: what keeps coming back is looked after before anybody complains. A recurring spot gets a plan, the plan its
 * dated tasks, and each task is closed on the spot with a photo. Each verb stands in a file of its name and leaves its
 * row in patrol_events. Rights by role_grants.csv: the spot's owner desk plans; who may handle at the unit closes. */
#ifndef GULOU_ACTIONS_PATROL_H
#define GULOU_ACTIONS_PATROL_H

#include "actions/act.h"
#include "store/plan_store.h"

typedef struct MakePlan {
    Str spot, title;
    Str unit, person; /* below the desk; person may be empty */
    Str weekdays;     /* digits 1 to 7 */
    int64_t hour;     /* 0..23 local, by which each task is due */
    Day from, until;  /* at most 366 days */
    Str note;
} MakePlan;
/* The plan's id, its tasks of the coming week made. NOT_FOUND, FORBIDDEN, CONFLICT (it has a plan), INVALID. */
MUST_USE Err make_plan(Tx *tx, const MakePlan *in, Str *plan);

typedef struct StopPlan {
    Str plan, note; /* note: why */
} StopPlan;
/* Tasks that are not yet due are taken back; the spot may have another plan. */
MUST_USE Err stop_plan(Tx *tx, const StopPlan *in);

typedef struct FinishTask {
    Str task;
    const Str *photos; /* loose ones, at least one */
    size_t photo_count;
    bool clean; /* false: the matter was there again */
    Str note;
    PlaceInput place;
} FinishTask;
MUST_USE Err finish_task(Tx *tx, const FinishTask *in);

/* By the system: the plan's tasks of the coming week; days that passed unseen are skipped. */
enum { TASK_DAYS_AHEAD = 7 };
MUST_USE Err date_tasks(Tx *tx, Plan *plan, int64_t *made);
/* By the system: a day after it was due nobody had closed it. */
#define TASK_GRACE DAYS(1)
MUST_USE Err miss_task(Tx *tx, const Task *task);

#endif

/* Rows of plans and tasks as structs: their first columns stand in this order in every statement of plan.sql. */
#ifndef GULOU_STORE_PATROL_ROWS_H
#define GULOU_STORE_PATROL_ROWS_H

#include "store/plan_store.h"

enum { PLAN_COLUMNS = 17, TASK_COLUMNS = 12 };
Plan plan_of_row(const Rows *rows);
Task task_of_row(const Rows *rows);

#endif

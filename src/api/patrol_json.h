/* Spots, plans and tasks as JSON (docs/openapi.yaml). */
#ifndef GULOU_API_PATROL_JSON_H
#define GULOU_API_PATROL_JSON_H

#include "api/case_json.h"
#include "store/plan_store.h"

MUST_USE Err put_spot(JsonOut *out, const Request *req, Tx *tx, const Spot *spot);
void put_plan(JsonOut *out, const Request *req, const PlanRow *row);
MUST_USE Err put_task(JsonOut *out, const Request *req, Tx *tx, const TaskRow *row);

#endif

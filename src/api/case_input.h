/* From a JSON body to an action's input: positions (any datum), times, units, elements, scores. */
#ifndef GULOU_API_CASE_INPUT_H
#define GULOU_API_CASE_INPUT_H

#include "actions/act.h"
#include "api/app.h"

/* RFC 3339 in UTC or with an offset. INVALID on `field`. An absent value leaves 0. */
MUST_USE Err read_time(Ctx *ctx, const char *field, Str text, UnixMs *out);
/* A Position object; WGS-84 whatever datum was sent. Absent: not given. */
MUST_USE Err check_phone(Ctx *ctx, Str phone); /* empty is fine; INVALID on field "phone" */
MUST_USE Err read_position(Ctx *ctx, const Json *value, PlaceInput *out);
MUST_USE Err read_action_input(const Request *req, Str number, ActionInput *out);

#endif

/* From a JSON body to an action's input: units, elements, scores, and what reception/read.h reads. */
#ifndef GULOU_API_CASE_INPUT_H
#define GULOU_API_CASE_INPUT_H

#include "actions/act.h"
#include "reception/app.h"
#include "reception/read.h"

MUST_USE Err read_action_input(const Request *req, Str number, ActionInput *out);
/* UNAUTHENTICATED, or FORBIDDEN for a session without its token: neither a session nor the secret of a case was shown. */
MUST_USE Err require_somebody(const Request *req);

#endif

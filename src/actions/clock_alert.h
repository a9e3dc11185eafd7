/* 时限提醒: what the system does when clocks of a case reach a rung of the ladder, and when its windows end. */
#ifndef GULOU_ACTIONS_CLOCK_ALERT_H
#define GULOU_ACTIONS_CLOCK_ALERT_H

#include "db/db.h"

/* Each clock of the case that is due at ctx->now leaves one event. *fired: how many; 0 where another process was
 * faster: so a deadline fires once, however often it is asked. */
MUST_USE Err clock_alert(Tx *tx, Str number, int64_t *fired);

#endif

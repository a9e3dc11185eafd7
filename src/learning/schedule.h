/* When the next training is due: every night, or when somebody asked for it. Kept in the store, so that of several
 * processes one does it and a restart forgets nothing. */
#ifndef GULOU_LEARNING_SCHEDULE_H
#define GULOU_LEARNING_SCHEDULE_H

#include "db/db.h"
#include "domain/calendar.h"

#define LEARN_ASK_EVERY MINUTES(5) /* not more often by hand */
#define LEARN_CATCH_UP DAYS(2)     /* so long without: at any hour, for servers that are off at night */
#define LEARN_LONGEST HOURS(2)     /* a training that has not ended by then is held for dead */
enum { LEARN_FROM_MINUTE = 3 * 60 + 30, LEARN_TO_MINUTE = 6 * 60 }; /* of the local day: the night's span */

typedef struct LearnSchedule {
    UnixMs asked_at, started_at, ended_at; /* the last; 0: never */
} LearnSchedule;

MUST_USE Err learn_schedule(Tx *tx, LearnSchedule *out);
bool learn_is_running(const LearnSchedule *schedule, UnixMs now);
bool learn_is_due(const LearnSchedule *schedule, const Calendar *calendar, UnixMs now);

/* TOO_MANY while the last training began, or was asked for, less than LEARN_ASK_EVERY ago. */
MUST_USE Err learn_ask(Tx *tx);
MUST_USE Err learn_started(Tx *tx);
MUST_USE Err learn_ended(Tx *tx);

#endif

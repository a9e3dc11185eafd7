/* The house's own ears at a telephone system, for those that do not speak our event API: Asterisk's manager interface
 * (AMI) and FreeSWITCH's event socket (ESL). Each is a thread with a connection that is made again, later and later,
 * when it breaks. What is heard goes to the same action as the API's events (actions/hear_phone.h), and several servers
 * may listen at once: an event that is told twice is one. */
#ifndef GULOU_CALLS_CALLS_H
#define GULOU_CALLS_CALLS_H

#include "db/db.h"

typedef struct CallLine {
    Str host; /* empty: this one is not used */
    int port;
    Str user, secret; /* user: AMI only */
} CallLine;

typedef struct CallsSetup {
    Db *db;
    const struct District *district;
    CallLine ami, esl;
    Str numbers;    /* the hotline's numbers and queues, by commas; empty: every call */
    Str recordings; /* address before a recording's file name; empty: not told */
} CallsSetup;

typedef struct Calls Calls;
/* Texts of `in` outlive it. INVALID: a user or secret that a line cannot carry, or a host without a secret. */
MUST_USE Err calls_start(Ctx *ctx, const CallsSetup *in, Calls **out);
void calls_stop(Calls *calls); /* NULL is fine; waits for the threads */

#endif

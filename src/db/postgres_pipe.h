/* A connection to PostgreSQL, and what was sent on it and not yet answered: statements whose results nobody needs at
 * once travel with the next one that somebody waits for, so that an action costs a few round trips instead of one a
 * statement. Whatever fails among them fails that next one, at the latest the COMMIT. Only for postgres.c. */
#ifndef GULOU_DB_POSTGRES_PIPE_H
#define GULOU_DB_POSTGRES_PIPE_H

#include <libpq-fe.h>

#include "db/conn.h"

enum {
    PIPE_ARGS_MAX = 80,
    PIPE_SENT_MAX = 64,
    PIPE_NAMES = SQL_COUNT + CONTROL_COUNT, /* of prepared statements: SqlId, then Control */
    SESSION_NAME_CHARS = 16
};

/* One thing sent, in order. */
typedef struct Sent {
    int name;
    bool preparing; /* the statement, not its run */
    bool one_row;   /* it must touch one row */
    bool sync;      /* the end of what fails together */
    bool quiet;     /* nobody cares how it ends */
    bool ahead;     /* its rows are kept until they are asked for */
} Sent;

/* What was asked before its time (db_ask_ahead), and its answer. */
typedef struct Ahead {
    bool asked, waiting; /* waiting: for the answer */
    int name;
    DbValue args[PIPE_ARGS_MAX]; /* texts in the arena of the transaction */
    size_t count;
    PGresult *result;
} Ahead;

typedef struct Session {
    Conn conn; /* the first, so that the one is the other */
    PGconn *pg;
    bool writes;
    bool *prepared; /* [PIPE_NAMES], or sent to be */
    bool open;      /* a transaction, begun by CONTROL_BEGIN_... */
    Sent sent[PIPE_SENT_MAX];
    size_t sent_count;
    Ahead ahead;
    Trouble trouble;
    char *path;
    bool wrote;                        /* in the transaction under way */
    int64_t mark;                      /* of the last transaction that wrote; see `mark` in postgres.c */
    char name[SESSION_NAME_CHARS + 1]; /* of this connection through all its reopenings */
} Session;

typedef struct Sending {
    int name;
    const DbValue *args;
    size_t count;
    bool one_row, ahead;
} Sending;

MUST_USE Err pg_fail(Session *s, Ctx *ctx, const PGresult *result);
bool pg_succeeded(const PGresult *result);
int64_t pg_changed(const PGresult *result); /* how many rows a statement touched */

void pipe_reset(Session *s); /* after connecting: nothing is prepared, nothing under way */
MUST_USE Err pipe_prepare(Session *s, Ctx *ctx, int name);
MUST_USE Err pipe_send(Session *s, Ctx *ctx, const Sending *what);
/* Waits for the answers to all that was sent. The first failure among them; *last (may be NULL) is the last one's
 * result, the caller's to clear. */
MUST_USE Err pipe_drain(Session *s, Ctx *ctx, PGresult **last);
/* Asks ahead; and hands out the answer, the caller's to clear, if this was what was asked (NULL: it was not). */
MUST_USE Err pipe_ask_ahead(Session *s, Ctx *ctx, const Sending *what);
MUST_USE Err pipe_take_ahead(Session *s, Ctx *ctx, const Sending *what, PGresult **out);
void pipe_forget_ahead(Session *s); /* with its transaction */
/* The same as pipe_drain, and then libpq's simple calls may be used. */
MUST_USE Err pipe_leave(Session *s, Ctx *ctx);
MUST_USE Err pipe_roll_back(Session *s, Ctx *ctx);

#endif

/* Connections to borrow: a thread has one to itself until it gives it back. Only for the room `db`. */
#ifndef GULOU_DB_CONNS_H
#define GULOU_DB_CONNS_H

#include <pthread.h>

#include "db/conn.h"

enum { CONNS_MAX = 64 };

typedef struct Conns {
    pthread_mutex_t mutex;
    pthread_cond_t idle;
    Conn *all[CONNS_MAX], *free[CONNS_MAX];
    size_t count, free_count;
    /* while the server does not answer (microseconds, monotonic): since when, 0: it does; and when it was last tried */
    _Atomic int64_t away_since_us, tried_us;
} Conns;

typedef struct ConnsOpen {
    const char *path;
    bool writes;
    size_t count; /* at most CONNS_MAX */
} ConnsOpen;

/* On failure conns_close is still to be called. */
MUST_USE Err conns_open(Ctx *ctx, const ConnsOpen *open, Conns *out);
void conns_close(Conns *conns); /* all must have been given back */
/* Waits for one. BUSY after ten seconds. */
MUST_USE Err conns_borrow(Conns *conns, Ctx *ctx, Conn **out);
void conns_give_back(Conns *conns, Conn *conn);

#endif

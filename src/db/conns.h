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
} Conns;

typedef struct ConnsOpen {
    const char *path;
    bool writes;
    size_t count; /* at most CONNS_MAX */
} ConnsOpen;

/* On failure conns_close is still to be called. */
MUST_USE Err conns_open(Ctx *ctx, const ConnsOpen *open, Conns *out);
void conns_close(Conns *conns); /* all must have been given back */
Conn *conns_borrow(Conns *conns); /* waits for one */
void conns_give_back(Conns *conns, Conn *conn);

#endif

/* Borrowing and giving back; see conns.h. */
#include "db/conns.h"

#include <time.h>

Err conns_open(Ctx *ctx, const ConnsOpen *open, Conns *out)
{
    (void)pthread_mutex_init(&out->mutex, NULL);
    pthread_condattr_t attr;
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&out->idle, &attr);
    (void)pthread_condattr_destroy(&attr);
    while (out->count < open->count && out->count < CONNS_MAX) {
        TRY(conn_open(ctx, open->path, open->writes, &out->all[out->count]));
        out->free[out->free_count++] = out->all[out->count++];
    }
    return OK;
}

void conns_close(Conns *conns)
{
    for (size_t i = 0; i < conns->count; i++)
        conn_close(conns->all[i]);
    (void)pthread_mutex_destroy(&conns->mutex);
    (void)pthread_cond_destroy(&conns->idle);
}

Err conns_borrow(Conns *conns, Ctx *ctx, Conn **out)
{
    enum { PATIENCE_S = 10 };
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += PATIENCE_S;
    (void)pthread_mutex_lock(&conns->mutex);
    int late = 0;
    while (conns->free_count == 0 && late == 0)
        late = pthread_cond_timedwait(&conns->idle, &conns->mutex, &until);
    Conn *conn = conns->free_count > 0 ? conns->free[--conns->free_count] : NULL;
    (void)pthread_mutex_unlock(&conns->mutex);
    if (conn == NULL)
        return fail(ctx, ERR_BUSY, MSG_BUSY);
    *out = conn;
    return OK;
}

void conns_give_back(Conns *conns, Conn *conn)
{
    (void)pthread_mutex_lock(&conns->mutex);
    conns->free[conns->free_count++] = conn;
    (void)pthread_cond_signal(&conns->idle);
    (void)pthread_mutex_unlock(&conns->mutex);
}

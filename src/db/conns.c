/* Borrowing and giving back; see conns.h. */
#include "db/conns.h"

Err conns_open(Ctx *ctx, const ConnsOpen *open, Conns *out)
{
    (void)pthread_mutex_init(&out->mutex, NULL);
    (void)pthread_cond_init(&out->idle, NULL);
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

Conn *conns_borrow(Conns *conns)
{
    (void)pthread_mutex_lock(&conns->mutex);
    while (conns->free_count == 0)
        (void)pthread_cond_wait(&conns->idle, &conns->mutex);
    Conn *conn = conns->free[--conns->free_count];
    (void)pthread_mutex_unlock(&conns->mutex);
    return conn;
}

void conns_give_back(Conns *conns, Conn *conn)
{
    (void)pthread_mutex_lock(&conns->mutex);
    conns->free[conns->free_count++] = conn;
    (void)pthread_cond_signal(&conns->idle);
    (void)pthread_mutex_unlock(&conns->mutex);
}

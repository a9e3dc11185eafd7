/* See sqlite_copier.h. SQLite itself syncs the log before it copies and the file after it, and counts as copied only
 * what was; a reader of an old snapshot or the writer's own checkpoint leave some or all of it for the next time. */
#include "db/sqlite_copier.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>

struct LogCopier {
    sqlite3 *db;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards the rest */
    pthread_cond_t changed;
    int copied;
    bool working, stopping, failed;
    bool anew; /* the log was begun anew while it was at work */
};

static bool is_in_the_way(int code)
{
    return (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
}

static void copy(LogCopier *copier)
{
    int frames = 0, copied = 0;
    (void)pthread_mutex_unlock(&copier->mutex);
    int code = sqlite3_wal_checkpoint_v2(copier->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &copied);
    (void)pthread_mutex_lock(&copier->mutex);
    if (code == SQLITE_OK)
        copier->copied = copier->anew ? 0 : copied;
    else if (!is_in_the_way(code))
        copier->failed = true;
}

static void *work(void *self)
{
    LogCopier *copier = self;
    (void)pthread_mutex_lock(&copier->mutex);
    while (!copier->stopping) {
        if (copier->working) {
            copy(copier);
            copier->working = false;
            (void)pthread_cond_broadcast(&copier->changed);
        } else {
            (void)pthread_cond_wait(&copier->changed, &copier->mutex);
        }
    }
    (void)pthread_mutex_unlock(&copier->mutex);
    return NULL;
}

/* The first question opens the log: a connection that has seen none has nothing to copy. */
static bool open_log(LogCopier *copier, const char *path)
{
    return sqlite3_open_v2(path, &copier->db, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
           sqlite3_exec(copier->db, "PRAGMA synchronous=FULL; SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL) ==
               SQLITE_OK;
}

static void copier_free(LogCopier *copier)
{
    (void)sqlite3_close(copier->db);
    (void)pthread_mutex_destroy(&copier->mutex);
    (void)pthread_cond_destroy(&copier->changed);
    free(copier);
}

LogCopier *log_copier_start(const char *path)
{
    LogCopier *copier = calloc(1, sizeof *copier);
    if (copier == NULL)
        abort();
    (void)pthread_mutex_init(&copier->mutex, NULL);
    (void)pthread_cond_init(&copier->changed, NULL);
    if (open_log(copier, path) && pthread_create(&copier->thread, NULL, work, copier) == 0)
        return copier;
    copier_free(copier);
    return NULL;
}

void log_copier_stop(LogCopier *copier)
{
    if (copier == NULL)
        return;
    (void)pthread_mutex_lock(&copier->mutex);
    copier->stopping = true;
    (void)pthread_cond_broadcast(&copier->changed);
    (void)pthread_mutex_unlock(&copier->mutex);
    (void)pthread_join(copier->thread, NULL);
    copier_free(copier);
}

int log_copier_copied(LogCopier *copier)
{
    (void)pthread_mutex_lock(&copier->mutex);
    int copied = copier->working ? -1 : copier->copied;
    (void)pthread_mutex_unlock(&copier->mutex);
    return copied;
}

bool log_copier_failed(LogCopier *copier)
{
    (void)pthread_mutex_lock(&copier->mutex);
    bool failed = copier->failed;
    (void)pthread_mutex_unlock(&copier->mutex);
    return failed;
}

void log_copier_begin(LogCopier *copier)
{
    (void)pthread_mutex_lock(&copier->mutex);
    copier->working = true;
    copier->anew = false;
    (void)pthread_cond_broadcast(&copier->changed);
    (void)pthread_mutex_unlock(&copier->mutex);
}

void log_copier_wait(LogCopier *copier)
{
    (void)pthread_mutex_lock(&copier->mutex);
    while (copier->working)
        (void)pthread_cond_wait(&copier->changed, &copier->mutex);
    (void)pthread_mutex_unlock(&copier->mutex);
}

void log_copier_forget(LogCopier *copier)
{
    (void)pthread_mutex_lock(&copier->mutex);
    copier->copied = 0;
    copier->anew = true;
    (void)pthread_mutex_unlock(&copier->mutex);
}

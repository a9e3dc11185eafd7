/* The nightly training and following the live model; see learn.h. The job itself only starts the process, keeps the
 * lease while it runs, and notes its end; killing it at any moment leaves the live model as it was. */
#include "jobs/learn.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "jobs/job.h"
#include "learning/learn.h"
#include "learning/schedule.h"

struct Learner {
    LearnerSetup setup;
    pthread_mutex_t mutex; /* the demo runs jobs from a request as well */
    pid_t child;           /* 0: none */
    Str refused;           /* the live model whose file could not be used: told once, not every ten seconds */
    char refused_id[MODEL_ID_LEN];
};

extern char **environ;

Learner *learner_new(const LearnerSetup *setup)
{
    Learner *learner = calloc(1, sizeof *learner);
    if (learner == NULL)
        abort();
    learner->setup = *setup;
    (void)pthread_mutex_init(&learner->mutex, NULL);
    return learner;
}

/* Waits for the child; its exit code, or -1 where it was killed. */
static int reap(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void learner_free(Learner *learner)
{
    if (learner == NULL)
        return;
    if (learner->child > 0) {
        (void)kill(learner->child, SIGKILL);
        (void)reap(learner->child);
    }
    (void)pthread_mutex_destroy(&learner->mutex);
    free(learner);
}

bool learner_busy(Learner *learner)
{
    (void)pthread_mutex_lock(&learner->mutex);
    bool busy = learner->child > 0;
    (void)pthread_mutex_unlock(&learner->mutex);
    return busy;
}

/* --- the process --- */

static pid_t start_child(const LearnerSetup *setup)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t pid = 0;
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
    (void)posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    (void)posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    sigset_t none, all;
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &all);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    char name[] = "gulou", command[] = "train", background[] = "--background", data[] = "--data";
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    char *argv[] = {name, command, background, data, str_z(arena, str_of(setup->folder)), NULL};
    int bad = posix_spawn(&pid, setup->program, &actions, &attributes, argv,
                          setup->environment != NULL ? setup->environment : environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    return bad == 0 ? pid : 0;
}

static bool child_ended(Learner *learner, int *code)
{
    int status = 0;
    pid_t pid = waitpid(learner->child, &status, WNOHANG);
    if (pid == 0 || (pid < 0 && errno == EINTR))
        return false;
    learner->child = 0;
    *code = pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return true;
}

/* --- the job --- */

static Err read_schedule(Tx *tx, const void *in, void *out)
{
    (void)in;
    return learn_schedule(tx, out);
}

static Err mark_started(Tx *tx, const void *in, void *out)
{
    LearnSchedule schedule;
    (void)in;
    TRY(learn_schedule(tx, &schedule)); /* under the lease: another process may have been quicker */
    *(bool *)out = learn_is_due(&schedule, &tx->ctx->district->calendar, tx->ctx->now);
    return *(bool *)out ? learn_started(tx) : OK;
}

static Err mark_ended(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return learn_ended(tx);
}

static Err keep_lease(Tx *tx, const void *in, void *out)
{
    (void)tx, (void)in, (void)out;
    return OK;
}

static Err tend(JobRun *run, Learner *learner)
{
    int code = 0;
    if (!child_ended(learner, &code))
        return job_write(run, keep_lease, NULL, NULL);
    /* 0: live, or nothing new; 1: refused, which the register tells */
    log_line(code == 0 || code == 1 ? LOG_INFO : LOG_WARN, "training ended", LOG_I64("code", code));
    run->done = 1;
    return job_write(run, mark_ended, NULL, NULL);
}

static Err begin(JobRun *run, Learner *learner)
{
    LearnSchedule schedule;
    bool due = false;
    TRY(db_read(run->setup->db, run->ctx, read_schedule, NULL, &schedule));
    if (!learn_is_due(&schedule, &run->setup->district->calendar, run->ctx->now))
        return OK;
    if (run->setup->demo && schedule.asked_at <= schedule.started_at) /* a demo learns when asked: alike at any hour */
        return OK;
    TRY(job_write(run, mark_started, NULL, &due));
    if (!due)
        return OK;
    learner->child = start_child(&learner->setup);
    if (learner->child > 0)
        return OK;
    log_line(LOG_ERROR, "training could not be started", LOG_STR("program", str_of(learner->setup.program)));
    return job_write(run, mark_ended, NULL, NULL);
}

Err learn_nightly(JobRun *run)
{
    Learner *learner = run->setup->learner;
    if (learner == NULL || learner->setup.program == NULL)
        return OK;
    (void)pthread_mutex_lock(&learner->mutex);
    Err err = learner->child > 0 ? tend(run, learner) : begin(run, learner);
    (void)pthread_mutex_unlock(&learner->mutex);
    return err;
}

/* --- following --- */

static Err read_live(Tx *tx, const void *in, void *out)
{
    (void)in;
    return model_live(tx, out);
}

static bool told_already(Learner *learner, Str id)
{
    return str_eq(learner->refused, id);
}

static void remember(Learner *learner, Str id)
{
    size_t len = id.len < sizeof learner->refused_id ? id.len : sizeof learner->refused_id;
    for (size_t i = 0; i < len; i++)
        learner->refused_id[i] = id.at[i];
    learner->refused = (Str){learner->refused_id, len};
}

/* No lease: each process has a brain of its own. */
static Err follow(JobRun *run, Learner *learner)
{
    Str live;
    bool changed = false;
    Ctx *ctx = run->ctx;
    TRY(db_read(run->setup->db, ctx, read_live, NULL, &live));
    if (str_empty(live) || str_eq(live, brain_model(learner->setup.brain, ctx)))
        return OK;
    StartBrain start = {run->setup->db, learner->setup.folder, run->setup->district, learner->setup.depot};
    Err err = learn_follow(ctx, &start, learner->setup.brain, &changed);
    if (err == ERR_INVALID) {
        if (!told_already(learner, live))
            log_line(LOG_ERROR, "the live model's file is refused; deciding with the one before",
                     LOG_STR("model", live));
        remember(learner, live);
        return OK;
    }
    TRY(err);
    if (changed)
        log_line(LOG_INFO, "deciding with another model", LOG_STR("model", live));
    run->done = changed;
    return OK;
}

Err follow_model(JobRun *run)
{
    Learner *learner = run->setup->learner;
    if (learner == NULL)
        return OK;
    (void)pthread_mutex_lock(&learner->mutex);
    Err err = follow(run, learner);
    (void)pthread_mutex_unlock(&learner->mutex);
    return err;
}

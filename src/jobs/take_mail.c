/* Mail that `gulou mail` or any delivery agent put into DIR/mail, a Maildir: one file a mail, taken in order of their
 * names. Each is moved aside before it is read: one at which the server ended is tried once more, then kept in
 * DIR/mail/failed, where the administrator finds whatever was not taken; one of somebody who sends too much waits in
 * DIR/mail/later. What was taken is deleted: the case has it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/log.h"
#include "jobs/job.h"

#define AGAIN ",again"
#define LATER_FOR MINUTES(10) /* a sender's allowance is whole again after that (limit_submissions) */
enum { LATER_AT_ONCE = 3 };
enum { NAMES_MOST = 100, NAME_ROOM = 256, FILE_MOST = 64 * 1024 * 1024 };

typedef struct Names {
    char at[NAMES_MOST][NAME_ROOM];
    size_t len;
} Names;

static const char *path_of(JobRun *run, const char *folder, const char *name)
{
    return str_z(run->ctx->arena, str_printf(run->ctx->arena, "%s/%s/%s", run->setup->mail_folder, folder, name));
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The first of them, so to speak: whichever the folder gives, in order. */
static void list(JobRun *run, const char *folder, Names *out)
{
    DIR *open CLEANUP(folder_close) = opendir(path_of(run, folder, ""));
    const struct dirent *entry;
    out->len = 0;
    while (open != NULL && out->len < NAMES_MOST && (entry = readdir(open)) != NULL)
        if (entry->d_name[0] != '.' && strlen(entry->d_name) + sizeof AGAIN < NAME_ROOM)
            (void)snprintf(out->at[out->len++], NAME_ROOM, "%s", entry->d_name);
    qsort(out->at, out->len, sizeof out->at[0], by_name);
}

static void move(JobRun *run, const char *from, const char *to)
{
    if (rename(from, to) != 0)
        log_line(LOG_ERROR, "a mail cannot be moved", LOG_STR("job", str_of(run->name)),
                 LOG_STR("why", str_of(strerrordesc_np(errno))));
}

static bool is_again(const char *name)
{
    size_t len = strlen(name), end = strlen(AGAIN);
    return len > end && strcmp(name + len - end, AGAIN) == 0;
}

/* What was being read when a server ended. */
static void pick_up(JobRun *run, Names *names)
{
    list(run, "cur", names);
    for (size_t i = 0; i < names->len; i++) {
        char again[NAME_ROOM + sizeof AGAIN];
        (void)snprintf(again, sizeof again, "%s" AGAIN, names->at[i]);
        bool enough = is_again(names->at[i]);
        move(run, path_of(run, "cur", names->at[i]),
             path_of(run, enough ? "failed" : "new", enough ? names->at[i] : again));
        log_line(enough ? LOG_ERROR : LOG_WARN, "a mail was being read when the server ended",
                 LOG_STR("mail", str_of(names->at[i])));
    }
}

static Err read_file(JobRun *run, const char *path, Str *out)
{
    FILE *file CLEANUP(file_close) = fopen(path, "rbe");
    struct stat st;
    if (file == NULL || fstat(fileno(file), &st) != 0)
        return fail(run->ctx, ERR_BUSY, MSG_FILE_UNREADABLE, STR("mail"));
    if (!S_ISREG(st.st_mode) || st.st_size > FILE_MOST)
        return fail(run->ctx, ERR_TOO_LARGE, MSG_MAIL_BOUNDS);
    char *bytes = arena_alloc(run->ctx->arena, (size_t)st.st_size + 1);
    size_t len = fread(bytes, 1, (size_t)st.st_size, file);
    *out = (Str){bytes, len};
    return len == (size_t)st.st_size ? OK : fail(run->ctx, ERR_BUSY, MSG_FILE_UNREADABLE, STR("mail"));
}

static bool is_passing(Err err)
{
    return err == ERR_BUSY || err == ERR_STORAGE || err == ERR_TOO_MANY;
}

/* Of somebody who sends too much: aside, so that it is not read every second and nobody waits behind it. */
static void put_off(JobRun *run, const char *reading, const char *name)
{
    const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = run->ctx->now / 1000}};
    (void)utimensat(AT_FDCWD, reading, times, 0); /* if not: it was brought long ago, and has its next turn sooner */
    move(run, reading, path_of(run, "later", name));
}

static void bring_back(JobRun *run, Names *names)
{
    int brought = 0;
    struct stat st;
    list(run, "later", names);
    for (size_t i = 0; i < names->len && brought < LATER_AT_ONCE; i++) {
        const char *later = path_of(run, "later", names->at[i]);
        if (stat(later, &st) != 0 || st.st_mtime * 1000 + LATER_FOR > run->ctx->now)
            continue;
        move(run, later, path_of(run, "new", names->at[i]));
        brought++;
    }
}

static void take_one(JobRun *run, const char *name)
{
    const char *waiting = path_of(run, "new", name), *reading = path_of(run, "cur", name), *what = "";
    Str bytes;
    if (rename(waiting, reading) != 0)
        return; /* another took it */
    Err err = read_file(run, reading, &bytes);
    const MailTaker *taker = run->setup->mail;
    if (err == OK)
        err = taker->take(taker->self, run->ctx, bytes, &what);
    if (err == OK) {
        (void)unlink(reading);
        run->done++;
        log_line(LOG_INFO, "mail", LOG_STR("became", str_of(what)));
    } else if (err == ERR_TOO_MANY)
        put_off(run, reading, name);
    else if (is_passing(err))
        move(run, reading, waiting);
    else
        move(run, reading, path_of(run, "failed", name));
    if (err != OK)
        log_line(is_passing(err) ? LOG_WARN : LOG_ERROR, "a mail was not taken", LOG_STR("mail", str_of(name)),
                 LOG_STR("err", str_of(err_name(err))),
                 LOG_STR("why", str_of(message_code(run->ctx->failure.message))));
    run->ctx->failure = (Failure){0};
}

/* An arena for each, since each may be large. */
static void take_apart(JobRun *run, const char *name)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx ctx = *run->ctx;
    ctx.arena = arena;
    JobRun one = *run;
    one.ctx = &ctx;
    take_one(&one, name);
    run->done = one.done;
}

Err take_mail(JobRun *run)
{
    if (run->setup->mail == NULL)
        return OK;
    Names *names = ARENA_NEW(run->ctx->arena, Names);
    pick_up(run, names);
    bring_back(run, names);
    list(run, "new", names);
    for (size_t i = 0; i < names->len && !job_stopping(run); i++)
        take_apart(run, names->at[i]);
    return OK;
}

#include "support/world.h"

#include <stdio.h>
#include <sys/stat.h>

#include "jobs/job.h"

/* Stands in for channels/mail.h: somebody who floods is told that it is too much. */
typedef struct Desk {
    int taken, refused;
} Desk;

static Err take(void *self, Ctx *ctx, Str bytes, const char **what)
{
    Desk *desk = self;
    *what = "a case";
    if (str_starts(bytes, STR("flood"))) {
        desk->refused++;
        return fail(ctx, ERR_TOO_MANY, MSG_TOO_MANY, STR("60"));
    }
    desk->taken++;
    return OK;
}

static const char *path_in(World *w, const char *folder, const char *name)
{
    return str_z(w->ctx.arena, str_printf(w->ctx.arena, "%s/mail/%s%s", w->folder, folder, name));
}

static void make_folders(World *w)
{
    static const char *const folders[] = {"", "new", "cur", "later", "failed"};
    for (size_t i = 0; i < COUNT_OF(folders); i++)
        assert_int_equal(mkdir(path_in(w, folders[i], ""), 0700), 0);
}

static void bring(World *w, const char *name, const char *words)
{
    FILE *file = fopen(path_in(w, "new/", name), "wbe");
    assert_non_null(file);
    assert_true(fputs(words, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void run_for(World *w, Desk *desk, int seconds)
{
    MailTaker taker = {take, desk};
    JobsSetup setup = {.db = w->db, .district = w->district, .holder = STR("here"), .mail = &taker};
    setup.mail_folder = path_in(w, "", "");
    for (int i = 0; i < seconds; i++, w->ctx.now += SECONDS(1))
        jobs_run_due(&setup, &w->ctx);
}

TEST(nobody_waits_behind_somebody_who_floods)
{
    World w CLEANUP(world_end) = world_new();
    enum { FLOOD = 250 }; /* more than are looked at in one go */
    Desk desk = {0};
    char name[32];
    make_folders(&w);
    for (int i = 0; i < FLOOD; i++) {
        (void)snprintf(name, sizeof name, "%04d.flood", i);
        bring(&w, name, "flood");
    }
    bring(&w, "9999.honest", "a lamp is broken");
    run_for(&w, &desk, 5);
    assert_int_equal(desk.taken, 1);
    assert_int_equal(desk.refused, FLOOD); /* each was read once, not every second */
    run_for(&w, &desk, 60);
    assert_int_equal(desk.refused, FLOOD);
    w.ctx.now += MINUTES(10);
    run_for(&w, &desk, 10);
    assert_true(desk.refused > FLOOD && desk.refused <= FLOOD + 30); /* then again, a few at a time */
}

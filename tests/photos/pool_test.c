/* Workers that die, hang, lie or are missing, and crowds. */
#include "photos/stage.h"

#include <pthread.h>
#include <signal.h>

#include "photos/pool.h"

/* A program in the worker's place that says hello properly and then does as told. */
static const char *impostor(Stage *s, const char *then)
{
    Str script = str_printf(s->ctx.arena, "#!/bin/sh\nprintf '2PLG\\007\\000\\000\\000'\n%s\n", then);
    return file_write(s, "impostor.sh", script);
}

static Stage stage_of_impostor(const char *then, PictureLimits limits)
{
    Stage place = {.ctx = test_ctx(), .data = test_folder()};
    return stage_with(impostor(&place, then), limits);
}

TEST(a_worker_killed_while_idle_is_replaced_unnoticed)
{
    Stage s = stage();
    assert_ok(picture_pool_ready(&s.ctx, s.pool));
    assert_int_equal(kill(s.pool->slots[0].worker.pid, SIGKILL), 0);
    Picture p;
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("rio.jpg"), &p));
    stage_end(&s);
}

typedef struct Assassin {
    PicturePool *pool;
    int times;
} Assassin;

/* Waits until a worker is lent, lets it begin, kills it. It looks at the pid unasked, as an operator's `ps` would. */
__attribute__((no_sanitize("thread"))) static void *kill_in_the_middle(void *self)
{
    Assassin *a = self;
    pid_t last = 0;
    for (int i = 0; a->times > 0 && i < 20000; i++) {
        (void)usleep(1000);
        (void)pthread_mutex_lock(&a->pool->lock);
        bool lent = a->pool->slots[0].lent;
        (void)pthread_mutex_unlock(&a->pool->lock);
        pid_t pid = __atomic_load_n(&a->pool->slots[0].worker.pid, __ATOMIC_RELAXED);
        if (!lent || pid == 0 || pid == last)
            continue;
        (void)usleep(2000);
        (void)kill(pid, SIGKILL);
        last = pid;
        a->times--;
    }
    return NULL;
}

TEST(a_worker_killed_in_the_middle_is_asked_once_more)
{
    Stage s = stage();
    assert_ok(picture_pool_ready(&s.ctx, s.pool));
    Assassin assassin = {s.pool, 1};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, kill_in_the_middle, &assassin), 0);
    Picture p;
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("progressive.jpg"), &p));
    (void)pthread_join(thread, NULL);
    assert_int_equal(assassin.times, 0);
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("rio.jpg"), &p));
    stage_end(&s);
}

TEST(a_worker_that_crashes_on_a_photo_fails_that_photo_only)
{
    Stage s = stage_of_impostor("kill -SEGV $$", (PictureLimits){0});
    Picture p;
    Err err = picture_process(&s.ctx, s.pool, FIXTURE("rio.jpg"), &p);
    assert_true(err == ERR_INVALID || err == ERR_BUSY); /* as it fell before or after the file was sent */
    stage_end(&s);
    s = stage_of_impostor("head -c 300 >/dev/null; kill -SEGV $$", (PictureLimits){0});
    assert_told(&s, picture_process(&s.ctx, s.pool, FIXTURE("rio.jpg"), &p), ERR_INVALID, MSG_PICTURE_CRASHED);
    assert_told(&s, picture_process(&s.ctx, s.pool, FIXTURE("rio.jpg"), &p), ERR_INVALID, MSG_PICTURE_CRASHED);
    stage_end(&s);
}

TEST(a_worker_that_hangs_is_ended_at_the_deadline)
{
    Stage s = stage_of_impostor("sleep 30", (PictureLimits){.deadline_ms = 300});
    Picture p;
    int64_t before = clock_monotonic_us();
    assert_told(&s, picture_process(&s.ctx, s.pool, FIXTURE("rio.jpg"), &p), ERR_INVALID, MSG_PICTURE_TOO_SLOW);
    assert_true(clock_monotonic_us() - before < 5000000);
    stage_end(&s);
}

/* A worker that answers with this very file, twice, whatever it is asked. */
static Err process_by_liar(Stage *s, const char *file, int width, int height)
{
    uint32_t bytes = (uint32_t)file_read(s->ctx.arena, file).len;
    ImageAnswer answer = {.magic = IMAGE_MAGIC,
                          .width = (uint32_t)width,
                          .height = (uint32_t)height,
                          .thumb_width = (uint32_t)width,
                          .thumb_height = (uint32_t)height,
                          .full_bytes = bytes,
                          .thumb_bytes = bytes};
    const char *head = file_write(s, "answer", (Str){(const char *)&answer, sizeof answer});
    Str script = str_printf(s->ctx.arena, "cat %s %s %s; sleep 9", head, file, file);
    Stage liar = stage_of_impostor(str_z(s->ctx.arena, script), (PictureLimits){0});
    Picture p;
    Err err = picture_process(&liar.ctx, liar.pool, FIXTURE("rio.jpg"), &p);
    assert_int_equal(liar.ctx.failure.message, err == OK ? 0 : MSG_PICTURE_CRASHED);
    stage_end(&liar);
    return err;
}

TEST(a_worker_that_was_taken_over_cannot_hand_back_metadata)
{
    Stage s = stage();
    Picture p;
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("rio.jpg"), &p));
    Str bare = kept(&s, &p, PHOTO_FULL);
    const char *file = file_write(&s, "bare.jpg", bare);
    assert_ok(process_by_liar(&s, file, 32, 32));
    assert_err(process_by_liar(&s, file, 32, 33), ERR_INVALID);
    assert_err(process_by_liar(&s, FIXTURE("rio.jpg"), 32, 32), ERR_INVALID); /* still with its EXIF */
    stage_end(&s);
}

TEST(a_program_that_is_no_worker_is_found_out)
{
    Stage s = stage();
    Picture p;
    PicturePool *none = NULL;
    assert_told(
        &s, picture_pool_start(&s.ctx, &(PictureSetup){.worker = "/nowhere/gulou-image", .depot = s.depot}, &none),
        ERR_STORAGE, MSG_PICTURE_NO_WORKER);
    assert_null(none);
    Stage wrong = stage_with("/bin/true", (PictureLimits){0});
    assert_told(&wrong, picture_pool_ready(&wrong.ctx, wrong.pool), ERR_BUSY, MSG_PICTURE_BUSY);
    assert_told(&wrong, picture_process(&wrong.ctx, wrong.pool, FIXTURE("rio.jpg"), &p), ERR_BUSY, MSG_PICTURE_BUSY);
    wrong.ctx.failure = (Failure){0};
    assert_str(picture_accept(&wrong.ctx, wrong.pool), "image/jpeg,image/png");
    assert_int_equal(wrong.ctx.failure.err, OK);
    stage_end(&wrong);
    stage_end(&s);
}

typedef struct Sender {
    pthread_t thread;
    Stage *stage;
    uint64_t seed;
    Err err;
} Sender;

static void *send_one(void *self)
{
    Sender *sender = self;
    Arena *arena = arena_new(0);
    Rand rand = rand_seeded(sender->seed);
    Ctx ctx = {.arena = arena, .now = TEST_NOW, .rand = &rand};
    Picture p;
    sender->err = picture_process(&ctx, sender->stage->pool, FIXTURE("rio.jpg"), &p);
    arena_free(arena);
    return NULL;
}

static int crowd(Stage *s, Err expected)
{
    Sender senders[8];
    int count = 0;
    for (size_t i = 0; i < COUNT_OF(senders); i++) {
        senders[i] = (Sender){.stage = s, .seed = 7}; /* the same chance for all: the same first id */
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send_one, &senders[i]), 0);
    }
    for (size_t i = 0; i < COUNT_OF(senders); i++) {
        (void)pthread_join(senders[i].thread, NULL);
        count += senders[i].err == expected;
    }
    return count;
}

TEST(a_crowd_waits_its_turn)
{
    Stage s = stage_with(STAGE_WORKER, (PictureLimits){.wait_ms = 60000});
    assert_int_equal(crowd(&s, OK), 8);
    stage_end(&s);
}

TEST(a_crowd_that_would_wait_too_long_is_told_to_come_again)
{
    Stage s = stage_of_impostor("sleep 30", (PictureLimits){.wait_ms = 100, .deadline_ms = 1500});
    assert_int_equal(crowd(&s, ERR_BUSY), 7);
    stage_end(&s);
}

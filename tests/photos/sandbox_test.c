/* The worker by itself: is its cell closed, and does it judge files without the server's help? */
#include "photos/stage.h"

#include "photos/worker.h"

static Str self_test_of(Arena *arena, const char *command)
{
    FILE *out = popen(command, "re");
    assert_non_null(out);
    char *at = arena_alloc(arena, 4096);
    size_t len = fread(at, 1, 4096, out);
    assert_int_equal(pclose(out), 0);
    return (Str){at, len};
}

TEST(from_inside_nothing_can_be_opened_sent_or_started)
{
    static const char *const doors[] = {"open",   "create",   "socket",          "connect",      "execve",
                                        "fork",   "kill",     "ptrace",          "raise-limits", "executable-memory",
                                        "memory", "dumpable", "other-descriptor"};
    Ctx ctx = test_ctx();
    Str said = self_test_of(ctx.arena, "build/release/gulou-image --self-test");
    assert_false(holds(said, "ALLOWED"));
    for (size_t i = 0; i < COUNT_OF(doors); i++)
        assert_true(holds(said, str_z(ctx.arena, str_printf(ctx.arena, "%s refused\n", doors[i]))));
}

TEST(an_ordinary_user_is_held_as_root_is)
{
    if (geteuid() != 0)
        skip();
    Ctx ctx = test_ctx();
    Str said =
        self_test_of(ctx.arena, "cp build/release/gulou-image /tmp/gulou-image-$$ && "
                                "setpriv --reuid=65534 --regid=65534 --clear-groups /tmp/gulou-image-$$ --self-test; "
                                "code=$?; rm -f /tmp/gulou-image-$$; exit $code");
    assert_false(holds(said, "ALLOWED"));
    assert_true(holds(said, "open refused"));
}

static ImageStatus ask(Stage *s, const char *path, uint64_t max_pixels)
{
    ImageWorker worker;
    WorkerAnswer answer = {0};
    int64_t deadline = clock_monotonic_us() + 20000000;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    assert_true(worker_start(&(WorkerSetup){.path = STAGE_WORKER, .memory_mb = 1024, .cpu_seconds = 10}, &worker));
    assert_true(worker_hello(&worker, deadline));
    ImageRequest request = {.magic = IMAGE_MAGIC,
                            .max_side = 20000,
                            .bytes = (uint64_t)st.st_size,
                            .max_pixels = max_pixels,
                            .max_whole_pixels = max_pixels,
                            .full_side = 2048,
                            .thumb_side = 400};
    WorkerOutcome outcome = worker_ask(s->ctx.arena, &worker, &request, fd, deadline, &answer);
    assert_int_equal(outcome, WORKER_ANSWERED);
    (void)worker_end(&worker);
    (void)close(fd);
    return (ImageStatus)answer.answer.status;
}

TEST(the_worker_itself_reads_three_formats_and_no_other)
{
    Stage s = stage();
    assert_int_equal(ask(&s, FIXTURE("rio.jpg"), 1024), IMAGE_DONE);
    assert_int_equal(ask(&s, FIXTURE("rio.jpg"), 1023), IMAGE_TOO_MANY_PIXELS);
    assert_int_equal(ask(&s, file_write(&s, "gif", STR("GIF89a\1\0\1\0\0\0\0")), 1024), IMAGE_UNKNOWN);
    assert_int_equal(ask(&s, file_write(&s, "svg", STR("<svg xmlns='http://www.w3.org/2000/svg'/>")), 1024),
                     IMAGE_UNKNOWN);
    assert_int_equal(ask(&s, file_write(&s, "webp", STR("RIFF\x24\0\0\0WEBPVP8 ")), 1024), IMAGE_UNKNOWN);
    assert_int_equal(ask(&s, FIXTURE("disguised.heic"), 1 << 20), IMAGE_UNKNOWN);
    stage_end(&s);
}

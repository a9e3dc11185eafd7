/* Writing whole, whatever comes between. */
#include "base/fd.h"

#include <errno.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

enum { MANY = 1 << 20 };

static void on_alarm(int signal)
{
    (void)signal;
}

/* 0: all came, in order. Slowly, so that whoever writes has to wait again and again. */
static int drain(int fd)
{
    unsigned char part[4096];
    size_t at = 0;
    for (ssize_t n = 1; n > 0;) {
        n = read(fd, part, sizeof part);
        for (ssize_t i = 0; i < n; i++, at++)
            if (part[i] != (unsigned char)(at * 31 >> 4))
                return 1;
        (void)usleep(100);
    }
    return at == MANY ? 0 : 2;
}

TEST(all_is_written_although_signals_come)
{
    struct sigaction interrupts = {.sa_handler = on_alarm}; /* and the call is not begun again */
    struct itimerval often = {{0, 1000}, {0, 1000}}, never = {0};
    char *bytes = malloc(MANY);
    int ends[2], status = -1;
    assert_non_null(bytes);
    for (size_t i = 0; i < MANY; i++)
        bytes[i] = (char)(unsigned char)(i * 31 >> 4);
    assert_int_equal(pipe(ends), 0);
    pid_t reader = fork();
    assert_true(reader >= 0);
    if (reader == 0) {
        (void)close(ends[1]);
        _exit(drain(ends[0]));
    }
    (void)close(ends[0]);
    assert_int_equal(sigaction(SIGALRM, &interrupts, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
    bool whole = fd_write(ends[1], (Str){bytes, MANY});
    assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
    (void)close(ends[1]);
    assert_true(whole);
    assert_int_equal(waitpid(reader, &status, 0), reader);
    assert_int_equal(status, 0);
    free(bytes);
}

TEST(what_nobody_can_take_is_said)
{
    int ends[2];
    (void)signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    (void)close(ends[0]);
    assert_false(fd_write(ends[1], STR("x")));
    assert_int_equal(errno, EPIPE);
    assert_true(fd_write(ends[1], STR("")));
    (void)close(ends[1]);
}

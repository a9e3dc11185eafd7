/* Spawning and talking; see worker.h. The child gets one socket as its standard input and output, no
 * environment, no other descriptor, default signals and a process group of its own (so that ^C reaches
 * the server alone, which then finishes what it has begun). */
#include "photos/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024, FULL_BYTES_MAX = 16 << 20, THUMB_BYTES_MAX = 2 << 20 };

static int spawn_with(const WorkerSetup *setup, int socket, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
    (void)posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    sigset_t none, all;
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &all);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    char memory[16], cpu[16], name[] = "gulou-image", memory_flag[] = "--memory-mb", cpu_flag[] = "--cpu-seconds";
    (void)snprintf(memory, sizeof memory, "%d", setup->memory_mb);
    (void)snprintf(cpu, sizeof cpu, "%d", setup->cpu_seconds);
    char *argv[] = {name, memory_flag, memory, cpu_flag, cpu, NULL};
    char *environment[] = {NULL};
    int bad = posix_spawn(pid, setup->path, &actions, &attributes, argv, environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    return bad;
}

bool worker_start(const WorkerSetup *setup, ImageWorker *out)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    pid_t pid = 0;
    int bad = fcntl(pair[0], F_SETFL, O_NONBLOCK) != 0 ? errno : spawn_with(setup, pair[1], &pid);
    (void)close(pair[1]);
    if (bad != 0) {
        (void)close(pair[0]);
        errno = bad;
        return false;
    }
    *out = (ImageWorker){.pid = pid, .socket = pair[0]};
    return true;
}

bool worker_end(ImageWorker *worker)
{
    if (worker->pid == 0)
        return false;
    (void)kill(worker->pid, SIGKILL); /* one that is already ending keeps its own status */
    int status = 0;
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR) {
    }
    (void)close(worker->socket);
    *worker = (ImageWorker){0};
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

/* Waits for the socket; false when the deadline has passed. */
static bool wait_for(int socket, short events, int64_t deadline_us)
{
    for (;;) {
        int64_t left = deadline_us - clock_monotonic_us();
        if (left <= 0)
            return false;
        struct pollfd p = {.fd = socket, .events = events};
        int n = poll(&p, 1, (int)(left / 1000) + 1);
        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR)
            return false;
    }
}

typedef enum Moved { MOVED, GONE, LATE } Moved;

static Moved send_all(int socket, const char *at, size_t len, int64_t deadline_us)
{
    while (len > 0) {
        ssize_t n = send(socket, at, len, MSG_NOSIGNAL);
        if (n >= 0) {
            at += n;
            len -= (size_t)n;
        } else if (errno == EAGAIN) {
            if (!wait_for(socket, POLLOUT, deadline_us))
                return LATE;
        } else if (errno != EINTR) {
            return GONE;
        }
    }
    return MOVED;
}

static Moved take_all(int socket, void *into, size_t len, int64_t deadline_us)
{
    char *at = into;
    while (len > 0) {
        ssize_t n = recv(socket, at, len, 0);
        if (n > 0) {
            at += n;
            len -= (size_t)n;
        } else if (n < 0 && errno == EAGAIN) {
            if (!wait_for(socket, POLLIN, deadline_us))
                return LATE;
        } else if (n == 0 || errno != EINTR) {
            return GONE;
        }
    }
    return MOVED;
}

bool worker_hello(ImageWorker *worker, int64_t deadline_us)
{
    ImageHello hello;
    if (worker->pid == 0)
        return false;
    if (worker->formats != 0)
        return true;
    if (take_all(worker->socket, &hello, sizeof hello, deadline_us) != MOVED || hello.magic != IMAGE_MAGIC)
        return false;
    worker->formats = hello.formats & (IMAGE_JPEG | IMAGE_PNG | IMAGE_HEIC);
    return worker->formats != 0;
}

static WorkerOutcome send_file(Arena *arena, int socket, int upload, uint64_t left, int64_t deadline_us)
{
    char *chunk = arena_alloc(arena, CHUNK);
    while (left > 0) {
        ssize_t n = read(upload, chunk, left < CHUNK ? (size_t)left : CHUNK);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return WORKER_NO_FILE;
        left -= (uint64_t)n;
        Moved moved = send_all(socket, chunk, (size_t)n, deadline_us);
        if (moved != MOVED)
            return moved == LATE ? WORKER_LATE : WORKER_UNHEARD;
    }
    return WORKER_ANSWERED;
}

static Moved take_pictures(Arena *arena, int socket, int64_t deadline_us, WorkerAnswer *out)
{
    size_t full = out->answer.full_bytes, thumb = out->answer.thumb_bytes;
    if (full == 0 || full > FULL_BYTES_MAX || thumb == 0 || thumb > THUMB_BYTES_MAX)
        return GONE;
    char *at = arena_alloc(arena, full + thumb);
    out->full = (Str){at, full};
    out->thumb = (Str){at + full, thumb};
    return take_all(socket, at, full + thumb, deadline_us);
}

WorkerOutcome worker_ask(Arena *arena, ImageWorker *worker, const ImageRequest *request, int upload,
                         int64_t deadline_us, WorkerAnswer *out)
{
    Moved moved = send_all(worker->socket, (const char *)request, sizeof *request, deadline_us);
    if (moved != MOVED)
        return moved == LATE ? WORKER_LATE : WORKER_UNHEARD;
    WorkerOutcome sent = send_file(arena, worker->socket, upload, request->bytes, deadline_us);
    if (sent != WORKER_ANSWERED)
        return sent;
    moved = take_all(worker->socket, &out->answer, sizeof out->answer, deadline_us);
    if (moved == MOVED && (out->answer.magic != IMAGE_MAGIC || out->answer.status >= IMAGE_STATUS_COUNT))
        moved = GONE;
    if (moved == MOVED && out->answer.status == IMAGE_DONE)
        moved = take_pictures(arena, worker->socket, deadline_us, out);
    return moved == MOVED ? WORKER_ANSWERED : moved == LATE ? WORKER_LATE : WORKER_DIED;
}

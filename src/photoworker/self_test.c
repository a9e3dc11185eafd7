/* `gulou-image --self-test`: proves on this machine, kernel and user that the cell is closed. */
#include "photoworker/sandbox.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Raw calls, so that no library stands between the attempt and the filter. Each returns < 0 when refused. */
static long try_open(void)
{
    return syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
}

static long try_create(void)
{
    return syscall(SYS_openat, AT_FDCWD, "/tmp/gulou-image-escaped", O_WRONLY | O_CREAT, 0600);
}

static long try_socket(void)
{
    return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
}

static long try_connect(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(80), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    return syscall(SYS_connect, STDIN_FILENO, &to, sizeof to);
}

static long try_execve(void)
{
    char *argv[] = {(char[]){"/bin/true"}, NULL};
    return syscall(SYS_execve, argv[0], argv, NULL);
}

static long try_fork(void)
{
    long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0)
        _exit(0);
    return child;
}

static long try_kill(void)
{
    return syscall(SYS_kill, getppid(), 0);
}

static long try_ptrace(void)
{
    return syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
}

static long try_executable_memory(void)
{
    return syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static long try_raising_limits(void)
{
    struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};
    return syscall(SYS_prlimit64, 0, RLIMIT_CPU, &more, NULL);
}

static long try_other_descriptor(void)
{
    return syscall(SYS_write, 5, "x", 1);
}

static long try_dumpable(void)
{
    return syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
}

typedef struct Attempt {
    const char *name;
    long (*run)(void);
} Attempt;

static const Attempt attempts[] = {
    {"open", try_open},
    {"create", try_create},
    {"socket", try_socket},
    {"connect", try_connect},
    {"execve", try_execve},
    {"fork", try_fork},
    {"kill", try_kill},
    {"ptrace", try_ptrace},
    {"executable-memory", try_executable_memory},
    {"raise-limits", try_raising_limits},
    {"other-descriptor", try_other_descriptor},
    {"dumpable", try_dumpable},
};

static int report(const char *name, bool refused)
{
    char line[80];
    int len = snprintf(line, sizeof line, "%s %s\n", name, refused ? "refused" : "ALLOWED");
    return write(STDOUT_FILENO, line, (size_t)len) == len && refused ? 0 : 1;
}

int sandbox_self_test(const SandboxLimits *limits)
{
    int open_doors = 0;
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++)
        open_doors += report(attempts[i].name, attempts[i].run() < 0);
#ifndef __SANITIZE_ADDRESS__ /* built without the limit; see sandbox.c */
    size_t too_much = (size_t)limits->memory_mb << 20;
    void *at = mmap(NULL, too_much, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    open_doors += report("memory", at == MAP_FAILED);
#else
    (void)limits;
#endif
    return open_doors;
}

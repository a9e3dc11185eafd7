/* The sandbox: resource limits, no privileges, no files, and a list of the few system calls that
 * decoding needs. Everything else answers EPERM rather than killing, because libraries probe harmlessly
 * (a locale, the number of processors) and go on. RLIMIT_NPROC is left alone: it counts the whole user's
 * threads, the server's too; the filter below lets no process be made at all. */
#include "photoworker/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOBODY = 65534 };

/* Free of conditions: memory, threads, time, signals to oneself, the end. */
static const int allowed_calls[] = {
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sysinfo),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

static bool limit_set(int which, rlim_t value)
{
    struct rlimit limit = {value, value};
    return setrlimit(which, &limit) == 0;
}

static bool set_limits(const SandboxLimits *limits)
{
#ifndef __SANITIZE_ADDRESS__ /* its shadow memory takes terabytes of address space */
    if (!limit_set(RLIMIT_AS, (rlim_t)limits->memory_mb << 20))
        return false;
#endif
    struct rlimit cpu = {limits->cpu_seconds, limits->cpu_seconds + 1}; /* SIGXCPU: told apart from SIGKILL */
    return setrlimit(RLIMIT_CPU, &cpu) == 0 && limit_set(RLIMIT_FSIZE, 0) && limit_set(RLIMIT_CORE, 0) &&
           limit_set(RLIMIT_NOFILE, 3);
}

/* In a container root may be unable to become somebody else; the filter holds it all the same. */
static bool drop_root(void)
{
    if (geteuid() != 0)
        return true;
    if (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 || setresuid(NOBODY, NOBODY, NOBODY) != 0)
        return errno == EPERM || errno == EINVAL;
    return true;
}

static int add_conditional_rules(scmp_filter_ctx filter)
{
    int bad = 0;
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO));
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO));
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO));
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                            SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())); /* abort() */
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)); /* threads, never processes */
    bad |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);     /* its flags are out of sight */
    return bad;
}

static bool filter_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == NULL)
        return false;
    int bad = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1); /* the libraries' idle threads too */
    for (size_t i = 0; i < sizeof allowed_calls / sizeof allowed_calls[0]; i++)
        bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_calls[i], 0);
    bad |= add_conditional_rules(filter);
    bad = bad != 0 ? bad : seccomp_load(filter);
    seccomp_release(filter);
    return bad == 0;
}

bool sandbox_enter(const SandboxLimits *limits)
{
    (void)umask(077);
    (void)close_range(3, ~0u, 0);
    return set_limits(limits) && drop_root() && prctl(PR_SET_DUMPABLE, 0) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && filter_calls();
}

/* A city whose day runs faster: preloaded, the wall clock runs FASTER times as fast since FASTER_SINCE (seconds), in
 * every process alike, so that a ladder of deadlines is climbed while servers are killed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now)
{
    static int (*real)(clockid_t, struct timespec *);
    if (real == NULL)
        real = (__typeof__(real))dlsym(RTLD_NEXT, "clock_gettime");
    int bad = real(clock, now);
    const char *times = getenv("FASTER"), *since = getenv("FASTER_SINCE");
    if (bad != 0 || clock != CLOCK_REALTIME || times == NULL || since == NULL)
        return bad;
    long long begun = atoll(since) * 1000000000LL;
    long long at = begun + ((long long)now->tv_sec * 1000000000LL + now->tv_nsec - begun) * atoll(times);
    now->tv_sec = (time_t)(at / 1000000000LL);
    now->tv_nsec = (long)(at % 1000000000LL);
    return 0;
}

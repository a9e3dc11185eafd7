/* The server wakes later: preloaded, the wall clock runs LATER_MS ahead, so that deadlines fell due while it was down.
 */
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
    const char *later = getenv("LATER_MS");
    if (bad == 0 && clock == CLOCK_REALTIME && later != NULL)
        now->tv_sec += atol(later) / 1000;
    return bad;
}

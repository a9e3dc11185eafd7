/* The cell in which pictures are decoded: nothing can be opened, sent, started or made executable;
 * memory and CPU are bounded. Works for root (which becomes nobody) and for an ordinary user. */
#ifndef GULOU_PHOTOWORKER_SANDBOX_H
#define GULOU_PHOTOWORKER_SANDBOX_H

#include <stdbool.h>

typedef struct SandboxLimits {
    unsigned memory_mb;   /* of address space */
    unsigned cpu_seconds; /* of the whole life */
} SandboxLimits;

/* Call once everything that needs files or modules is loaded. False: the process must not go on. */
bool sandbox_enter(const SandboxLimits *limits);

/* Tries what a taken-over decoder would try, from inside; writes a line for each to standard output.
 * Returns the number of attempts that were not refused. */
int sandbox_self_test(const SandboxLimits *limits);

#endif

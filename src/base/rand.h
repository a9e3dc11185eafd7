/* Chance, from outside: the system's generator in a server, a seeded one in a simulation or a test,
 * so that a failing seed can be replayed. Never use a seeded one for secrets. */
#ifndef GULOU_BASE_RAND_H
#define GULOU_BASE_RAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Rand {
    int seeded;     /* 0: the system's generator */
    uint64_t state; /* splitmix64 when seeded */
} Rand;

bool rand_start(void); /* once in a process, before anything else of base; false: the machine gives no chance */
Rand rand_system(void);
Rand rand_seeded(uint64_t seed);
void rand_bytes(Rand *rand, void *out, size_t len);
uint64_t rand_below(Rand *rand, uint64_t bound); /* uniform in [0, bound), bound > 0 */

#endif

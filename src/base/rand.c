/* Chance; libsodium's generator, or splitmix64 (Steele, Lea, Flood 2014) when seeded. */
#include "base/rand.h"

#include <sodium.h>

bool rand_start(void)
{
    return sodium_init() >= 0;
}

Rand rand_system(void)
{
    return (Rand){0};
}

Rand rand_seeded(uint64_t seed)
{
    return (Rand){.seeded = 1, .state = seed};
}

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

void rand_bytes(Rand *rand, void *out, size_t len)
{
    if (!rand->seeded) {
        randombytes_buf(out, len);
        return;
    }
    unsigned char *at = out;
    for (size_t i = 0; i < len; i++)
        at[i] = (unsigned char)splitmix(&rand->state);
}

uint64_t rand_below(Rand *rand, uint64_t bound)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % bound; /* refuse the uneven tail */
    uint64_t value = 0;
    do {
        rand_bytes(rand, &value, sizeof value);
    } while (value >= limit);
    return value % bound;
}

/* Argon2id, the slow hash of passwords (libsodium inside). The cost is part of the hash's text, so that it can grow
 * later without breaking old ones. */
#ifndef GULOU_BASE_ARGON2_H
#define GULOU_BASE_ARGON2_H

#include "base/str.h"

/* RFC 9106 §4, second recommended choice, with one lane: some 105 ms and 64 MiB a hash on our two-core machine. */
enum { ARGON2_PASSES = 3, ARGON2_MIB = 64 };

Str argon2_hash(Arena *arena, Str password);              /* "$argon2id$v=19$...", salted by the system's generator */
bool argon2_verify(Arena *arena, Str hash, Str password); /* false for a text that is no hash as well */
bool argon2_is_weaker(Arena *arena, Str hash);            /* made with another cost than today's */
/* A well-formed hash of today's cost that no password fits. */
Str argon2_dummy(Arena *arena);

#endif

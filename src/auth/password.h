/* Passwords: the rules a new one must keep, and their slow hash. A hash costs memory and 100 ms, so it is never made
 * on the writer's thread, and at most two at once in the process: sign-ins cannot eat the machine. */
#ifndef GULOU_AUTH_PASSWORD_H
#define GULOU_AUTH_PASSWORD_H

#include "base/ctx.h"

enum { PASSWORD_LEAST = 10, PASSWORD_MOST = 200, HASHES_AT_ONCE = 2, HASHES_WAITING = 8 };

/* INVALID, told with its field: too short or long (code points), the login itself, among the most common. */
MUST_USE Err password_check(Ctx *ctx, Str login, Str password, const char *field);
/* BUSY when too many wait already. */
MUST_USE Err password_hash(Ctx *ctx, Str password, Str *out);
/* *right: whether it fits; an empty hash (unknown login) takes the same time and never fits. BUSY as above. */
MUST_USE Err password_verify(Ctx *ctx, Str hash, Str password, bool *right);
bool password_needs_rehash(Ctx *ctx, Str hash);
/* Random, for one use: 16 letters and digits (80 bits) that are not mistaken for each other. */
Str password_random(Ctx *ctx);

#endif

/* Time-based one-time passwords: RFC 6238 over RFC 4226, HMAC-SHA-1, steps of 30 seconds, six digits: what every
 * authenticator understands. Pure. */
#ifndef GULOU_AUTH_TOTP_H
#define GULOU_AUTH_TOTP_H

#include "base/clock.h"
#include "base/str.h"

enum { TOTP_SECRET = 20, TOTP_DIGITS = 6, TOTP_STEP_S = 30, TOTP_WINDOW = 1 };

int64_t totp_step(UnixMs at);
Str totp_code(Arena *arena, Str secret, int64_t step);
/* The step this code is of, within the window around `at` and after `used`; -1: none. */
typedef struct TotpTry {
    Str secret, code;
    UnixMs at;
    int64_t used;
} TotpTry;
int64_t totp_match(Arena *arena, const TotpTry *in);
Str base32(Arena *arena, Str bytes); /* RFC 4648, no padding: what people may type in */

#endif

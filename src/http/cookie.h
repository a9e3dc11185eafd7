/* Cookies, strictly: RFC 6265 tokens and octets; a malformed pair is skipped, and a name that comes twice with two
 * values counts as absent (another site on the same domain may have planted one). */
#ifndef GULOU_HTTP_COOKIE_H
#define GULOU_HTTP_COOKIE_H

#include "http/request.h"

typedef enum SameSite { SAME_SITE_LAX, SAME_SITE_STRICT } SameSite;

typedef struct SetCookie {
    Str name;
    Str value;        /* cookie octets only: base64url, digits, ... */
    const char *path; /* NULL: "/" */
    int64_t max_age;  /* seconds; 0 deletes, negative: until the browser closes */
    SameSite same_site;
    bool secure;          /* HTTPS only */
    bool script_may_read; /* default: HttpOnly */
} SetCookie;

/* Adds the pairs of one Cookie header to `out` (room for `room` pairs; more are dropped). */
void cookie_parse(Str header, NameValues *out, size_t room);
/* The Set-Cookie header's value; asserts that name, value and path need no escaping. */
Str cookie_write(Arena *arena, const SetCookie *cookie);

#endif

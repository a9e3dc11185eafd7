/* What every way in must read alike: moments, places (any datum) and phone numbers. */
#ifndef GULOU_RECEPTION_READ_H
#define GULOU_RECEPTION_READ_H

#include "actions/act.h"

/* RFC 3339 in UTC or with an offset. INVALID on `field`. An absent value leaves 0. */
MUST_USE Err read_time(Ctx *ctx, const char *field, Str text, UnixMs *out);
/* A Position object; WGS-84 whatever datum was sent. Absent: not given. */
MUST_USE Err read_position(Ctx *ctx, const Json *value, PlaceInput *out);
MUST_USE Err check_phone(Ctx *ctx, Str phone); /* empty is fine; INVALID on field "phone" */

#endif

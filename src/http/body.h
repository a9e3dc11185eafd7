/* A request's body while it arrives: kept in memory up to a limit, or, for uploads, streamed part by part to files. */
#ifndef GULOU_HTTP_BODY_H
#define GULOU_HTTP_BODY_H

#include "http/guard.h"
#include "http/multipart.h"
#include "http/router.h"

typedef struct Body Body;

typedef struct BodyPlan {
    Ctx *ctx;
    const HttpLimits *limits;
    const Route *route;
    BodyFrame frame;
    Str content_type;
    const char *folder; /* for uploads */
} BodyPlan;

/* Judges type and announced length: INVALID, TOO_LARGE or UNSUPPORTED before a byte of it is read. */
MUST_USE Err body_begin(const BodyPlan *plan, Body **out);
MUST_USE Err body_push(Body *body, Str bytes);
/* Fills the request's body, fields and uploads. */
MUST_USE Err body_finish(Body *body, Request *req);

#endif

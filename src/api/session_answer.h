/* What whoever has just signed in is answered with, by whichever way they did. */
#ifndef GULOU_API_SESSION_ANSWER_H
#define GULOU_API_SESSION_ANSWER_H

#include "reception/app.h"

void answer_session(const Request *req, Response *res, const Actor *actor, const SessionInfo *info);
void put_session(const Request *req, JsonOut *out, const Actor *actor, const SessionInfo *info);
void set_session_cookie(const Request *req, Response *res, Str token, int64_t seconds);

#endif

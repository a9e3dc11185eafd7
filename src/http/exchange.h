/* One request and its answer, from the request line to the last byte sent. It lives in its own arena, so what a handler
 * wrote stays valid while a slow client reads it. */
#ifndef GULOU_HTTP_EXCHANGE_H
#define GULOU_HTTP_EXCHANGE_H

#include "http/body.h"
#include "http/server_parts.h"
#include "http/wire.h"
#include "http/workers.h"

struct MHD_Connection;

typedef enum ExchangeStage {
    STAGE_LINE,    /* the request line is known */
    STAGE_BODY,    /* the head is fine, the body is arriving */
    STAGE_REFUSED, /* the answer is a refusal; what still arrives is thrown away */
    STAGE_WORK,    /* suspended, a worker has it */
    STAGE_ANSWER   /* the answer is handed to the library */
} ExchangeStage;

typedef struct Exchange {
    Job job; /* first: a worker gets this */
    HttpServer *server;
    struct MHD_Connection *connection;
    Client *client;
    Arena *arena;
    ExchangeStage stage;
    WireLine line;
    Ctx ctx;
    Rand rand;
    Request request;
    Response response;
    RouteMatch match;
    Body *body;
    size_t discarded;
    int64_t complete_us; /* when the last byte had arrived */
    bool close_after;
} Exchange;

/* The library's callbacks; `false` closes the connection. */
Exchange *exchange_new(HttpServer *server, struct MHD_Connection *connection, Client *client, const char *target);
bool exchange_head(Exchange *ex, const char *method, const char *version);
bool exchange_body(Exchange *ex, Str bytes);
bool exchange_complete(Exchange *ex); /* the whole request is here, or a worker has answered it */
void exchange_free(Exchange *ex);

/* answer.c: hands ex->response to the library. */
bool exchange_answer(Exchange *ex);
/* dispatch.c: gate, handler, failure, 304, gzip; in a worker. */
void exchange_dispatch(Exchange *ex);

#endif

/* What every handler can reach: the store, the district, the brain, keys, pictures, live streams. One per server. */
#ifndef GULOU_RECEPTION_APP_H
#define GULOU_RECEPTION_APP_H

#include "auth/second_factor.h"
#include "auth/secrets.h"
#include "auth/session.h"
#include "auth/throttle.h"
#include "brain/decide.h"
#include "brain/twins_feed.h"
#include "domain/district.h"
#include "domain/way.h"
#include "http/server.h"
#include "photos/picture.h"

typedef struct App App;
struct App {
    Db *db;
    const District *district;
    const Brain *brain;
    ServerKeys keys;
    PicturePool *pictures; /* NULL: this server takes no photos (its program is missing) */
    Depot *depot;          /* where photos are kept */
    Str photo_types;       /* MIME types, comma separated */
    SseHub *hub;
    HttpServer *server; /* for its metrics; set once it runs */
    Limiter *submissions, *uploads, *lookups, *reads, *partners, *codes;
    struct Shelf *boards;         /* figures that took long to count (api/shelf.h) */
    struct Kept *kept;            /* answers for who asks again before anything changed (api/kept.h) */
    TwinsFeed *feed;              /* the recent cases, to find twins among */
    struct EventsSeen *events;    /* the event modes that hold (reception/events_seen.h) */
    struct DeviceWatch *devices;  /* channels/device_watch.h; NULL: it does not run */
    const struct Wechat *wechat;  /* channels/wechat.h; NULL: no account is connected */
    struct SignOn *sign_on;       /* signon/provider.h; NULL: staff sign in here alone */
    bool sends_mail;              /* letters can go by mail */
    bool sends_wechat;            /* and by the messenger */
    bool tells_alerts[VIA_COUNT]; /* about public cases */
    bool demo;
    bool secure_cookies;
    Str contract;                              /* docs/openapi.yaml as served */
    Err (*run_due)(struct App *app, Ctx *ctx); /* runs every job that is due at ctx->now, before it returns */
    struct Jobs *jobs;
    const struct JobsNoticed *noticed; /* by the jobs (jobs/runner.h) */
};

static inline App *app_of(const Request *req)
{
    return req->app;
}

/* Rights of a route: who may come in at all. What they may do to a case is the rules' business. */
typedef enum RouteRights {
    RIGHTS_OPEN,     /* everyone; a session or a tracking secret is honoured where it is shown */
    RIGHTS_REPORTER, /* the tracking secret of the case in {number} */
    RIGHTS_TRACKER,  /* that, or a follower's secret */
    RIGHTS_SESSION,  /* signed in, also while the one-time password stands */
    RIGHTS_STAFF,    /* signed in and settled */
    RIGHTS_ADMIN,    /* an administrator */
} RouteRights;

/* The gate of http/server.h: fills ctx's jurisdiction, district and actor, checks the route's rights and, for requests
 * that change something with a session, the CSRF token. */
MUST_USE Err gate(Request *req, Response *res, const Route *route);

/* Whether a second factor stands between this session and its work; in the demo no role needs one. */
SecondNeed request_second_need(const Request *req, const Actor *actor, const SessionInfo *session);

/* The session behind this request, or NULL (nobody, or a reporter). */
const SessionInfo *request_session(const Request *req);
/* From here on the request is the reporter's of this case (a rating link was shown). */
void request_as_reporter(const Request *req, Str number);
/* The same for one who may follow it, or does. */
void request_as_follower(const Request *req, Str number);

/* The messenger's id of whoever came in through it (channels/wechat_enter.c) and is not signed in as staff; else empty.
 */
Str request_messenger(const Request *req);

#define MESSENGER_COOKIE "gulou_wechat"
#define MESSENGER_PASS "wechat" /* purpose of the sealed pass in it */
#define SESSION_COOKIE "gulou_session"

#endif

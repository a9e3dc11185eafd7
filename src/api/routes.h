/* Every address of the JSON API. */
#ifndef GULOU_API_ROUTES_H
#define GULOU_API_ROUTES_H

#include "http/router.h"

/* One table of routes per file of this room. */
void case_routes(Router *router);
void submit_routes(Router *router);
void twin_routes(Router *router);
void advice_routes(Router *router);
void public_routes(Router *router);
void publication_routes(Router *router); /* looking at what would be public */
void target_routes(Router *router);
void track_routes(Router *router);
void session_routes(Router *router);
void sign_on_routes(Router *router);
void district_routes(Router *router);
void photo_routes(Router *router);
void stream_routes(Router *router);
void patrol_routes(Router *router);
void insight_routes(Router *router);
void brain_routes(Router *router);
void brain_cases_routes(Router *router);
void account_routes(Router *router);
void partner_routes(Router *router);
void push_routes(Router *router);     /* cases handed on to other cities */
void register_routes(Router *router); /* devices */
void case_import_routes(Router *router);
void case_export_routes(Router *router);
void exchange_routes(Router *router); /* beside both */
void outbox_routes(Router *router);
void alert_routes(Router *router); /* asking to hear of public cases */
void ways_routes(Router *router);
void log_routes(Router *router);
void event_mode_routes(Router *router);
void knowledge_routes(Router *router);
void phone_routes(Router *router);
void phone_events_routes(Router *router);
void phone_review_routes(Router *router);
void call_back_routes(Router *router);
void demo_routes(Router *router);
void health_routes(Router *router);

/* All of them. */
void api_routes(Router *router);

#endif

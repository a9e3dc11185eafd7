/* Every address of the JSON API: one table per file of this room. */
#include "api/routes.h"

void api_routes(Router *router)
{
    case_routes(router);
    advice_routes(router);
    public_routes(router);
    publication_routes(router);
    alert_routes(router);
    target_routes(router);
    track_routes(router);
    twin_routes(router);
    session_routes(router);
    sign_on_routes(router);
    district_routes(router);
    photo_routes(router);
    stream_routes(router);
    patrol_routes(router);
    insight_routes(router);
    brain_routes(router);
    brain_cases_routes(router);
    account_routes(router);
    partner_routes(router);
    push_routes(router);
    register_routes(router);
    case_import_routes(router);
    case_export_routes(router);
    exchange_routes(router);
    ways_routes(router);
    log_routes(router);
    event_mode_routes(router);
    knowledge_routes(router);
    phone_routes(router);
    phone_events_routes(router);
    phone_review_routes(router);
    call_back_routes(router);
    demo_routes(router);
    health_routes(router);
}

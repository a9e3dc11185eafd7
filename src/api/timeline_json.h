/* The timeline of a case as JSON entries (without the brackets around them). */
#ifndef GULOU_API_TIMELINE_JSON_H
#define GULOU_API_TIMELINE_JSON_H

#include "api/case_json.h"

typedef struct TimelineView {
    const Request *req;
    Tx *tx; /* names of people are looked up */
    const CasePage *page;
    bool for_reporter; /* no names, no notes between staff, no inner steps */
    bool for_follower; /* with for_reporter: nor what passed between the reporter and the desk, no notes, no photos */
} TimelineView;

MUST_USE Err put_timeline(JsonOut *out, const TimelineView *view);

#endif

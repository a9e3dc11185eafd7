/* 报到: the called unit proves its presence: place, time, person, photo. Near enough is on site; farther (or without a
 * position) is remote, which counts only once the calling side accepts it. The lead's presence begins the handling. */
#include "actions/actions.h"
#include "geo/distance.h"

static int64_t distance_from_case(const Act *act)
{
    const Case *c = &act->file->c;
    if (!act->in->place.given || (c->lat_e7 == 0 && c->lon_e7 == 0))
        return -1;
    LngLat here = {.lng = act->in->place.lon, .lat = act->in->place.lat};
    LngLat there = {.lng = (double)c->lon_e7 / 1e7, .lat = (double)c->lat_e7 / 1e7};
    return (int64_t)(distance_metres(here, there) + 0.5);
}

static void now_present(Act *act, Call *call)
{
    call->state = CALL_PRESENT;
    call->present_at = act->now;
    act_stop_clock(act, act_call_clock(act, CLOCK_T3, call->no));
    act_stop_clock(act, act_call_clock(act, CLOCK_T4, call->no));
    clock_void(act_call_clock(act, CLOCK_T6, call->no), act->now);
    if (call->lead) {
        act->file->c.handler_unit = call->callee;
        act->file->c.handler_person = call->person;
    }
}

/* CALLING becomes HANDLING when the lead is there, and only then. */
Err act_case_progress(Act *act)
{
    const Call *lead = case_lead(act->file);
    bool there = lead != NULL && lead->present_at != 0;
    if (act->file->c.state != CASE_CALLING || !there)
        return OK;
    TRY(act_consequence(act, ACTION_BEGIN_HANDLING));
    return act_end(act);
}

static Err arrive_remote(Act *act, CallState as_it_was)
{
    CaseRequest *request = NULL;
    act->call->state = as_it_was;
    act->call->presence = PRESENCE_REMOTE;
    clock_pause(act_call_clock(act, CLOCK_T4, act->call->no), act->now);
    TRY(act_ask(act, &(CaseRequest){.kind = REQUEST_REMOTE, .call = act->call->no}, &request));
    act_detail_i64(act, "request", request->no);
    return act_end(act);
}

Err check_in(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin_call(tx, in, ACTION_CHECK_IN, &act));
    CallState as_it_was = (CallState)case_call(act->before, in->call)->state;
    Call *call = act->call;
    call->person = tx->ctx->actor->person;
    call->distance_m = distance_from_case(act);
    /* the phone's own accuracy is given to it, but never more than the limit itself */
    int64_t limit = act->district->limits.check_in_metres;
    int64_t slack = in->place.accuracy_m < limit ? in->place.accuracy_m : limit;
    bool on_site = call->distance_m >= 0 && call->distance_m <= limit + slack;
    act_detail_i64(act, "distance_m", call->distance_m);
    if (in->claimed_at != 0)
        act_detail_i64(act, "claimed_at", in->claimed_at);
    act_detail_str(act, "presence", on_site ? STR("ON_SITE") : STR("REMOTE"));
    act_text(act, "note", in->note);
    act_take_photos(act, "check_in");
    if (!on_site)
        return arrive_remote(act, as_it_was);
    call->presence = PRESENCE_ON_SITE;
    now_present(act, call);
    TRY(act_end(act));
    return act_case_progress(act);
}

Err act_admit_remote(Act *act, int64_t call_no)
{
    act->call = case_call(act->file, call_no);
    TRY(act_consequence(act, ACTION_ADMIT_REMOTE));
    clock_resume(&act->district->clocks, act_call_clock(act, CLOCK_T4, call_no), act->now);
    now_present(act, act->call);
    TRY(act_end(act));
    return act_case_progress(act);
}

/* The page of a case's reporter: every step in plain words, no name, no phone, nothing that staff say among themselves.
 */
#include "api/answers_json.h"
#include "api/public_page.h"
#include "api/timeline_json.h"
#include "domain/permission.h"
#include "domain/workflow.h"

static const char *stage_of(CaseState state)
{
    switch (state) {
    case CASE_SUBMITTED:
    case CASE_ROUTED:
    case CASE_VERIFYING:
        return "received";
    case CASE_ACCEPTED:
    case CASE_ESCALATED:
        return "responded";
    case CASE_ASSIGNED:
    case CASE_CALLING:
    case CASE_HANDLING:
    case CASE_SUSPENDED:
        return "handling";
    case CASE_REVIEW:
        return "reviewing";
    case CASE_RESOLVED:
    case CASE_CLOSED:
        return "done";
    default:
        return "ended";
    }
}

/* The promise that concerns the resident: first the response, then the handling. */
static const CaseClock *promise(CaseFile *file)
{
    static const ClockKind kinds[] = {CLOCK_T1, CLOCK_T5};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const CaseClock *clock = case_clock(file, kinds[i], 0, 0);
        if (clock != NULL && clock->stopped_at == 0)
            return clock;
    }
    return NULL;
}

static void put_allowed(JsonOut *out, const Request *req, CaseFile *file)
{
    if (file == NULL) {
        json_key(out, "allowed");
        json_open(out, '[');
        json_close(out, ']');
        return;
    }
    Action actions[ACTION_COUNT];
    size_t count = workflow_allowed((CaseState)file->c.state, REL(REPORTER), actions);
    const CaseClock *window = case_clock(file, CLOCK_T11, 0, 0);
    UnixMs now = req->ctx->now;
    bool present = false;
    for (size_t i = 0; i < file->call_count; i++)
        present = present || file->calls[i].present_at != 0;
    json_key(out, "allowed");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        bool late = actions[i] == ACTION_REOPEN &&
                    (file->c.state != CASE_CLOSED || window == NULL || window->stopped_at != 0 || now > window->due_at);
        late = late ||
               (actions[i] == ACTION_APPEAL && now > file->c.closed_at + DAYS(req->ctx->district->limits.appeal_days));
        late = late || (actions[i] == ACTION_WITHDRAW && present);
        if (!late)
            json_put_str(out, action_slug(req->ctx->arena, actions[i]));
    }
    json_close(out, ']');
}

static int64_t last_seq_with(const CasePage *page, const char *action)
{
    for (size_t i = page->event_count; i > 0; i--)
        if (str_is(page->events[i - 1].action, action))
            return page->events[i - 1].seq;
    return 0;
}

/* What was done, once it has passed review; `page` NULL: not for these eyes. */
static void put_result(JsonOut *out, const Request *req, const CasePage *page)
{
    const Case *c = page != NULL ? &page->file->c : NULL;
    json_key(out, "result");
    if (c == NULL || c->resolved_at == 0) {
        json_put_null(out);
        return;
    }
    int64_t seq = last_seq_with(page, c->by_answer ? "ANSWER" : "PROPOSE_DONE");
    json_open(out, '{');
    json_field_opt(out, "answer", c->by_answer ? page_text(page, seq, "note") : STR(""));
    json_field_opt(out, "received", page_text(page, seq, "received"));
    json_field_opt(out, "contacted", STR("")); /* names whom: not for the public page */
    json_field_opt(out, "measure", page_text(page, seq, "measure"));
    json_field_opt(out, "limit", page_text(page, seq, "limit"));
    json_key(out, "photos");
    json_open(out, '[');
    for (size_t i = 0; i < page->photo_count; i++)
        if (str_is(page->photos[i].stage, "after") && page->photos[i].erased_at == 0)
            put_photo(out, req, &page->photos[i]);
    json_close(out, ']');
    json_close(out, '}');
}

static void put_rating(JsonOut *out, CaseFile *file)
{
    const CaseClock *window = file != NULL ? case_clock(file, CLOCK_T10, 0, 0) : NULL;
    json_key(out, "rating");
    if (file == NULL || file->c.solved == 0) {
        json_put_null(out);
    } else {
        json_open(out, '{');
        json_field_bool(out, "solved", file->c.solved == 1);
        json_field_i64(out, "satisfied", file->c.satisfied);
        json_close(out, '}');
    }
    bool open = file != NULL && file->c.state == CASE_RESOLVED && window != NULL && window->stopped_at == 0;
    json_field_time(out, "rate_until", open ? window->due_at : 0);
}

const char *case_stage(CaseState state)
{
    return stage_of(state);
}

UnixMs case_promise(CaseFile *file)
{
    const CaseClock *clock = promise(file);
    return clock != NULL ? clock->due_at : 0;
}

Err put_tracked_case(JsonOut *out, const Request *req, Tx *tx, const Tracked *tracked)
{
    bool follower = str_empty(req->ctx->actor->reporter_of); /* sees the public progress only */
    const CasePage *page = tracked->page, *lives = tracked->master != NULL ? tracked->master : page;
    CaseFile *file = page->file;
    const CaseClock *due = promise(lives->file);
    json_open(out, '{');
    json_field_str(out, "number", file->c.number);
    json_field_str(out, "state", str_of(case_state_code((CaseState)file->c.state)));
    json_field_str(out, "stage", str_of(stage_of((CaseState)lives->file->c.state)));
    json_field_bool(out, "follower", follower);
    json_field_i64(out, "followers", lives->file->c.followers);
    json_field_opt(out, "text", follower ? STR("") : page_text(page, 1, "text"));
    json_field_opt(out, "place_text", follower ? STR("") : page_text(page, 1, "place"));
    if (follower)
        put_no_answers(out);
    else
        TRY(put_answers(out, req, page));
    put_area(out, req, "community", follower ? file->c.community : STR(""));
    put_category(out, req, "category", file->c.category);
    put_unit(out, req, "desk", lives->file->c.owner);
    put_unit(out, req, "handler", lives->file->c.handler_unit);
    json_field_time(out, "submitted_at", file->c.submitted_at);
    json_field_time(out, "due_at", due != NULL ? due->due_at : 0);
    json_field_bool(out, "overdue", lives->file->c.public_overdue || (due != NULL && due->due_at < req->ctx->now));
    json_key(out, "photos");
    json_open(out, '[');
    for (size_t i = 0; i < page->photo_count; i++)
        if (!follower && str_is(page->photos[i].stage, "report") && page->photos[i].erased_at == 0)
            put_photo(out, req, &page->photos[i]);
    json_close(out, ']');
    json_key(out, "timeline");
    json_open(out, '[');
    TRY(put_timeline(out, &(TimelineView){req, tx, page, true, follower}));
    if (tracked->master != NULL)
        TRY(put_timeline(out, &(TimelineView){req, tx, tracked->master, true, follower}));
    json_close(out, ']');
    put_allowed(out, req, follower ? NULL : file);
    put_result(out, req, follower ? NULL : lives);
    put_rating(out, follower ? NULL : file);
    put_rejection(out, req, "reject", file->c.reject_code);
    json_field_opt(out, "master", file->c.master);
    if (follower) {
        json_key(out, "publication");
        json_put_null(out);
    } else {
        TRY(put_publication(out, req, tx, &file->c));
    }
    json_close(out, '}');
    return OK;
}

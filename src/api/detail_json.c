/* The whole case file, as this person may see it, with what they may do next. */
#include "api/answers_json.h"
#include "api/public_page.h"
#include "api/timeline_json.h"
#include "domain/permission.h"
#include "domain/workflow.h"
#include "store/person_store.h"

Err person_name(Tx *tx, Str person, Str *out)
{
    *out = STR("");
    if (str_empty(person) || str_is(person, "reporter") || str_is(person, "system"))
        return OK;
    Person row;
    Failure before = tx->ctx->failure;
    Err err = person_load(tx, person, &row);
    if (err == ERR_NOT_FOUND) {
        tx->ctx->failure = before;
        return OK;
    }
    TRY(err);
    *out = row.name;
    return OK;
}

static Err put_person(JsonOut *out, Tx *tx, const char *key, Str person)
{
    Str name = STR("");
    json_key(out, key);
    if (str_empty(person)) {
        json_put_null(out);
        return OK;
    }
    TRY(person_name(tx, person, &name));
    json_open(out, '{');
    json_field_str(out, "id", person);
    json_field_str(out, "name", name);
    json_close(out, '}');
    return OK;
}

static void put_slugs(JsonOut *out, const Request *req, const Action *actions, size_t count)
{
    json_key(out, "allowed");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        if (action_is_for_person(actions[i]) && actions[i] != ACTION_DECIDE)
            json_put_str(out, action_slug(req->ctx->arena, actions[i]));
    json_close(out, ']');
}

static void put_scores(JsonOut *out, const Call *call)
{
    json_key(out, "scores");
    if (call->score_timely == 0) {
        json_put_null(out);
        return;
    }
    json_open(out, '{');
    json_field_i64(out, "timely", call->score_timely);
    json_field_i64(out, "attend", call->score_attend);
    json_field_i64(out, "result", call->score_result);
    json_close(out, '}');
}

/* What the table allows, less what can no longer be done: a second score, the lead's own "finish". */
static void put_call_allowed(JsonOut *out, const Request *req, const CaseFile *file, const Call *call)
{
    Action actions[ACTION_COUNT], kept[ACTION_COUNT];
    RelationSet relations = relations_to_call(&req->ctx->district->rights, req->ctx->actor, file, call);
    size_t count = workflow_call_allowed((CallState)call->state, relations, actions), n = 0;
    for (size_t i = 0; i < count; i++) {
        bool gone = (actions[i] == ACTION_SCORE_CALLEE && call->score_timely != 0) ||
                    (actions[i] == ACTION_SCORE_CALLER && call->score_call != 0) ||
                    (actions[i] == ACTION_FINISH_CALL && call->lead);
        bool urgent = file->c.urgency != URGENCY_U3;
        bool too_soon = actions[i] == ACTION_DISPUTE && urgent == (call->present_at == 0);
        if (!gone && !too_soon)
            kept[n++] = actions[i];
    }
    put_slugs(out, req, kept, n);
}

static Err put_call(JsonOut *out, const Request *req, Tx *tx, const CaseFile *file, const Call *call)
{
    json_open(out, '{');
    json_field_i64(out, "no", call->no);
    json_field_str(out, "state", str_of(call_state_code((CallState)call->state)));
    json_field_bool(out, "lead", call->lead);
    json_field_bool(out, "required", call->required);
    put_unit(out, req, "callee", call->callee);
    put_unit(out, req, "caller", call->caller);
    TRY(put_person(out, tx, "person", call->person));
    json_field_time(out, "issued_at", call->issued_at);
    json_field_time(out, "signed_at", call->signed_at);
    json_field_time(out, "present_at", call->present_at);
    json_field_time(out, "done_at", call->done_at);
    json_field_time(out, "ended_at", call->ended_at);
    json_field_str(out, "presence", str_of(presence_code((Presence)call->presence)));
    put_i64_or_null(out, "distance_m", call->distance_m, call->distance_m >= 0);
    put_unit(out, req, "true_owner", call->true_owner);
    put_scores(out, call);
    put_i64_or_null(out, "score_call", call->score_call, call->score_call != 0);
    json_field_i64(out, "returned", call->returned);
    json_key(out, "clocks");
    json_open(out, '[');
    for (size_t i = 0; i < file->clock_count; i++)
        if (file->clocks[i].call == call->no)
            put_clock(out, req, NULL, &file->clocks[i]);
    json_close(out, ']');
    put_call_allowed(out, req, file, call);
    json_close(out, '}');
    return OK;
}

/* The note with which a request was asked stands with the event that has its number in `detail`. */
static Str request_note(const Request *req, const CasePage *page, int64_t no)
{
    for (size_t i = 0; i < page->event_count; i++) {
        const Json *body = NULL;
        int64_t asked = 0;
        if (str_is(page->events[i].action, "DECIDE") || json_parse(req->ctx, page->events[i].body, &body) != OK)
            continue;
        if (json_i64(json_get(json_get(body, "detail"), "request"), &asked) && asked == no)
            return page_text(page, page->events[i].seq, "note");
    }
    return STR("");
}

static void put_request(JsonOut *out, const Request *req, const CasePage *page, const CaseRequest *request)
{
    const Rights *rights = &req->ctx->district->rights;
    CaseFile *file = page->file;
    bool pending = request->decided_at == 0;
    json_open(out, '{');
    json_field_i64(out, "no", request->no);
    json_field_str(out, "kind", str_of(request_kind_code((RequestKind)request->kind)));
    put_i64_or_null(out, "call", request->call, request->call != 0);
    put_unit(out, req, "by", request->by_unit);
    put_unit(out, req, "to", request->to_unit);
    json_field_time(out, "asked_at", request->asked_at);
    json_field_opt(out, "note", request_note(req, page, request->no));
    json_field_time(out, "until", request->until);
    put_i64_or_null(out, "percent", request->percent, request->percent != 0);
    json_field_time(out, "decided_at", request->decided_at);
    json_key(out, "granted");
    if (pending)
        json_put_null(out);
    else
        json_put_bool(out, request->granted);
    json_field_bool(out, "may_decide", pending && may_decide(rights, req->ctx->actor, file, request));
    put_clock(out, req, "clock", case_clock(file, CLOCK_T7, 0, request->no));
    json_close(out, '}');
}

static void put_photo_list(JsonOut *out, const Request *req, const CasePage *page)
{
    json_key(out, "photos");
    json_open(out, '[');
    for (size_t i = 0; i < page->photo_count; i++)
        if (page->photos[i].erased_at == 0)
            put_photo(out, req, &page->photos[i]);
    json_close(out, ']');
}

/* Rate, reopen and appeal have their windows; a waiting request cannot be asked again. */
static bool still_possible(const CaseFile *file, Action action)
{
    for (size_t i = 0; i < file->request_count; i++) {
        const CaseRequest *r = &file->requests[i];
        bool same = (action == ACTION_TRANSFER && r->kind == REQUEST_TRANSFER) ||
                    (action == ACTION_SUSPEND && r->kind == REQUEST_SUSPEND) ||
                    (action == ACTION_EXTEND && r->kind == REQUEST_EXTEND) ||
                    (action == ACTION_ASK_CO_UNIT && r->kind == REQUEST_CO_UNIT);
        if (same && r->decided_at == 0)
            return false;
    }
    return true;
}

static void put_rights(JsonOut *out, const Request *req, const CaseFile *file)
{
    const Ctx *ctx = req->ctx;
    Action actions[ACTION_COUNT], kept[ACTION_COUNT];
    RelationSet relations = relations_to_case(&ctx->district->rights, ctx->actor, file);
    size_t count = workflow_allowed((CaseState)file->c.state, relations, actions), n = 0;
    bool own_work = str_eq(file->c.proposed_by, ctx->actor->person);
    for (size_t i = 0; i < count; i++) {
        bool review = actions[i] == ACTION_PASS || actions[i] == ACTION_SEND_BACK;
        if (!(review && own_work) && still_possible(file, actions[i]))
            kept[n++] = actions[i];
    }
    put_slugs(out, req, kept, n);
    json_key(out, "relations");
    json_open(out, '[');
    for (int r = 0; r < RELATION_COUNT; r++)
        if (relations & (1u << r))
            json_put_z(out, relation_code((Relation)r));
    json_close(out, ']');
}

static void put_elements(JsonOut *out, const CasePage *page)
{
    int64_t seq = 0;
    for (size_t i = 0; i < page->text_count; i++)
        if (str_is(page->texts[i].field, "measure") && page->texts[i].seq > seq)
            seq = page->texts[i].seq;
    json_key(out, "elements");
    if (seq == 0) {
        json_put_null(out);
        return;
    }
    json_open(out, '{');
    json_field_str(out, "received", page_text(page, seq, "received"));
    json_field_str(out, "contacted", page_text(page, seq, "contacted"));
    json_field_str(out, "measure", page_text(page, seq, "measure"));
    json_field_str(out, "limit", page_text(page, seq, "limit"));
    json_close(out, '}');
}

static void put_result(JsonOut *out, const Request *req, const CasePage *page)
{
    const Case *c = &page->file->c;
    const Category *category = category_find(req->ctx->district, c->category);
    put_unit(out, req, "verifier", c->verifier_unit);
    json_field_str(out, "finding", str_of(finding_code((Finding)c->finding)));
    put_rejection(out, req, "reject", c->reject_code);
    json_field_opt(out, "master", c->master);
    json_field_opt(out, "spot", c->spot);
    json_key(out, "rating");
    if (c->solved == 0) {
        json_put_null(out);
    } else {
        json_open(out, '{');
        json_field_bool(out, "solved", c->solved == 1);
        json_field_i64(out, "satisfied", c->satisfied);
        json_close(out, '}');
    }
    json_field_i64(out, "rework", c->rework);
    json_field_time(out, "wake_at", c->wake_at);
    json_field_bool(out, "after_photo", category != NULL && category->after_photo);
    put_elements(out, page);
    json_key(out, "twins");
    json_open(out, '[');
    for (size_t i = 0; i < page->twin_count; i++)
        json_put_str(out, page->twins[i]);
    json_close(out, ']');
}

Err put_case_detail(JsonOut *out, const Request *req, Tx *tx, const CasePage *page)
{
    CaseFile *file = page->file;
    json_open(out, '{');
    put_summary_members(out, req, page);
    json_field_opt(out, "text", page_text(page, 1, "text"));
    TRY(put_answers(out, req, page));
    put_photo_list(out, req, page);
    TRY(put_publication(out, req, tx, &file->c));
    json_key(out, "clocks");
    json_open(out, '[');
    for (size_t i = 0; i < file->clock_count; i++)
        put_clock(out, req, NULL, &file->clocks[i]);
    json_close(out, ']');
    json_key(out, "call_list");
    json_open(out, '[');
    for (size_t i = 0; i < file->call_count; i++)
        TRY(put_call(out, req, tx, file, &file->calls[i]));
    json_close(out, ']');
    json_key(out, "requests");
    json_open(out, '[');
    for (size_t i = 0; i < file->request_count; i++)
        put_request(out, req, page, &file->requests[i]);
    json_close(out, ']');
    json_key(out, "timeline");
    json_open(out, '[');
    TRY(put_timeline(out, &(TimelineView){req, tx, page, false, false}));
    json_close(out, ']');
    put_rights(out, req, file);
    json_field_bool(out, "has_contact", !file->c.anonymous);
    TRY(put_person(out, tx, "handler_person", file->c.handler_person));
    TRY(put_decision(out, req, page->decision));
    put_result(out, req, page);
    json_close(out, '}');
    return OK;
}

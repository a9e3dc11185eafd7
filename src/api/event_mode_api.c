/* Event modes as every desk sees them, and their switch for the one who commands. */
#include "api/routes.h"
#include "actions/switch_event_mode.h"
#include "api/case_input.h"
#include "api/case_json.h"
#include "base/input.h"
#include "domain/permission.h"

typedef struct EventModePage {
    EventModes now, newest;
} EventModePage;

static Err page_in_tx(Tx *tx, const void *in, void *out)
{
    (void)in;
    EventModePage *page = out;
    TRY(event_modes_now(tx, &page->now));
    TRY(event_modes_newest(tx, &page->newest));
    for (size_t i = 0; i < page->now.len; i++)
        TRY(person_name(tx, page->now.at[i].person, &page->now.at[i].person));
    for (size_t i = 0; i < page->newest.len; i++)
        TRY(person_name(tx, page->newest.at[i].person, &page->newest.at[i].person));
    return OK;
}

static void put_event(JsonOut *out, const Request *req, Str code)
{
    const DistrictEvent *event = event_find(req->ctx->district, code);
    json_field_str(out, "event", code);
    put_names(out, "name", event != NULL ? event->name_zh : code, event != NULL ? event->name_en : code);
}

static void put_switch(JsonOut *out, const Request *req, const EventMode *mode)
{
    json_open(out, '{');
    put_event(out, req, mode->event);
    json_field_time(out, "at", mode->at);
    json_field_time(out, "since", mode->since);
    json_field_time(out, "until", mode->until);
    json_field_bool(out, "on", mode->until > mode->at);
    json_field_str(out, "by", mode->person);
    put_unit(out, req, "unit", mode->unit);
    json_field_opt(out, "note", mode->note);
    json_close(out, '}');
}

static void put_modes(JsonOut *out, const Request *req, const char *key, const EventModes *modes)
{
    json_key(out, key);
    json_open(out, '[');
    for (size_t i = 0; i < modes->len; i++)
        put_switch(out, req, &modes->at[i]);
    json_close(out, ']');
}

static void put_known(JsonOut *out, const Request *req)
{
    const District *d = req->ctx->district;
    json_key(out, "known");
    json_open(out, '[');
    for (size_t i = 0; i < d->event_count; i++) {
        json_open(out, '{');
        put_event(out, req, d->events[i].code);
        json_field_i64(out, "hours", d->events[i].hours);
        put_names(out, "notice", d->events[i].notice_zh, d->events[i].notice_en);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static Err get_event_mode(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    EventModePage *page = ARENA_NEW(ctx->arena, EventModePage);
    TRY(db_read(app_of(req)->db, ctx, page_in_tx, NULL, page));
    const Rights *rights = &ctx->district->rights;
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    put_modes(&out, req, "now", &page->now);
    put_known(&out, req);
    put_modes(&out, req, "switches", &page->newest);
    json_field_bool(&out, "may_switch",
                    grant_giving(rights, ctx->actor, RELATION_COMMANDER, ctx->district->centre) != NULL);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

typedef struct SwitchBody {
    Str event, until, note;
    bool on;
} SwitchBody;

static const InputField switch_fields[] = {
    INPUT(STR, SwitchBody, event, true, 1, 32),
    INPUT(BOOL, SwitchBody, on, true, 0, 0),
    INPUT(STR, SwitchBody, until, false, 0, 40),
    INPUT(STR, SwitchBody, note, false, 0, 500),
};

static Err switch_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    return switch_event_mode(tx, in);
}

static Err post_event_mode(Request *req, Response *res)
{
    const Json *json = NULL;
    SwitchBody body = {0};
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, switch_fields, COUNT_OF(switch_fields), &body));
    SwitchEventMode in = {.event = body.event, .on = body.on, .note = body.note};
    TRY(read_time(req->ctx, "until", body.until, &in.until));
    TRY(db_write(app_of(req)->db, req->ctx, switch_in_tx, &in, NULL));
    return get_event_mode(req, res);
}

static const Route routes[] = {
    {HTTP_GET, "/api/event-mode", get_event_mode, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/event-mode", post_event_mode, RIGHTS_STAFF, BODY_JSON, 0},
};

void event_mode_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

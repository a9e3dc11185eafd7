/* What a person should know before a report is sent: whom to call at once, which kind of matter it seems to be, and
 * what the district asks about that kind. Nothing is kept of the asking. */
#include "api/routes.h"
#include "api/answers_json.h"
#include "base/input.h"
#include "reception/read.h"

typedef struct AdviceBody {
    Str text, place_text, category;
    const Json *position;
} AdviceBody;

static const InputField advice_fields[] = {
    INPUT(STR, AdviceBody, text, false, 0, 4000),
    INPUT(STR, AdviceBody, place_text, false, 0, 200),
    INPUT(STR, AdviceBody, category, false, 0, 20),
    INPUT(JSON, AdviceBody, position, false, 0, 0),
};

static void put_stopper(JsonOut *out, const Stopper *stopper)
{
    json_open(out, '{');
    put_names(out, "advice", stopper->zh, stopper->en);
    json_field_bool(out, "instead", stopper->instead);
    json_key(out, "calls");
    json_open(out, '[');
    for (size_t i = 0; i < stopper->call_count; i++) {
        json_open(out, '{');
        json_field_str(out, "number", stopper->calls[i].key);
        put_names(out, "name", stopper->calls[i].zh, stopper->calls[i].en);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void put_stoppers(JsonOut *out, const Request *req, const Decision *decision)
{
    const Stopper *stoppers[STOPPERS_SHOWN];
    MatterHeard judged = {decision->category, decision->dangers, decision->danger_count};
    size_t count = stoppers_for(req->ctx->district, &judged, stoppers);
    json_key(out, "stoppers");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        put_stopper(out, stoppers[i]);
    json_close(out, ']');
}

static Err read_matter(Request *req, Decision *out)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    AdviceBody body = {0};
    PlaceInput place = {0};
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, advice_fields, COUNT_OF(advice_fields), &body));
    TRY(read_position(ctx, body.position, &place));
    brain_decide(app_of(req)->brain, ctx,
                 &(Report){.text = body.text,
                           .place_text = body.place_text,
                           .has_point = place.given,
                           .lat = place.lat,
                           .lon = place.lon,
                           .accuracy_m = place.accuracy_m,
                           .point_source = place.source,
                           .category_choice = body.category},
                 out);
    return OK;
}

static Err post_advice(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    Decision *decision = ARENA_NEW(ctx->arena, Decision);
    if (request_session(req) == NULL)
        TRY(limiter_take(app_of(req)->lookups, ctx, req->client_ip));
    TRY(read_matter(req, decision));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    put_category(&out, req, "category", decision->category);
    json_field_bool(&out, "sure", decision->category_sure);
    put_stoppers(&out, req, decision);
    put_questions(&out, req, "questions", decision->category);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static const Route routes[] = {
    {HTTP_POST, "/api/advice", post_advice, RIGHTS_OPEN, BODY_JSON, 0},
};

void advice_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

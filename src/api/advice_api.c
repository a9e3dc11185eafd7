/* What a person should know before a report is sent: which kind of matter it seems to be, and what the district asks
 * about that kind. Nothing is kept of the asking. */
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

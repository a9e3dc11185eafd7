/* Reading what an action is sent; see case_input.h. */
#include "api/case_input.h"

#include "base/input.h"

/* What of the body is no plain member of ActionInput. */
typedef struct ActionBody {
    ActionInput in;
    const Json *units, *position, *elements, *scores, *answers, *cover;
    bool granted, upheld, solved, reached;
    Str finding, at, until;
    StrList photos;
} ActionBody;

#define TEXT(field, max)                                                                                               \
    {                                                                                                                  \
#field, INPUT_STR, offsetof(ActionBody, in.field), false, 0, (max)                                             \
    }
#define NUMBER(field, min, max)                                                                                        \
    {                                                                                                                  \
#field, INPUT_I64, offsetof(ActionBody, in.field), false, (min), (max)                                         \
    }
#define OWN(type, field, max)                                                                                          \
    {                                                                                                                  \
#field, INPUT_##type, offsetof(ActionBody, field), false, 0, (max)                                             \
    }

static const InputField action_fields[] = {
    NUMBER(version, 0, 1e15), TEXT(note, 2000),        TEXT(unit, 40),           TEXT(person, 64),
    OWN(JSON, units, 0),      NUMBER(call, 0, 1000),   NUMBER(request, 0, 1000), OWN(BOOL, granted, 0),
    OWN(BOOL, upheld, 0),     OWN(STR, finding, 20),   OWN(STRS, photos, 9),     OWN(JSON, position, 0),
    TEXT(place_text, 200),    OWN(STR, at, 40),        TEXT(code, 40),           TEXT(master, 20),
    OWN(STR, until, 40),      NUMBER(percent, 1, 200), OWN(JSON, elements, 0),   OWN(BOOL, solved, 0),
    NUMBER(satisfied, 1, 5),  OWN(BOOL, reached, 0),   TEXT(category, 20),       TEXT(urgency, 10),
    TEXT(difficulty, 20),     OWN(JSON, scores, 0),    NUMBER(score, 1, 5),      TEXT(photo, 64),
    NUMBER(seq, 1, 1e9),      TEXT(field, 20),         OWN(JSON, answers, 0),    OWN(JSON, cover, 0),
};

typedef struct TargetBody {
    Str unit;
    bool lead, required;
} TargetBody;

static const InputField target_fields[] = {
    INPUT(STR, TargetBody, unit, true, 0, 40),
    INPUT(BOOL, TargetBody, lead, false, 0, 0),
    INPUT(BOOL, TargetBody, required, false, 0, 0),
};

static Err read_units(Ctx *ctx, const Json *value, ActionInput *out)
{
    enum { UNITS_MAX = 10 };
    size_t count = json_length(value);
    if (json_is_null(value))
        return OK;
    if (count > UNITS_MAX)
        return fail_field(ctx, "units", MSG_FIELD_RANGE, STR("units"), STR("1"), STR("10"));
    CallTarget *targets = ARENA_ARRAY(ctx->arena, CallTarget, count + 1);
    for (size_t i = 0; i < count; i++) {
        TargetBody body = {.required = true};
        TRY(input_read(ctx, json_at(value, i), target_fields, COUNT_OF(target_fields), &body));
        targets[i] = (CallTarget){body.unit, body.lead, body.required || body.lead};
    }
    out->units = targets;
    out->unit_count = count;
    return OK;
}

static const InputField span_fields[] = {
    INPUT(I64, Span, from, true, 0, 1e6),
    INPUT(I64, Span, until, true, 0, 1e6),
};

static Err read_cover(Ctx *ctx, const Json *value, Cover *out)
{
    size_t count = json_length(value);
    if (json_is_null(value))
        return OK;
    if (!json_is_array(value) || count > SPANS_MAX)
        return fail_field(ctx, "cover", MSG_FIELD_RANGE, STR("cover"), STR("0"), STR("200"));
    Span *spans = ARENA_ARRAY(ctx->arena, Span, count + 1);
    for (size_t i = 0; i < count; i++)
        TRY(input_read(ctx, json_at(value, i), span_fields, COUNT_OF(span_fields), &spans[i]));
    *out = (Cover){spans, count};
    return OK;
}

static const InputField element_fields[] = {
    INPUT(STR, ActionInput, received, false, 0, 500),
    INPUT(STR, ActionInput, contacted, false, 0, 500),
    INPUT(STR, ActionInput, measure, false, 0, 2000),
    INPUT(STR, ActionInput, limit, false, 0, 500),
};

static const InputField score_fields[] = {
    {"timely", INPUT_I64, offsetof(ActionInput, score_timely), true, 1, 5},
    {"attend", INPUT_I64, offsetof(ActionInput, score_attend), true, 1, 5},
    {"result", INPUT_I64, offsetof(ActionInput, score_result), true, 1, 5},
};

static Err read_nested(Ctx *ctx, const ActionBody *body, ActionInput *out)
{
    TRY(read_units(ctx, body->units, out));
    TRY(read_position(ctx, body->position, &out->place));
    TRY(answers_read(ctx, body->answers, &out->answers));
    TRY(read_cover(ctx, body->cover, &out->cover));
    TRY(read_time(ctx, "at", body->at, &out->claimed_at));
    TRY(read_time(ctx, "until", body->until, &out->until));
    if (!json_is_null(body->elements))
        TRY(input_read(ctx, body->elements, element_fields, COUNT_OF(element_fields), out));
    if (!json_is_null(body->scores))
        TRY(input_read(ctx, body->scores, score_fields, COUNT_OF(score_fields), out));
    if (!str_empty(body->finding) && !finding_parse(body->finding, &out->finding))
        return fail_field(ctx, "finding", MSG_FIELD_CHOICE, STR("finding"), body->finding);
    return OK;
}

/* A flag that matters must be said, not left to a default. */
static Err require_flag(Ctx *ctx, const Json *json, const char *field, bool needed)
{
    return needed && json_is_null(json_get(json, field)) ? fail_field(ctx, field, MSG_FIELD_MISSING, str_of(field))
                                                         : OK;
}

Err read_action_input(const Request *req, Str number, ActionInput *out)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    ActionBody *body = ARENA_NEW(ctx->arena, ActionBody);
    Str slug = request_param(req, "action");
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, action_fields, COUNT_OF(action_fields), body));
    TRY(require_flag(ctx, json, "granted", str_is(slug, "decide") || str_is(slug, "consent")));
    TRY(require_flag(ctx, json, "upheld", str_is(slug, "arbitrate")));
    TRY(require_flag(ctx, json, "solved", str_is(slug, "rate")));
    TRY(require_flag(ctx, json, "reached", str_is(slug, "contact")));
    *out = body->in;
    out->number = number;
    out->granted = body->granted;
    out->upheld = body->upheld;
    out->solved = body->solved;
    out->reached = body->reached;
    out->photos = body->photos.at;
    out->photo_count = body->photos.len;
    TRY(read_nested(ctx, body, out));
    if (out->place.given) {
        PointAreas areas = brain_areas_at(app_of(req)->brain, ctx, out->place.lat, out->place.lon);
        out->subdistrict = areas.subdistrict;
        out->community = areas.community;
        out->grid = areas.grid;
    }
    return OK;
}

/* Digits with the signs people write between them; whether it rings is not ours to know. */

Err require_somebody(const Request *req)
{
    Ctx *ctx = req->ctx;
    if (ctx->actor == NULL && !str_empty(request_cookie(req, SESSION_COOKIE)))
        return fail(ctx, ERR_FORBIDDEN, MSG_CSRF_WRONG);
    if (ctx->actor == NULL)
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_SIGN_IN_FIRST);
    return request_session(req) != NULL ? auth_require_settled(ctx, request_session(req)) : OK;
}

/* The same matter raised twice. A resident who is about to report is told that somebody has (never what they wrote, who
 * they are or what they photographed) and may follow that case; a desk sees the likely twins of a case, and says of a
 * pair that it is none. Merging is the ordinary action. */
#include "api/routes.h"
#include "actions/follow.h"
#include "api/case_input.h"
#include "api/case_json.h"
#include "base/input.h"
#include "base/utf8.h"
#include "domain/permission.h"
#include "store/case_list.h"

#define TOLD_FROM 0.6 /* a resident is told of fewer than a desk: a wrong one costs a report */
#define OFFER_LASTS HOURS(1)

typedef struct TwinBody {
    Str text, place_text, category;
    const Json *position;
} TwinBody;

static const InputField twin_fields[] = {
    INPUT(STR, TwinBody, text, false, 0, 4000),
    INPUT(STR, TwinBody, place_text, false, 0, 200),
    INPUT(STR, TwinBody, category, false, 0, 20),
    INPUT(JSON, TwinBody, position, false, 0, 0),
};

typedef struct TwinsJob {
    const Request *req;
    const Decision *decision;
} TwinsJob;

/* --- for a resident --- */

static bool may_be_told(const CaseFile *file)
{
    Action actions[ACTION_COUNT];
    size_t count = workflow_allowed((CaseState)file->c.state, REL(FOLLOWER), actions);
    return count > 0 && file->c.confidential == 0;
}

/* The place's public name, where the brain recognised one: from the district's gazetteer, never the reporter's words.
 */
static Str public_place(Ctx *ctx, Str decision)
{
    const Json *json = NULL;
    Str name = STR(""), source = STR("");
    if (str_empty(decision) || json_parse(ctx, decision, &json) != OK)
        return STR("");
    const Json *first = json_at(json_get(json, "places"), 0);
    (void)json_str(json_get(first, "source"), &source);
    (void)json_str(json_get(first, "name"), &name);
    return str_is(source, "words") ? name : STR("");
}

/* In steps of fifty: who asks from three sides shall not find somebody's door. */
static int64_t coarse(double metres)
{
    return metres < 50.0 ? 50 : (int64_t)(metres / 50.0 + 0.5) * 50;
}

static void put_told(JsonOut *out, const Request *req, const CasePage *page, const DecisionTwin *twin)
{
    Ctx *ctx = req->ctx;
    CaseFile *file = page->file;
    UnixMs due = case_promise(file);
    json_open(out, '{');
    json_field_str(out, "number", file->c.number);
    put_category(out, req, "category", file->c.category);
    json_field_opt(out, "place", public_place(ctx, page->decision));
    put_area(out, req, "subdistrict", file->c.subdistrict);
    put_area(out, req, "community", file->c.community);
    put_i64_or_null(out, "metres", coarse(twin->metres), twin->metres >= 0.0);
    json_field_i64(out, "minutes", twin->minutes);
    json_field_time(out, "submitted_at", file->c.submitted_at);
    json_field_str(out, "state", str_of(case_state_code((CaseState)file->c.state)));
    json_field_str(out, "stage", str_of(case_stage((CaseState)file->c.state)));
    json_field_time(out, "due_at", due);
    json_field_i64(out, "followers", file->c.followers);
    json_field_str(out, "offer", follow_offer(&app_of(req)->keys, ctx, file->c.number, ctx->now + OFFER_LASTS));
    json_close(out, '}');
}

static Err told_in_tx(Tx *tx, const void *in, void *out)
{
    const TwinsJob *job = in;
    JsonOut *json = out;
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_key(json, "twins");
    json_open(json, '[');
    for (size_t i = 0; i < job->decision->twin_count; i++) {
        const DecisionTwin *twin = &job->decision->twins[i];
        CasePage page = {.file = ARENA_NEW(tx->ctx->arena, CaseFile)};
        if (twin->probability < TOLD_FROM)
            continue;
        TRY(case_load(tx, twin->number, page.file));
        TRY(decision_last(tx, twin->number, &page.decision));
        if (may_be_told(page.file))
            put_told(json, job->req, &page, twin);
    }
    json_close(json, ']');
    json_close(json, '}');
    return OK;
}

static Err post_twins(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    App *app = app_of(req);
    const Json *json = NULL;
    TwinBody body = {0};
    PlaceInput place = {0};
    JsonOut out;
    if (request_session(req) == NULL)
        TRY(limiter_take(app->lookups, ctx, req->client_ip));
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, twin_fields, COUNT_OF(twin_fields), &body));
    TRY(read_position(ctx, body.position, &place));
    Report report = {.text = body.text,
                     .place_text = body.place_text,
                     .has_point = place.given,
                     .lat = place.lat,
                     .lon = place.lon,
                     .accuracy_m = place.accuracy_m,
                     .point_source = place.source,
                     .category_choice = body.category,
                     .recent = twins_feed_twins(app->feed)};
    Decision *decision = ARENA_NEW(ctx->arena, Decision);
    brain_decide(app->brain, ctx, &report, decision);
    TRY(db_read(app->db, ctx, told_in_tx, &(TwinsJob){req, decision}, &out));
    respond_json(res, 200, &out);
    return OK;
}

/* --- following --- */

typedef struct FollowBody {
    Str offer, name, phone;
} FollowBody;

static const InputField follow_fields[] = {
    INPUT(STR, FollowBody, offer, true, 0, 60),
    INPUT(STR, FollowBody, name, false, 0, 50),
    INPUT(STR, FollowBody, phone, false, 0, 30),
};

static Err read_follow(Request *req, FollowCase *out)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    FollowBody body = {0};
    Str number = request_param(req, "number");
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, follow_fields, COUNT_OF(follow_fields), &body));
    TRY(check_phone(ctx, body.phone));
    TRY(follow_offer_check(&app_of(req)->keys, ctx, number, body.offer));
    out->key = request_header(req, "idempotency-key");
    if (out->key.len < 8 || out->key.len > 80)
        return fail(ctx, ERR_INVALID, MSG_KEY_MISSING);
    Hash hash = hash_sha256_parts((const Str[]){number, STR("\n"), body.name, STR("\n"), body.phone}, 5);
    out->request_hash = hash_hex(ctx->arena, &hash);
    out->follower = (Follower){.number = number,
                               .id = follower_id(ctx, number, out->key),
                               .contact = {.name = body.name, .phone = body.phone, .lang = ctx->lang}};
    return OK;
}

static Err post_follow(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    FollowCase in = {0};
    bool before = false;
    TRY(limiter_take(app_of(req)->submissions, ctx, req->client_ip));
    TRY(read_follow(req, &in));
    request_as_follower(req, in.follower.number);
    TRY(db_write(app_of(req)->db, ctx, follow_case, &in, &before));
    Str secret = follower_secret(&app_of(req)->keys, ctx, in.follower.number, in.follower.id);
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "number", in.follower.number);
    json_field_str(&out, "secret", secret);
    json_field_str(&out, "tracking_url",
                   str_printf(ctx->arena, "/t/" STR_FMT "#" STR_FMT, STR_ARG(in.follower.number), STR_ARG(secret)));
    json_close(&out, '}');
    respond_json(res, 201, &out);
    return OK;
}

/* --- for a desk --- */

typedef struct DeskJob {
    const Request *req;
    Str number;
    CasePage page;
    const Decision *decision;
} DeskJob;

static Err load_own(Tx *tx, const void *in, void *out)
{
    DeskJob *job = out;
    TRY(case_row_load(tx, *(const Str *)in, &job->page));
    if (!may_read_case(&tx->ctx->district->rights, tx->ctx->actor, job->page.file))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    return OK;
}

static bool may_merge(Ctx *ctx, const CaseFile *file)
{
    Action actions[ACTION_COUNT];
    RelationSet relations = relations_to_case(&ctx->district->rights, ctx->actor, file);
    size_t count = workflow_allowed((CaseState)file->c.state, relations, actions);
    for (size_t i = 0; i < count; i++)
        if (actions[i] == ACTION_MERGE)
            return true;
    return false;
}

/* The older open one leads, where both are one desk's: what is to be posted to merge the other into it. */
static void put_merge(JsonOut *out, const Request *req, const CaseFile *a, const CaseFile *b)
{
    bool a_first = a->c.submitted_at <= b->c.submitted_at;
    const CaseFile *master = a_first ? a : b, *other = a_first ? b : a;
    if (!may_merge(req->ctx, other) && may_merge(req->ctx, master)) { /* work on the younger one has begun already */
        const CaseFile *swap = master;
        master = other;
        other = swap;
    }
    bool can = str_eq(master->c.owner, other->c.owner) && case_is_open((CaseState)master->c.state) &&
               may_merge(req->ctx, other);
    json_key(out, "merge");
    if (!can) {
        json_put_null(out);
        return;
    }
    json_open(out, '{');
    json_field_str(out, "number", other->c.number);
    json_field_i64(out, "version", other->version);
    json_field_str(out, "master", master->c.number);
    json_close(out, '}');
}

static void put_likely(JsonOut *out, const DeskJob *job, const CasePage *page, const DecisionTwin *twin)
{
    const Request *req = job->req;
    json_open(out, '{');
    json_key(out, "case");
    put_case_summary(out, req, page);
    json_field_number(out, "probability", twin->probability, 2);
    put_i64_or_null(out, "metres", (int64_t)(twin->metres + 0.5), twin->metres >= 0.0);
    json_field_i64(out, "minutes", twin->minutes);
    json_field_str(out, "reason", req->ctx->lang == LANG_EN ? twin->reason_en : twin->reason_zh);
    put_merge(out, req, job->page.file, page->file);
    json_close(out, '}');
}

static Err likely_in_tx(Tx *tx, const void *in, void *out)
{
    const DeskJob *job = in;
    JsonOut *json = out;
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_key(json, "twins");
    json_open(json, '[');
    for (size_t i = 0; i < job->decision->twin_count; i++) {
        const DecisionTwin *twin = &job->decision->twins[i];
        CasePage page;
        bool denied = false;
        TRY(twin_denied(tx, job->number, twin->number, &denied));
        TRY(case_row_load(tx, twin->number, &page));
        if (!denied && may_read_case(&tx->ctx->district->rights, tx->ctx->actor, page.file))
            put_likely(json, job, &page, twin);
    }
    json_close(json, ']');
    json_close(json, '}');
    return OK;
}

static Err get_twins(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    App *app = app_of(req);
    DeskJob job = {.req = req, .number = request_param(req, "number")};
    JsonOut out;
    TRY(db_read(app->db, ctx, load_own, &job.number, &job));
    Decision *decision = ARENA_NEW(ctx->arena, Decision);
    const Case *c = &job.page.file->c;
    CaseTwins of = {.number = c->number,
                    .text = page_text(&job.page, 1, "text"),
                    .place_text = page_text(&job.page, 1, "place"),
                    .category = c->category,
                    .community = c->community,
                    .has_point = c->lat_e7 != 0 || c->lon_e7 != 0,
                    .lat_e7 = c->lat_e7,
                    .lon_e7 = c->lon_e7,
                    .at = c->submitted_at};
    if (c->confidential == 0 && case_is_open((CaseState)c->state))
        twins_of_case(twins_feed_twins(app->feed), ctx, &of, decision);
    job.decision = decision;
    TRY(db_read(app->db, ctx, likely_in_tx, &job, &out));
    respond_json(res, 200, &out);
    return OK;
}

typedef struct DenyBody {
    Str other;
} DenyBody;

static const InputField deny_fields[] = {INPUT(STR, DenyBody, other, true, 0, 31)};

static Err deny_in_tx(Tx *tx, const void *in, void *out)
{
    const TwinVerdict *verdict = in;
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile), *other = ARENA_NEW(tx->ctx->arena, CaseFile);
    const Rights *rights = &tx->ctx->district->rights;
    (void)out;
    TRY(case_load(tx, verdict->number, file));
    TRY(case_load(tx, verdict->other, other));
    if (!may_read_case(rights, tx->ctx->actor, file) || !may_read_case(rights, tx->ctx->actor, other))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    if ((relations_to_case(rights, tx->ctx->actor, file) & (REL(OWNER_DESK) | REL(CENTRE))) == 0)
        return fail(tx->ctx, ERR_FORBIDDEN, MSG_ACTION_NOT_YOURS, action_text(ACTION_MERGE, tx->ctx->lang));
    return twin_verdict_put(tx, verdict);
}

static Err post_deny(Request *req, Response *res)
{
    const Json *json = NULL;
    DenyBody body = {0};
    TwinVerdict verdict = {.number = request_param(req, "number")};
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, deny_fields, COUNT_OF(deny_fields), &body));
    if (str_eq(body.other, verdict.number))
        return fail_field(req->ctx, "other", MSG_TWIN_ITSELF);
    verdict.other = body.other;
    TRY(db_write(app_of(req)->db, req->ctx, deny_in_tx, &verdict, NULL));
    return get_twins(req, res);
}

static const Route routes[] = {
    {HTTP_POST, "/api/twins", post_twins, RIGHTS_OPEN, BODY_JSON, 0},
    {HTTP_POST, "/api/cases/{number}/follow", post_follow, RIGHTS_OPEN, BODY_JSON, 0},
    {HTTP_GET, "/api/cases/{number}/twins", get_twins, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/cases/{number}/not-a-twin", post_deny, RIGHTS_STAFF, BODY_JSON, 0},
};

void twin_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

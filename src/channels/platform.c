/* The exchange with another platform (docs/channels.md): it hands a case over, and asks how it stands. Every request is
 * signed with the SHA-256 of the partner's key over method, path, time, nonce and body, and counts once. */
#include "auth/partners.h"
#include "base/input.h"
#include "channels/channels.h"
#include "channels/open311.h"
#include "reception/platform.h"
#include "reception/read.h"
#include "store/case_store.h"
#include "store/once_store.h"
#include "store/public_store.h"

#define CLOCK_SLACK MINUTES(5)
#define NONCE_KEPT (2 * CLOCK_SLACK + SECONDS(1)) /* from the fastest clock to the slowest; times are whole seconds */
enum { NONCE_LEAST = 16, NONCE_MOST = 64, PLATFORM_MOST = 40, STEPS_MOST = 100 };

/* --- who it is --- */

static bool is_nonce(Str nonce)
{
    bool good = nonce.len >= NONCE_LEAST && nonce.len <= NONCE_MOST;
    for (size_t i = 0; i < nonce.len && good; i++) {
        char c = nonce.at[i];
        good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
    return good;
}

static Err load_key(Tx *tx, const void *in, void *out)
{
    PlatformKey *key = out;
    *key = (PlatformKey){.platform = *(const Str *)in};
    return platform_key_load(tx, key);
}

typedef struct Visit {
    Str platform;
    Once once;
} Visit;

static Err note_visit(Tx *tx, const void *in, void *out)
{
    const Visit *visit = in;
    TRY(partner_used(tx, visit->platform));
    return once_use(tx, &visit->once, out);
}

static bool is_signed(const Request *req, const PlatformKey *key, Str timestamp, Str nonce)
{
    Ctx *ctx = req->ctx;
    Hash body = hash_sha256(req->body), secret, shown;
    Str lines[] = {str_of(http_method_name(req->method)), req->path, timestamp, nonce, hash_hex(ctx->arena, &body)};
    Str text = str_join(ctx->arena, lines, COUNT_OF(lines), STR("\n"));
    if (!hash_unhex(key->key_hash, &secret) || !hash_unhex(request_header(req, "x-gulou-signature"), &shown))
        return false;
    Hash right = hash_hmac(&secret, text);
    return hash_eq(&right, &shown);
}

/* The signature is looked at before the nonce is written down: nobody else can use one up. */
static Err enter(Request *req, Str *platform)
{
    App *app = app_of(req);
    Ctx *ctx = req->ctx;
    Str id = request_header(req, "x-gulou-platform"), nonce = request_header(req, "x-gulou-nonce");
    Str timestamp = request_header(req, "x-gulou-timestamp");
    int64_t seconds = 0;
    PlatformKey key;
    bool fresh = false;
    if (str_empty(id) || id.len > PLATFORM_MOST || !is_nonce(nonce) || !str_to_i64(timestamp, &seconds))
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_PLATFORM_HEADERS);
    TRY(limiter_take(app->lookups, ctx, req->client_ip));
    TRY(db_read(app->db, ctx, load_key, &id, &key));
    if (str_empty(key.key_hash) || !is_signed(req, &key, timestamp, nonce))
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_PLATFORM_SIGNATURE);
    if (seconds < (ctx->now - CLOCK_SLACK) / 1000 || seconds > (ctx->now + CLOCK_SLACK) / 1000)
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_PLATFORM_CLOCK);
    TRY(limiter_take_by(app->partners, ctx, id, &(LimitRule){key.per_minute, MINUTES(1)}));
    Visit visit = {id, {str_printf(ctx->arena, "platform:" STR_FMT, STR_ARG(id)), nonce, ctx->now + NONCE_KEPT}};
    TRY(db_write(app->db, ctx, note_visit, &visit, &fresh));
    *platform = id;
    return fresh ? OK : fail(ctx, ERR_UNAUTHENTICATED, MSG_PLATFORM_REPLAY);
}

/* --- how a case stands --- */

typedef struct Standing {
    const Request *req;
    PlatformCase both;
    bool repeated;
} Standing;

static void put_reason(JsonOut *out, const Ctx *ctx, const Case *c)
{
    const Rejection *why = rejection_find(ctx->district, c->reject_code);
    bool returned = c->state == CASE_REJECTED;
    json_field_bool(out, "returned", returned);
    json_key(out, "reason");
    if (!returned) {
        json_put_null(out);
        return;
    }
    json_open(out, '{');
    json_field_str(out, "code", c->reject_code);
    json_field_opt(out, "name", why == NULL ? STR("") : ctx->lang == LANG_EN ? why->name_en : why->name_zh);
    json_field_opt(out, "where", why == NULL ? STR("") : ctx->lang == LANG_EN ? why->where_en : why->where_zh);
    json_close(out, '}');
}

static void put_step(JsonOut *out, const Ctx *ctx, const PublicStep *step)
{
    json_open(out, '{');
    json_field_i64(out, "no", step->seq);
    json_field_time(out, "at", step->at);
    json_field_str(out, "state", str_of(case_state_code(step->state)));
    json_field_str(out, "text", public_step_text(ctx, step));
    json_close(out, '}');
}

/* The last ones, in our own sentences: what people wrote is not told. */
static Err put_steps(Tx *tx, Str number, JsonOut *out)
{
    StoredEvent *events = NULL;
    size_t count = 0, len = 0;
    TRY(event_list(tx, number, &events, &count));
    PublicStep *steps = ARENA_ARRAY(tx->ctx->arena, PublicStep, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!public_step_of(tx->ctx, events[i].action, events[i].body, &steps[len]))
            continue;
        steps[len].seq = events[i].seq;
        steps[len++].at = events[i].at;
    }
    json_key(out, "steps");
    json_open(out, '[');
    for (size_t i = len > STEPS_MOST ? len - STEPS_MOST : 0; i < len; i++)
        put_step(out, tx->ctx, &steps[i]);
    json_close(out, ']');
    return OK;
}

static Err write_standing(Tx *tx, const void *in, void *out)
{
    const Standing *job = in;
    const District *district = tx->ctx->district;
    PlatformCase both = job->both;
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    TRY(platform_case_find(tx, &both));
    if (str_empty(both.number))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_PLATFORM_UNKNOWN, both.theirs);
    TRY(case_load(tx, both.number, file));
    const Case *c = &file->c;
    json_open(out, '{');
    json_field_str(out, "number", both.theirs);
    json_field_str(out, "case", both.number);
    json_field_str(out, "state", str_of(case_state_code((CaseState)c->state)));
    json_field_opt(
        out, "category",
        platform_theirs(district,
                        &(PlatformCode){.platform = both.platform, .ours = c->category, .what = PLATFORM_CATEGORY}));
    json_field_opt(
        out, "unit",
        platform_theirs(district,
                        &(PlatformCode){.platform = both.platform, .ours = c->handler_unit, .what = PLATFORM_UNIT}));
    json_field_bool(out, "accepted", c->accepted_at != 0);
    json_field_bool(out, "done", c->state == CASE_RESOLVED || c->state == CASE_CLOSED);
    put_reason(out, tx->ctx, c);
    json_field_time(out, "submitted_at", c->submitted_at);
    json_field_time(out, "updated_at", c->updated_at);
    json_field_time(out, "resolved_at", c->resolved_at);
    json_field_time(out, "closed_at", c->closed_at);
    json_field_bool(out, "repeated", job->repeated);
    TRY(put_steps(tx, both.number, out));
    json_close(out, '}');
    return OK;
}

static Err answer_standing(Response *res, int status, const Standing *job)
{
    JsonOut out = json_out(job->req->ctx->arena);
    TRY(db_read(app_of(job->req)->db, job->req->ctx, write_standing, job, &out));
    respond_json(res, status, &out);
    return OK;
}

static Err get_case(Request *req, Response *res)
{
    Standing job = {.req = req, .both.theirs = request_param(req, "number")};
    TRY(enter(req, &job.both.platform));
    return answer_standing(res, 200, &job);
}

/* --- handing over --- */

typedef struct Handed {
    Str number, text, place, category, name, phone, reported_at;
    const Json *position;
} Handed;

static const InputField handed_fields[] = {
    INPUT(STR, Handed, number, true, 0, 64),       INPUT(STR, Handed, text, true, 0, 4000),
    INPUT(STR, Handed, place, false, 0, 200),      INPUT(STR, Handed, category, false, 0, 60),
    INPUT(STR, Handed, name, false, 0, 50),        INPUT(STR, Handed, phone, false, 0, 30),
    INPUT(STR, Handed, reported_at, false, 0, 40), INPUT(JSON, Handed, position, false, 0, 0),
};

static Err take_case(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    Handed in = {0};
    PlatformReport report = {0};
    PlatformTaken taken;
    TRY(enter(req, &report.platform));
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, handed_fields, COUNT_OF(handed_fields), &in));
    TRY(read_position(ctx, in.position, &report.place));
    TRY(read_time(ctx, "reported_at", in.reported_at, &report.reported_at));
    report.theirs = in.number;
    report.text = in.text;
    report.place_text = in.place;
    report.category = in.category;
    report.name = in.name;
    report.phone = in.phone;
    TRY(platform_report_take(app_of(req), ctx, &report, &taken));
    Standing job = {
        .req = req, .both = {.platform = report.platform, .theirs = report.theirs}, .repeated = taken.repeated};
    return answer_standing(res, taken.repeated ? 200 : 201, &job);
}

/* --- where they want to be told --- */

typedef struct Hooked {
    Str url;
} Hooked;

static const InputField hooked_fields[] = {INPUT(STR, Hooked, url, false, 0, 500)};

static Err set_hook(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    Str platform;
    Hooked in = {0};
    Hash secret;
    TRY(enter(req, &platform));
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, hooked_fields, COUNT_OF(hooked_fields), &in));
    TRY(hook_register(app_of(req), ctx, &(HookWish){platform, in.url}, &secret));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "url", in.url);
    json_field_opt(&out, "secret", str_empty(in.url) ? STR("") : hash_hex(ctx->arena, &secret));
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static const Route routes[] = {
    {HTTP_POST, "/platform/v1/cases", take_case, RIGHTS_OPEN, BODY_JSON, 0},
    {HTTP_POST, "/platform/v1/webhook", set_hook, RIGHTS_OPEN, BODY_JSON, 0},
    {HTTP_GET, "/platform/v1/cases/{number}", get_case, RIGHTS_OPEN, BODY_NONE, 0},
};

void platform_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

/* Reporting a matter, and asking where a place is. The brain decides here, before any transaction. */
#include "api/routes.h"
#include "api/case_input.h"
#include "api/case_json.h"
#include "base/input.h"
#include "reception/take.h"

typedef struct SubmitBody {
    Str text, place_text, category, name, phone, mail, way, channel, sent_at, call;
    const Json *position, *answers;
    StrList photos;
    bool consent, to_centre;
} SubmitBody;

static const InputField submit_fields[] = {
    INPUT(STR, SubmitBody, text, false, 0, 4000),    INPUT(STR, SubmitBody, place_text, false, 0, 200),
    INPUT(STR, SubmitBody, category, false, 0, 20),  INPUT(STR, SubmitBody, name, false, 0, 50),
    INPUT(STR, SubmitBody, phone, false, 0, 30),     INPUT(STR, SubmitBody, channel, false, 0, 20),
    INPUT(STR, SubmitBody, sent_at, false, 0, 40),   INPUT(JSON, SubmitBody, position, false, 0, 0),
    INPUT(STRS, SubmitBody, photos, false, 0, 9),    INPUT(STR, SubmitBody, mail, false, 0, 254),
    INPUT(STR, SubmitBody, way, false, 0, 10),       INPUT(STR, SubmitBody, call, false, 0, 40),
    INPUT(JSON, SubmitBody, answers, false, 0, 0),   INPUT(BOOL, SubmitBody, consent, false, 0, 0),
    INPUT(BOOL, SubmitBody, to_centre, false, 0, 0),
};

static Err read_channel(const Request *req, Str code, Channel *out)
{
    static const Channel for_staff[] = {CHANNEL_HOTLINE, CHANNEL_PATROL, CHANNEL_OFFICIAL};
    *out = CHANNEL_WEB;
    if (str_empty(code) || str_is(code, "WEB"))
        return OK;
    if (request_session(req) == NULL && !str_empty(request_header(req, "x-csrf-token")))
        return fail(req->ctx, ERR_UNAUTHENTICATED, MSG_SIGN_IN_FIRST); /* a session that ended while they were away */
    if (request_session(req) == NULL)
        return fail_field(req->ctx, "channel", MSG_CHANNEL_STAFF_ONLY);
    TRY(auth_require_settled(req->ctx, request_session(req)));
    for (size_t i = 0; i < COUNT_OF(for_staff); i++)
        if (str_is(code, channel_code(for_staff[i]))) {
            *out = for_staff[i];
            return OK;
        }
    return fail_field(req->ctx, "channel", MSG_FIELD_CHOICE, STR("channel"), code);
}

/* Nothing said: by the messenger they came in through, or by mail where only an address was left; by SMS where a phone
 * was. */
static Err read_way(const Request *req, const SubmitBody *body, Contact *out)
{
    Ctx *ctx = req->ctx;
    bool messenger = !str_empty(out->wechat) && app_of(req)->sends_wechat;
    out->way = !str_empty(body->phone) ? VIA_SMS : messenger ? VIA_WECHAT : !str_empty(body->mail) ? VIA_MAIL : VIA_SMS;
    if (!str_empty(body->way) && (!way_parse(body->way, &out->way) || (out->way == VIA_WECHAT && !messenger)))
        return fail_field(ctx, "way", MSG_FIELD_CHOICE, STR("way"), body->way);
    if (out->way == VIA_MAIL && !app_of(req)->sends_mail)
        return fail_field(ctx, "way", MSG_WAY_NOT_THERE);
    bool asks = out->way == VIA_MAIL || !str_empty(body->mail);
    return asks && !is_mail_address(body->mail) ? fail_field(ctx, "mail", MSG_MAIL_ADDRESS) : OK;
}

static Err read_submission(const Request *req, SubmitBody *body, Told *out)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, submit_fields, COUNT_OF(submit_fields), body));
    TRY(read_position(ctx, body->position, &out->place));
    TRY(answers_read(ctx, body->answers, &out->answers));
    TRY(check_phone(ctx, body->phone));
    TRY(read_channel(req, body->channel, &out->channel));
    /* the sender's clock is a claim: a broken one is dropped, never a reason to turn a report away */
    if (read_time(ctx, "sent_at", body->sent_at, &out->claimed_at) != OK)
        ctx->failure = (Failure){0};
    out->text = body->text;
    out->place_text = body->place_text;
    out->category = body->category;
    out->photos = body->photos.at;
    out->photo_count = body->photos.len;
    out->phone_call = body->call;
    out->consent = body->consent;
    if (!str_empty(body->call) && out->channel != CHANNEL_HOTLINE)
        return fail_field(ctx, "call", MSG_PHONE_CHANNEL);
    out->to_centre = body->to_centre;
    if (body->to_centre && out->channel != CHANNEL_HOTLINE)
        return fail_field(ctx, "to_centre", MSG_PHONE_CHANNEL);
    out->contact = (Contact){.name = body->name,
                             .phone = body->phone,
                             .lang = ctx->lang,
                             .mail = body->mail,
                             .wechat = request_messenger(req)};
    if (!str_empty(out->contact.wechat))
        out->channel = CHANNEL_WECHAT;
    return read_way(req, body, &out->contact);
}

static Err read_key(const Request *req, Told *out)
{
    Ctx *ctx = req->ctx;
    out->key = request_header(req, "idempotency-key");
    if (out->key.len < 8 || out->key.len > 80)
        return fail(ctx, ERR_INVALID, MSG_KEY_MISSING);
    bool staff = request_session(req) != NULL;
    out->scope = staff ? str_printf(ctx->arena, "submit:" STR_FMT, STR_ARG(ctx->actor->person)) : STR("submit");
    Hash hash = hash_sha256(req->body);
    out->request_hash = hash_hex(ctx->arena, &hash);
    return OK;
}

/* What a submission is answered, from the fresh decision or, for one sent twice, from the store: the same either way.
 */
typedef struct SubmitAnswer {
    Str number, owner, category, leaf_hash, guidance;
    CaseState state;
    UnixMs submitted_at, due_at;
    bool confident;
    Str reasons[BRAIN_REASONS];
    size_t reason_count;
} SubmitAnswer;

static void put_answer(JsonOut *out, const Request *req, const SubmitAnswer *a)
{
    Ctx *ctx = req->ctx;
    Str secret = tracking_secret(&app_of(req)->keys, ctx, a->number);
    json_open(out, '{');
    json_field_str(out, "number", a->number);
    json_field_str(out, "secret", secret);
    json_field_str(out, "tracking_url",
                   str_printf(ctx->arena, "/t/" STR_FMT "#" STR_FMT, STR_ARG(a->number), STR_ARG(secret)));
    put_unit(out, req, "desk", a->owner);
    json_field_str(out, "state", str_of(case_state_code(a->state)));
    json_field_time(out, "submitted_at", a->submitted_at);
    json_field_time(out, "due_at", a->due_at);
    put_category(out, req, "category", a->category);
    json_field_bool(out, "confident", a->confident);
    json_key(out, "reasons");
    json_open(out, '[');
    for (size_t i = 0; i < a->reason_count; i++)
        json_put_str(out, a->reasons[i]);
    json_close(out, ']');
    json_field_opt(out, "guidance", a->guidance);
    json_key(out, "receipt");
    json_open(out, '{');
    json_field_str(out, "leaf_hash", a->leaf_hash);
    json_close(out, '}');
    json_close(out, '}');
}

static void answer_of_decision(const Ctx *ctx, const Submitted *made, const Decision *d, SubmitAnswer *out)
{
    bool english = ctx->lang == LANG_EN;
    *out = (SubmitAnswer){.number = made->number,
                          .owner = d->owner,
                          .category = d->category,
                          .leaf_hash = made->leaf_hash,
                          .guidance = english ? d->guidance_en : d->guidance_zh,
                          .state = CASE_ROUTED,
                          .submitted_at = made->submitted_at,
                          .due_at = made->due_at,
                          .confident = d->confident,
                          .reason_count = d->reason_count};
    for (size_t i = 0; i < d->reason_count; i++)
        out->reasons[i] = english ? d->reasons_en[i] : d->reasons_zh[i];
}

static Err answer_of_store(Tx *tx, const void *in, void *output)
{
    Ctx *ctx = tx->ctx;
    SubmitAnswer *out = output;
    CasePage page;
    const Json *decision = NULL;
    const char *lang = ctx->lang == LANG_EN ? "en" : "zh";
    TRY(case_page_load(tx, *(const Str *)in, &page));
    TRY(json_parse(ctx, page.decision, &decision));
    const Case *c = &page.file->c;
    const CaseClock *due = case_clock(page.file, CLOCK_T1, 0, 0);
    *out = (SubmitAnswer){.number = c->number,
                          .owner = c->owner,
                          .category = c->category,
                          .leaf_hash = page.events[0].hash,
                          .state = (CaseState)c->state,
                          .submitted_at = c->submitted_at,
                          .due_at = due != NULL ? due->due_at : 0,
                          .confident = c->confident};
    (void)json_str(json_get(json_get(decision, "guidance"), lang), &out->guidance);
    const Json *reasons = json_get(json_get(decision, "reasons"), lang);
    while (out->reason_count < json_length(reasons) && out->reason_count < BRAIN_REASONS) {
        (void)json_str(json_at(reasons, out->reason_count), &out->reasons[out->reason_count]);
        out->reason_count++;
    }
    return OK;
}

static Err submit(Request *req, Response *res)
{
    App *app = app_of(req);
    Ctx *ctx = req->ctx;
    SubmitBody body = {0};
    Told told = {0};
    Taken taken;
    if (request_session(req) == NULL)
        TRY(limiter_take(app->submissions, ctx, req->client_ip));
    TRY(read_key(req, &told));
    TRY(read_submission(req, &body, &told));
    TRY(take_report(app, ctx, &told, &taken));
    SubmitAnswer *answer = ARENA_NEW(ctx->arena, SubmitAnswer);
    if (taken.made.repeated)
        TRY(db_read(app->db, ctx, answer_of_store, &taken.made.number, answer));
    else
        answer_of_decision(ctx, &taken.made, taken.decision, answer);
    JsonOut json = json_out(ctx->arena);
    put_answer(&json, req, answer);
    respond_json(res, 201, &json);
    return OK;
}

typedef struct LocateBody {
    Str text;
    const Json *position;
} LocateBody;

static const InputField locate_fields[] = {
    INPUT(STR, LocateBody, text, false, 0, 4000),
    INPUT(JSON, LocateBody, position, false, 0, 0),
};

static void put_candidate(JsonOut *out, const Request *req, const PlaceGuess *guess)
{
    json_open(out, '{');
    json_field_str(out, "name", guess->name);
    PositionView at = {0};
    if (guess->has_point)
        at = (PositionView){(int64_t)(guess->lat * 1e7), (int64_t)(guess->lon * 1e7), 0, STR("words")};
    put_position(out, "position", &at);
    put_area(out, req, "subdistrict", guess->subdistrict);
    put_area(out, req, "community", guess->community);
    json_field_number(out, "score", guess->score, 3);
    json_field_str(out, "source", guess->source);
    json_close(out, '}');
}

static Err locate(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    LocateBody body = {0};
    PlaceInput place = {0};
    if (request_session(req) == NULL)
        TRY(limiter_take(app_of(req)->reads, ctx, req->client_ip));
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, locate_fields, COUNT_OF(locate_fields), &body));
    TRY(read_position(ctx, body.position, &place));
    Report report = {.place_text = body.text,
                     .has_point = place.given,
                     .lat = place.lat,
                     .lon = place.lon,
                     .accuracy_m = place.accuracy_m,
                     .point_source = place.source};
    PlaceGuess guesses[BRAIN_GUESSES];
    int inside = -1;
    size_t count = brain_locate(app_of(req)->brain, ctx, &report, guesses, COUNT_OF(guesses), &inside);
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_key(&out, "candidates");
    json_open(&out, '[');
    for (size_t i = 0; i < count; i++)
        put_candidate(&out, req, &guesses[i]);
    json_close(&out, ']');
    json_key(&out, "inside");
    if (inside < 0)
        json_put_null(&out);
    else
        json_put_bool(&out, inside == 1);
    Str name = ctx->lang == LANG_EN ? ctx->district->name_en : ctx->district->name_zh;
    json_field_opt(&out, "message",
                   inside == 0 ? message_text(ctx->arena, MSG_PLACE_OUTSIDE, ctx->lang, &name, 1) : STR(""));
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static const Route routes[] = {
    {HTTP_POST, "/api/cases", submit, RIGHTS_OPEN, BODY_JSON, 0},
    {HTTP_POST, "/api/locate", locate, RIGHTS_OPEN, BODY_JSON, 0},
};

void submit_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

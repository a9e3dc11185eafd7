/* How somebody is told: the reporter's and the follower's own choice of a case, a person of the staff's for all their
 * alerts; the one-time link that proves a mailbox, and "no more mail", as a page and as one click of a mail program
 * (RFC 8058). Addresses are shown masked: whoever holds a link to the case need not learn them. */
#include "api/routes.h"
#include "actions/choose_way.h"
#include "api/masked.h"
#include "base/input.h"
#include "reception/app.h"

typedef struct Whose {
    Str number, who; /* as a recipient of the outbox */
} Whose;

/* By the secret that was shown: the gate has checked it. */
static Whose of_tracker(const Request *req)
{
    Ctx *ctx = req->ctx;
    Str number = request_param(req, "number"), tracking = STR("Tracking ");
    Str header = request_header(req, "authorization");
    if (!str_empty(ctx->actor->reporter_of) || !str_starts(header, tracking))
        return (Whose){number, STR("reporter")};
    Str secret = str_trim(str_slice(header, tracking.len, header.len));
    return (Whose){number,
                   str_printf(ctx->arena, "follower:" STR_FMT, STR_ARG(str_slice(secret, 1, 1 + FOLLOWER_ID_CHARS)))};
}

typedef struct Chosen {
    WayRow row;
    Reach reach;
} Chosen;

static Err load_chosen(Tx *tx, const void *in, void *out)
{
    const Whose *whose = in;
    Chosen *chosen = out;
    TRY(reach_load(tx, whose->number, whose->who, &chosen->reach));
    return way_load(tx, whose->number, whose->who, &chosen->row);
}

static void put_clock(JsonOut *out, Ctx *ctx, const char *key, int64_t minute)
{
    json_field_str(out, key, str_printf(ctx->arena, "%02d:%02d", (int)(minute / 60), (int)(minute % 60)));
}

static void put_quiet(JsonOut *out, Ctx *ctx, const Quiet *said)
{
    const DistrictLimits *limits = &ctx->district->limits;
    bool own = said->from != QUIET_UNSAID;
    json_key(out, "quiet");
    json_open(out, '{');
    put_clock(out, ctx, "from", own ? said->from : limits->quiet_from_hour * 60);
    put_clock(out, ctx, "until", own ? said->until : limits->quiet_until_hour * 60);
    json_field_bool(out, "own", own);
    json_close(out, '}');
}

static Err answer(Request *req, Response *res, const Whose *whose)
{
    Ctx *ctx = req->ctx;
    Chosen chosen;
    TRY(db_read(app_of(req)->db, ctx, load_chosen, whose, &chosen));
    const WayRow *row = &chosen.row;
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "way", str_of(way_code(chosen.reach.way)));
    json_field_opt(&out, "phone", masked_phone(ctx->arena, chosen.reach.phone));
    json_field_opt(&out, "mail", masked_mail(ctx->arena, row->mail));
    json_field_bool(&out, "mail_confirmed", row->confirmed_at > 0);
    json_field_bool(&out, "wechat", !str_empty(row->wechat));
    json_field_bool(&out, "mail_offered", app_of(req)->sends_mail);
    put_quiet(&out, ctx, &row->quiet);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

typedef struct WayBody {
    Str way, mail, quiet_from, quiet_until;
} WayBody;

static const InputField way_fields[] = {
    INPUT(STR, WayBody, way, true, 0, 10),
    INPUT(STR, WayBody, mail, false, 0, 254),
    INPUT(STR, WayBody, quiet_from, false, 0, 5),
    INPUT(STR, WayBody, quiet_until, false, 0, 5),
};

/* "22:30"; empty: the district's. */
static bool read_clock(Str text, int64_t *out)
{
    Str hours, minutes;
    int64_t h = 0, m = 0;
    *out = QUIET_UNSAID;
    if (str_empty(text))
        return true;
    if (!str_cut(text, ':', &hours, &minutes) || hours.len != 2 || minutes.len != 2 || !str_to_i64(hours, &h) ||
        !str_to_i64(minutes, &m) || h < 0 || h > 23 || m < 0 || m > 59)
        return false;
    *out = h * 60 + m;
    return true;
}

static Err read_choice(const Request *req, const Whose *whose, ChooseWay *out)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    WayBody body = {0};
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, way_fields, COUNT_OF(way_fields), &body));
    *out = (ChooseWay){.number = whose->number, .who = whose->who, .mail = body.mail, .lang = ctx->lang};
    if (!way_parse(body.way, &out->way))
        return fail_field(ctx, "way", MSG_FIELD_CHOICE, STR("way"), body.way);
    if (out->way == VIA_MAIL && !app_of(req)->sends_mail)
        return fail_field(ctx, "way", MSG_WAY_NOT_THERE);
    if (!read_clock(body.quiet_from, &out->quiet.from) || !read_clock(body.quiet_until, &out->quiet.until) ||
        str_empty(body.quiet_from) != str_empty(body.quiet_until))
        return fail_field(ctx, "quiet", MSG_QUIET_WRONG);
    return OK;
}

static Err choose(Request *req, Response *res, const Whose *whose)
{
    ChooseWay in;
    TRY(limiter_take(app_of(req)->lookups, req->ctx, req->client_ip));
    TRY(read_choice(req, whose, &in));
    TRY(db_write(app_of(req)->db, req->ctx, choose_way, &in, NULL));
    return answer(req, res, whose);
}

static Err get_case_way(Request *req, Response *res)
{
    Whose whose = of_tracker(req);
    return answer(req, res, &whose);
}

static Err put_case_way(Request *req, Response *res)
{
    Whose whose = of_tracker(req);
    return choose(req, res, &whose);
}

static Err get_staff_way(Request *req, Response *res)
{
    return answer(req, res, &(Whose){STR(""), req->ctx->actor->person});
}

static Err put_staff_way(Request *req, Response *res)
{
    return choose(req, res, &(Whose){STR(""), req->ctx->actor->person});
}

/* --- links in letters --- */

static Err follow_link(Request *req, Response *res, ActionFn action)
{
    Ctx *ctx = req->ctx;
    Db *db = app_of(req)->db;
    Str token = request_param(req, "token");
    WayAsked found;
    TRY(limiter_take(app_of(req)->lookups, ctx, req->client_ip));
    TRY(req->method == HTTP_GET ? db_read(db, ctx, action, &token, &found) : db_write(db, ctx, action, &token, &found));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "mail", masked_mail(ctx->arena, found.mail));
    json_field_opt(&out, "case", found.number);
    json_field_bool(&out, "alert", str_starts(found.who, STR("alert:")));
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static Err peek_confirmation(Request *req, Response *res)
{
    return follow_link(req, res, confirm_mail_peek);
}

static Err confirm(Request *req, Response *res)
{
    return follow_link(req, res, confirm_mail);
}

static Err peek_stop(Request *req, Response *res)
{
    return follow_link(req, res, stop_mail_peek);
}

static Err stop(Request *req, Response *res)
{
    return follow_link(req, res, stop_mail);
}

static const Route routes[] = {
    {HTTP_GET, "/api/cases/{number}/way", get_case_way, RIGHTS_TRACKER, BODY_NONE, 0},
    {HTTP_PUT, "/api/cases/{number}/way", put_case_way, RIGHTS_TRACKER, BODY_JSON, 0},
    {HTTP_GET, "/api/session/way", get_staff_way, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_PUT, "/api/session/way", put_staff_way, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_GET, "/api/mail-links/{token}", peek_confirmation, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_POST, "/api/mail-links/{token}", confirm, RIGHTS_OPEN, BODY_JSON, 0},
    {HTTP_GET, "/api/no-more-mail/{token}", peek_stop, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_POST, "/api/no-more-mail/{token}", stop, RIGHTS_OPEN, BODY_RAW, 0},
};

void ways_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

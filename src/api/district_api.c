/* What every page needs before anything else: the district, its words, areas and categories, and the contract. */
#include "api/routes.h"
#include "api/area_features.h"
#include "api/case_json.h"

static void put_texts(JsonOut *out, const District *d)
{
    json_key(out, "texts");
    json_open(out, '{');
    for (size_t i = 0; i < d->text_count; i++)
        put_names(out, str_z(out->buf.arena, d->texts[i].key), d->texts[i].zh, d->texts[i].en);
    json_close(out, '}');
}

static void put_limits(JsonOut *out, const District *d)
{
    enum { RATING_DAYS = 7, REOPEN_DAYS = 10, PHOTO_BYTES = 25 * 1024 * 1024 };
    Limit limit;
    Str t10 = clock_limit(&d->clocks, CLOCK_T10, URGENCY_U3, DIFFICULTY_ORDINARY);
    Str t11 = clock_limit(&d->clocks, CLOCK_T11, URGENCY_U3, DIFFICULTY_ORDINARY);
    json_key(out, "limits");
    json_open(out, '{');
    json_field_i64(out, "text_max", d->limits.text_max);
    json_field_i64(out, "photos_max", d->limits.photos_max);
    json_field_i64(out, "photo_bytes_max", PHOTO_BYTES);
    json_field_i64(out, "check_in_metres", d->limits.check_in_metres);
    json_field_i64(out, "rating_days", limit_parse(t10, &limit) ? limit.amount : RATING_DAYS);
    json_field_i64(out, "reopen_days", limit_parse(t11, &limit) ? limit.amount : REOPEN_DAYS);
    json_field_i64(out, "appeal_days", d->limits.appeal_days);
    json_field_i64(out, "timezone_minutes", d->calendar.offset_minutes);
    json_close(out, '}');
}

static void put_photo_types(JsonOut *out, const App *app)
{
    Str rest = app->photo_types, head, tail;
    json_key(out, "photo_types");
    json_open(out, '[');
    while (!str_empty(rest)) {
        if (!str_cut(rest, ',', &head, &tail)) {
            head = rest;
            tail = STR("");
        }
        json_put_str(out, str_trim(head));
        rest = tail;
    }
    json_close(out, ']');
}

static void put_alert_ways(JsonOut *out, const App *app)
{
    json_key(out, "alert_ways");
    json_open(out, '[');
    for (int way = 0; way < VIA_COUNT; way++)
        if (app->tells_alerts[way])
            json_put_str(out, str_of(way_code((Via)way)));
    json_close(out, ']');
}

static Err get_district(Request *req, Response *res)
{
    const App *app = app_of(req);
    const District *d = req->ctx->district;
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "code", d->code);
    put_names(&out, "name", d->name_zh, d->name_en);
    json_field_str(&out, "hotline", d->hotline);
    json_key(&out, "map");
    json_open(&out, '{');
    json_field_number(&out, "lat", d->centre_lat, 6);
    json_field_number(&out, "lon", d->centre_lon, 6);
    json_field_i64(&out, "zoom", d->default_zoom);
    json_field_str(&out, "tiles", d->map_tiles);
    json_close(&out, '}');
    json_field_bool(&out, "demo", app->demo);
    json_field_bool(&out, "sends_mail", app->sends_mail);
    put_alert_ways(&out, app);
    json_field_bool(&out, "synthetic", d->synthetic);
    json_field_time(&out, "server_time", req->ctx->now);
    json_field_str(&out, "version", STR(GULOU_VERSION));
    put_limits(&out, d);
    put_photo_types(&out, app);
    put_texts(&out, d);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

#define WORD_ROW(code, zh, en) put_names(&out, #code, STR(zh), STR(en));
#define WORD_SET(name, TABLE)                                                                                          \
    json_key(&out, name);                                                                                              \
    json_open(&out, '{');                                                                                              \
    TABLE(WORD_ROW)                                                                                                    \
    json_close(&out, '}');

static Err get_words(Request *req, Response *res)
{
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    WORD_SET("case_state", CASE_STATES)
    WORD_SET("call_state", CALL_STATES)
    WORD_SET("action", ACTIONS)
    WORD_SET("relation", RELATIONS)
    WORD_SET("role", ROLES)
    WORD_SET("urgency", URGENCIES)
    WORD_SET("difficulty", DIFFICULTIES)
    WORD_SET("unit_kind", UNIT_KINDS)
    WORD_SET("clock", CLOCKS)
    WORD_SET("request", REQUEST_KINDS)
    WORD_SET("presence", PRESENCES)
    WORD_SET("channel", CHANNELS)
    WORD_SET("finding", FINDINGS)
    json_close(&out, '}');
    Hash hash = hash_sha256(json_text(&out));
    Str etag =
        str_printf(req->ctx->arena, "\"" STR_FMT "\"", STR_ARG(str_slice(hash_hex(req->ctx->arena, &hash), 0, 20)));
    res->cache_control = STR("no-cache");
    res->etag = etag;
    respond_json(res, 200, &out);
    return OK;
}

static const char *level_name(int level)
{
    static const char *const names[] = {"district", "subdistrict", "community", "grid"};
    return names[level];
}

/* The features of one level, as they were imported (text between braces, no drawing of our own). */
static Err get_areas(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    Str level = request_query(req, "level");
    if (str_empty(level))
        level = STR("subdistrict");
    int wanted = -1;
    for (int i = AREA_DISTRICT; i <= AREA_GRID; i++)
        if (str_is(level, level_name(i)))
            wanted = i;
    if (wanted < 0)
        return fail_field(ctx, "level", MSG_FIELD_CHOICE, STR("level"), level);
    Str etag = str_printf(ctx->arena, "\"" STR_FMT "-" STR_FMT "\"", STR_ARG(str_slice(ctx->district->version, 0, 16)),
                          STR_ARG(level));
    res->cache_control = STR("no-cache");
    if (respond_not_modified(req, res, etag))
        return OK;
    JsonOut out = json_out(ctx->arena);
    TRY(area_features(ctx, wanted, &out));
    res->etag = etag;
    respond_json(res, 200, &out);
    return OK;
}

static Err get_categories(Request *req, Response *res)
{
    const District *d = req->ctx->district;
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_key(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < d->category_count; i++) {
        const Category *c = &d->categories[i];
        json_open(&out, '{');
        json_field_str(&out, "code", c->code);
        put_names(&out, "name", c->name_zh, c->name_en);
        json_field_opt(&out, "parent", c->parent);
        json_field_bool(&out, "leaf", c->leaf);
        json_field_opt(&out, "urgency", c->leaf ? str_of(urgency_code(c->urgency)) : STR(""));
        json_field_opt(&out, "limit", c->limit);
        json_field_bool(&out, "after_photo", c->after_photo);
        if (str_empty(c->guidance_zh)) {
            json_key(&out, "guidance");
            json_put_null(&out);
        } else {
            put_names(&out, "guidance", c->guidance_zh, c->guidance_en);
        }
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static Err get_rejections(Request *req, Response *res)
{
    const District *d = req->ctx->district;
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_key(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < d->rejection_count; i++)
        put_rejection(&out, req, NULL, d->rejections[i].code);
    json_close(&out, ']');
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

/* The district's own texts for staff: those for an action, and of these the kind's own and those for every kind. */
static bool fits(const District *d, const Reply *r, Str action, Str category)
{
    return str_eq(r->action, action) && (str_empty(r->about) || category_within(d, category, r->about));
}

static Err get_replies(Request *req, Response *res)
{
    const District *d = req->ctx->district;
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_key(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < d->reply_count; i++) {
        const Reply *r = &d->replies[i];
        if (!fits(d, r, request_query(req, "action"), request_query(req, "category")))
            continue;
        json_open(&out, '{');
        json_field_str(&out, "code", r->code);
        put_names(&out, "title", r->title_zh, r->title_en);
        put_names(&out, "text", r->zh, r->en);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

static Err get_contract(Request *req, Response *res)
{
    respond_bytes(res, "application/yaml; charset=utf-8", app_of(req)->contract);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/district", get_district, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/words", get_words, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/areas", get_areas, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/categories", get_categories, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/rejections", get_rejections, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/replies", get_replies, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_GET, "/api/openapi.yaml", get_contract, RIGHTS_OPEN, BODY_NONE, 0},
};

void district_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

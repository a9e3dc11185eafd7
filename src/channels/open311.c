/* Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2) at /open311/v2: a service is a category that everybody
 * may see (public.csv), a service request is a case. Reading needs no key; reporting needs a partner's. Extensions, all
 * in docs/channels.md: page and page_size, an Idempotency-Key, pictures in a multipart body, updates (in the form of
 * FixMyStreet's servicerequestupdates), hooks. */
#include "channels/open311.h"

#include "channels/channels.h"

/* Cuts the format from the last segment; false: neither .xml nor .json. */
static bool cut_format(Str *name, bool *xml)
{
    *xml = str_ends(*name, STR(".xml"));
    if (!*xml && !str_ends(*name, STR(".json")))
        return false;
    name->len -= *xml ? 4 : 5;
    return true;
}

static bool read_asked(const Request *req, Asked311 *out)
{
    *out = (Asked311){request_param(req, "resource"), request_param(req, "id"), request_param(req, "part"), false};
    return cut_format(out->part.len > 0 ? &out->part : out->id.len > 0 ? &out->id : &out->name, &out->xml);
}

/* The specification knows 400, 401, 403, 404 and 500; what the client can do about it stands in the description. */
static int status_of(Err err)
{
    bool ours_to_mend = err == ERR_INVALID || err == ERR_UNSUPPORTED;
    return ours_to_mend ? 400 : err == ERR_UNAUTHENTICATED ? 403 : err_status(err);
}

typedef struct Resource {
    const char *name;
    HttpMethod method;
    const char *of; /* "": the list; "id": one of it; otherwise a part of one */
    int status;
    Answer311 answer;
} Resource;

static Err check_jurisdiction(const Request *req)
{
    Ctx *ctx = req->ctx;
    Str given = request_query(req, "jurisdiction_id");
    if (str_empty(given))
        given = request_field(req, "jurisdiction_id");
    if (str_empty(given) || str_eq(given, ctx->district->code))
        return OK;
    return fail(ctx, ERR_NOT_FOUND, MSG_OPEN311_JURISDICTION, given, ctx->district->code);
}

static void put_strings(GeoAnswer *out, const char *list, const char *item, const char *const *values, size_t count)
{
    geo_list(out, list);
    for (size_t i = 0; i < count; i++)
        if (out->xml)
            geo_text(out, item, str_of(values[i]));
        else
            json_put_z(&out->json, values[i]);
    geo_list_end(out, list);
}

static Err discovery(Request *req, const Asked311 *asked, GeoAnswer *out)
{
    static const char *const formats[] = {"text/xml", "application/json"};
    const District *d = req->ctx->district;
    (void)asked;
    geo_item(out, "discovery");
    geo_text(out, "changeset", d->version);
    geo_text(out, "contact", in_words(req->ctx, d->hotline, d->hotline));
    geo_text(out, "key_service", message_text(req->ctx->arena, MSG_PARTNER_KEY_MISSING, req->ctx->lang, NULL, 0));
    geo_list(out, "endpoints");
    geo_item(out, "endpoint");
    geo_text(out, "specification", STR("http://wiki.open311.org/GeoReport_v2"));
    geo_text(out, "url",
             str_printf(req->ctx->arena, "%s://" STR_FMT "/open311/v2", app_of(req)->secure_cookies ? "https" : "http",
                        STR_ARG(req->host)));
    geo_text(out, "changeset", d->version);
    geo_text(out, "type", STR("production"));
    put_strings(out, "formats", "format", formats, COUNT_OF(formats));
    geo_item_end(out, "endpoint");
    geo_list_end(out, "endpoints");
    geo_item_end(out, "discovery");
    return OK;
}

static const Resource resources[] = {
    {"discovery", HTTP_GET, "", 200, discovery},
    {"services", HTTP_GET, "", 200, open311_services},
    {"services", HTTP_GET, "id", 200, open311_service},
    {"requests", HTTP_GET, "", 200, open311_requests},
    {"requests", HTTP_GET, "id", 200, open311_request},
    {"requests", HTTP_GET, "updates", 200, open311_updates_of},
    {"requests", HTTP_POST, "", 201, open311_report},
    {"tokens", HTTP_GET, "id", 200, open311_token},
    {"servicerequestupdates", HTTP_GET, "", 200, open311_updates},
    {"servicerequestupdates", HTTP_POST, "", 201, open311_comment},
    {"webhook", HTTP_POST, "", 200, open311_hook},
};

static const Resource *find_resource(const Request *req, const Asked311 *asked)
{
    HttpMethod method = req->method == HTTP_HEAD ? HTTP_GET : req->method;
    Str of = asked->part.len > 0 ? asked->part : asked->id.len > 0 ? STR("id") : STR("");
    for (size_t i = 0; i < COUNT_OF(resources); i++)
        if (str_is(asked->name, resources[i].name) && resources[i].method == method && str_is(of, resources[i].of))
            return &resources[i];
    return NULL;
}

static Err answer(Request *req, Response *res)
{
    Asked311 asked;
    if (!read_asked(req, &asked))
        return fail(req->ctx, ERR_NOT_FOUND, MSG_OPEN311_FORMAT);
    const Resource *resource = find_resource(req, &asked);
    if (resource == NULL)
        return fail(req->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
    GeoAnswer out = geo_answer(req->ctx->arena, asked.xml);
    Err err = req->method == HTTP_POST ? OK : limiter_take(app_of(req)->reads, req->ctx, req->client_ip);
    if (err == OK)
        err = check_jurisdiction(req);
    if (err == OK)
        err = resource->answer(req, &asked, &out);
    if (err == OK)
        geo_respond(res, resource->status, &out);
    else
        geo_respond_error(res, asked.xml, status_of(err), ctx_failure_text(req->ctx));
    if (err == ERR_TOO_MANY)
        response_header(res, "Retry-After", STR("60"));
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/open311/v2/{resource}", answer, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/open311/v2/{resource}/{id}", answer, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/open311/v2/{resource}/{id}/{part}", answer, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_POST, "/open311/v2/{resource}", answer, RIGHTS_OPEN, BODY_FORM, 0},
};

void open311_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

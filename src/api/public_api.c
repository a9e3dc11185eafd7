/* Cases for everybody, without a secret: that there is one, of which kind, roughly where, by when, and its steps; words
 * and photos only where their reporter agreed and the desk shows them. Which kinds are shown at all is the district's
 * (public.csv). */
#include "api/routes.h"
#include "api/public_page.h"

enum { PAGE_MAX = 50, LIST_DAYS = 90 };

typedef struct PublicPage {
    PublicCase at[PAGE_MAX + 1];
    size_t len;
} PublicPage;

static Err load_page(Tx *tx, const void *in, void *out)
{
    PublicPage *page = out;
    return public_cases(tx, in, page->at, &page->len);
}

static Err read_query(const Request *req, PublicQuery *out)
{
    Ctx *ctx = req->ctx;
    Str open = request_query(req, "open"), page = request_query(req, "page");
    int64_t no = 1;
    if (!str_empty(page) && (!str_to_i64(page, &no) || no < 1 || no > PUBLIC_SKIP_MAX / PAGE_MAX))
        return fail_field(ctx, "page", MSG_FIELD_RANGE, STR("page"), STR("1"), STR("1000"));
    if (!str_empty(open) && !str_is(open, "true") && !str_is(open, "false"))
        return fail_field(ctx, "open", MSG_FIELD_CHOICE, STR("open"), open);
    *out = (PublicQuery){.from = ctx->now - DAYS(LIST_DAYS),
                         .until = ctx->now + 1,
                         .category = request_query(req, "category"),
                         .area = request_query(req, "area"),
                         .open = str_empty(open)        ? PUBLIC_EITHER
                                 : str_is(open, "true") ? PUBLIC_OPEN
                                                        : PUBLIC_ENDED,
                         .skip = (no - 1) * PAGE_MAX,
                         .limit = PAGE_MAX + 1};
    return OK;
}

/* To choose from: names in both languages, which the map's polygons have not. */
static void put_subdistricts(JsonOut *out, const Request *req)
{
    const District *d = req->ctx->district;
    json_key(out, "areas");
    json_open(out, '[');
    for (size_t i = 0; i < d->area_count; i++)
        if (d->areas[i].level == AREA_SUBDISTRICT)
            put_area(out, req, NULL, d->areas[i].code);
    json_close(out, ']');
}

static Err get_list(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    PublicQuery query;
    PublicPage *page = ARENA_NEW(ctx->arena, PublicPage);
    TRY(limiter_take(app_of(req)->lookups, ctx, req->client_ip));
    TRY(read_query(req, &query));
    TRY(db_read(app_of(req)->db, ctx, load_page, &query, page));
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_key(&out, "items");
    json_open(&out, '[');
    for (size_t i = 0; i < page->len && i < PAGE_MAX; i++) {
        json_open(&out, '{');
        put_public_members(&out, req, &page->at[i]);
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_field_bool(&out, "more", page->len > PAGE_MAX);
    put_subdistricts(&out, req);
    json_close(&out, '}');
    respond_json(res, 200, &out);
    return OK;
}

typedef struct OneJob {
    const Request *req;
    Str number;
} OneJob;

static Err one_in_tx(Tx *tx, const void *in, void *output)
{
    const OneJob *job = in;
    JsonOut *out = output;
    PublicCase c;
    CasePage page;
    Publication shown;
    TRY(public_case(tx, job->number, &c));
    TRY(case_page_load(tx, job->number, &page));
    TRY(publication_load(tx, &page.file->c, &shown));
    *out = json_out(tx->ctx->arena);
    return put_public_page(out, &(PublicView){job->req, tx, &page, &c, &shown, false});
}

static Err get_one(Request *req, Response *res)
{
    JsonOut out;
    TRY(limiter_take(app_of(req)->lookups, req->ctx, req->client_ip));
    TRY(db_read(app_of(req)->db, req->ctx, one_in_tx, &(OneJob){req, request_param(req, "number")}, &out));
    respond_json(res, 200, &out);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/public/cases", get_list, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/public/cases/{number}", get_one, RIGHTS_OPEN, BODY_NONE, 0},
};

void public_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

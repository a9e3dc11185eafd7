/* Cases for everybody, without a secret: that there is one, of which kind, roughly where, by when, and its steps.
 * Words, photos and persons are in none of it; which kinds are shown at all is the district's (public.csv). */
#include "api/routes.h"
#include "api/timeline_json.h"
#include "domain/workflow.h"
#include "store/public_store.h"

enum { PAGE_MAX = 50, LIST_DAYS = 90 };
#define OFFER_LASTS HOURS(1)

typedef struct PublicPage {
    PublicCase at[PAGE_MAX + 1];
    size_t len;
} PublicPage;

static void put_public(JsonOut *out, const Request *req, const PublicCase *c)
{
    json_field_str(out, "number", c->number);
    json_field_str(out, "state", str_of(case_state_code(c->state)));
    json_field_str(out, "stage", str_of(case_stage(c->state)));
    json_field_bool(out, "open", c->open);
    put_category(out, req, "category", c->category);
    put_area(out, req, "subdistrict", c->subdistrict);
    put_area(out, req, "community", c->community);
    put_unit(out, req, "desk", c->owner);
    put_position(out, "position", &(PositionView){c->lat_e7, c->lon_e7, 0, STR("")});
    json_field_time(out, "submitted_at", c->submitted_at);
    json_field_time(out, "due_at", c->due_at);
    json_field_bool(out, "overdue", c->overdue);
    json_field_time(out, "closed_at", c->closed_at);
}

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
        put_public(&out, req, &page->at[i]);
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

static bool may_be_followed(const CaseFile *file)
{
    Action actions[ACTION_COUNT];
    return file->c.confidential == 0 && workflow_allowed((CaseState)file->c.state, REL(FOLLOWER), actions) > 0;
}

static Err one_in_tx(Tx *tx, const void *in, void *output)
{
    const OneJob *job = in;
    const Request *req = job->req;
    JsonOut *out = output;
    PublicCase c;
    CasePage page;
    TRY(public_case(tx, job->number, &c));
    TRY(case_page_load(tx, job->number, &page));
    *out = json_out(tx->ctx->arena);
    json_open(out, '{');
    put_public(out, req, &c);
    put_rejection(out, req, "reject", c.reject_code);
    json_field_opt(out, "master", c.master);
    json_field_i64(out, "followers", page.file->c.followers);
    json_field_opt(out, "offer",
                   may_be_followed(page.file)
                       ? follow_offer(&app_of(req)->keys, req->ctx, c.number, req->ctx->now + OFFER_LASTS)
                       : STR(""));
    json_key(out, "timeline");
    json_open(out, '[');
    TRY(put_timeline(out, &(TimelineView){req, tx, &page, true, true}));
    json_close(out, ']');
    json_close(out, '}');
    return OK;
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

/* Atom feeds (RFC 4287) of what everybody may see: all, of an area, of a kind. The same rows as the public pages: kind,
 * rough place, progress and deadline, the words that are shown to everybody, never photos or persons. */
#include "channels/channels.h"
#include "channels/geo_report.h"
#include "reception/app.h"
#include "store/public_store.h"

enum { FEED_ITEMS = 50, FEED_DAYS = 90 };

typedef struct Feed {
    PublicQuery query;
    Str name_zh, name_en; /* of the area or the kind; empty: all */
} Feed;

typedef struct FeedItems {
    PublicCase at[FEED_ITEMS];
    size_t len;
} FeedItems;

static Str in_language(const Ctx *ctx, Str zh, Str en)
{
    return ctx->lang == LANG_EN ? en : zh;
}

static Err load_items(Tx *tx, const void *in, void *out)
{
    FeedItems *items = out;
    return public_cases(tx, in, items->at, &items->len);
}

static Str summary_of(const Ctx *ctx, const PublicCase *c)
{
    Str due = c->due_at > 0 ? clock_format(ctx->arena, c->due_at) : STR("");
    if (str_empty(due))
        return message_text(ctx->arena, MSG_FEED_NUMBER, ctx->lang, &c->number, 1);
    return message_text(ctx->arena, c->overdue ? MSG_FEED_OVERDUE : MSG_FEED_DUE, ctx->lang,
                        (const Str[]){c->number, due}, 2);
}

static void put_entry(GeoAnswer *out, const Ctx *ctx, const PublicCase *c)
{
    geo_item(out, "entry");
    geo_text(out, "id",
             str_printf(ctx->arena, "urn:gulou:" STR_FMT ":case:" STR_FMT, STR_ARG(ctx->district->code),
                        STR_ARG(c->number)));
    geo_text(out, "title", public_case_title(ctx, c));
    geo_time(out, "published", c->submitted_at);
    geo_time(out, "updated", c->updated_at > c->submitted_at ? c->updated_at : c->submitted_at);
    buf_printf(&out->text, "<link rel=\"alternate\" type=\"text/html\" href=\"/public/" STR_FMT "\"/>",
               STR_ARG(c->number));
    buf_printf(&out->text, "<category term=\"" STR_FMT "\"/>", STR_ARG(c->category));
    geo_text(out, "summary", summary_of(ctx, c));
    if (!str_empty(c->words))
        geo_text(out, "content", c->words);
    geo_item_end(out, "entry");
}

/* Nothing new: as old as the oldest it might hold, so that the same feed is the same bytes. */
static UnixMs updated_of(const FeedItems *items)
{
    UnixMs latest = 0;
    for (size_t i = 0; i < items->len; i++)
        latest = items->at[i].updated_at > latest ? items->at[i].updated_at : latest;
    return latest > 0 ? latest : 1;
}

static Str feed_title(const Ctx *ctx, const Feed *feed)
{
    const District *d = ctx->district;
    Str of = in_language(ctx, feed->name_zh, feed->name_en), where = in_language(ctx, d->name_zh, d->name_en);
    return str_empty(of) ? where : str_join(ctx->arena, (const Str[]){where, of}, 2, STR(" · "));
}

static Str feed_xml(const Request *req, const Feed *feed, const FeedItems *items)
{
    const Ctx *ctx = req->ctx;
    GeoAnswer out = geo_answer(ctx->arena, true);
    buf_printf(&out.text, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">",
               ctx->lang == LANG_EN ? "en" : "zh-CN");
    geo_text(&out, "id",
             str_printf(ctx->arena, "urn:gulou:" STR_FMT ":feed:" STR_FMT ":" STR_FMT, STR_ARG(ctx->district->code),
                        STR_ARG(feed->query.area), STR_ARG(feed->query.category)));
    geo_text(&out, "title", feed_title(ctx, feed));
    geo_time(&out, "updated", updated_of(items));
    buf_printf(&out.text, "<link rel=\"self\" type=\"application/atom+xml\" href=\"" STR_FMT "\"/>",
               STR_ARG(req->path));
    geo_item(&out, "author");
    geo_text(&out, "name", in_language(ctx, ctx->district->name_zh, ctx->district->name_en));
    geo_item_end(&out, "author");
    for (size_t i = 0; i < items->len; i++)
        put_entry(&out, ctx, &items->at[i]);
    buf_z(&out.text, "</feed>\n");
    return buf_str(&out.text);
}

/* A feed is told its language by the address, since readers send none: /feeds/all?lang=en. */
static Err answer_feed(Request *req, Response *res, Feed *feed)
{
    Ctx *ctx = req->ctx;
    FeedItems *items = ARENA_NEW(ctx->arena, FeedItems);
    TRY(limiter_take(app_of(req)->lookups, ctx, req->client_ip));
    ctx->lang = str_is(request_query(req, "lang"), "en") ? LANG_EN : LANG_ZH;
    feed->query.from = ctx->now - DAYS(FEED_DAYS);
    feed->query.until = ctx->now + 1;
    feed->query.open = PUBLIC_EITHER;
    feed->query.limit = FEED_ITEMS;
    TRY(db_read(app_of(req)->db, ctx, load_items, &feed->query, items));
    Str xml = feed_xml(req, feed, items);
    Hash hash = hash_sha256(xml);
    Str etag = str_printf(ctx->arena, "\"" STR_FMT "\"", STR_ARG(str_slice(hash_hex(ctx->arena, &hash), 0, 20)));
    res->cache_control = STR("no-cache"); /* kept, and asked again each time: words may have been taken back */
    if (respond_not_modified(req, res, etag))
        return OK;
    res->etag = etag;
    respond_bytes(res, "application/atom+xml; charset=utf-8", xml);
    return OK;
}

static Err feed_of_all(Request *req, Response *res)
{
    Feed feed = {0};
    return answer_feed(req, res, &feed);
}

static Err feed_of_area(Request *req, Response *res)
{
    const DistrictArea *area = area_find(req->ctx->district, request_param(req, "code"));
    if (area == NULL || (area->level != AREA_SUBDISTRICT && area->level != AREA_COMMUNITY))
        return fail(req->ctx, ERR_NOT_FOUND, MSG_FEED_NONE);
    Feed feed = {.query = {.area = area->code}, .name_zh = area->name_zh, .name_en = area->name_en};
    return answer_feed(req, res, &feed);
}

static Err feed_of_kind(Request *req, Response *res)
{
    const Category *category = category_find(req->ctx->district, request_param(req, "code"));
    if (category == NULL || category->confidential)
        return fail(req->ctx, ERR_NOT_FOUND, MSG_FEED_NONE);
    Feed feed = {.query = {.category = category->code}, .name_zh = category->name_zh, .name_en = category->name_en};
    return answer_feed(req, res, &feed);
}

static const Route routes[] = {
    {HTTP_GET, "/feeds/all", feed_of_all, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/feeds/areas/{code}", feed_of_area, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/feeds/kinds/{code}", feed_of_kind, RIGHTS_OPEN, BODY_NONE, 0},
};

void feed_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

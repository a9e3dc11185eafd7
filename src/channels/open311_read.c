/* What is read by Open311: services, and the cases that everybody may see. */
#include "channels/open311.h"
#include "reception/read.h"
#include "store/public_store.h"

enum { REQUESTS_MOST = 1000, IDS_MOST = 50 };
#define SPAN_MOST DAYS(90)

/* NOT_FOUND too for a category that is not everybody's. */
Err open311_find_service(Ctx *ctx, Str code, const Category **out)
{
    const Category *category = category_find(ctx->district, code);
    if (category == NULL || !category->public)
        return fail(ctx, ERR_NOT_FOUND, MSG_OPEN311_SERVICE, code);
    *out = category;
    return OK;
}

static void put_service(GeoAnswer *out, const Ctx *ctx, const Category *c)
{
    const Category *group = category_find(ctx->district, c->parent);
    geo_item(out, "service");
    geo_text(out, "service_code", c->code);
    geo_text(out, "service_name", in_words(ctx, c->name_zh, c->name_en));
    geo_text(out, "description", in_words(ctx, c->guidance_zh, c->guidance_en));
    const Question *questions[QUESTIONS_MAX];
    geo_bool(out, "metadata", questions_of(ctx->district, c->code, questions) > 0);
    geo_text(out, "type", STR("realtime"));
    geo_text(out, "keywords", c->keywords);
    geo_text(out, "group", group != NULL ? in_words(ctx, group->name_zh, group->name_en) : STR(""));
    geo_item_end(out, "service");
}

Err open311_services(Request *req, const Asked311 *asked, GeoAnswer *out)
{
    const District *d = req->ctx->district;
    (void)asked;
    geo_list(out, "services");
    for (size_t i = 0; i < d->category_count; i++)
        if (d->categories[i].public)
            put_service(out, req->ctx, &d->categories[i]);
    geo_list_end(out, "services");
    return OK;
}

Err open311_service(Request *req, const Asked311 *asked, GeoAnswer *out)
{
    const Category *category = NULL;
    TRY(open311_find_service(req->ctx, asked->id, &category));
    geo_item(out, "service_definition");
    geo_text(out, "service_code", category->code);
    open311_put_questions(out, req->ctx, category);
    geo_item_end(out, "service_definition");
    return OK;
}

static Str name_of_unit(const Ctx *ctx, Str code)
{
    const Unit *unit = unit_find(&ctx->district->rights, code);
    return unit != NULL ? unit_name(unit, ctx->lang) : STR("");
}

static Str name_of_area(const Ctx *ctx, Str code)
{
    const DistrictArea *area = area_find(ctx->district, code);
    return area != NULL ? in_words(ctx, area->name_zh, area->name_en) : STR("");
}

static Str notes_of(const Ctx *ctx, const PublicCase *c)
{
    if (c->state == CASE_MERGED)
        return message_text(ctx->arena, MSG_OPEN311_MERGED, ctx->lang, &c->master, 1);
    return case_state_text(c->state, ctx->lang);
}

static void put_request(GeoAnswer *out, const Ctx *ctx, const PublicCase *c)
{
    const Category *category = category_find(ctx->district, c->category);
    Str name = category != NULL ? in_words(ctx, category->name_zh, category->name_en) : STR("");
    bool known = c->lat_e7 != 0 || c->lon_e7 != 0;
    geo_item(out, "request");
    geo_text(out, "service_request_id", c->number);
    geo_text(out, "status", c->open ? STR("open") : STR("closed"));
    geo_text(out, "status_notes", notes_of(ctx, c));
    geo_text(out, "service_name", name);
    geo_text(out, "service_code", c->category);
    geo_text(out, "description", STR(""));
    geo_text(out, "agency_responsible", name_of_unit(ctx, c->owner));
    geo_text(out, "service_notice",
             c->overdue ? message_text(ctx->arena, MSG_OPEN311_OVERDUE, ctx->lang, NULL, 0) : STR(""));
    geo_time(out, "requested_datetime", c->submitted_at);
    geo_time(out, "updated_datetime", c->updated_at);
    geo_time(out, "expected_datetime", c->due_at);
    geo_text(out, "address",
             str_empty(c->community) ? name_of_area(ctx, c->subdistrict) : name_of_area(ctx, c->community));
    geo_text(out, "address_id", str_empty(c->community) ? c->subdistrict : c->community);
    geo_text(out, "zipcode", STR(""));
    geo_degrees(out, "lat", c->lat_e7, known);
    geo_degrees(out, "long", c->lon_e7, known);
    geo_text(out, "media_url", STR(""));
    geo_item_end(out, "request");
}

static Err one_in_tx(Tx *tx, const void *in, void *out)
{
    return public_case(tx, *(const Str *)in, out);
}

Err open311_request(Request *req, const Asked311 *asked, GeoAnswer *out)
{
    PublicCase c;
    TRY(db_read(app_of(req)->db, req->ctx, one_in_tx, &asked->id, &c));
    geo_list(out, "service_requests");
    put_request(out, req->ctx, &c);
    geo_list_end(out, "service_requests");
    return OK;
}

typedef struct Found {
    PublicCase *at;
    size_t len;
} Found;

/* Those of the list that are public; the others are left out, as the specification's other filters do. */
static Err listed_in_tx(Tx *tx, const void *in, void *output)
{
    Str rest = *(const Str *)in, id, tail;
    Found *out = output;
    out->len = 0;
    while (!str_empty(rest) && out->len < IDS_MOST) {
        if (!str_cut(rest, ',', &id, &tail)) {
            id = rest;
            tail = STR("");
        }
        rest = tail;
        Err err = public_case(tx, str_trim(id), &out->at[out->len]);
        if (err == ERR_NOT_FOUND)
            tx->ctx->failure = (Failure){0};
        else
            TRY(err);
        out->len += err == OK;
    }
    return OK;
}

typedef struct Search {
    PublicQuery query;
    Str states; /* as asked: "open,closed" */
} Search;

Err open311_read_span(const Request *req, UnixMs span, Span311 *out)
{
    Ctx *ctx = req->ctx;
    UnixMs from = 0, until = 0;
    TRY(read_time(ctx, "start_date", request_query(req, "start_date"), &from));
    TRY(read_time(ctx, "end_date", request_query(req, "end_date"), &until));
    if (until == 0)
        until = from != 0 && from + span < ctx->now ? from + span : ctx->now + 1;
    if (from == 0)
        from = until - span;
    if (from > until)
        return fail_field(ctx, "start_date", MSG_OPEN311_SPAN);
    *out = (Span311){until - from > span ? until - span : from, until}; /* the smaller of what is asked and the span */
    return OK;
}

static Err read_status(Ctx *ctx, Str text, PublicOpen *out)
{
    bool open = false, closed = false;
    Str rest = text, word, tail;
    while (!str_empty(rest)) {
        if (!str_cut(rest, ',', &word, &tail)) {
            word = rest;
            tail = STR("");
        }
        rest = tail;
        word = str_trim(word);
        if (!str_is(word, "open") && !str_is(word, "closed"))
            return fail_field(ctx, "status", MSG_FIELD_CHOICE, STR("status"), word);
        open = open || str_is(word, "open");
        closed = closed || str_is(word, "closed");
    }
    *out = open == closed ? PUBLIC_EITHER : open ? PUBLIC_OPEN : PUBLIC_ENDED;
    return OK;
}

static Err read_query(const Request *req, PublicQuery *out)
{
    int64_t page = 1, size = REQUESTS_MOST;
    Span311 span;
    const Category *category = NULL;
    out->category = request_query(req, "service_code");
    if (!str_empty(out->category))
        TRY(open311_find_service(req->ctx, out->category, &category));
    TRY(open311_read_span(req, SPAN_MOST, &span));
    out->from = span.from;
    out->until = span.until;
    TRY(read_status(req->ctx, request_query(req, "status"), &out->open));
    TRY(request_query_i64(req, "page_size", 1, REQUESTS_MOST, REQUESTS_MOST, &size));
    TRY(request_query_i64(req, "page", 1, PUBLIC_SKIP_MAX / size + 1, 1, &page));
    out->limit = size;
    out->skip = (page - 1) * size;
    return OK;
}

static Err search_in_tx(Tx *tx, const void *in, void *output)
{
    Found *out = output;
    return public_cases(tx, in, out->at, &out->len);
}

Err open311_requests(Request *req, const Asked311 *asked, GeoAnswer *out)
{
    Ctx *ctx = req->ctx;
    Found found = {ARENA_ARRAY(ctx->arena, PublicCase, REQUESTS_MOST), 0};
    Str ids = request_query(req, "service_request_id");
    PublicQuery query = {0};
    (void)asked;
    if (!str_empty(ids))
        TRY(db_read(app_of(req)->db, ctx, listed_in_tx, &ids, &found));
    else {
        TRY(read_query(req, &query));
        TRY(db_read(app_of(req)->db, ctx, search_in_tx, &query, &found));
    }
    geo_list(out, "service_requests");
    for (size_t i = 0; i < found.len; i++)
        put_request(out, ctx, &found.at[i]);
    geo_list_end(out, "service_requests");
    return OK;
}

/* Requests have their id at once, so a token would be the id itself. */
Err open311_token(Request *req, const Asked311 *asked, GeoAnswer *out)
{
    PublicCase c;
    TRY(db_read(app_of(req)->db, req->ctx, one_in_tx, &asked->id, &c));
    geo_list(out, "service_requests");
    geo_item(out, "request");
    geo_text(out, "service_request_id", c.number);
    geo_text(out, "token", c.number);
    geo_item_end(out, "request");
    geo_list_end(out, "service_requests");
    return OK;
}

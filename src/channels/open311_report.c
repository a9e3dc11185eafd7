/* What is reported by Open311: POST requests, by a partner's key. */
#include "base/utf8.h"
#include "channels/open311.h"
#include "reception/read.h"
#include "reception/take.h"
#include "store/partner_case_store.h"

enum { ACCOUNT_MOST = 100 };

static Err read_degrees(const Request *req, const char *name, double most, double *out, bool *given)
{
    Str text = request_field(req, name);
    *given = !str_empty(text);
    if (!*given)
        return OK;
    if (!str_to_double(text, out) || *out < -most || *out > most)
        return fail_field(req->ctx, name, MSG_FIELD_RANGE, str_of(name), str_printf(req->ctx->arena, "%.0f", -most),
                          str_printf(req->ctx->arena, "%.0f", most));
    return OK;
}

static Err read_place(const Request *req, Told *out)
{
    Ctx *ctx = req->ctx;
    bool lat = false, lon = false;
    TRY(read_degrees(req, "lat", 90, &out->place.lat, &lat));
    TRY(read_degrees(req, "long", 180, &out->place.lon, &lon));
    if (lat != lon)
        return fail_field(ctx, lat ? "long" : "lat", MSG_FIELD_MISSING, lat ? STR("long") : STR("lat"));
    out->place.given = lat;
    out->place.source = STR("pin");
    out->place_text = request_field(req, "address_string");
    const DistrictArea *area = area_find(ctx->district, request_field(req, "address_id"));
    if (str_empty(out->place_text) && area != NULL)
        out->place_text = area->name_zh;
    if (!lat && str_empty(out->place_text))
        return fail_field(ctx, "lat", MSG_OPEN311_PLACE);
    return OK;
}

static Str full_name(const Request *req)
{
    Str first = request_field(req, "first_name"), last = request_field(req, "last_name");
    if (str_empty(first) || str_empty(last))
        return str_empty(first) ? last : first;
    return str_printf(req->ctx->arena, STR_FMT " " STR_FMT, STR_ARG(first), STR_ARG(last));
}

/* The client's own key; without one, the same content from the same client on one day is one report: a retry. */
static void read_key(const Request *req, const Partner *partner, Told *out)
{
    Ctx *ctx = req->ctx;
    out->request_hash = open311_form_hash(req);
    out->scope = str_printf(ctx->arena, "open311:" STR_FMT, STR_ARG(partner->id));
    out->key = request_header(req, "idempotency-key");
    if (str_empty(out->key))
        out->key = str_printf(ctx->arena, "%d-" STR_FMT,
                              (int)clock_day_number(ctx->now, ctx->district->calendar.offset_minutes),
                              STR_ARG(out->request_hash));
}

Str open311_form_hash(const Request *req)
{
    JsonOut all = json_out(req->ctx->arena);
    json_open(&all, '[');
    for (size_t i = 0; i < req->fields.count; i++) {
        json_put_str(&all, req->fields.at[i].name);
        json_put_str(&all, req->fields.at[i].value);
    }
    for (size_t i = 0; i < req->upload_count; i++) {
        json_put_str(&all, req->uploads[i].filename);
        json_put_i64(&all, (int64_t)req->uploads[i].size);
    }
    json_close(&all, ']');
    Hash hash = hash_sha256(json_text(&all));
    return hash_hex(req->ctx->arena, &hash);
}

Err open311_check_length(Ctx *ctx, const char *field, Str text, size_t most)
{
    if (!utf8_printable(text))
        return fail_field(ctx, field, MSG_FIELD_CONTROL, str_of(field));
    if (utf8_length(text) > most)
        return fail_field(ctx, field, MSG_FIELD_TOO_LONG, str_of(field), str_printf(ctx->arena, "%zu", most));
    return OK;
}

static Err read_report(const Request *req, const Partner *partner, Told *out)
{
    Ctx *ctx = req->ctx;
    const Category *category = NULL;
    Str code = request_field(req, "service_code");
    if (str_empty(code))
        return fail_field(ctx, "service_code", MSG_FIELD_MISSING, STR("service_code"));
    TRY(open311_find_service(ctx, code, &category));
    out->category = category->code;
    out->channel = CHANNEL_OPEN311;
    out->text = request_field(req, "description");
    if (str_empty(out->text))
        out->text = in_words(ctx, category->name_zh, category->name_en);
    Str mail = request_field(req, "email"); /* who leaves one is told by mail; the phone is there to be called */
    out->contact = (Contact){.name = full_name(req),
                             .phone = request_field(req, "phone"),
                             .lang = ctx->lang,
                             .way = str_empty(mail) ? VIA_SMS : VIA_MAIL,
                             .mail = mail};
    if (!str_empty(mail) && !is_mail_address(mail))
        return fail_field(ctx, "email", MSG_MAIL_ADDRESS);
    TRY(open311_check_length(ctx, "description", out->text, 4000));
    TRY(open311_check_length(ctx, "first_name", out->contact.name, 50));
    TRY(check_phone(ctx, out->contact.phone));
    TRY(read_place(req, out));
    TRY(open311_check_length(ctx, "address_string", out->place_text, 200));
    TRY(open311_read_answers(ctx, &req->fields, category->code, &out->answers));
    read_key(req, partner, out);
    return out->key.len <= 80 ? OK : fail(ctx, ERR_INVALID, MSG_KEY_MISSING);
}

/* What is kept beside the case. */
typedef struct Trace {
    PartnerCase of;
    Links311 links;
} Trace;

static Err keep_trace(Tx *tx, Str number, const void *what)
{
    const Trace *trace = what;
    PartnerCase of = trace->of;
    of.number = number;
    TRY(partner_case_add(tx, &of));
    for (size_t i = 0; i < trace->links.len; i++)
        TRY(linked_media_add(tx, &(LinkedMedia){.number = number, .no = (int64_t)i + 1, .url = trace->links.at[i]}));
    return OK;
}

static Err read_trace(const Request *req, const Partner *partner, Trace *out)
{
    out->of = (PartnerCase){
        .partner = partner->id, .account = request_field(req, "account_id"), .device = request_field(req, "device_id")};
    TRY(open311_check_length(req->ctx, "account_id", out->of.account, ACCOUNT_MOST));
    TRY(open311_check_length(req->ctx, "device_id", out->of.device, ACCOUNT_MOST));
    return open311_read_links(req, &out->links);
}

Err open311_enter(const Request *req, Partner *out)
{
    const App *app = app_of(req);
    return partner_enter(app->db, req->ctx,
                         &(PartnerKnock){app->partners, PARTNER_OPEN311, request_field(req, "api_key")}, out);
}

Err open311_report(Request *req, const Asked311 *asked, GeoAnswer *out)
{
    Ctx *ctx = req->ctx;
    App *app = app_of(req);
    Partner partner;
    Trace trace;
    Told told = {.beside = {keep_trace, &trace}};
    Photos311 photos = {0};
    Taken taken;
    (void)asked;
    TRY(open311_enter(req, &partner));
    TRY(read_report(req, &partner, &told));
    TRY(read_trace(req, &partner, &trace));
    TRY(open311_keep_uploads(req, &photos));
    told.photos = photos.at;
    told.photo_count = photos.len;
    TRY(take_report(app, ctx, &told, &taken));
    geo_list(out, "service_requests");
    geo_item(out, "request");
    geo_text(out, "service_request_id", taken.made.number);
    geo_text(out, "service_notice", in_words(ctx, taken.decision->guidance_zh, taken.decision->guidance_en));
    geo_text(out, "account_id", trace.of.account);
    geo_item_end(out, "request");
    geo_list_end(out, "service_requests");
    return OK;
}

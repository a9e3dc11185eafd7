/* The small pieces that every page's JSON is made of: names, units, areas, categories, positions, clocks, photos. */
#include "api/case_json.h"

void put_names(JsonOut *out, const char *key, Str zh, Str en)
{
    if (key != NULL)
        json_key(out, key);
    json_open(out, '{');
    json_field_str(out, "zh", zh);
    json_field_str(out, "en", en);
    json_close(out, '}');
}

static void put_ref(JsonOut *out, const char *key, Str code, Str zh, Str en)
{
    if (key != NULL)
        json_key(out, key);
    if (str_empty(code)) {
        json_put_null(out);
        return;
    }
    json_open(out, '{');
    json_field_str(out, "code", code);
    put_names(out, "name", zh, en);
    json_close(out, '}');
}

void put_unit(JsonOut *out, const Request *req, const char *key, Str code)
{
    const Unit *unit = unit_find(&req->ctx->district->rights, code);
    put_ref(out, key, code, unit != NULL ? unit->name_zh : code, unit != NULL ? unit->name_en : code);
}

void put_area(JsonOut *out, const Request *req, const char *key, Str code)
{
    const DistrictArea *area = area_find(req->ctx->district, code);
    put_ref(out, key, area != NULL ? code : STR(""), area != NULL ? area->name_zh : code,
            area != NULL ? area->name_en : code);
}

void put_category(JsonOut *out, const Request *req, const char *key, Str code)
{
    const Category *category = category_find(req->ctx->district, code);
    put_ref(out, key, code, category != NULL ? category->name_zh : code, category != NULL ? category->name_en : code);
}

void put_position(JsonOut *out, const char *key, const PositionView *at)
{
    if (key != NULL)
        json_key(out, key);
    if (at->lat_e7 == 0 && at->lon_e7 == 0) {
        json_put_null(out);
        return;
    }
    json_open(out, '{');
    json_field_number(out, "lat", (double)at->lat_e7 / 1e7, 7);
    json_field_number(out, "lon", (double)at->lon_e7 / 1e7, 7);
    json_key(out, "accuracy_m");
    if (at->accuracy_m > 0)
        json_put_i64(out, at->accuracy_m);
    else
        json_put_null(out);
    if (!str_empty(at->source))
        json_field_str(out, "source", at->source);
    json_close(out, '}');
}

void put_i64_or_null(JsonOut *out, const char *key, int64_t number, bool there)
{
    json_key(out, key);
    if (there)
        json_put_i64(out, number);
    else
        json_put_null(out);
}

void put_clock(JsonOut *out, const Request *req, const char *key, const CaseClock *clock)
{
    if (key != NULL)
        json_key(out, key);
    if (clock == NULL) {
        json_put_null(out);
        return;
    }
    const ClockRules *rules = &req->ctx->district->clocks;
    UnixMs now = req->ctx->now;
    json_open(out, '{');
    json_field_str(out, "id", clock->id);
    json_field_str(out, "kind", str_of(clock_kind_code((ClockKind)clock->kind)));
    put_i64_or_null(out, "call", clock->call, clock->call != 0);
    put_i64_or_null(out, "request", clock->request, clock->request != 0);
    put_unit(out, req, "unit", clock->unit);
    json_field_str(out, "limit", clock->limit);
    json_field_time(out, "started_at", clock->started_at);
    json_field_time(out, "due_at", clock->due_at);
    json_field_time(out, "stopped_at", clock->stopped_at);
    json_field_bool(out, "paused", clock->paused_at != 0);
    json_field_str(out, "light", str_of(light_code(clock_light(rules, clock, now))));
    json_field_i64(out, "used_percent",
                   clock_used_percent(rules, clock, clock->stopped_at != 0 ? clock->stopped_at : now));
    json_close(out, '}');
}

/* An address good for one to two hours; its end is rounded so that a page asked for twice can use its cache. */
Str photo_url(const Request *req, Str id, const char *size)
{
    enum { STEP = 3600 };
    int64_t until = (req->ctx->now / 1000 / STEP + 2) * STEP;
    PhotoLink link = {.id = id, .size = str_of(size), .until = until};
    Str key = photo_link_key(&app_of(req)->keys, req->ctx, &link);
    return str_printf(req->ctx->arena, "/api/photos/" STR_FMT "/%s?until=%lld&key=" STR_FMT, STR_ARG(id), size,
                      (long long)until, STR_ARG(key));
}

void put_photo(JsonOut *out, const Request *req, const StoredPhoto *photo)
{
    json_open(out, '{');
    json_field_str(out, "id", photo->id);
    json_field_str(out, "url", photo_url(req, photo->id, "full"));
    json_field_str(out, "thumb_url", photo_url(req, photo->id, "thumb"));
    json_field_i64(out, "width", photo->width);
    json_field_i64(out, "height", photo->height);
    json_field_str(out, "stage", photo->stage);
    json_field_time(out, "at", photo->uploaded_at);
    json_close(out, '}');
}

void put_rejection(JsonOut *out, const Request *req, const char *key, Str code)
{
    const Rejection *why = rejection_find(req->ctx->district, code);
    if (key != NULL)
        json_key(out, key);
    if (why == NULL) {
        json_put_null(out);
        return;
    }
    json_open(out, '{');
    json_field_str(out, "code", why->code);
    put_names(out, "name", why->name_zh, why->name_en);
    put_names(out, "where", why->where_zh, why->where_en);
    json_close(out, '}');
}

/* POST /api/devices/{id}/readings: a device that speaks HTTP. It shows its key, or signs what it says. */
#include "auth/devices.h"
#include "channels/channels.h"
#include "channels/device_reading.h"
#include "channels/device_watch.h"

static Str bearer_of(const Request *req)
{
    Str header = request_header(req, "authorization");
    return str_starts(header, STR("Bearer ")) ? str_trim(str_slice(header, 7, header.len)) : STR("");
}

/* Where a key was shown, no signature was looked at. */
static Str proof_of(const Request *req)
{
    Str signature = request_header(req, "x-gulou-signature");
    return str_empty(bearer_of(req)) ? str_lower_ascii(req->ctx->arena, signature) : STR("");
}

static Err knock(const Request *req, Device *out)
{
    App *app = app_of(req);
    DeviceKnock in = {.readings = app->partners,
                      .guesses = app->lookups,
                      .address = req->client_ip,
                      .id = request_param(req, "id"),
                      .key = bearer_of(req),
                      .timestamp = request_header(req, "x-gulou-timestamp"),
                      .signature = request_header(req, "x-gulou-signature"),
                      .body = req->body};
    return device_enter(app->db, req->ctx, &in, out);
}

static Err post_reading(Request *req, Response *res)
{
    Device device;
    DeviceSaid said;
    DevicesHeard heard;
    TRY(knock(req, &device));
    TRY(device_reading_parse(req->ctx, req->body, &said));
    DeviceWord word = {device.id, said.value, said.at, said.battery, proof_of(req)};
    TRY(device_watch_hear(app_of(req), req->ctx, &(DeviceWords){&word, 1}, &heard));
    JsonOut json = json_out(req->ctx->arena);
    json_open(&json, '{');
    json_field_str(&json, "result",
                   heard.taken > 0         ? STR("taken")
                   : heard.implausible > 0 ? STR("implausible")
                                           : STR("old"));
    json_field_bool(&json, "raised", heard.raised > 0);
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

static const Route routes[] = {
    {HTTP_POST, "/api/devices/{id}/readings", post_reading, RIGHTS_OPEN, BODY_RAW, DEVICE_READING_MOST},
};

void device_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

/* See geo_client.h. */
#include "net/geo_client.h"

#include "base/buf.h"
#include "net/fetch.h"

enum { SECONDS_MOST = 10 };

static void add_encoded(Buf *out, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '_' || c == '.' || c == '~';
        if (plain)
            buf_char(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

static void add_field(Buf *out, const char *name, Str value)
{
    if (str_empty(value))
        return;
    if (out->len > 0)
        buf_char(out, '&');
    buf_z(out, name);
    buf_char(out, '=');
    add_encoded(out, value);
}

static Str address(Ctx *ctx, const GeoServer *server, Str path, Str query)
{
    Str base = str_ends(server->url, STR("/")) ? str_slice(server->url, 0, server->url.len - 1) : server->url;
    return str_printf(ctx->arena, STR_FMT "/" STR_FMT ".%s%s" STR_FMT, STR_ARG(base), STR_ARG(path),
                      server->format == GEO_XML ? "xml" : "json", str_empty(query) ? "" : "?", STR_ARG(query));
}

static Str form_of(Ctx *ctx, const GeoServer *server, const GeoPost *post)
{
    Buf out = buf_new(ctx->arena);
    add_field(&out, "api_key", server->key);
    add_field(&out, "jurisdiction_id", server->jurisdiction);
    add_field(&out, "service_code", post->service);
    if (post->placed) {
        add_field(&out, "lat", str_printf(ctx->arena, "%.7f", post->lat));
        add_field(&out, "long", str_printf(ctx->arena, "%.7f", post->lon));
    }
    add_field(&out, "address_string", post->address);
    add_field(&out, "description", post->description);
    return buf_str(&out);
}

GeoFate geo_post(Ctx *ctx, const GeoServer *server, const GeoPost *post, GeoRequests *out)
{
    FetchAnswer answer = {0};
    FetchAsk ask = {.url = address(ctx, server, STR("requests"), STR("")),
                    .body = form_of(ctx, server, post),
                    .content_type = STR("application/x-www-form-urlencoded"),
                    .headers = {str_printf(ctx->arena, "Idempotency-Key: " STR_FMT, STR_ARG(post->reference))},
                    .seconds = SECONDS_MOST};
    *out = (GeoRequests){0};
    Err err = fetch(ctx, &ask, &answer);
    bool read = err == OK && geo_answer_read(ctx, answer.body, server->format, out) == OK;
    bool good = answer.status >= 200 && answer.status < 300;
    Failure failure = ctx->failure;
    ctx->failure = (Failure){0};
    if (good && read && out->len > 0 && out->at[0].id.len + out->at[0].token.len > 0)
        return GEO_TAKEN;
    if (str_empty(out->error))
        out->error = err != OK ? failure.internal : str_printf(ctx->arena, "HTTP %d", answer.status);
    bool refused = answer.status >= 400 && answer.status < 500 && answer.status != 408 && answer.status != 429;
    return refused || err == ERR_INVALID ? GEO_REFUSED : GEO_UNKNOWN;
}

static Err get(Ctx *ctx, const GeoServer *server, Str url, GeoRequests *out)
{
    FetchAnswer answer;
    TRY(fetch(ctx, &(FetchAsk){.url = url, .seconds = SECONDS_MOST}, &answer));
    if (answer.status == 404)
        return fail(ctx, ERR_NOT_FOUND, MSG_PUSH_ANSWER);
    if (answer.status != 200) {
        Err err = fail(ctx, ERR_BUSY, MSG_FETCH_AWAY);
        ctx->failure.internal = str_printf(ctx->arena, "HTTP %d", answer.status);
        return err;
    }
    return geo_answer_read(ctx, answer.body, server->format, out);
}

static Str with_jurisdiction(Ctx *ctx, const GeoServer *server)
{
    Buf out = buf_new(ctx->arena);
    add_field(&out, "jurisdiction_id", server->jurisdiction);
    return buf_str(&out);
}

static Err get_one(Ctx *ctx, const GeoServer *server, const char *list, Str id, GeoRequest *out)
{
    GeoRequests found = {0};
    Buf path = buf_new(ctx->arena);
    buf_z(&path, list);
    buf_char(&path, '/');
    add_encoded(&path, id);
    TRY(get(ctx, server, address(ctx, server, buf_str(&path), with_jurisdiction(ctx, server)), &found));
    if (found.len == 0)
        return fail(ctx, ERR_NOT_FOUND, MSG_PUSH_ANSWER);
    *out = found.at[0];
    return OK;
}

Err geo_token(Ctx *ctx, const GeoServer *server, Str token, GeoRequest *out)
{
    return get_one(ctx, server, "tokens", token, out);
}

Err geo_request(Ctx *ctx, const GeoServer *server, Str id, GeoRequest *out)
{
    return get_one(ctx, server, "requests", id, out);
}

Err geo_recent(Ctx *ctx, const GeoServer *server, const GeoRecent *what, GeoRequests *out)
{
    Buf query = buf_new(ctx->arena);
    Str since = clock_format(ctx->arena, what->since); /* with milliseconds, which the specification's form has not */
    add_field(&query, "jurisdiction_id", server->jurisdiction);
    add_field(&query, "service_code", what->service);
    add_field(&query, "start_date",
              str_printf(ctx->arena, STR_FMT "Z", STR_ARG(str_slice(since, 0, sizeof "2026-11-22T04:00:00" - 1))));
    return get(ctx, server, address(ctx, server, STR("requests"), buf_str(&query)), out);
}

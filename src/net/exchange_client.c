/* See exchange_client.h. */
#include "net/exchange_client.h"

#include "base/json.h"
#include "base/utf8.h"
#include "net/fetch.h"

enum { SECONDS_MOST = 10, NONCE_BYTES = 16, CODE_MOST = 64, WORDS_MOST = 500 };

/* --- what they answer --- */

/* One line that a person can bear to read. */
static Str words(Ctx *ctx, const Json *value, size_t most)
{
    Str text = STR("");
    if (!json_str(value, &text))
        return STR("");
    Str shown = utf8_cut(utf8_shown(ctx->arena, text), most);
    char *line = str_z(ctx->arena, shown);
    for (size_t i = 0; i < shown.len; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = ' ';
    return str_trim((Str){line, shown.len});
}

static bool flag(const Json *value)
{
    bool on = false;
    return json_bool(value, &on) && on;
}

/* The last ones; a step whose number does not rise is none. */
static void read_steps(Ctx *ctx, const Json *list, ExchangeStanding *out)
{
    size_t count = json_length(list);
    int64_t last = 0;
    for (size_t i = count > EXCHANGE_STEPS_MOST ? count - EXCHANGE_STEPS_MOST : 0; i < count; i++) {
        ExchangeStep step = {.text = words(ctx, json_get(json_at(list, i), "text"), WORDS_MOST)};
        if (!json_i64(json_get(json_at(list, i), "no"), &step.no) || step.no <= last || str_empty(step.text))
            continue;
        out->steps[out->step_count++] = step;
        last = step.no;
    }
}

Err exchange_read(Ctx *ctx, Str bytes, ExchangeStanding *out)
{
    const Json *json = NULL;
    *out = (ExchangeStanding){0};
    if (json_parse(ctx, bytes, &json) != OK || !json_is_object(json))
        return fail(ctx, ERR_INVALID, MSG_PUSH_ANSWER);
    out->theirs = words(ctx, json_get(json, "case"), CODE_MOST);
    out->state = words(ctx, json_get(json, "state"), CODE_MOST);
    out->unit = words(ctx, json_get(json, "unit"), CODE_MOST);
    out->reason = words(ctx, json_get(json_get(json, "reason"), "name"), WORDS_MOST);
    out->accepted = flag(json_get(json, "accepted"));
    out->returned = flag(json_get(json, "returned"));
    out->done = flag(json_get(json, "done"));
    out->error = words(ctx, json_get(json, "detail"), WORDS_MOST);
    read_steps(ctx, json_get(json, "steps"), out);
    bool standing = !str_empty(out->theirs) && !str_empty(out->state);
    return standing || !str_empty(out->error) ? OK : fail(ctx, ERR_INVALID, MSG_PUSH_ANSWER);
}

static bool is_standing(const ExchangeStanding *standing)
{
    return !str_empty(standing->theirs) && !str_empty(standing->state);
}

/* --- what we ask --- */

/* The path as it is asked for: that of the platform's address, and ours behind it. */
static Str path_of(Str url)
{
    ptrdiff_t scheme = str_find(url, STR("://"));
    Str rest = str_slice(url, scheme < 0 ? 0 : (size_t)scheme + 3, url.len);
    ptrdiff_t slash = str_find_char(rest, '/');
    return slash < 0 ? STR("/") : str_slice(rest, (size_t)slash, rest.len);
}

static Str header(Ctx *ctx, const char *name, Str value)
{
    return str_printf(ctx->arena, "%s: " STR_FMT, name, STR_ARG(value));
}

/* The key signs as the SHA-256 that they keep of it; the time is that of sending, for they look at it closely. */
static void sign(Ctx *ctx, const ExchangePlatform *platform, FetchAsk *ask)
{
    unsigned char chance[NONCE_BYTES];
    Arena *arena = ctx->arena;
    rand_bytes(ctx->rand, chance, sizeof chance);
    Hash secret = hash_sha256(platform->key), body = hash_sha256(ask->body);
    Str nonce = str_hex(arena, chance, sizeof chance);
    Str timestamp = str_printf(arena, "%lld", (long long)(clock_now() / 1000));
    Str lines[] = {str_empty(ask->body) ? STR("GET") : STR("POST"), path_of(ask->url), timestamp, nonce,
                   hash_hex(arena, &body)};
    Hash mac = hash_hmac(&secret, str_join(arena, lines, COUNT_OF(lines), STR("\n")));
    ask->headers[0] = header(ctx, "X-Gulou-Platform", platform->self);
    ask->headers[1] = header(ctx, "X-Gulou-Timestamp", timestamp);
    ask->headers[2] = header(ctx, "X-Gulou-Nonce", nonce);
    ask->headers[3] = header(ctx, "X-Gulou-Signature", hash_hex(arena, &mac));
}

typedef struct Question {
    const char *path;
    Str body; /* empty: GET */
} Question;

static Err fetch_signed(Ctx *ctx, const ExchangePlatform *platform, const Question *what, FetchAnswer *out)
{
    Str base = str_ends(platform->url, STR("/")) ? str_slice(platform->url, 0, platform->url.len - 1) : platform->url;
    FetchAsk request = {.url = str_printf(ctx->arena, STR_FMT "/platform/v1/%s", STR_ARG(base), what->path),
                        .body = what->body,
                        .content_type = STR("application/json"),
                        .seconds = SECONDS_MOST};
    sign(ctx, platform, &request);
    return fetch(ctx, &request, out);
}

static Str case_json(Ctx *ctx, const ExchangeCase *what)
{
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "number", what->number);
    json_field_str(&out, "text", what->text);
    if (!str_empty(what->place))
        json_field_str(&out, "place", what->place);
    if (!str_empty(what->category))
        json_field_str(&out, "category", what->category);
    if (what->placed) {
        json_key(&out, "position");
        json_open(&out, '{');
        json_field_number(&out, "lat", what->lat, 7);
        json_field_number(&out, "lon", what->lon, 7);
        json_field_str(&out, "datum", STR("WGS84"));
        json_close(&out, '}');
    }
    json_field_time(&out, "reported_at", what->reported_at);
    json_close(&out, '}');
    return json_text(&out);
}

static bool is_refusal(int status)
{
    return status >= 400 && status < 500 && status != 408 && status != 429;
}

GeoFate exchange_post(Ctx *ctx, const ExchangePlatform *platform, const ExchangeCase *what, ExchangeStanding *out)
{
    FetchAnswer answer = {0};
    Question question = {"cases", case_json(ctx, what)};
    *out = (ExchangeStanding){0};
    Err err = fetch_signed(ctx, platform, &question, &answer);
    bool read = err == OK && exchange_read(ctx, answer.body, out) == OK;
    Failure failure = ctx->failure;
    ctx->failure = (Failure){0};
    if (read && answer.status >= 200 && answer.status < 300 && is_standing(out))
        return GEO_TAKEN;
    if (str_empty(out->error))
        out->error = err != OK ? failure.internal : str_printf(ctx->arena, "HTTP %d", answer.status);
    return is_refusal(answer.status) || err == ERR_INVALID ? GEO_REFUSED : GEO_UNKNOWN;
}

static Err no_answer(Ctx *ctx, int status)
{
    if (status == 404)
        return fail(ctx, ERR_NOT_FOUND, MSG_PUSH_ANSWER);
    Err err = fail(ctx, ERR_BUSY, MSG_FETCH_AWAY);
    ctx->failure.internal = str_printf(ctx->arena, "HTTP %d", status);
    return err;
}

Err exchange_standing(Ctx *ctx, const ExchangePlatform *platform, Str number, ExchangeStanding *out)
{
    FetchAnswer answer;
    Question question = {str_z(ctx->arena, str_printf(ctx->arena, "cases/" STR_FMT, STR_ARG(number))), STR("")};
    TRY(fetch_signed(ctx, platform, &question, &answer));
    if (answer.status != 200)
        return no_answer(ctx, answer.status);
    TRY(exchange_read(ctx, answer.body, out));
    return is_standing(out) ? OK : fail(ctx, ERR_INVALID, MSG_PUSH_ANSWER);
}

Err exchange_webhook(Ctx *ctx, const ExchangePlatform *platform, Str url, Hash *secret)
{
    FetchAnswer answer;
    const Json *json = NULL;
    Str hex = STR("");
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "url", url);
    json_close(&out, '}');
    TRY(fetch_signed(ctx, platform, &(Question){"webhook", json_text(&out)}, &answer));
    if (answer.status != 200)
        return no_answer(ctx, answer.status);
    TRY(json_parse(ctx, answer.body, &json));
    if (!json_str(json_get(json, "secret"), &hex) || !hash_unhex(hex, secret))
        return fail(ctx, ERR_INVALID, MSG_PUSH_ANSWER);
    return OK;
}

/* See sms_out.h. */
#include "notify/sms_out.h"

#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "net/fetch.h"

typedef enum Escape { ESCAPE_URL, ESCAPE_JSON, ESCAPE_HEADER } Escape;

typedef struct Filling {
    Ctx *ctx;
    const SmsGateway *gateway;
    const Letter *letter;
} Filling;

static Str url_escaped(Ctx *ctx, Str text)
{
    Buf out = buf_new(ctx->arena);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '_' || c == '.' || c == '~';
        buf_printf(&out, plain ? "%c" : "%%%02X", c);
    }
    return buf_str(&out);
}

static Str escaped(Ctx *ctx, Str text, Escape how)
{
    if (how == ESCAPE_URL)
        return url_escaped(ctx, text);
    if (how == ESCAPE_HEADER)
        return text; /* the secret, which came from the administrator */
    JsonOut out = json_out(ctx->arena);
    json_put_str(&out, text);
    Str quoted = json_text(&out);
    return str_slice(quoted, 1, quoted.len - 1);
}

static Str link_of(const Filling *filling)
{
    const Letter *letter = filling->letter;
    Str path = str_empty(letter->link) ? letter->track : letter->link;
    Str base = filling->gateway->public_url;
    return str_empty(path) || str_empty(base) ? STR("")
                                              : str_join(filling->ctx->arena, (const Str[]){base, path}, 2, STR(""));
}

/* What people read: the words and, where there is one, the link. */
static Str text_of(const Filling *filling)
{
    const Letter *letter = filling->letter;
    Str link = str_empty(letter->link) ? STR("") : link_of(filling);
    return str_empty(link) ? letter->text
                           : str_join(filling->ctx->arena, (const Str[]){letter->text, link}, 2, STR(" "));
}

static bool value_of(const Filling *filling, Str name, Str *out)
{
    Ctx *ctx = filling->ctx;
    const Letter *letter = filling->letter;
    if (str_is(name, "phone"))
        *out = letter->to;
    else if (str_is(name, "text"))
        *out = text_of(filling);
    else if (str_is(name, "link"))
        *out = link_of(filling);
    else if (str_is(name, "id"))
        *out = letter->id;
    else if (str_is(name, "key"))
        *out = filling->gateway->secret;
    else if (str_is(name, "time"))
        *out = str_printf(ctx->arena, "%lld", (long long)(ctx->now / 1000));
    else
        return false;
    return true;
}

/* A brace that holds no name is a brace: JSON is full of them. */
static bool find_variable(Str text, size_t at, Str *name)
{
    size_t end = at + 1;
    while (end < text.len && ((text.at[end] >= 'a' && text.at[end] <= 'z') || text.at[end] == '_'))
        end++;
    *name = str_slice(text, at + 1, end);
    return end > at + 1 && end < text.len && text.at[end] == '}';
}

static Err fill(const Filling *filling, Str pattern, Escape how, Str *out)
{
    Buf buf = buf_new(filling->ctx->arena);
    for (size_t i = 0; i < pattern.len; i++) {
        Str name, value;
        if (pattern.at[i] != '{' || !find_variable(pattern, i, &name)) {
            buf_char(&buf, pattern.at[i]);
            continue;
        }
        if (!value_of(filling, name, &value))
            return fail(filling->ctx, ERR_INVALID, MSG_SMS_VARIABLE, name);
        buf_add(&buf, escaped(filling->ctx, value, how));
        i += name.len + 1;
    }
    *out = buf_str(&buf);
    return OK;
}

static Escape escape_of(const SmsGateway *gateway)
{
    return str_starts(gateway->content_type, STR("application/json")) ? ESCAPE_JSON : ESCAPE_URL;
}

static Err ask_of(const Filling *filling, FetchAsk *out)
{
    const SmsGateway *gateway = filling->gateway;
    Str rest = gateway->headers, head, tail;
    *out = (FetchAsk){.content_type = gateway->content_type};
    TRY(fill(filling, gateway->url, ESCAPE_URL, &out->url));
    TRY(fill(filling, gateway->body, escape_of(gateway), &out->body));
    for (size_t i = 0; i < FETCH_HEADERS_MAX && !str_empty(rest); i++) {
        if (!str_cut(rest, '|', &head, &tail)) {
            head = rest;
            tail = STR("");
        }
        TRY(fill(filling, str_trim(head), ESCAPE_HEADER, &out->headers[i]));
        rest = tail;
    }
    return OK;
}

static bool has_line_end(Str text)
{
    return str_find(text, STR("\n")) >= 0 || str_find(text, STR("\r")) >= 0;
}

Err sms_gateway_check(Ctx *ctx, const SmsGateway *gateway)
{
    static const Letter letter;
    Filling filling = {ctx, gateway, &letter};
    FetchAsk ask;
    ptrdiff_t brace = str_find(gateway->url, STR("{")), query = str_find(gateway->url, STR("?"));
    bool web = str_starts(gateway->url, STR("https://")) || str_starts(gateway->url, STR("http://"));
    bool form = str_is(gateway->content_type, "application/x-www-form-urlencoded");
    if (!web || (brace >= 0 && (query < 0 || brace < query)))
        return fail(ctx, ERR_INVALID, MSG_MAIL_SETTING, STR("sms.gateway"), gateway->url);
    if (!str_empty(gateway->body) && !form && escape_of(gateway) != ESCAPE_JSON)
        return fail(ctx, ERR_INVALID, MSG_MAIL_SETTING, STR("sms.content_type"), gateway->content_type);
    if (has_line_end(gateway->headers) || has_line_end(gateway->secret))
        return fail(ctx, ERR_INVALID, MSG_MAIL_SETTING, STR("sms.headers"), STR("\\n"));
    return ask_of(&filling, &ask);
}

/* Into the answer by "a.b.c"; a number reads as its digits. */
static Str answered(Ctx *ctx, Str body, Str path)
{
    const Json *json = NULL;
    Str head, tail, value = STR("");
    int64_t number = 0;
    if (json_parse(ctx, body, &json) != OK) {
        ctx->failure = (Failure){0};
        return STR("");
    }
    while (!str_empty(path)) {
        if (!str_cut(path, '.', &head, &tail)) {
            head = path;
            tail = STR("");
        }
        json = json_get(json, str_z(ctx->arena, head));
        path = tail;
    }
    if (json_str(json, &value))
        return value;
    return json_i64(json, &number) ? str_printf(ctx->arena, "%lld", (long long)number) : STR("");
}

static bool is_listed(Str list, Str value)
{
    Str head, tail;
    while (!str_empty(list)) {
        if (!str_cut(list, ',', &head, &tail)) {
            head = list;
            tail = STR("");
        }
        if (str_eq(str_trim(head), value))
            return true;
        list = tail;
    }
    return false;
}

/* Codes are short and of few signs; anything else is the gateway's prose and may hold the number. */
static Str code_of(Ctx *ctx, Str code)
{
    enum { CODE_MOST = 48 };
    bool good = code.len > 0 && code.len <= CODE_MOST;
    for (size_t i = 0; i < code.len && good; i++)
        good = code.at[i] > ' ' && code.at[i] <= '~';
    return good ? str_copy(ctx->arena, code) : STR("?");
}

static Err judge(const Filling *filling, const FetchAnswer *answer)
{
    Ctx *ctx = filling->ctx;
    Str member, wanted;
    bool good = answer->status >= 200 && answer->status <= 299;
    if (!str_cut(filling->gateway->done, '=', &member, &wanted)) {
        if (good)
            return OK;
        Err err = fail(ctx, ERR_BUSY, MSG_LETTER_NOT_SENT);
        ctx->failure.internal = str_printf(ctx->arena, "http %d", answer->status);
        return err;
    }
    Str told = answered(ctx, answer->body, member);
    if (good && str_eq(told, wanted))
        return OK;
    bool refused = !str_empty(told) && is_listed(filling->gateway->refused, told);
    Err err = fail(ctx, refused ? ERR_GONE : ERR_BUSY, MSG_LETTER_NOT_SENT);
    ctx->failure.internal = str_printf(ctx->arena, "http %d " STR_FMT, answer->status, STR_ARG(code_of(ctx, told)));
    return err;
}

static Err send_by_sms(void *self, Ctx *ctx, const Letter *letter)
{
    Filling filling = {ctx, self, letter};
    FetchAsk ask;
    FetchAnswer answer;
    TRY(ask_of(&filling, &ask));
    TRY(fetch(ctx, &ask, &answer));
    return judge(&filling, &answer);
}

Transport sms_gateway_transport(SmsGateway *gateway)
{
    return (Transport){send_by_sms, gateway};
}

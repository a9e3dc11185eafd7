/* See wechat_api.h. Source: developers.weixin.qq.com, 获取稳定版接口调用凭据 (cgi-bin/stable_token), 获取临时素材
 * (cgi-bin/media/get). */
#include "channels/wechat_api.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/json.h"
#include "net/fetch.h"
#include "store/setting_store.h"

#define TOKEN_SETTING "wechat.access_token"
#define RENEWED_BEFORE MINUTES(5)
enum { MEDIA_MOST = 25 * 1024 * 1024, TOLD_MOST = 4096 };
enum { NO_CREDENTIAL = 40001, TOKEN_WRONG = 40014, TOKEN_EXPIRED = 42001, MEDIA_WRONG = 40007 }; /* errcode */

static Err refused(Ctx *ctx, int64_t errcode)
{
    Err err = fail(ctx, ERR_BUSY, MSG_WECHAT_AWAY);
    ctx->failure.internal = str_printf(ctx->arena, "errcode %lld", (long long)errcode);
    return err;
}

static Err stored_token(Tx *tx, const void *in, void *out)
{
    Str kept, token, until;
    int64_t at = 0;
    (void)in;
    *(Str *)out = STR("");
    TRY(setting_get(tx, STR(TOKEN_SETTING), &kept));
    if (str_cut(kept, ' ', &until, &token) && str_to_i64(until, &at) && at > tx->ctx->now)
        *(Str *)out = token;
    return OK;
}

static Err keep_token(Tx *tx, const void *in, void *out)
{
    (void)out;
    return setting_put(tx, STR(TOKEN_SETTING), *(const Str *)in);
}

/* The same token for whoever asks at the same time; `force` makes the platform give another. */
static Err ask_token(const Wechat *wechat, Ctx *ctx, bool force, Str *token, int64_t *seconds)
{
    const Json *json = NULL;
    FetchAnswer answer;
    int64_t errcode = 0;
    JsonOut body = json_out(ctx->arena);
    json_open(&body, '{');
    json_field_str(&body, "grant_type", STR("client_credential"));
    json_field_str(&body, "appid", wechat->seal.app_id);
    json_field_str(&body, "secret", wechat->secret);
    json_field_bool(&body, "force_refresh", force);
    json_close(&body, '}');
    FetchAsk ask = {.url = str_printf(ctx->arena, STR_FMT "/cgi-bin/stable_token", STR_ARG(wechat->api)),
                    .body = json_text(&body),
                    .content_type = STR("application/json")};
    TRY(fetch(ctx, &ask, &answer));
    if (answer.status != 200 || json_parse(ctx, answer.body, &json) != OK)
        return refused(ctx, answer.status);
    (void)json_i64(json_get(json, "errcode"), &errcode);
    if (!json_str(json_get(json, "access_token"), token) || !json_i64(json_get(json, "expires_in"), seconds))
        return refused(ctx, errcode);
    return OK;
}

static Err renew_token(const Wechat *wechat, Db *db, Ctx *ctx, bool force, Str *out)
{
    Str token;
    int64_t seconds = 0;
    TRY(ask_token(wechat, ctx, force, &token, &seconds));
    Str kept = str_printf(ctx->arena, "%lld " STR_FMT, (long long)(ctx->now + SECONDS(seconds) - RENEWED_BEFORE),
                          STR_ARG(token));
    TRY(db_write(db, ctx, keep_token, &kept, NULL));
    *out = token;
    return OK;
}

Err wechat_token(const Wechat *wechat, Db *db, Ctx *ctx, Str *out)
{
    TRY(db_read(db, ctx, stored_token, NULL, out));
    return str_empty(*out) ? renew_token(wechat, db, ctx, false, out) : OK;
}

static Str encoded(Ctx *ctx, Str text)
{
    Buf out = buf_new(ctx->arena);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        buf_printf(&out, plain ? "%c" : "%%%02X", c);
    }
    return buf_str(&out);
}

/* The platform says what went wrong as JSON with status 200, in the picture's stead. */
static Err judge_media(Ctx *ctx, const FetchAnswer *answer, const char *file, int64_t *errcode)
{
    char told[TOLD_MOST + 1];
    const Json *json = NULL;
    *errcode = 0;
    if (answer->status != 200)
        return refused(ctx, answer->status);
    if (str_starts(answer->content_type, STR("image/")))
        return OK;
    FILE *from = fopen(file, "rbe");
    size_t len = from != NULL ? fread(told, 1, TOLD_MOST, from) : 0;
    if (from != NULL)
        (void)fclose(from);
    *errcode = -1;
    if (json_parse(ctx, (Str){told, len}, &json) == OK)
        (void)json_i64(json_get(json, "errcode"), errcode);
    ctx->failure = (Failure){0};
    return *errcode == MEDIA_WRONG ? fail(ctx, ERR_GONE, MSG_WECHAT_AWAY) : refused(ctx, *errcode);
}

static Err fetch_media_with(const WechatMedia *self, Ctx *ctx, Str token, Str media, const char *file, int64_t *errcode)
{
    FetchAnswer answer;
    FetchAsk ask = {
        .url = str_printf(ctx->arena, STR_FMT "/cgi-bin/media/get?access_token=" STR_FMT "&media_id=" STR_FMT,
                          STR_ARG(self->wechat->api), STR_ARG(encoded(ctx, token)), STR_ARG(encoded(ctx, media))),
        .most = MEDIA_MOST,
        .seconds = 60,
        .file = file};
    *errcode = 0;
    TRY(fetch(ctx, &ask, &answer));
    return judge_media(ctx, &answer, file, errcode);
}

static Err fetch_wechat_media(void *self_, Ctx *ctx, Str media, const char *file)
{
    const WechatMedia *self = self_;
    int64_t errcode = 0;
    Str token;
    TRY(wechat_token(self->wechat, self->db, ctx, &token));
    Err err = fetch_media_with(self, ctx, token, media, file, &errcode);
    if (errcode != NO_CREDENTIAL && errcode != TOKEN_WRONG && errcode != TOKEN_EXPIRED)
        return err;
    ctx->failure = (Failure){0};
    TRY(renew_token(self->wechat, self->db, ctx, true, &token));
    return fetch_media_with(self, ctx, token, media, file, &errcode);
}

MediaSource wechat_media_source(WechatMedia *media)
{
    return (MediaSource){.channel = WECHAT_CHANNEL, .fetch = fetch_wechat_media, .self = media};
}

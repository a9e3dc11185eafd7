/* See wechat_api.h. Source: developers.weixin.qq.com, 获取稳定版接口调用凭据 (cgi-bin/stable_token), 获取临时素材
 * (cgi-bin/media/get), 全局返回码. */
#include "channels/wechat_api.h"

#include <stdio.h>

#include "base/buf.h"
#include "net/fetch.h"
#include "store/setting_store.h"

#define TOKEN_SETTING "wechat.access_token"
#define RENEWED_BEFORE MINUTES(5)
#define AWAY_FOR SECONDS(30)
enum { MEDIA_MOST = 25 * 1024 * 1024, TOLD_MOST = 4096 };
enum { NO_CREDENTIAL = 40001, TOKEN_WRONG = 40014, TOKEN_EXPIRED = 42001, MEDIA_WRONG = 40007 }; /* errcode */

Err wechat_refused(Ctx *ctx, int64_t errcode)
{
    Err err = fail(ctx, ERR_BUSY, MSG_WECHAT_AWAY);
    ctx->failure.internal = str_printf(ctx->arena, "errcode %lld", (long long)errcode);
    return err;
}

Err wechat_turn_enter(const Wechat *wechat, Ctx *ctx)
{
    WechatManners *manners = wechat->manners;
    if (atomic_load(&manners->away_until) > ctx->now)
        return fail(ctx, ERR_BUSY, MSG_WECHAT_AWAY);
    if (atomic_fetch_add(&manners->asking, 1) < WECHAT_ASKING_MOST)
        return OK;
    atomic_fetch_sub(&manners->asking, 1);
    return fail(ctx, ERR_BUSY, MSG_WECHAT_AWAY);
}

void wechat_turn_leave(const Wechat *wechat, const Ctx *ctx, Err how)
{
    if (how == ERR_BUSY)
        atomic_store(&wechat->manners->away_until, ctx->now + AWAY_FOR);
    atomic_fetch_sub(&wechat->manners->asking, 1);
}

/* --- what is lent for a time --- */

typedef struct Kept {
    Str name, value;
} Kept;

static Err load_lent(Tx *tx, const void *in, void *out)
{
    Str kept, value, until;
    int64_t at = 0;
    *(Str *)out = STR("");
    TRY(setting_get(tx, str_of(in), &kept));
    if (str_cut(kept, ' ', &until, &value) && str_to_i64(until, &at) && at > tx->ctx->now)
        *(Str *)out = value;
    return OK;
}

Err wechat_lent(const WechatLine *line, Ctx *ctx, const char *setting, Str *out)
{
    return db_read(line->db, ctx, load_lent, setting, out);
}

static Err keep_lent(Tx *tx, const void *in, void *out)
{
    const Kept *kept = in;
    (void)out;
    return setting_put(tx, kept->name, kept->value);
}

Err wechat_keep(const WechatLine *line, Ctx *ctx, const WechatLoan *loan)
{
    UnixMs until = ctx->now + SECONDS(loan->seconds) - RENEWED_BEFORE;
    Kept kept = {str_of(loan->setting),
                 str_printf(ctx->arena, "%lld " STR_FMT, (long long)until, STR_ARG(loan->value))};
    return db_write(line->db, ctx, keep_lent, &kept, NULL);
}

/* --- the access token --- */

/* Only what is whole JSON counts as an answer. */
static Err read_answer(Ctx *ctx, const FetchAnswer *got, WechatAnswer *out)
{
    WechatAnswer answer = {0};
    if (got->status != 200)
        return wechat_refused(ctx, got->status);
    if (json_parse(ctx, got->body, &answer.json) != OK || !json_is_object(answer.json))
        return wechat_refused(ctx, -1);
    (void)json_i64(json_get(answer.json, "errcode"), &answer.errcode);
    *out = answer;
    return OK;
}

Err wechat_ask_url(Ctx *ctx, Str url, int seconds, WechatAnswer *out)
{
    FetchAnswer got;
    TRY(fetch(ctx, &(FetchAsk){.url = url, .seconds = seconds}, &got));
    return read_answer(ctx, &got, out);
}

/* The same token for whoever asks at the same time; `force` makes the platform give another. */
static Err renew_token(const WechatLine *line, Ctx *ctx, bool force, Str *out)
{
    const Wechat *wechat = line->wechat;
    FetchAnswer got;
    WechatAnswer answer;
    WechatLoan loan = {.setting = TOKEN_SETTING};
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
    TRY(fetch(ctx, &ask, &got));
    TRY(read_answer(ctx, &got, &answer));
    if (!json_str(json_get(answer.json, "access_token"), &loan.value) ||
        !json_i64(json_get(answer.json, "expires_in"), &loan.seconds))
        return wechat_refused(ctx, answer.errcode);
    TRY(wechat_keep(line, ctx, &loan));
    *out = loan.value;
    return OK;
}

static Err current_token(const WechatLine *line, Ctx *ctx, Str *out)
{
    TRY(wechat_lent(line, ctx, TOKEN_SETTING, out));
    return str_empty(*out) ? renew_token(line, ctx, false, out) : OK;
}

/* Another server may have renewed it meanwhile. */
static Err better_token(const WechatLine *line, Ctx *ctx, Str wrong, Str *out)
{
    Str kept;
    ctx->failure = (Failure){0};
    TRY(wechat_lent(line, ctx, TOKEN_SETTING, &kept));
    if (str_empty(kept) || str_eq(kept, wrong))
        return renew_token(line, ctx, true, out);
    *out = kept;
    return OK;
}

static bool is_token_wrong(int64_t errcode)
{
    return errcode == NO_CREDENTIAL || errcode == TOKEN_WRONG || errcode == TOKEN_EXPIRED;
}

Str wechat_encoded(Ctx *ctx, Str text)
{
    Buf out = buf_new(ctx->arena);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '_' || c == '.';
        buf_printf(&out, plain ? "%c" : "%%%02X", c);
    }
    return buf_str(&out);
}

static Err ask_with(const WechatLine *line, Ctx *ctx, const WechatAsk *ask, Str token, WechatAnswer *out)
{
    FetchAnswer got;
    FetchAsk asked = {.url = str_printf(ctx->arena, STR_FMT "%s?access_token=" STR_FMT "%s", STR_ARG(line->wechat->api),
                                        ask->path, STR_ARG(wechat_encoded(ctx, token)),
                                        ask->more != NULL ? ask->more : ""),
                      .body = ask->body,
                      .content_type = STR("application/json"),
                      .seconds = ask->seconds};
    TRY(fetch(ctx, &asked, &got));
    return read_answer(ctx, &got, out);
}

Err wechat_ask(const WechatLine *line, Ctx *ctx, const WechatAsk *ask, WechatAnswer *out)
{
    Str token;
    TRY(current_token(line, ctx, &token));
    TRY(ask_with(line, ctx, ask, token, out));
    if (!is_token_wrong(out->errcode))
        return OK;
    TRY(better_token(line, ctx, token, &token));
    return ask_with(line, ctx, ask, token, out);
}

/* --- pictures --- */

/* The platform says what went wrong as JSON with status 200, in the picture's stead. */
static Err judge_media(Ctx *ctx, const FetchAnswer *answer, const char *file, int64_t *errcode)
{
    char told[TOLD_MOST + 1];
    const Json *json = NULL;
    *errcode = 0;
    if (answer->status != 200)
        return wechat_refused(ctx, answer->status);
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
    return *errcode == MEDIA_WRONG ? fail(ctx, ERR_GONE, MSG_WECHAT_AWAY) : wechat_refused(ctx, *errcode);
}

static Err fetch_media_with(const WechatLine *self, Ctx *ctx, Str token, Str media, const char *file, int64_t *errcode)
{
    FetchAnswer answer;
    FetchAsk ask = {.url =
                        str_printf(ctx->arena, STR_FMT "/cgi-bin/media/get?access_token=" STR_FMT "&media_id=" STR_FMT,
                                   STR_ARG(self->wechat->api), STR_ARG(wechat_encoded(ctx, token)),
                                   STR_ARG(wechat_encoded(ctx, media))),
                    .most = MEDIA_MOST,
                    .seconds = 60,
                    .file = file};
    *errcode = 0;
    TRY(fetch(ctx, &ask, &answer));
    return judge_media(ctx, &answer, file, errcode);
}

static Err fetch_wechat_media(void *self_, Ctx *ctx, Str media, const char *file)
{
    const WechatLine *self = self_;
    int64_t errcode = 0;
    Str token;
    TRY(current_token(self, ctx, &token));
    Err err = fetch_media_with(self, ctx, token, media, file, &errcode);
    if (!is_token_wrong(errcode))
        return err;
    TRY(better_token(self, ctx, token, &token));
    return fetch_media_with(self, ctx, token, media, file, &errcode);
}

MediaSource wechat_media_source(WechatLine *line)
{
    return (MediaSource){.channel = WECHAT_CHANNEL, .fetch = fetch_wechat_media, .self = line};
}

/* The claims of tokens; see id_token.h. */
#include "signon/id_token.h"

#define LOGOUT_EVENT "http://schemas.openid.net/event/backchannel-logout"

enum { SUBJECT_MOST = 255, TOKEN_ID_MOST = 255 };

static Err refuse(Ctx *ctx, const char *why)
{
    Err err = fail(ctx, ERR_UNAUTHENTICATED, MSG_SIGN_ON_TOKEN);
    ctx->failure.internal = str_of(why);
    return err;
}

static Str member(const Json *object, const char *key)
{
    Str value = {0};
    return json_str(json_get(object, key), &value) ? value : (Str){0};
}

/* Alone, or among others. */
static bool is_audience(const Json *aud, Str client)
{
    Str one;
    if (json_str(aud, &one))
        return str_eq(one, client);
    for (size_t i = 0; i < json_length(aud); i++)
        if (json_str(json_at(aud, i), &one) && str_eq(one, client))
            return true;
    return false;
}

/* A time of the claims in milliseconds; false: none, or one that no clock shows. */
static bool moment(const Json *claims, const char *key, UnixMs *out)
{
    enum { FURTHEST = 4102444800 }; /* the year 2100 */
    int64_t seconds;
    if (!json_i64(json_get(claims, key), &seconds) || seconds < 0 || seconds > (int64_t)FURTHEST)
        return false;
    *out = seconds * 1000;
    return true;
}

static Err check_origin(Ctx *ctx, const Json *claims, const Expected *expected)
{
    const Json *aud = json_get(claims, "aud");
    Str azp = member(claims, "azp");
    if (!str_eq(member(claims, "iss"), expected->issuer))
        return refuse(ctx, "iss");
    if (!is_audience(aud, expected->client_id))
        return refuse(ctx, "aud");
    if (json_is_array(aud) && json_length(aud) > 1 && str_empty(azp))
        return refuse(ctx, "azp missing");
    if (!str_empty(azp) && !str_eq(azp, expected->client_id))
        return refuse(ctx, "azp");
    return OK;
}

static Err check_times(Ctx *ctx, const Json *claims)
{
    UnixMs made, until, from;
    if (!moment(claims, "iat", &made) || made > ctx->now + ID_TOKEN_SKEW || made < ctx->now - ID_TOKEN_OLDEST)
        return refuse(ctx, "iat");
    if (!moment(claims, "exp", &until) || until + ID_TOKEN_SKEW <= ctx->now)
        return refuse(ctx, "exp");
    if (json_get(claims, "nbf") != NULL && (!moment(claims, "nbf", &from) || from > ctx->now + ID_TOKEN_SKEW))
        return refuse(ctx, "nbf");
    return OK;
}

/* An address proves nothing before the provider has verified it. */
static Str login_of(const Json *claims, Str claim, Ctx *ctx)
{
    bool verified = false;
    if (str_empty(claim))
        return (Str){0};
    if (str_is(claim, "email") && !(json_bool(json_get(claims, "email_verified"), &verified) && verified))
        return (Str){0};
    return member(claims, str_z(ctx->arena, claim));
}

Err id_token_check(Ctx *ctx, const Jws *jws, const Expected *expected, Identity *out)
{
    const Json *claims = jws->claims;
    Identity who = {.subject = member(claims, "sub"),
                    .session = member(claims, "sid"),
                    .login = login_of(claims, expected->claim, ctx)};
    TRY(check_origin(ctx, claims, expected));
    TRY(check_times(ctx, claims));
    if (str_empty(expected->nonce) || !str_eq(member(claims, "nonce"), expected->nonce))
        return refuse(ctx, "nonce");
    if (str_empty(who.subject) || who.subject.len > SUBJECT_MOST)
        return refuse(ctx, "sub");
    *out = who;
    return OK;
}

Err logout_token_check(Ctx *ctx, const Jws *jws, const Expected *expected, Identity *out)
{
    const Json *claims = jws->claims;
    Identity who = {.subject = member(claims, "sub"), .session = member(claims, "sid"), .token = member(claims, "jti")};
    if (!str_empty(jws->typ) && !str_is(jws->typ, "logout+jwt") && !str_is(jws->typ, "JWT"))
        return refuse(ctx, "typ");
    TRY(check_origin(ctx, claims, expected));
    TRY(check_times(ctx, claims));
    if (!json_is_object(json_get(json_get(claims, "events"), LOGOUT_EVENT)))
        return refuse(ctx, "no logout");
    if (json_get(claims, "nonce") != NULL)
        return refuse(ctx, "nonce"); /* an ID token, passed off as one */
    if (str_empty(who.subject) && str_empty(who.session))
        return refuse(ctx, "whose");
    if (str_empty(who.token) || who.token.len > TOKEN_ID_MOST)
        return refuse(ctx, "jti");
    *out = who;
    return OK;
}

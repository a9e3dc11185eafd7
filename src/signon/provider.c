/* The relying party; see provider.h. What is remembered of the provider is its two documents as text: they are small,
 * and a text can be handed to any thread. */
#include "signon/provider.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "net/fetch.h"
#include "signon/remembered.h"

#define CALLBACK "/api/sign-on/callback"
#define PURPOSE STR("sign-on")

enum { SECRET_BYTES = 32, CODE_MOST = 2000, DOCUMENT_MOST = 256 * 1024, ASKING_MOST = 8, ANSWER_SECONDS = 10 };

struct SignOn {
    SignOnSetup setup;
    Remembered discovery, keys;
    atomic_int asking;
};

static Err refuse(Ctx *ctx, const char *why)
{
    Err err = fail(ctx, ERR_UNAUTHENTICATED, MSG_SIGN_ON_TOKEN);
    ctx->failure.internal = str_of(why);
    return err;
}

static Err away(Ctx *ctx, const char *why)
{
    Err err = fail(ctx, ERR_BUSY, MSG_SIGN_ON_AWAY);
    ctx->failure.internal = str_of(why);
    return err;
}

static Str member(const Json *object, const char *key)
{
    Str value = {0};
    return json_str(json_get(object, key), &value) ? value : (Str){0};
}

/* Unencrypted only where nothing leaves the machine. */
static bool is_safe_address(Str url)
{
    static const char *const near[] = {"http://localhost", "http://127.0.0.1", "http://[::1]"};
    if (str_starts(url, STR("https://")) && url.len > sizeof "https://")
        return true;
    for (size_t i = 0; i < COUNT_OF(near); i++) {
        size_t len = strlen(near[i]);
        if (str_starts(url, str_of(near[i])) && (url.len == len || url.at[len] == ':' || url.at[len] == '/'))
            return true;
    }
    return false;
}

/* The setup's texts live as long as the server: they come from its settings. */
Err sign_on_new(Ctx *ctx, const SignOnSetup *setup, SignOn **out)
{
    if (!is_safe_address(setup->issuer))
        return fail(ctx, ERR_INVALID, MSG_SIGN_ON_ISSUER, setup->issuer);
    if (str_empty(setup->client_id) || !is_safe_address(setup->public_url))
        return fail(ctx, ERR_INVALID, MSG_SIGN_ON_SETUP);
    SignOn *made = calloc(1, sizeof *made);
    if (made == NULL)
        abort();
    made->setup = *setup;
    while (str_ends(made->setup.public_url, STR("/")))
        made->setup.public_url.len--;
    remembered_open(&made->discovery);
    remembered_open(&made->keys);
    *out = made;
    return OK;
}

void sign_on_free(SignOn *sign_on)
{
    if (sign_on == NULL)
        return;
    remembered_close(&sign_on->discovery);
    remembered_close(&sign_on->keys);
    free(sign_on);
}

const SignOnSetup *sign_on_setup(const SignOn *sign_on)
{
    return &sign_on->setup;
}

/* So many threads wait for the provider and no more: a slow one, or whoever sends browsers there in crowds, must not
 * take them all from everybody else. */
static Err ask_there(SignOn *s, Ctx *ctx, const FetchAsk *ask, FetchAnswer *out)
{
    Err err = ERR_BUSY;
    if (atomic_fetch_add(&s->asking, 1) < ASKING_MOST)
        err = fetch(ctx, ask, out);
    atomic_fetch_sub(&s->asking, 1);
    return err;
}

static Err get(SignOn *s, Ctx *ctx, Str url, Str *out)
{
    FetchAnswer answer;
    if (ask_there(s, ctx, &(FetchAsk){.url = url, .most = DOCUMENT_MOST, .seconds = ANSWER_SECONDS}, &answer) != OK)
        return away(ctx, "not reached");
    if (answer.status != 200)
        return away(ctx, "a document is not there");
    *out = answer.body;
    return OK;
}

/* What the provider says of itself; OpenID Connect Discovery 1.0, section 4.3: it is the issuer's own. */
static Err discover(SignOn *s, Ctx *ctx, const Json **out)
{
    const Json *found = NULL;
    Str text, issuer = s->setup.issuer;
    if (!remembered_get(&s->discovery, ctx, SIGN_ON_KEPT, &text)) {
        Str base = str_ends(issuer, STR("/")) ? str_slice(issuer, 0, issuer.len - 1) : issuer;
        TRY(get(s, ctx, str_printf(ctx->arena, STR_FMT "/.well-known/openid-configuration", STR_ARG(base)), &text));
        if (json_parse(ctx, text, &found) != OK || !str_eq(member(found, "issuer"), issuer))
            return away(ctx, "discovery is not the issuer's");
        remembered_put(&s->discovery, ctx, text);
    }
    return json_parse(ctx, text, out);
}

static Err endpoint(Ctx *ctx, const Json *discovery, const char *name, Str *out)
{
    Str url = member(discovery, name);
    if (!is_safe_address(url))
        return away(ctx, "an endpoint is missing or not encrypted");
    *out = url;
    return OK;
}

static Err fetch_keys(SignOn *s, Ctx *ctx, const Json **out)
{
    const Json *discovery = NULL;
    Str url, text;
    TRY(discover(s, ctx, &discovery));
    TRY(endpoint(ctx, discovery, "jwks_uri", &url));
    TRY(get(s, ctx, url, &text));
    if (json_parse(ctx, text, out) != OK || !json_is_array(json_get(*out, "keys")))
        return away(ctx, "no keys");
    remembered_put(&s->keys, ctx, text);
    return OK;
}

/* With the keys we remember; where none of them is meant, with those of now. */
static Err verify(SignOn *s, Ctx *ctx, const Jws *jws)
{
    const Json *keys = NULL;
    Str text;
    if (remembered_get(&s->keys, ctx, SIGN_ON_KEPT, &text)) {
        TRY(json_parse(ctx, text, &keys));
        Err err = jws_verify(ctx, jws, keys);
        if (err != ERR_NOT_FOUND)
            return err;
        if (!remembered_may_ask(&s->keys, ctx, SIGN_ON_AGAIN_A_MINUTE))
            return refuse(ctx, "unknown key");
    }
    TRY(fetch_keys(s, ctx, &keys));
    Err err = jws_verify(ctx, jws, keys);
    return err == ERR_NOT_FOUND ? refuse(ctx, "unknown key") : err;
}

static Str random_text(Ctx *ctx)
{
    unsigned char bytes[SECRET_BYTES];
    Rand rand = rand_system();
    rand_bytes(&rand, bytes, sizeof bytes);
    return base64url(ctx->arena, bytes, sizeof bytes);
}

typedef struct Pair {
    const char *name;
    Str value; /* empty: left out */
} Pair;

static void put_encoded(Buf *buf, Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c);
        if (plain && c != 0)
            buf_char(buf, (char)c);
        else
            buf_printf(buf, "%%%02X", c);
    }
}

static Str form(Ctx *ctx, const Pair *pairs, size_t count)
{
    Buf buf = buf_new(ctx->arena);
    for (size_t i = 0; i < count; i++) {
        if (str_empty(pairs[i].value))
            continue;
        if (buf.len > 0)
            buf_char(&buf, '&');
        buf_z(&buf, pairs[i].name);
        buf_char(&buf, '=');
        put_encoded(&buf, pairs[i].value);
    }
    return buf_str(&buf);
}

static Str with_query(Ctx *ctx, Str url, Str query)
{
    const char *joint = str_find_char(url, '?') < 0 ? "?" : "&";
    return str_printf(ctx->arena, STR_FMT "%s" STR_FMT, STR_ARG(url), joint, STR_ARG(query));
}

static Str callback(const SignOn *s, Ctx *ctx)
{
    return str_printf(ctx->arena, STR_FMT CALLBACK, STR_ARG(s->setup.public_url));
}

/* What a sign-in is remembered by, in this order, a line each. */
typedef struct Pending {
    Str state, nonce, verifier, started, back;
} Pending;

static Str seal_pending(Ctx *ctx, const Hash *key, const Pending *p)
{
    Str text = str_join(ctx->arena, (const Str[]){p->state, p->nonce, p->verifier, p->started, p->back}, 5, STR("\n"));
    return seal_text(ctx->arena, &(Seal){key, PURPOSE}, text);
}

static bool open_pending(Ctx *ctx, const Hash *key, Str cookie, Pending *out)
{
    Str rest;
    Pending p;
    if (!seal_open(ctx->arena, &(Seal){key, PURPOSE}, cookie, &rest) || !str_cut(rest, '\n', &p.state, &rest) ||
        !str_cut(rest, '\n', &p.nonce, &rest) || !str_cut(rest, '\n', &p.verifier, &rest) ||
        !str_cut(rest, '\n', &p.started, &p.back))
        return false;
    *out = p;
    return true;
}

/* A path of this server and nothing else: no other host, no line of its own. */
static Str safe_back(Str back)
{
    bool good = str_starts(back, STR("/")) && !str_starts(back, STR("//")) && back.len <= SIGN_ON_BACK_MOST;
    for (size_t i = 0; i < back.len && good; i++)
        good = back.at[i] > ' ' && back.at[i] < 0x7f && back.at[i] != '\\';
    return good ? back : STR("/command/");
}

Err sign_on_start(SignOn *s, Ctx *ctx, const Hash *seal, Str back, SignOnStart *out)
{
    const Json *discovery = NULL;
    Str url = {0};
    TRY(discover(s, ctx, &discovery));
    TRY(endpoint(ctx, discovery, "authorization_endpoint", &url));
    Pending p = {random_text(ctx), random_text(ctx), random_text(ctx),
                 str_printf(ctx->arena, "%lld", (long long)ctx->now), safe_back(back)};
    Hash hash = hash_sha256(p.verifier);
    Pair pairs[] = {{"response_type", STR("code")},
                    {"client_id", s->setup.client_id},
                    {"redirect_uri", callback(s, ctx)},
                    {"scope", str_is(s->setup.claim, "email") ? STR("openid email") : STR("openid profile")},
                    {"state", p.state},
                    {"nonce", p.nonce},
                    {"code_challenge", base64url(ctx->arena, hash.bytes, HASH_SIZE)},
                    {"code_challenge_method", STR("S256")}};
    *out = (SignOnStart){with_query(ctx, url, form(ctx, pairs, COUNT_OF(pairs))), seal_pending(ctx, seal, &p)};
    return OK;
}

static bool same(Str a, Str b) /* in constant time */
{
    Hash x = hash_sha256(a), y = hash_sha256(b);
    return hash_eq(&x, &y);
}

static Err check_answer(SignOn *s, Ctx *ctx, const SignOnAnswer *answer, const Json *discovery, Pending *out)
{
    int64_t started;
    bool tells = false;
    if (!open_pending(ctx, answer->seal, answer->cookie, out) || !str_to_i64(out->started, &started))
        return refuse(ctx, "not begun in this browser");
    if (!same(out->state, answer->state))
        return refuse(ctx, "state");
    if (ctx->now >= started + SIGN_ON_TIME || ctx->now < started)
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_SIGN_ON_LATE);
    (void)json_bool(json_get(discovery, "authorization_response_iss_parameter_supported"), &tells);
    if ((tells || !str_empty(answer->issuer)) && !str_eq(answer->issuer, s->setup.issuer))
        return refuse(ctx, "iss of the answer"); /* RFC 9207 */
    if (!str_empty(answer->error))
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_SIGN_ON_REFUSED);
    return str_empty(answer->code) || answer->code.len > CODE_MOST ? refuse(ctx, "no code") : OK;
}

static bool takes_basic(const Json *discovery)
{
    const Json *methods = json_get(discovery, "token_endpoint_auth_methods_supported");
    Str method;
    for (size_t i = 0; i < json_length(methods); i++)
        if (json_str(json_at(methods, i), &method) && str_is(method, "client_secret_basic"))
            return true;
    return !json_is_array(methods); /* OpenID Connect Discovery: basic where nothing is said */
}

static Str base64_of(Ctx *ctx, Str text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    Buf out = buf_new(ctx->arena);
    for (size_t i = 0; i < text.len; i += 3) {
        uint32_t three = 0;
        size_t left = text.len - i;
        for (size_t j = 0; j < 3; j++)
            three = three << 8 | (j < left ? (unsigned char)text.at[i + j] : 0u);
        for (size_t j = 0; j < 4; j++)
            buf_char(&out, j <= left ? letters[three >> (18 - 6 * j) & 63] : '=');
    }
    return buf_str(&out);
}

/* RFC 6749 2.3.1: both parts are form-encoded first. */
static Str basic(const SignOn *s, Ctx *ctx)
{
    Buf pair = buf_new(ctx->arena);
    put_encoded(&pair, s->setup.client_id);
    buf_char(&pair, ':');
    put_encoded(&pair, s->setup.client_secret);
    return str_printf(ctx->arena, "Authorization: Basic " STR_FMT, STR_ARG(base64_of(ctx, buf_str(&pair))));
}

static Err exchange(SignOn *s, Ctx *ctx, const Json *discovery, const Pair *grant, Str *id_token)
{
    Str url;
    FetchAnswer answer;
    const Json *json = NULL;
    bool secret = !str_empty(s->setup.client_secret), by_header = secret && takes_basic(discovery);
    TRY(endpoint(ctx, discovery, "token_endpoint", &url));
    Pair pairs[] = {{"grant_type", STR("authorization_code")},
                    {"redirect_uri", callback(s, ctx)},
                    grant[0],
                    grant[1],
                    {"client_id", by_header ? STR("") : s->setup.client_id},
                    {"client_secret", secret && !by_header ? s->setup.client_secret : STR("")}};
    FetchAsk ask = {.url = url,
                    .body = form(ctx, pairs, COUNT_OF(pairs)),
                    .content_type = STR("application/x-www-form-urlencoded"),
                    .most = DOCUMENT_MOST,
                    .seconds = ANSWER_SECONDS};
    if (by_header)
        ask.headers[0] = basic(s, ctx);
    if (ask_there(s, ctx, &ask, &answer) != OK || answer.status >= 500)
        return away(ctx, "no token");
    if (answer.status != 200)
        return refuse(ctx, "the code was not taken");
    if (json_parse(ctx, answer.body, &json) != OK || str_empty(member(json, "id_token")))
        return refuse(ctx, "no ID token");
    *id_token = member(json, "id_token");
    return OK;
}

Err sign_on_finish(SignOn *s, Ctx *ctx, const SignOnAnswer *answer, SignOnDone *out)
{
    const Json *discovery = NULL;
    Pending pending;
    SignOnDone done;
    Jws jws;
    TRY(discover(s, ctx, &discovery));
    TRY(check_answer(s, ctx, answer, discovery, &pending));
    Pair grant[] = {{"code", answer->code}, {"code_verifier", pending.verifier}};
    TRY(exchange(s, ctx, discovery, grant, &done.id_token));
    TRY(jws_read(ctx, done.id_token, &jws));
    TRY(verify(s, ctx, &jws));
    Expected expected = {s->setup.issuer, s->setup.client_id, pending.nonce, s->setup.claim};
    TRY(id_token_check(ctx, &jws, &expected, &done.who));
    done.back = pending.back;
    *out = done;
    return OK;
}

Err sign_on_leave(SignOn *s, Ctx *ctx, Str id_token, Str *address)
{
    const Json *discovery = NULL;
    TRY(discover(s, ctx, &discovery));
    Str url = member(discovery, "end_session_endpoint");
    if (!is_safe_address(url)) {
        *address = STR("");
        return OK;
    }
    Str home = str_printf(ctx->arena, STR_FMT "/command/sign-in", STR_ARG(s->setup.public_url));
    Pair pairs[] = {{"id_token_hint", id_token}, {"client_id", s->setup.client_id}, {"post_logout_redirect_uri", home}};
    *address = with_query(ctx, url, form(ctx, pairs, COUNT_OF(pairs)));
    return OK;
}

Err sign_on_hear_leave(SignOn *s, Ctx *ctx, Str logout_token, Identity *out)
{
    Jws jws;
    TRY(jws_read(ctx, logout_token, &jws));
    TRY(verify(s, ctx, &jws));
    return logout_token_check(ctx, &jws, &(Expected){.issuer = s->setup.issuer, .client_id = s->setup.client_id}, out);
}

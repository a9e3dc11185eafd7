/* Tokens and keys; see jws.h. */
#include "signon/jws.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "base/hash.h"

typedef struct Algorithm {
    const char *name, *kty;
    bool pss;
} Algorithm;

static const Algorithm algorithms[] = {{"RS256", "RSA", false}, {"PS256", "RSA", true}, {"ES256", "EC", false}};

enum { P256_BYTES = 32, SIGNATURE_MOST = 1024, DER_MOST = 80 };

static const Algorithm *algorithm_of(Str name)
{
    for (size_t i = 0; i < COUNT_OF(algorithms); i++)
        if (str_is(name, algorithms[i].name))
            return &algorithms[i];
    return NULL;
}

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

static bool read_part(Ctx *ctx, Str part, const Json **out)
{
    Str text;
    return base64url_read(ctx->arena, part, &text) && json_parse(ctx, text, out) == OK && json_is_object(*out);
}

Err jws_read(Ctx *ctx, Str token, Jws *out)
{
    Str head, rest, body, signature;
    const Json *header = NULL, *claims = NULL;
    if (token.len > JWS_MOST || !str_cut(token, '.', &head, &rest) || !str_cut(rest, '.', &body, &signature))
        return refuse(ctx, "no compact token");
    if (!read_part(ctx, head, &header) || algorithm_of(member(header, "alg")) == NULL)
        return refuse(ctx, "algorithm not taken");
    if (json_get(header, "crit") != NULL || json_get(header, "b64") != NULL)
        return refuse(ctx, "extension not known");
    if (!read_part(ctx, body, &claims))
        return refuse(ctx, "no claims");
    Jws jws = {.alg = member(header, "alg"),
               .kid = member(header, "kid"),
               .typ = member(header, "typ"),
               .signed_part = str_slice(token, 0, head.len + 1 + body.len),
               .claims = claims};
    if (!base64url_read(ctx->arena, signature, &jws.signature) || jws.signature.len == 0 ||
        jws.signature.len > SIGNATURE_MOST)
        return refuse(ctx, "no signature");
    *out = jws;
    return OK;
}

static bool may_have_signed(const Json *key, const Algorithm *algorithm, Str kid)
{
    Str use = member(key, "use"), alg = member(key, "alg");
    return str_is(member(key, "kty"), algorithm->kty) && (str_empty(use) || str_is(use, "sig")) &&
           (str_empty(alg) || str_is(alg, algorithm->name)) && (str_empty(kid) || str_eq(member(key, "kid"), kid));
}

static EVP_PKEY *key_from(const char *type, OSSL_PARAM_BLD *build)
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *made = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (params == NULL || made == NULL || EVP_PKEY_fromdata_init(made) != 1 ||
        EVP_PKEY_fromdata(made, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(made);
    OSSL_PARAM_free(params);
    return key;
}

static const unsigned char *bytes_of(Str s)
{
    return (const unsigned char *)s.at;
}

static EVP_PKEY *rsa_key(Ctx *ctx, const Json *jwk)
{
    Str n, e;
    if (!base64url_read(ctx->arena, member(jwk, "n"), &n) || !base64url_read(ctx->arena, member(jwk, "e"), &e) ||
        n.len > SIGNATURE_MOST || e.len > 8)
        return NULL;
    BIGNUM *modulus = BN_bin2bn(bytes_of(n), (int)n.len, NULL), *exponent = BN_bin2bn(bytes_of(e), (int)e.len, NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;
    if (modulus != NULL && exponent != NULL && build != NULL && BN_num_bits(modulus) >= JWS_RSA_BITS_LEAST &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent) == 1)
        key = key_from("RSA", build);
    OSSL_PARAM_BLD_free(build);
    BN_free(modulus);
    BN_free(exponent);
    return key;
}

static EVP_PKEY *p256_key(Ctx *ctx, const Json *jwk)
{
    Str x, y;
    if (!str_is(member(jwk, "crv"), "P-256") || !base64url_read(ctx->arena, member(jwk, "x"), &x) ||
        !base64url_read(ctx->arena, member(jwk, "y"), &y) || x.len != P256_BYTES || y.len != P256_BYTES)
        return NULL;
    Str point = str_join(ctx->arena, (const Str[]){STR("\x04"), x, y}, 3, STR(""));
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;
    if (build != NULL && OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point.at, point.len) == 1)
        key = key_from("EC", build);
    OSSL_PARAM_BLD_free(build);
    return key;
}

/* RFC 7518 3.4 has r and s one after the other; OpenSSL wants them as DER. */
static bool ecdsa_der(Str raw, unsigned char out[DER_MOST], size_t *len)
{
    if (raw.len != 2 * (size_t)P256_BYTES)
        return false;
    ECDSA_SIG *pair = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(bytes_of(raw), P256_BYTES, NULL),
           *s = BN_bin2bn(bytes_of(raw) + P256_BYTES, P256_BYTES, NULL);
    if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0(pair, r, s) != 1) {
        BN_free(r);
        BN_free(s);
        ECDSA_SIG_free(pair);
        return false;
    }
    int size = i2d_ECDSA_SIG(pair, &out);
    ECDSA_SIG_free(pair);
    *len = size > 0 ? (size_t)size : 0;
    return size > 0;
}

static bool fits(EVP_PKEY *key, const Algorithm *algorithm, const Jws *jws)
{
    unsigned char der[DER_MOST];
    Str signature = jws->signature;
    size_t len = 0;
    if (str_is(str_of(algorithm->kty), "EC")) {
        if (!ecdsa_der(jws->signature, der, &len))
            return false;
        signature = (Str){(const char *)der, len};
    }
    EVP_MD_CTX *check = EVP_MD_CTX_new();
    EVP_PKEY_CTX *how = NULL;
    bool right = check != NULL && EVP_DigestVerifyInit(check, &how, EVP_sha256(), NULL, key) == 1;
    if (right && algorithm->pss)
        right = EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) == 1 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) == 1;
    right = right && EVP_DigestVerify(check, bytes_of(signature), signature.len, bytes_of(jws->signed_part),
                                      jws->signed_part.len) == 1;
    EVP_MD_CTX_free(check);
    return right;
}

Err jws_verify(Ctx *ctx, const Jws *jws, const Json *keys)
{
    const Algorithm *algorithm = algorithm_of(jws->alg);
    const Json *list = json_get(keys, "keys");
    size_t count = json_length(list), tried = 0;
    for (size_t i = 0; i < count && i < JWS_KEYS_MOST; i++) {
        const Json *jwk = json_at(list, i);
        if (!may_have_signed(jwk, algorithm, jws->kid))
            continue;
        EVP_PKEY *key = str_is(str_of(algorithm->kty), "EC") ? p256_key(ctx, jwk) : rsa_key(ctx, jwk);
        if (key == NULL)
            continue;
        tried++;
        bool right = fits(key, algorithm, jws);
        EVP_PKEY_free(key);
        if (right)
            return OK;
    }
    return tried > 0 ? refuse(ctx, "wrong signature") : fail(ctx, ERR_NOT_FOUND, MSG_SIGN_ON_TOKEN);
}

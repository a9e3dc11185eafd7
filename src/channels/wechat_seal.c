/* See wechat_seal.h. */
#include "channels/wechat_seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

enum { AES_KEY_CHARS = 43, HEAD = 16, LENGTH = 4, BLOCK = 32, CIPHER_MOST = 256 * 1024 };

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* RFC 4648 base64, with or without its padding; false for anything else. */
static bool base64_read(Arena *arena, Str text, unsigned char **out, size_t *len)
{
    while (text.len > 0 && text.at[text.len - 1] == '=')
        text.len--;
    unsigned char *bytes = ARENA_ARRAY(arena, unsigned char, text.len * 3 / 4 + 1);
    unsigned bits = 0;
    int held = 0;
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        int value = value_of(text.at[i]);
        if (value < 0)
            return false;
        bits = (bits << 6 | (unsigned)value) & 0xffffffu;
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes[n++] = (unsigned char)(bits >> held);
        }
    }
    *out = bytes;
    *len = n;
    return text.len % 4 != 1;
}

Err wechat_seal_read(Ctx *ctx, const WechatKeys *keys, WechatSeal *out)
{
    unsigned char *key = NULL;
    size_t len = 0;
    *out = (WechatSeal){.token = keys->token, .app_id = keys->app_id};
    if (str_empty(keys->aes_key))
        return OK;
    if (keys->aes_key.len != AES_KEY_CHARS || !base64_read(ctx->arena, keys->aes_key, &key, &len) ||
        len != sizeof out->key)
        return fail(ctx, ERR_INVALID, MSG_WECHAT_AES_KEY);
    memcpy(out->key, key, sizeof out->key);
    out->encrypts = true;
    return OK;
}

Str wechat_sha1(Ctx *ctx, Str text)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (EVP_Digest(text.at, text.len, digest, &len, EVP_sha1(), NULL) != 1)
        return STR("");
    return str_hex(ctx->arena, digest, len);
}

Str wechat_signature(const WechatSeal *seal, Ctx *ctx, const WechatSigned *what)
{
    Str parts[] = {seal->token, what->timestamp, what->nonce, what->cipher};
    size_t count = str_empty(what->cipher) ? 3 : 4;
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && str_cmp(parts[j], parts[j - 1]) < 0; j--) {
            Str swap = parts[j];
            parts[j] = parts[j - 1];
            parts[j - 1] = swap;
        }
    return wechat_sha1(ctx, str_join(ctx->arena, parts, count, STR("")));
}

bool wechat_signature_fits(const WechatSeal *seal, Ctx *ctx, const WechatSigned *what)
{
    Str right = wechat_signature(seal, ctx, what);
    return right.len > 0 && right.len == what->signature.len &&
           CRYPTO_memcmp(right.at, what->signature.at, right.len) == 0;
}

static void free_cipher(EVP_CIPHER_CTX **cipher)
{
    EVP_CIPHER_CTX_free(*cipher);
}

/* `len` is a whole number of AES blocks; the padding is ours. */
static bool run_aes(const WechatSeal *seal, bool encrypt, const unsigned char *in, size_t len, unsigned char *out)
{
    EVP_CIPHER_CTX *cipher CLEANUP(free_cipher) = EVP_CIPHER_CTX_new();
    int done = 0, rest = 0;
    return cipher != NULL &&
           EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, seal->key, seal->key, encrypt ? 1 : 0) == 1 &&
           EVP_CIPHER_CTX_set_padding(cipher, 0) == 1 && EVP_CipherUpdate(cipher, out, &done, in, (int)len) == 1 &&
           EVP_CipherFinal_ex(cipher, out + done, &rest) == 1 && (size_t)done + (size_t)rest == len;
}

static size_t read_length(const unsigned char *at)
{
    return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | (size_t)at[3];
}

/* The length without its padding; 0: it is none. */
static size_t unpadded(const unsigned char *plain, size_t len)
{
    unsigned pad = plain[len - 1];
    if (pad < 1 || pad > BLOCK || pad > len)
        return 0;
    for (size_t i = len - pad; i < len; i++)
        if (plain[i] != pad)
            return 0;
    return len - pad;
}

Err wechat_open(const WechatSeal *seal, Ctx *ctx, Str cipher, Str *message)
{
    unsigned char *sealed = NULL;
    size_t len = 0;
    if (!seal->encrypts || cipher.len > CIPHER_MOST || !base64_read(ctx->arena, cipher, &sealed, &len) || len == 0 ||
        len % 16 != 0)
        return fail(ctx, ERR_FORBIDDEN, MSG_WECHAT_NOT_SEALED);
    unsigned char *plain = ARENA_ARRAY(ctx->arena, unsigned char, len);
    size_t whole = run_aes(seal, false, sealed, len, plain) ? unpadded(plain, len) : 0;
    if (whole < HEAD + LENGTH)
        return fail(ctx, ERR_FORBIDDEN, MSG_WECHAT_NOT_SEALED);
    size_t said = read_length(plain + HEAD);
    if (said > whole - HEAD - LENGTH)
        return fail(ctx, ERR_FORBIDDEN, MSG_WECHAT_NOT_SEALED);
    Str text = {(const char *)plain + HEAD + LENGTH, said};
    Str app_id = {text.at + said, whole - HEAD - LENGTH - said};
    if (!str_eq(app_id, seal->app_id))
        return fail(ctx, ERR_FORBIDDEN, MSG_WECHAT_NOT_SEALED);
    *message = text;
    return OK;
}

Err wechat_close(const WechatSeal *seal, Ctx *ctx, Str message, Str *cipher)
{
    size_t body = HEAD + LENGTH + message.len + seal->app_id.len, len = (body / BLOCK + 1) * BLOCK;
    unsigned char *plain = ARENA_ARRAY(ctx->arena, unsigned char, len);
    unsigned char *sealed = ARENA_ARRAY(ctx->arena, unsigned char, len);
    rand_bytes(ctx->rand, plain, HEAD);
    for (int i = 0; i < LENGTH; i++)
        plain[HEAD + i] = (unsigned char)(message.len >> (24 - 8 * i));
    memcpy(plain + HEAD + LENGTH, message.at, message.len);
    memcpy(plain + HEAD + LENGTH + message.len, seal->app_id.at, seal->app_id.len);
    memset(plain + body, (int)(len - body), len - body);
    if (!run_aes(seal, true, plain, len, sealed))
        return fail(ctx, ERR_STORAGE, MSG_UNEXPECTED);
    char *text = (char *)ARENA_ARRAY(ctx->arena, unsigned char, (len + 2) / 3 * 4 + 1);
    int written = EVP_EncodeBlock((unsigned char *)text, sealed, (int)len);
    *cipher = (Str){text, (size_t)written};
    return OK;
}

/* Sealed text; see seal.h. Before the cipher stands its nonce: 192 random bits, which never meet twice. */
#include "base/seal.h"

#include <sodium.h>

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};

static const unsigned char *bytes_of(Str s)
{
    return (const unsigned char *)s.at;
}

Str seal_text(Arena *arena, const Seal *seal, Str text)
{
    unsigned char *out = arena_alloc(arena, NONCE + text.len + TAG);
    unsigned long long len = 0;
    randombytes_buf(out, NONCE);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, &len, bytes_of(text), text.len,
                                                     bytes_of(seal->purpose), seal->purpose.len, NULL, out,
                                                     seal->key->bytes);
    return base64url(arena, out, NONCE + (size_t)len);
}

bool seal_open(Arena *arena, const Seal *seal, Str sealed, Str *text)
{
    Str raw;
    if (!base64url_read(arena, sealed, &raw) || raw.len < NONCE + TAG)
        return false;
    unsigned char *out = arena_alloc(arena, raw.len);
    unsigned long long len = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, &len, NULL, bytes_of(raw) + NONCE, raw.len - NONCE,
                                                   bytes_of(seal->purpose), seal->purpose.len, bytes_of(raw),
                                                   seal->key->bytes) != 0)
        return false;
    *text = (Str){(const char *)out, (size_t)len};
    return true;
}

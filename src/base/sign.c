/* Signatures; see sign.h. */
#include "base/sign.h"

#include <sodium.h>

SignKey sign_key_of(const Hash *seed)
{
    SignKey key;
    (void)crypto_sign_seed_keypair(key.public_key.bytes, key.secret, seed->bytes);
    return key;
}

Str sign_text(Arena *arena, const SignKey *key, Str text)
{
    unsigned char signature[SIGNATURE_SIZE];
    (void)crypto_sign_detached(signature, NULL, (const unsigned char *)text.at, text.len, key->secret);
    return str_hex(arena, signature, sizeof signature);
}

bool sign_verify(const Hash *public_key, Str text, Str signature_hex)
{
    unsigned char signature[SIGNATURE_SIZE];
    return str_unhex(signature_hex, signature, sizeof signature) &&
           crypto_sign_verify_detached(signature, (const unsigned char *)text.at, text.len, public_key->bytes) == 0;
}

/* Hashes; see hash.h. */
#include "base/hash.h"

/* OpenSSL's SHA-256 uses the processor's own instructions, libsodium's does not: four times as fast for an event. Its
 * newer interface looks every digest up behind locks, which costs more than hashing a commitment. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <sodium.h>
#include <string.h>

Hash hash_sha256(Str data)
{
    return hash_sha256_parts(&data, 1);
}

Hash hash_sha256_parts(const Str *parts, size_t count)
{
    SHA256_CTX state;
    Hash hash;
    (void)SHA256_Init(&state);
    for (size_t i = 0; i < count; i++)
        (void)SHA256_Update(&state, parts[i].at, parts[i].len);
    (void)SHA256_Final(hash.bytes, &state);
    return hash;
}

/* RFC 2104, by the same SHA-256. */
Hash hash_hmac(const Hash *key, Str data)
{
    enum { BLOCK = 64 };
    char inner[BLOCK], outer[BLOCK];
    memset(inner, 0x36, BLOCK);
    memset(outer, 0x5c, BLOCK);
    for (size_t i = 0; i < HASH_SIZE; i++) {
        inner[i] = (char)(inner[i] ^ key->bytes[i]);
        outer[i] = (char)(outer[i] ^ key->bytes[i]);
    }
    Hash first = hash_sha256_parts((const Str[]){{inner, BLOCK}, data}, 2);
    Hash mac = hash_sha256_parts((const Str[]){{outer, BLOCK}, {(const char *)first.bytes, HASH_SIZE}}, 2);
    sodium_memzero(inner, BLOCK);
    sodium_memzero(outer, BLOCK);
    return mac;
}

bool hash_eq(const Hash *a, const Hash *b)
{
    return sodium_memcmp(a->bytes, b->bytes, HASH_SIZE) == 0;
}

Str hash_hex(Arena *arena, const Hash *hash)
{
    return str_hex(arena, hash->bytes, HASH_SIZE);
}

bool hash_unhex(Str hex, Hash *out)
{
    return str_unhex(hex, out->bytes, HASH_SIZE);
}

Str base64url(Arena *arena, const unsigned char *bytes, size_t len)
{
    size_t room = sodium_base64_encoded_len(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *at = arena_alloc(arena, room);
    (void)sodium_bin2base64(at, room, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (Str){at, room - 1};
}

bool base64url_read(Arena *arena, Str text, Str *bytes)
{
    size_t room = text.len / 4 * 3 + 3, len = 0;
    unsigned char *at = arena_alloc(arena, room);
    if (sodium_base642bin(at, room, text.at, text.len, NULL, &len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return false;
    *bytes = (Str){(const char *)at, len};
    return true;
}

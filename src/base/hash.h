/* SHA-256, HMAC-SHA-256 and base64url (OpenSSL and libsodium inside). Constant-time comparison for secrets. */
#ifndef GULOU_BASE_HASH_H
#define GULOU_BASE_HASH_H

#include "base/str.h"

enum { HASH_SIZE = 32 };

typedef struct Hash {
    unsigned char bytes[HASH_SIZE];
} Hash;

Hash hash_sha256(Str data);
Hash hash_sha256_parts(const Str *parts, size_t count);
Hash hash_hmac(const Hash *key, Str data);
bool hash_eq(const Hash *a, const Hash *b); /* constant time */
Str hash_hex(Arena *arena, const Hash *hash);
bool hash_unhex(Str hex, Hash *out);
Str base64url(Arena *arena, const unsigned char *bytes, size_t len); /* no padding */
bool base64url_read(Arena *arena, Str text, Str *bytes);             /* strictly what base64url writes */

#endif

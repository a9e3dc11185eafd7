/* Ed25519 signatures (RFC 8032; libsodium inside): what an outside witness checks with the public key alone. */
#ifndef GULOU_BASE_SIGN_H
#define GULOU_BASE_SIGN_H

#include "base/hash.h"

enum { SIGNATURE_SIZE = 64, SIGN_SECRET_SIZE = 64 };

typedef struct SignKey {
    unsigned char secret[SIGN_SECRET_SIZE];
    Hash public_key; /* 32 bytes */
} SignKey;

SignKey sign_key_of(const Hash *seed);                     /* the seed is all that need be kept */
Str sign_text(Arena *arena, const SignKey *key, Str text); /* hex */
bool sign_verify(const Hash *public_key, Str text, Str signature_hex);

#endif

/* Passwords' hashes; see argon2.h. */
#include "base/argon2.h"

#include <sodium.h>
#include <stdlib.h>

static const size_t memory = (size_t)ARGON2_MIB << 20;

Str argon2_hash(Arena *arena, Str password)
{
    char *text = arena_alloc(arena, crypto_pwhash_STRBYTES);
    if (crypto_pwhash_str_alg(text, password.at, password.len, ARGON2_PASSES, memory, crypto_pwhash_ALG_ARGON2ID13) !=
        0)
        abort(); /* out of memory, like any other */
    return str_of(text);
}

bool argon2_verify(Arena *arena, Str hash, Str password)
{
    return crypto_pwhash_str_verify(str_z(arena, hash), password.at, password.len) == 0;
}

bool argon2_is_weaker(Arena *arena, Str hash)
{
    return crypto_pwhash_str_needs_rehash(str_z(arena, hash), ARGON2_PASSES, memory) != 0;
}

Str argon2_dummy(Arena *arena)
{
    return str_printf(arena,
                      "$argon2id$v=19$m=%d,t=%d,p=1$Z3Vsb3UgZHJ1bSB0b3dlcg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                      ARGON2_MIB * 1024, ARGON2_PASSES);
}

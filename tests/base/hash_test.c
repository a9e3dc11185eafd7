/* Codes of authenticity, held against the standard's examples and against another library. */
#include "test.h"

#include <sodium.h>
#include <string.h>

#include "base/hash.h"

static Hash key_of(const char *bytes, size_t len)
{
    Hash key = {{0}}; /* a shorter key is filled up with zeros (RFC 2104) */
    memcpy(key.bytes, bytes, len);
    return key;
}

/* https://www.rfc-editor.org/rfc/rfc4231, 4.2 and 4.3 */
TEST(a_code_is_the_standards)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    char ones[20];
    memset(ones, 0x0b, sizeof ones);
    Hash first = key_of(ones, sizeof ones), second = key_of("Jefe", 4);
    Hash code = hash_hmac(&first, STR("Hi There"));
    assert_str(hash_hex(arena, &code), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    code = hash_hmac(&second, STR("what do ya want for nothing?"));
    assert_str(hash_hex(arena, &code), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(a_code_is_anothers_at_any_length)
{
    char text[300];
    Hash key;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7);
    for (size_t i = 0; i < HASH_SIZE; i++)
        key.bytes[i] = (unsigned char)(i * 31 + 200);
    for (size_t len = 0; len <= sizeof text; len++) {
        Hash ours = hash_hmac(&key, (Str){text, len}), theirs;
        (void)crypto_auth_hmacsha256(theirs.bytes, (const unsigned char *)text, len, key.bytes);
        assert_true(hash_eq(&ours, &theirs));
    }
}

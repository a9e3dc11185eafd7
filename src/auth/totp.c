/* One-time passwords; see totp.h. */
#include "auth/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/crypto.h>

int64_t totp_step(UnixMs at)
{
    return at / 1000 / TOTP_STEP_S;
}

Str totp_code(Arena *arena, Str secret, int64_t step)
{
    unsigned char counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    for (int i = 0; i < 8; i++)
        counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    if (HMAC(EVP_sha1(), secret.at, (int)secret.len, counter, sizeof counter, mac, &len) == NULL || len != 20)
        return STR("");
    size_t at = mac[19] & 15; /* RFC 4226 5.3, dynamic truncation */
    uint32_t number =
        (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    return str_printf(arena, "%06u", number % 1000000);
}

int64_t totp_match(Arena *arena, const TotpTry *in)
{
    int64_t now = totp_step(in->at), found = -1;
    for (int64_t step = now - TOTP_WINDOW; step <= now + TOTP_WINDOW; step++) {
        Str right = totp_code(arena, in->secret, step);
        bool same = right.len == TOTP_DIGITS && in->code.len == TOTP_DIGITS &&
                    CRYPTO_memcmp(right.at, in->code.at, TOTP_DIGITS) == 0;
        if (same && step > in->used)
            found = step;
    }
    return found;
}

Str base32(Arena *arena, Str bytes)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *out = arena_alloc(arena, bytes.len * 8 / 5 + 2);
    size_t len = 0;
    uint32_t held = 0;
    int bits = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        held = held << 8 | (unsigned char)bytes.at[i];
        for (bits += 8; bits >= 5; bits -= 5)
            out[len++] = letters[held >> (bits - 5) & 31];
    }
    if (bits > 0)
        out[len++] = letters[held << (5 - bits) & 31];
    return (Str){out, len};
}

/* Passwords; see password.h. The rules follow NIST SP 800-63B: length and a list of common ones, no classes of
 * characters that only breed "Password1!". */
#include "auth/password.h"

#include <pthread.h>

#include "base/argon2.h"
#include "base/utf8.h"

/* Only those of ten characters or more: shorter ones are refused anyhow. Lower case. */
static const char *const common[] = {
    "0123456789",   "0987654321",    "1234567890",    "12345678910",  "123456789a",    "123456789q",    "123123123a",
    "1234512345",   "1234554321",    "1q2w3e4r5t",    "1qaz2wsx3edc", "1qazxsw23edc",  "1qaz@wsx3edc",  "5201314520",
    "5201314123",   "a123456789",    "aa123456789",   "abc1234567",   "abc123456789",  "abcd123456",    "abcd1234567",
    "abcdefghij",   "abcdefghijk",   "admin12345",    "admin123456",  "admin888888",   "administrator", "asdfghjkl123",
    "asdfghjkl;",   "baseball123",   "changeme123",   "football123",  "gulou12345",    "gulou123456",   "iloveyou123",
    "iloveyou1234", "letmein123",    "p@ssw0rd123",   "passw0rd123",  "password01",    "password12",    "password123",
    "password1234", "password12345", "q1w2e3r4t5",    "qazwsxedcrfv", "qq123456789",   "qwer123456",    "qwer12345678",
    "qwerty1234",   "qwerty12345",   "qwerty123456",  "qwertyuiop",   "qwertyuiop123", "superman123",   "welcome123",
    "woaini1314",   "woaini1314520", "woaini5201314", "woaini520520", "zhongguo123",   "zxcvbnm123",    "zxcvbnm123456",
};

static bool is_common(Str lower)
{
    for (size_t i = 0; i < COUNT_OF(common); i++)
        if (str_is(lower, common[i]))
            return true;
    for (size_t i = 1; i < lower.len; i++)
        if (lower.at[i] != lower.at[0])
            return false;
    return true; /* one byte over and over */
}

static bool is_like_login(Str lower, Str login)
{
    if (str_empty(login) || !str_starts(lower, login))
        return false;
    for (size_t i = login.len; i < lower.len; i++)
        if (lower.at[i] < '0' || lower.at[i] > '9')
            return false;
    return true;
}

Err password_check(Ctx *ctx, Str login, Str password, const char *field)
{
    if (!utf8_valid(password))
        return fail_field(ctx, field, MSG_BAD_UTF8);
    size_t length = utf8_length(password);
    if (length < PASSWORD_LEAST)
        return fail_field(ctx, field, MSG_PASSWORD_SHORT, str_printf(ctx->arena, "%d", PASSWORD_LEAST));
    if (length > PASSWORD_MOST)
        return fail_field(ctx, field, MSG_PASSWORD_LONG, str_printf(ctx->arena, "%d", PASSWORD_MOST));
    Str lower = str_lower_ascii(ctx->arena, password);
    if (is_like_login(lower, str_lower_ascii(ctx->arena, login)))
        return fail_field(ctx, field, MSG_PASSWORD_LIKE_LOGIN);
    if (is_common(lower))
        return fail_field(ctx, field, MSG_PASSWORD_COMMON);
    return OK;
}

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t freed;
    int running, waiting;
} gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};

static Err gate_enter(Ctx *ctx)
{
    (void)pthread_mutex_lock(&gate.mutex);
    bool full = gate.running >= HASHES_AT_ONCE && gate.waiting >= HASHES_WAITING;
    if (!full) {
        gate.waiting++;
        while (gate.running >= HASHES_AT_ONCE)
            (void)pthread_cond_wait(&gate.freed, &gate.mutex);
        gate.waiting--;
        gate.running++;
    }
    (void)pthread_mutex_unlock(&gate.mutex);
    return full ? fail(ctx, ERR_BUSY, MSG_BUSY) : OK;
}

static void gate_leave(void)
{
    (void)pthread_mutex_lock(&gate.mutex);
    gate.running--;
    (void)pthread_cond_signal(&gate.freed);
    (void)pthread_mutex_unlock(&gate.mutex);
}

Err password_hash(Ctx *ctx, Str password, Str *out)
{
    TRY(gate_enter(ctx));
    *out = argon2_hash(ctx->arena, password);
    gate_leave();
    return OK;
}

Err password_verify(Ctx *ctx, Str hash, Str password, bool *right)
{
    Str against = str_empty(hash) ? argon2_dummy(ctx->arena) : hash;
    TRY(gate_enter(ctx));
    *right = argon2_verify(ctx->arena, against, password) && !str_empty(hash);
    gate_leave();
    return OK;
}

bool password_needs_rehash(Ctx *ctx, Str hash)
{
    return argon2_is_weaker(ctx->arena, hash);
}

Str password_random(Ctx *ctx)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789E"; /* 32: no 0 O 1 l i o */
    unsigned char bytes[16];
    Rand rand = rand_system(); /* never the context's: a simulation's is seeded */
    rand_bytes(&rand, bytes, sizeof bytes);
    char *text = arena_alloc(ctx->arena, sizeof bytes + 1);
    for (size_t i = 0; i < sizeof bytes; i++)
        text[i] = letters[bytes[i] & 31];
    return (Str){text, sizeof bytes};
}

/* Throttling; see throttle.h. All its numbers stand in these rules. */
#include "auth/throttle.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/hash.h"

const ThrottleRule throttle_login = {.free = 5, .first = SECONDS(15), .most = MINUTES(15), .forget = HOURS(1)};
const ThrottleRule throttle_address = {.free = 30, .first = SECONDS(15), .most = MINUTES(15), .forget = HOURS(1)};
/* Five guesses, and then the code has ended before the next. */
static const ThrottleRule throttle_code = {.free = 5, .first = HOURS(1), .most = HOURS(1), .forget = HOURS(1)};
/* Who mistyped an address has some more tries; whoever lets us write to one stranger after the other has not. */
static const ThrottleRule throttle_asking = {.free = 5, .first = HOURS(1), .most = HOURS(1), .forget = HOURS(1)};
const LimitRule limit_submissions = {.burst = 30, .over = MINUTES(10)};
const LimitRule limit_uploads = {.burst = 120, .over = MINUTES(10)};
const LimitRule limit_lookups = {.burst = 120, .over = MINUTES(1)};
const LimitRule limit_reads = {.burst = 300, .over = MINUTES(1)};
const LimitRule limit_codes = {.burst = 20, .over = HOURS(1)};
const LimitRule limit_partners = {.burst = 60, .over = MINUTES(1)};

static Str hashed(Ctx *ctx, const char *kind, Str text)
{
    Hash hash = hash_sha256_parts((const Str[]){str_of(kind), text}, 2);
    return str_hex(ctx->arena, hash.bytes, 16);
}

ThrottleSubject throttle_of_login(Ctx *ctx, Str login)
{
    return (ThrottleSubject){&throttle_login, hashed(ctx, "login:", str_lower_ascii(ctx->arena, str_trim(login)))};
}

ThrottleSubject throttle_of_second(Ctx *ctx, Str person)
{
    return (ThrottleSubject){&throttle_login, hashed(ctx, "second:", person)};
}

ThrottleSubject throttle_of_code(Ctx *ctx, Str what)
{
    return (ThrottleSubject){&throttle_code, hashed(ctx, "code:", what)};
}

ThrottleSubject throttle_of_asking(Ctx *ctx, Str whose)
{
    return (ThrottleSubject){&throttle_asking, hashed(ctx, "asking:", whose)};
}

/* A household has a whole IPv6 /64 to choose from. */
static Str network_of(Ctx *ctx, Str address)
{
    struct in6_addr v6;
    if (inet_pton(AF_INET6, str_z(ctx->arena, address), &v6) != 1)
        return address;
    if (IN6_IS_ADDR_V4MAPPED(&v6))
        return str_printf(ctx->arena, "%u.%u.%u.%u", v6.s6_addr[12], v6.s6_addr[13], v6.s6_addr[14], v6.s6_addr[15]);
    return str_hex(ctx->arena, v6.s6_addr, 8);
}

ThrottleSubject throttle_of_address(Ctx *ctx, Str address)
{
    return (ThrottleSubject){&throttle_address, hashed(ctx, "address:", network_of(ctx, address))};
}

static Err too_many(Ctx *ctx, UnixMs wait)
{
    return fail(ctx, ERR_TOO_MANY, MSG_TOO_MANY, str_printf(ctx->arena, "%lld", (long long)((wait + 999) / 1000)));
}

static UnixMs wait_after(const ThrottleRule *rule, int64_t failures)
{
    if (failures < rule->free)
        return 0;
    UnixMs wait = rule->first;
    for (int64_t i = rule->free; i < failures && wait < rule->most; i++)
        wait *= 2;
    return wait < rule->most ? wait : rule->most;
}

Err throttle_attempt(Tx *tx, const ThrottleSubject *subject)
{
    UnixMs now = tx->ctx->now;
    Throttle throttle;
    TRY(throttle_load(tx, subject->key, &throttle));
    if (throttle.until > now)
        return too_many(tx->ctx, throttle.until - now);
    if (throttle.since + subject->rule->forget <= now)
        throttle.count = 0;
    throttle.count++;
    throttle.since = now;
    throttle.until = now + wait_after(subject->rule, throttle.count);
    return throttle_save(tx, subject->key, &throttle);
}

Err throttle_take_back(Tx *tx, const ThrottleSubject *subject)
{
    Throttle throttle;
    TRY(throttle_load(tx, subject->key, &throttle));
    if (throttle.count > 0)
        throttle.count--;
    if (throttle.count < subject->rule->free)
        throttle.until = 0;
    return throttle_save(tx, subject->key, &throttle);
}

Err throttle_clear(Tx *tx, const ThrottleSubject *subject)
{
    return throttle_save(tx, subject->key, &(Throttle){.since = tx->ctx->now});
}

enum { SETS = 512, WAYS = 8 };

typedef struct Bucket {
    uint64_t subject; /* 0: empty */
    UnixMs seen_at;
    double tokens;
} Bucket;

struct Limiter {
    const LimitRule *rule;
    uint64_t salt; /* nobody outside can choose addresses that share a set */
    pthread_mutex_t mutex;
    Bucket buckets[SETS][WAYS];
};

Limiter *limiter_new(const LimitRule *rule)
{
    Limiter *limiter = calloc(1, sizeof *limiter);
    if (limiter == NULL)
        abort();
    Rand rand = rand_system();
    rand_bytes(&rand, &limiter->salt, sizeof limiter->salt);
    limiter->rule = rule;
    (void)pthread_mutex_init(&limiter->mutex, NULL);
    return limiter;
}

void limiter_free(Limiter *limiter)
{
    if (limiter == NULL)
        return;
    (void)pthread_mutex_destroy(&limiter->mutex);
    free(limiter);
}

static uint64_t mix(uint64_t x) /* the finaliser of splitmix64 */
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static Bucket *bucket_of(Limiter *limiter, uint64_t subject, const LimitRule *rule)
{
    Bucket *set = limiter->buckets[subject % SETS], *oldest = set;
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].subject == subject)
            return &set[i];
        if (set[i].seen_at < oldest->seen_at)
            oldest = &set[i];
    }
    *oldest = (Bucket){.subject = subject, .tokens = (double)rule->burst};
    return oldest;
}

Err limiter_take_by(Limiter *limiter, Ctx *ctx, Str name, const LimitRule *rule)
{
    double per_ms = (double)rule->burst / (double)rule->over;
    uint64_t subject = mix(str_hash(name) ^ limiter->salt) | 1;
    (void)pthread_mutex_lock(&limiter->mutex);
    Bucket *bucket = bucket_of(limiter, subject, rule);
    if (bucket->seen_at != 0 && ctx->now > bucket->seen_at)
        bucket->tokens += (double)(ctx->now - bucket->seen_at) * per_ms;
    if (bucket->tokens > (double)rule->burst)
        bucket->tokens = (double)rule->burst;
    bucket->seen_at = ctx->now;
    double missing = 1 - bucket->tokens;
    if (missing <= 0)
        bucket->tokens -= 1;
    (void)pthread_mutex_unlock(&limiter->mutex);
    return missing > 0 ? too_many(ctx, (UnixMs)(missing / per_ms) + 1) : OK;
}

Err limiter_take(Limiter *limiter, Ctx *ctx, Str address)
{
    return limiter_take_by(limiter, ctx, network_of(ctx, address), limiter->rule);
}

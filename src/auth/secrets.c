/* Secrets; see secrets.h. Random ones come from the system's generator, never from the context's, which a simulation
 * seeds. */
#include "auth/secrets.h"

#include "store/token_store.h"

static Str random_hex(Ctx *ctx, size_t len)
{
    unsigned char *bytes = arena_alloc(ctx->arena, len);
    Rand rand = rand_system();
    rand_bytes(&rand, bytes, len);
    return str_hex(ctx->arena, bytes, len);
}

static Err key_of(Tx *tx, const char *name, Hash *out)
{
    Str hex;
    TRY(server_key_get_or_add(tx, str_of(name), random_hex(tx->ctx, HASH_SIZE), &hex));
    return hash_unhex(hex, out) ? OK : fail(tx->ctx, ERR_STORAGE, MSG_STORAGE);
}

static Err load_keys(Tx *tx, const void *in, void *out)
{
    (void)in;
    ServerKeys keys;
    Hash seed;
    TRY(key_of(tx, "tracking_key", &keys.tracking));
    TRY(key_of(tx, "photo_key", &keys.photo));
    TRY(key_of(tx, "seal_key", &keys.seal));
    TRY(key_of(tx, "log_key", &seed));
    keys.log = sign_key_of(&seed);
    *(ServerKeys *)out = keys;
    return OK;
}

Err server_keys_load(Db *db, Ctx *ctx, ServerKeys *out)
{
    return db_write(db, ctx, load_keys, NULL, out);
}

static Str mac(const Hash *key, Ctx *ctx, Str text)
{
    Hash hash = hash_hmac(key, text);
    return str_slice(base64url(ctx->arena, hash.bytes, HASH_SIZE), 0, SECRET_CHARS);
}

static bool same(Str a, Str b) /* in constant time, whatever their lengths */
{
    Hash x = hash_sha256(a), y = hash_sha256(b);
    return hash_eq(&x, &y);
}

Str tracking_secret(const ServerKeys *keys, Ctx *ctx, Str number)
{
    Str text = str_printf(ctx->arena, "case:" STR_FMT ":" STR_FMT, STR_ARG(ctx->jurisdiction), STR_ARG(number));
    return mac(&keys->tracking, ctx, text);
}

Err tracking_check(const ServerKeys *keys, Ctx *ctx, Str number, Str secret)
{
    return same(tracking_secret(keys, ctx, number), secret) ? OK : fail(ctx, ERR_NOT_FOUND, MSG_TRACKING_WRONG);
}

Str follower_id(Ctx *ctx, Str number, Str key)
{
    Hash hash = hash_sha256_parts((const Str[]){number, STR("\n"), key}, 3);
    return str_slice(hash_hex(ctx->arena, &hash), 0, FOLLOWER_ID_CHARS);
}

Str follower_secret(const ServerKeys *keys, Ctx *ctx, Str number, Str id)
{
    Str text = str_printf(ctx->arena, "follower:" STR_FMT ":" STR_FMT ":" STR_FMT, STR_ARG(ctx->jurisdiction),
                          STR_ARG(number), STR_ARG(id));
    Str sign = mac(&keys->tracking, ctx, text);
    return str_printf(ctx->arena, "f" STR_FMT "-" STR_FMT, STR_ARG(id), STR_ARG(sign));
}

bool is_follower_secret(Str secret)
{
    return secret.len == FOLLOWER_ID_CHARS + SECRET_CHARS + 2 && secret.at[0] == 'f';
}

Err follower_check(const ServerKeys *keys, Ctx *ctx, Str number, Str secret)
{
    Str id = is_follower_secret(secret) ? str_slice(secret, 1, 1 + FOLLOWER_ID_CHARS) : STR("");
    return same(follower_secret(keys, ctx, number, id), secret) ? OK : fail(ctx, ERR_NOT_FOUND, MSG_TRACKING_WRONG);
}

Str follow_offer(const ServerKeys *keys, Ctx *ctx, Str number, UnixMs until)
{
    Str text = str_printf(ctx->arena, "offer:" STR_FMT ":" STR_FMT ":%lld", STR_ARG(ctx->jurisdiction), STR_ARG(number),
                          (long long)until);
    Str sign = mac(&keys->tracking, ctx, text);
    return str_printf(ctx->arena, "%lld." STR_FMT, (long long)until, STR_ARG(sign));
}

Err follow_offer_check(const ServerKeys *keys, Ctx *ctx, Str number, Str offer)
{
    Str time, sign;
    int64_t until = 0;
    if (!str_cut(offer, '.', &time, &sign) || !str_to_i64(time, &until) ||
        !same(follow_offer(keys, ctx, number, until), offer))
        return fail(ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    return until > ctx->now ? OK : fail(ctx, ERR_GONE, MSG_FOLLOW_OFFER_ENDED);
}

Str reply_mac(const ServerKeys *keys, Ctx *ctx, Str number)
{
    Str text = str_printf(ctx->arena, "reply:" STR_FMT ":" STR_FMT, STR_ARG(ctx->jurisdiction), STR_ARG(number));
    Hash hash = hash_hmac(&keys->tracking, text);
    return str_slice(hash_hex(ctx->arena, &hash), 0, REPLY_MAC_CHARS);
}

bool reply_mac_fits(const ServerKeys *keys, Ctx *ctx, Str number, Str mac)
{
    return same(reply_mac(keys, ctx, number), mac);
}

Str pass_seal(const ServerKeys *keys, Ctx *ctx, const SealedPass *pass)
{
    Str text = str_printf(ctx->arena, "pass:%s:" STR_FMT ":%lld:" STR_FMT, pass->purpose, STR_ARG(ctx->jurisdiction),
                          (long long)pass->until, STR_ARG(pass->value));
    return str_printf(ctx->arena, STR_FMT ".%lld." STR_FMT, STR_ARG(mac(&keys->tracking, ctx, text)),
                      (long long)pass->until, STR_ARG(pass->value));
}

bool pass_open(const ServerKeys *keys, Ctx *ctx, Str sealed, SealedPass *pass)
{
    Str sign, rest, time;
    SealedPass found = {.purpose = pass->purpose};
    if (!str_cut(sealed, '.', &sign, &rest) || !str_cut(rest, '.', &time, &found.value) ||
        !str_to_i64(time, &found.until) || !same(pass_seal(keys, ctx, &found), sealed) || found.until <= ctx->now)
        return false;
    *pass = found;
    return true;
}

Str link_token(Ctx *ctx)
{
    unsigned char bytes[16];
    Rand rand = rand_system();
    rand_bytes(&rand, bytes, sizeof bytes);
    return base64url(ctx->arena, bytes, sizeof bytes);
}

Str link_token_hash(Ctx *ctx, Str token)
{
    Hash hash = hash_sha256(token);
    return hash_hex(ctx->arena, &hash);
}

Err rating_token_make(Tx *tx, Str number, UnixMs until, Str *token)
{
    Str fresh = link_token(tx->ctx);
    TRY(rating_token_insert(tx, link_token_hash(tx->ctx, fresh),
                            &(RatingTokenRow){.number = number, .expires_at = until}));
    *token = fresh;
    return OK;
}

Err rating_token_peek(Tx *tx, Str token, Str *number)
{
    RatingTokenRow row;
    TRY(rating_token_load(tx, link_token_hash(tx->ctx, token), &row));
    if (str_empty(row.number))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_RATING_LINK_WRONG);
    if (row.used_at != 0)
        return fail(tx->ctx, ERR_GONE, MSG_RATING_LINK_USED);
    if (row.expires_at <= tx->ctx->now)
        return fail(tx->ctx, ERR_GONE, MSG_RATING_LINK_ENDED);
    *number = row.number;
    return OK;
}

Err rating_token_use(Tx *tx, Str token, Str *number)
{
    Str found;
    TRY(rating_token_peek(tx, token, &found));
    TRY(rating_token_mark_used(tx, link_token_hash(tx->ctx, token)));
    *number = found;
    return OK;
}

Str photo_link_key(const ServerKeys *keys, Ctx *ctx, const PhotoLink *link)
{
    Str text = str_printf(ctx->arena, "photo:" STR_FMT ":" STR_FMT "|" STR_FMT "|%lld", STR_ARG(ctx->jurisdiction),
                          STR_ARG(link->id), STR_ARG(link->size), (long long)link->until);
    return mac(&keys->photo, ctx, text);
}

Err photo_link_check(const ServerKeys *keys, Ctx *ctx, const PhotoLink *link, Str key)
{
    if (!same(photo_link_key(keys, ctx, link), key))
        return fail(ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
    return link->until * 1000 > ctx->now ? OK : fail(ctx, ERR_GONE, MSG_PHOTO_LINK_ENDED);
}

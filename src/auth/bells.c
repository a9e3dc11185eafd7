/* See bells.h. One setting for each server: "URL NEXT_AT SEALED". */
#include "auth/bells.h"

#include "base/seal.h"
#include "store/setting_store.h"

#define CLOCK_SLACK MINUTES(5)

static Str name_of(Arena *arena, const Bell *bell)
{
    return str_printf(arena, "bell:" STR_FMT, STR_ARG(bell->server));
}

/* A secret of one server opens as no other's. */
static Seal seal_of(Arena *arena, const Bell *bell)
{
    return (Seal){&bell->keys->seal, name_of(arena, bell)};
}

Err bell_load(Tx *tx, Bell *bell)
{
    Arena *arena = tx->ctx->arena;
    Str kept, rest, next, sealed, hex;
    Seal seal = seal_of(arena, bell);
    bell->url = STR("");
    bell->hangs = false;
    bell->next_at = 0;
    TRY(setting_get(tx, name_of(arena, bell), &kept));
    if (!str_cut(kept, ' ', &bell->url, &rest) || !str_cut(rest, ' ', &next, &sealed) ||
        !str_to_i64(next, &bell->next_at))
        return OK;
    bell->hangs = seal_open(arena, &seal, sealed, &hex) && hash_unhex(hex, &bell->secret);
    return OK;
}

Err bell_save(Tx *tx, const Bell *bell)
{
    Arena *arena = tx->ctx->arena;
    Seal seal = seal_of(arena, bell);
    Str sealed = bell->hangs ? seal_text(arena, &seal, hash_hex(arena, &bell->secret)) : STR("");
    return setting_put(
        tx, name_of(arena, bell),
        str_printf(arena, STR_FMT " %lld " STR_FMT, STR_ARG(bell->url), (long long)bell->next_at, STR_ARG(sealed)));
}

bool bell_is_signed(const Bell *bell, Ctx *ctx, Str signature, Str body)
{
    Str at, mac;
    int64_t seconds = 0;
    Hash shown;
    if (!bell->hangs || !str_starts(signature, STR("t=")) ||
        !str_cut(str_slice(signature, 2, signature.len), ',', &at, &mac) || !str_to_i64(at, &seconds) ||
        !str_starts(mac, STR("v1=")) || !hash_unhex(str_slice(mac, 3, mac.len), &shown))
        return false;
    Hash right = hash_hmac(&bell->secret, str_join(ctx->arena, (const Str[]){at, body}, 2, STR(".")));
    bool fresh = seconds >= (ctx->now - CLOCK_SLACK) / 1000 && seconds <= (ctx->now + CLOCK_SLACK) / 1000;
    return hash_eq(&right, &shown) && fresh;
}

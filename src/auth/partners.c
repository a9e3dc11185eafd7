/* Partners; see partners.h. */
#include "auth/partners.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "domain/actor.h"
#include "store/person_store.h"

enum { ID_LEAST = 2, ID_MOST = 40, NAME_MOST = 60, KEY_BYTES = 24, KEY_MOST = 200 };

static const char *const kinds[] = {PARTNER_OPEN311, PARTNER_TELEPHONY, PARTNER_PLATFORM};

static Err require_administrator(Ctx *ctx)
{
    return ctx->actor != NULL && actor_has_role(ctx->actor, ROLE_ADMINISTRATOR)
               ? OK
               : fail(ctx, ERR_FORBIDDEN, MSG_ADMINISTRATOR_ONLY);
}

static Err check_id(Ctx *ctx, Str id)
{
    bool good = id.len >= ID_LEAST && id.len <= ID_MOST;
    for (size_t i = 0; i < id.len && good; i++) {
        char c = id.at[i];
        good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (i > 0 && c == '-');
    }
    return good ? OK : fail_field(ctx, "id", MSG_PARTNER_ID);
}

static Err check_kind(Ctx *ctx, Str kind)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_is(kind, kinds[i]))
            return OK;
    return fail_field(ctx, "kind", MSG_FIELD_CHOICE, STR("kind"), kind);
}

static Err check_name(Ctx *ctx, Str name)
{
    if (str_empty(name))
        return fail_field(ctx, "name", MSG_FIELD_MISSING, STR("name"));
    if (!utf8_printable(name))
        return fail_field(ctx, "name", MSG_FIELD_CONTROL, STR("name"));
    if (utf8_length(name) > NAME_MOST)
        return fail_field(ctx, "name", MSG_FIELD_TOO_LONG, STR("name"), str_printf(ctx->arena, "%d", NAME_MOST));
    return OK;
}

static Err check_limit(Ctx *ctx, int64_t per_minute)
{
    if (per_minute >= 1 && per_minute <= PARTNER_PER_MINUTE_MOST)
        return OK;
    return fail_field(ctx, "per_minute", MSG_FIELD_RANGE, STR("per_minute"), STR("1"),
                      str_printf(ctx->arena, "%d", PARTNER_PER_MINUTE_MOST));
}

static Str hash_of(Ctx *ctx, Str key)
{
    Hash hash = hash_sha256(key);
    return hash_hex(ctx->arena, &hash);
}

static Str draw_key(Ctx *ctx, PartnerKey *stored)
{
    unsigned char bytes[KEY_BYTES];
    rand_bytes(ctx->rand, bytes, sizeof bytes);
    Str key = str_printf(ctx->arena, "gk_" STR_FMT, STR_ARG(base64url(ctx->arena, bytes, sizeof bytes)));
    *stored = (PartnerKey){hash_of(ctx, key), str_slice(key, key.len - 4, key.len)};
    return key;
}

static Err record(Tx *tx, const char *action, const Partner *partner)
{
    Str detail = str_printf(tx->ctx->arena, STR_FMT " %lld/min%s", STR_ARG(partner->kind),
                            (long long)partner->per_minute, partner->active ? "" : " stopped");
    return account_event_append(
        tx, &(AccountEvent){
                .action = str_of(action), .person = tx->ctx->actor->person, .subject = partner->id, .detail = detail});
}

typedef struct Insert {
    Partner partner;
    PartnerKey key;
} Insert;

static Err insert(Tx *tx, const void *in, void *out)
{
    const Insert *job = in;
    Err err = partner_insert(tx, &job->partner, &job->key);
    if (err == ERR_CONFLICT)
        return fail_field(tx->ctx, "id", MSG_LOGIN_TAKEN, job->partner.id);
    TRY(err);
    TRY(record(tx, "partner", &job->partner));
    return partner_load(tx, job->partner.id, out);
}

Err partner_create(Db *db, Ctx *ctx, const NewPartner *in, PartnerMade *out)
{
    Insert job = {.partner = {.id = str_trim(in->id),
                              .kind = in->kind,
                              .name = str_trim(in->name),
                              .per_minute = in->per_minute != 0 ? in->per_minute : PARTNER_PER_MINUTE,
                              .active = 1}};
    PartnerMade made = {0};
    TRY(require_administrator(ctx));
    TRY(check_id(ctx, job.partner.id));
    TRY(check_kind(ctx, job.partner.kind));
    TRY(check_name(ctx, job.partner.name));
    TRY(check_limit(ctx, job.partner.per_minute));
    made.key = draw_key(ctx, &job.key);
    TRY(db_write(db, ctx, insert, &job, &made.partner));
    *out = made;
    return OK;
}

static Err change_key(Tx *tx, const void *in, void *out)
{
    const Insert *job = in;
    Partner partner;
    TRY(partner_load(tx, job->partner.id, &partner));
    TRY(partner_set_key(tx, partner.id, &job->key));
    TRY(record(tx, "partner-key", &partner));
    return partner_load(tx, partner.id, out);
}

Err partner_new_key(Db *db, Ctx *ctx, Str id, PartnerMade *out)
{
    Insert job = {.partner = {.id = id}};
    PartnerMade made = {0};
    TRY(require_administrator(ctx));
    made.key = draw_key(ctx, &job.key);
    TRY(db_write(db, ctx, change_key, &job, &made.partner));
    *out = made;
    return OK;
}

static Err change(Tx *tx, const void *in, void *out)
{
    const PartnerChange *job = in;
    Partner partner;
    TRY(partner_load(tx, job->id, &partner));
    if (!str_empty(job->name))
        partner.name = job->name;
    partner.per_minute = job->per_minute;
    partner.active = job->active;
    TRY(partner_set(tx, &partner));
    TRY(record(tx, "partner", &partner));
    *(Partner *)out = partner;
    return OK;
}

Err partner_change(Db *db, Ctx *ctx, const PartnerChange *in, Partner *out)
{
    PartnerChange job = *in;
    job.name = str_trim(in->name);
    TRY(require_administrator(ctx));
    if (!str_empty(job.name))
        TRY(check_name(ctx, job.name));
    TRY(check_limit(ctx, job.per_minute));
    return db_write(db, ctx, change, &job, out);
}

static Err list(Tx *tx, const void *in, void *out)
{
    (void)in;
    return partner_list(tx, out);
}

Err partner_all(Db *db, Ctx *ctx, Partners *out)
{
    TRY(require_administrator(ctx));
    return db_read(db, ctx, list, NULL, out);
}

static Err find_by_key(Tx *tx, const void *in, void *out)
{
    return partner_by_key(tx, *(const Str *)in, out);
}

static Err mark_used(Tx *tx, const void *in, void *out)
{
    (void)out;
    return partner_used(tx, *(const Str *)in);
}

Err partner_enter(Db *db, Ctx *ctx, const PartnerKnock *in, Partner *out)
{
    Partner partner;
    if (str_empty(in->key))
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_PARTNER_KEY_MISSING);
    Str hash = hash_of(ctx, in->key);
    if (in->key.len > KEY_MOST)
        return fail(ctx, ERR_FORBIDDEN, MSG_PARTNER_KEY_WRONG);
    TRY(db_read(db, ctx, find_by_key, &hash, &partner));
    if (str_empty(partner.id) || !str_is(partner.kind, in->kind))
        return fail(ctx, ERR_FORBIDDEN, MSG_PARTNER_KEY_WRONG);
    TRY(limiter_take_by(in->limiter, ctx, partner.id, &(LimitRule){partner.per_minute, MINUTES(1)}));
    if (partner.used_at < ctx->now - MINUTES(1))
        TRY(db_write(db, ctx, mark_used, &partner.id, NULL));
    *out = partner;
    return OK;
}

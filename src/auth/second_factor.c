/* The second factor; see second_factor.h. */
#include "auth/second_factor.h"

#include "auth/throttle.h"
#include "auth/totp.h"
#include "base/seal.h"
#include "domain/district.h"
#include "store/link_store.h"
#include "store/person_store.h"

enum { RECOVERY_CHARS = 16, CODE_MOST = 40 };

static bool is_role_asked(const Ctx *ctx, const Actor *actor)
{
    for (size_t i = 0; ctx->district != NULL && i < ctx->district->second_role_count; i++)
        if (actor_has_role(actor, ctx->district->second_roles[i]))
            return true;
    return false;
}

SecondNeed second_need(const Ctx *ctx, const Actor *actor, const SessionInfo *session)
{
    if (session->second_at > 0)
        return SECOND_DONE;
    if (session->has_second)
        return SECOND_ASKED;
    return is_role_asked(ctx, actor) ? SECOND_ENROL : SECOND_NONE;
}

const char *second_need_code(SecondNeed need)
{
    static const char *const codes[] = {"none", "done", "asked", "enrol"};
    return codes[need];
}

static Seal seal_of(const Hash *key, Ctx *ctx, Str person)
{
    return (Seal){key, str_printf(ctx->arena, "second-factor:" STR_FMT, STR_ARG(person))};
}

static Err record(Tx *tx, const char *action, Str person)
{
    Str by = tx->ctx->actor != NULL ? tx->ctx->actor->person : person;
    return account_event_append(
        tx, &(AccountEvent){.action = str_of(action), .person = by, .subject = person, .detail = STR("")});
}

typedef struct Fresh {
    Str person, sealed;
} Fresh;

static Err store_fresh(Tx *tx, const void *in, void *out)
{
    (void)out;
    const Fresh *fresh = in;
    SecondFactor before;
    TRY(second_load(tx, fresh->person, &before));
    if (before.confirmed_at > 0)
        return fail(tx->ctx, ERR_CONFLICT, MSG_SECOND_STANDS);
    return second_save(tx, fresh->person, &(SecondFactor){fresh->sealed, tx->ctx->now, 0, 0});
}

Err second_start(Db *db, Ctx *ctx, const SecondWho *who, SecondStart *out)
{
    unsigned char bytes[TOTP_SECRET];
    Rand rand = rand_system();
    rand_bytes(&rand, bytes, sizeof bytes);
    Str secret = {(const char *)bytes, sizeof bytes}, person = who->session->person;
    Seal seal = seal_of(who->seal, ctx, person);
    Fresh fresh = {person, seal_text(ctx->arena, &seal, secret)};
    TRY(db_write(db, ctx, store_fresh, &fresh, NULL));
    Str shown = base32(ctx->arena, secret);
    *out = (SecondStart){shown, str_printf(ctx->arena,
                                           "otpauth://totp/Gulou%%20" STR_FMT ":" STR_FMT "?secret=" STR_FMT
                                           "&issuer=Gulou%%20" STR_FMT "&algorithm=SHA1&digits=%d&period=%d",
                                           STR_ARG(ctx->jurisdiction), STR_ARG(who->login), STR_ARG(shown),
                                           STR_ARG(ctx->jurisdiction), TOTP_DIGITS, TOTP_STEP_S)};
    return OK;
}

/* Failures are counted before they are made, in a transaction of their own: a refused one must not undo its count. */
static Err count_attempt(Tx *tx, const void *in, void *out)
{
    (void)out;
    ThrottleSubject subject = throttle_of_second(tx->ctx, *(const Str *)in);
    return throttle_attempt(tx, &subject);
}

static Str plain(Ctx *ctx, Str typed) /* without what people put between */
{
    char *kept = arena_alloc(ctx->arena, typed.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < typed.len; i++)
        if (typed.at[i] != ' ' && typed.at[i] != '-')
            kept[len++] = typed.at[i];
    return (Str){kept, len};
}

static Str code_hash(Ctx *ctx, Str person, Str code)
{
    Hash hash = hash_sha256_parts((const Str[]){person, STR(":"), str_lower_ascii(ctx->arena, code)}, 3);
    return hash_hex(ctx->arena, &hash);
}

static Err wrong(Ctx *ctx)
{
    return fail_field(ctx, "code", MSG_SECOND_WRONG);
}

/* The authenticator's code, marked as used. */
static Err take_code(Tx *tx, const SecondTry *in, SecondFactor *second, bool *right)
{
    Ctx *ctx = tx->ctx;
    Str secret, person = in->session->person;
    Seal seal = seal_of(in->seal, ctx, person);
    if (str_empty(second->secret) || !seal_open(ctx->arena, &seal, second->secret, &secret))
        return fail(ctx, ERR_CONFLICT, MSG_SECOND_NONE);
    TotpTry totp = {secret, in->code, ctx->now, second->last_step};
    int64_t step = totp_match(ctx->arena, &totp);
    *right = step >= 0;
    if (!*right)
        return OK;
    second->last_step = step;
    return second_save(tx, person, second);
}

static Err renew(Tx *tx, const SecondTry *in, SignedIn *out)
{
    Str person = in->session->person;
    ThrottleSubject subject = throttle_of_second(tx->ctx, person);
    TRY(throttle_clear(tx, &subject));
    return session_renew(tx, in->session, out);
}

static Err confirm_in_tx(Tx *tx, const void *in, void *out)
{
    const SecondTry *try = in;
    SecondConfirmed *done = out;
    SecondFactor second;
    bool right = false;
    TRY(second_load(tx, try->session->person, &second));
    if (second.confirmed_at > 0)
        return fail(tx->ctx, ERR_CONFLICT, MSG_SECOND_STANDS);
    second.confirmed_at = tx->ctx->now;
    TRY(take_code(tx, try, &second, &right));
    if (!right)
        return wrong(tx->ctx);
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        TRY(recovery_add(tx, try->session->person, code_hash(tx->ctx, try->session->person, done->codes[i])));
    TRY(record(tx, "second-factor", try->session->person));
    return renew(tx, try, &done->session);
}

static Err show_in_tx(Tx *tx, const void *in, void *out)
{
    const SecondTry *try = in;
    SecondFactor second;
    bool right = false;
    TRY(second_load(tx, try->session->person, &second));
    if (second.confirmed_at == 0)
        return fail(tx->ctx, ERR_CONFLICT, MSG_SECOND_NONE);
    if (try->code.len == TOTP_DIGITS)
        TRY(take_code(tx, try, &second, &right));
    if (!right && try->code.len == RECOVERY_CHARS) {
        TRY(recovery_use(tx, try->session->person, code_hash(tx->ctx, try->session->person, try->code), &right));
        if (right)
            TRY(record(tx, "recovery-code", try->session->person));
    }
    return right ? renew(tx, try, out) : wrong(tx->ctx);
}

static Err attempt(Db *db, Ctx *ctx, const SecondTry *in, SecondTry *out)
{
    if (in->code.len > CODE_MOST)
        return wrong(ctx);
    *out = *in;
    out->code = plain(ctx, in->code);
    return db_write(db, ctx, count_attempt, &in->session->person, NULL);
}

static Str recovery_code(Ctx *ctx)
{
    unsigned char bytes[10]; /* 80 bits: 16 letters */
    Rand rand = rand_system();
    rand_bytes(&rand, bytes, sizeof bytes);
    return str_lower_ascii(ctx->arena, base32(ctx->arena, (Str){(const char *)bytes, sizeof bytes}));
}

Err second_confirm(Db *db, Ctx *ctx, const SecondTry *in, SecondConfirmed *out)
{
    SecondTry try;
    SecondConfirmed done;
    TRY(attempt(db, ctx, in, &try));
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        done.codes[i] = recovery_code(ctx);
    TRY(db_write(db, ctx, confirm_in_tx, &try, &done));
    *out = done;
    return OK;
}

Err second_show(Db *db, Ctx *ctx, const SecondTry *in, SignedIn *out)
{
    SecondTry try;
    TRY(attempt(db, ctx, in, &try));
    return db_write(db, ctx, show_in_tx, &try, out);
}

Err second_reset(Tx *tx, Str person)
{
    TRY(second_drop(tx, person));
    return session_delete_of(tx, person, STR(""));
}

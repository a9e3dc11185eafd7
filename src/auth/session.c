/* Sessions; see session.h. Each of the two slow stories is read - hash outside - write, and the write looks again at
 * what may have changed meanwhile. */
#include "auth/session.h"

#include "auth/password.h"
#include "auth/throttle.h"
#include "base/hash.h"
#include "store/link_store.h"
#include "store/person_store.h"
#include "store/session_store.h"
#include "store/token_store.h"

typedef struct Attempt {
    Str login;
    ThrottleSubject by_login, by_address;
    bool has_address;
} Attempt;

static Attempt attempt_of(Ctx *ctx, Str login, Str address)
{
    return (Attempt){.login = str_lower_ascii(ctx->arena, str_trim(login)),
                     .by_login = throttle_of_login(ctx, login),
                     .by_address = throttle_of_address(ctx, address),
                     .has_address = !str_empty(address)};
}

static Err begin_attempt(Tx *tx, const void *in, void *out)
{
    const Attempt *attempt = in;
    if (attempt->has_address)
        TRY(throttle_attempt(tx, &attempt->by_address));
    TRY(throttle_attempt(tx, &attempt->by_login));
    return person_secret_by_login(tx, attempt->login, out);
}

static Err take_back_attempt(Tx *tx, const Attempt *attempt)
{
    if (attempt->has_address)
        TRY(throttle_take_back(tx, &attempt->by_address));
    return throttle_clear(tx, &attempt->by_login);
}

static Err take_back_busy(Tx *tx, const void *in, void *out)
{
    (void)out;
    const Attempt *attempt = in;
    if (attempt->has_address)
        TRY(throttle_take_back(tx, &attempt->by_address));
    return throttle_take_back(tx, &attempt->by_login);
}

/* *right is written only when the password was really judged; a server too busy to look is no failed attempt. */
static Err judge(Db *db, Ctx *ctx, const Attempt *attempt, const PersonSecret *secret, Str password, bool *right)
{
    Err err = password_verify(ctx, secret->password, password, right);
    if (err == OK)
        return OK;
    Failure told = ctx->failure;
    (void)!db_write(db, ctx, take_back_busy, attempt, NULL);
    ctx->failure = told;
    return err;
}

static Str random_text(Ctx *ctx)
{
    unsigned char bytes[32];
    Rand rand = rand_system(); /* never the context's: a simulation's is seeded */
    rand_bytes(&rand, bytes, sizeof bytes);
    return base64url(ctx->arena, bytes, sizeof bytes);
}

static Str token_hash(Ctx *ctx, Str token)
{
    Hash hash = hash_sha256(token);
    return hash_hex(ctx->arena, &hash);
}

static UnixMs expiry(UnixMs created_at, UnixMs seen_at)
{
    UnixMs idle = seen_at + SESSION_IDLE, longest = created_at + SESSION_LONGEST;
    return idle < longest ? idle : longest;
}

static void resolved_of(const SessionFound *found, Resolved *out)
{
    const SessionRow *session = &found->session;
    out->actor = (Actor){.person = session->person,
                         .login = found->login,
                         .name = found->name,
                         .grants = found->grants,
                         .grant_count = found->grant_count};
    out->info = (SessionInfo){.token_hash = session->token_hash,
                              .person = session->person,
                              .csrf = session->csrf,
                              .must_change = found->must_change && str_empty(session->there_subject),
                              .has_second = found->has_second,
                              .second_at = session->second_at,
                              .there_subject = session->there_subject,
                              .there_session = session->there_session,
                              .there_hint = session->there_hint,
                              .created_at = session->created_at,
                              .seen_at = session->seen_at,
                              .expires_at = session->expires_at};
}

/* NULL would be no text to a column. */
static Str text_or_empty(Str s)
{
    return s.at == NULL ? STR("") : s;
}

static Err insert_session(Tx *tx, const SessionRow *about, SignedIn *out)
{
    SessionFound found;
    Str token = random_text(tx->ctx);
    SessionRow row = *about;
    row.token_hash = token_hash(tx->ctx, token);
    row.csrf = random_text(tx->ctx);
    row.seen_at = tx->ctx->now;
    row.expires_at = expiry(row.created_at, tx->ctx->now);
    TRY(session_insert(tx, &row));
    TRY(session_find(tx, row.token_hash, &found));
    Resolved resolved;
    resolved_of(&found, &resolved);
    *out = (SignedIn){token, row.expires_at, resolved.actor, resolved.info};
    return OK;
}

Err session_open(Tx *tx, const SessionOpen *in, SignedIn *out)
{
    SessionRow row = {.person = in->person,
                      .created_at = tx->ctx->now,
                      .there_subject = text_or_empty(in->there_subject),
                      .there_session = text_or_empty(in->there_session),
                      .there_hint = text_or_empty(in->there_hint),
                      .second_at = in->second_at};
    TRY(person_signed_in(tx, in->person));
    return insert_session(tx, &row, out);
}

Err session_renew(Tx *tx, const SessionInfo *session, SignedIn *out)
{
    SessionRow row = {.person = session->person,
                      .created_at = session->created_at,
                      .there_subject = session->there_subject,
                      .there_session = session->there_session,
                      .there_hint = session->there_hint,
                      .second_at = tx->ctx->now};
    TRY(session_delete(tx, session->token_hash));
    return insert_session(tx, &row, out);
}

typedef struct Opening {
    const Attempt *attempt;
    const PersonSecret *secret;
    Str issuer;
    Str rehashed; /* the password under today's cost; empty: as it is */
} Opening;

static Err refuse_linked(Tx *tx, Str person, Str issuer)
{
    Str subject = STR("");
    if (!str_empty(issuer))
        TRY(link_subject(tx, issuer, person, &subject));
    return str_empty(subject) ? OK : fail(tx->ctx, ERR_FORBIDDEN, MSG_SIGN_ON_ONLY);
}

static Err open_session(Tx *tx, const void *in, void *out)
{
    const Opening *opening = in;
    PersonSecret now;
    TRY(person_secret(tx, opening->secret->id, &now));
    if (!str_eq(now.password, opening->secret->password)) /* changed or reset while we were hashing */
        return fail(tx->ctx, ERR_UNAUTHENTICATED, MSG_SIGN_IN_WRONG);
    if (!now.active)
        return fail(tx->ctx, ERR_FORBIDDEN, MSG_ACCOUNT_DISABLED);
    TRY(take_back_attempt(tx, opening->attempt));
    TRY(refuse_linked(tx, now.id, opening->issuer));
    if (!str_empty(opening->rehashed))
        TRY(person_set_password(tx, now.id, opening->rehashed, now.must_change));
    return session_open(tx, &(SessionOpen){.person = now.id}, out);
}

Err auth_sign_in(Db *db, Ctx *ctx, const SignIn *in, SignedIn *out)
{
    Attempt attempt = attempt_of(ctx, in->login, in->address);
    PersonSecret secret;
    TRY(db_write(db, ctx, begin_attempt, &attempt, &secret));
    bool right = false;
    TRY(judge(db, ctx, &attempt, &secret, in->password, &right));
    if (!right)
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_SIGN_IN_WRONG);
    Opening opening = {&attempt, &secret, in->issuer, {0}};
    if (password_needs_rehash(ctx, secret.password))
        TRY(password_hash(ctx, in->password, &opening.rehashed));
    return db_write(db, ctx, open_session, &opening, out);
}

static Err close_session(Tx *tx, const void *in, void *out)
{
    (void)out;
    return session_delete(tx, ((const SessionInfo *)in)->token_hash);
}

Err auth_sign_out(Db *db, Ctx *ctx, const SessionInfo *session)
{
    return db_write(db, ctx, close_session, session, NULL);
}

static Err find_session(Tx *tx, const void *in, void *out)
{
    return session_find(tx, *(const Str *)in, out);
}

static Err touch_session(Tx *tx, const void *in, void *out)
{
    (void)out;
    return session_touch(tx, in);
}

Err auth_resolve(Db *db, Ctx *ctx, Str token, Resolved *out)
{
    if (str_empty(token))
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_SIGN_IN_NEEDED);
    Str hash = token_hash(ctx, token);
    SessionFound found;
    TRY(db_look(db, ctx, find_session, &hash, &found));
    SessionRow *session = &found.session;
    if (str_empty(session->person) || !found.active || session->expires_at <= ctx->now)
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_SESSION_ENDED);
    if (session->seen_at + SESSION_TOUCH <= ctx->now) {
        session->seen_at = ctx->now;
        session->expires_at = expiry(session->created_at, ctx->now);
        TRY(db_write(db, ctx, touch_session, session, NULL));
    }
    resolved_of(&found, out);
    return OK;
}

Err auth_require_csrf(Ctx *ctx, const SessionInfo *session, Str header)
{
    Hash given = hash_sha256(header),
         right = hash_sha256(session->csrf); /* of one length, to compare in constant time */
    return hash_eq(&given, &right) ? OK : fail(ctx, ERR_FORBIDDEN, MSG_CSRF_WRONG);
}

Err auth_require_settled(Ctx *ctx, const SessionInfo *session)
{
    return session->must_change ? fail(ctx, ERR_FORBIDDEN, MSG_PASSWORD_MUST_CHANGE) : OK;
}

typedef struct Change {
    const ChangePassword *in;
    const Attempt *attempt;
    Str before, after; /* hashes */
} Change;

static Err store_password(Tx *tx, const void *in, void *out)
{
    (void)out;
    const Change *change = in;
    const SessionInfo *session = change->in->session;
    PersonSecret now;
    TRY(person_secret(tx, session->person, &now));
    if (!str_eq(now.password, change->before) || !now.active)
        return fail(tx->ctx, ERR_UNAUTHENTICATED, MSG_SESSION_ENDED);
    TRY(person_set_password(tx, now.id, change->after, 0));
    TRY(session_delete_of(tx, now.id, session->token_hash));
    TRY(take_back_attempt(tx, change->attempt));
    return account_event_append(
        tx, &(AccountEvent){.action = STR("change-password"), .person = now.id, .subject = now.id, .detail = STR("")});
}

Err auth_change_password(Db *db, Ctx *ctx, const ChangePassword *in)
{
    TRY(password_check(ctx, in->login, in->new, "new"));
    if (str_eq(in->old, in->new))
        return fail_field(ctx, "new", MSG_PASSWORD_SAME);
    Attempt attempt = attempt_of(ctx, in->login, (Str){0});
    PersonSecret secret;
    TRY(db_write(db, ctx, begin_attempt, &attempt, &secret));
    if (!str_eq(secret.id, in->session->person))
        return fail(ctx, ERR_UNAUTHENTICATED, MSG_SESSION_ENDED);
    bool right = false;
    TRY(judge(db, ctx, &attempt, &secret, in->old, &right));
    if (!right)
        return fail_field(ctx, "old", MSG_PASSWORD_OLD_WRONG);
    Change change = {in, &attempt, secret.password, {0}};
    TRY(password_hash(ctx, in->new, &change.after));
    return db_write(db, ctx, store_password, &change, NULL);
}

Err auth_sweep(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    TRY(session_sweep(tx, tx->ctx->now - throttle_login.forget));
    return rating_token_sweep(tx);
}

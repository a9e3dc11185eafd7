/* Links to the identity provider; see linked.h. */
#include "auth/linked.h"

#include "base/hash.h"
#include "store/link_store.h"
#include "store/once_store.h"
#include "store/person_store.h"
#include "store/session_store.h"

/* The first time: by the login that the provider vouches for. */
static Err link_by_login(Tx *tx, const SignInThere *in, Str *person)
{
    PersonSecret found;
    Str other;
    *person = STR("");
    if (str_empty(in->login))
        return OK;
    TRY(person_secret_by_login(tx, str_lower_ascii(tx->ctx->arena, str_trim(in->login)), &found));
    if (str_empty(found.id))
        return OK;
    TRY(link_subject(tx, in->issuer, found.id, &other));
    if (!str_empty(other))
        return OK; /* the login of somebody who is another person there */
    TRY(link_set(tx, &(PersonLink){in->issuer, in->subject, found.id}));
    TRY(account_event_append(
        tx, &(AccountEvent){
                .action = STR("link"), .person = STR("system"), .subject = found.id, .detail = STR("by login")}));
    *person = found.id;
    return OK;
}

static Err open_there(Tx *tx, const void *in, void *out)
{
    const SignInThere *there = in;
    Str person;
    PersonSecret now;
    TRY(link_person(tx, there->issuer, there->subject, &person));
    if (str_empty(person))
        TRY(link_by_login(tx, there, &person));
    if (str_empty(person))
        return fail(tx->ctx, ERR_FORBIDDEN, MSG_SIGN_ON_NOBODY);
    TRY(person_secret(tx, person, &now));
    if (!now.active)
        return fail(tx->ctx, ERR_FORBIDDEN, MSG_ACCOUNT_DISABLED);
    SessionOpen open = {.person = person,
                        .there_subject = there->subject,
                        .there_session = there->session,
                        .there_hint = there->hint,
                        .second_at = there->second};
    return session_open(tx, &open, out);
}

Err auth_sign_in_there(Db *db, Ctx *ctx, const SignInThere *in, SignedIn *out)
{
    return db_write(db, ctx, open_there, in, out);
}

static Err end_there(Tx *tx, const void *in, void *out)
{
    (void)out;
    Ctx *ctx = tx->ctx;
    const EndThere *end = in;
    bool fresh = false;
    Hash id = hash_sha256_parts((const Str[]){end->issuer, STR("\n"), end->token}, 3);
    TRY(once_use(tx, &(Once){STR("logout"), hash_hex(ctx->arena, &id), end->until}, &fresh));
    if (fresh)
        return session_delete_there(tx, end->subject, end->session);
    Err err = fail(ctx, ERR_UNAUTHENTICATED, MSG_SIGN_ON_TOKEN);
    ctx->failure.internal = STR("jti was heard before");
    return err;
}

Err auth_end_there(Db *db, Ctx *ctx, const EndThere *in)
{
    return db_write(db, ctx, end_there, in, NULL);
}

/* Accounts; see accounts.h. */
#include "auth/accounts.h"

#include "auth/password.h"
#include "auth/second_factor.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "domain/district.h"
#include "store/session_store.h"

enum { LOGIN_LEAST = 2, LOGIN_MOST = 40, NAME_MOST = 60, PHONE_MOST = 30, GRANTS_MOST = 64 };

static Err require_administrator(Ctx *ctx)
{
    const Actor *actor = ctx->actor;
    if (actor != NULL && (actor->is_system || actor_has_role(actor, ROLE_ADMINISTRATOR)))
        return OK;
    return fail(ctx, ERR_FORBIDDEN, MSG_ADMINISTRATOR_ONLY);
}

static Err check_login(Ctx *ctx, Str login)
{
    bool good = login.len >= LOGIN_LEAST && login.len <= LOGIN_MOST;
    for (size_t i = 0; i < login.len && good; i++) {
        char c = login.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        good = letter || (i > 0 && (c == '.' || c == '-' || c == '_'));
    }
    return good ? OK : fail_field(ctx, "login", MSG_LOGIN_FORM);
}

static Err check_text(Ctx *ctx, const char *field, Str text, size_t most)
{
    if (!utf8_valid(text))
        return fail_field(ctx, field, MSG_BAD_UTF8);
    if (!utf8_printable(text))
        return fail_field(ctx, field, MSG_FIELD_CONTROL, str_of(field));
    if (utf8_length(text) > most)
        return fail_field(ctx, field, MSG_FIELD_TOO_LONG, str_of(field), str_printf(ctx->arena, "%zu", most));
    return OK;
}

/* Roles that nobody signs in with are not granted. */
static bool is_grantable(Role role)
{
    return role != ROLE_RESIDENT && role != ROLE_ENTERPRISE && role != ROLE_SYSTEM;
}

static bool has_unit(const District *district, Str code)
{
    for (size_t i = 0; district != NULL && i < district->rights.unit_count; i++)
        if (str_eq(district->rights.units[i].code, code))
            return true;
    return false;
}

static Err check_grants(Ctx *ctx, const Grant *grants, size_t count)
{
    if (count == 0 || count > GRANTS_MOST)
        return fail_field(ctx, "grants", MSG_GRANTS_NEEDED);
    for (size_t i = 0; i < count; i++) {
        if (!is_grantable(grants[i].role))
            return fail_field(ctx, "grants", MSG_GRANT_ROLE, str_of(role_code(grants[i].role)));
        if (!has_unit(ctx->district, grants[i].unit))
            return fail_field(ctx, "grants", MSG_GRANT_UNIT, grants[i].unit);
    }
    return OK;
}

static Str describe(Ctx *ctx, const Grant *grants, size_t count)
{
    Buf buf = buf_new(ctx->arena);
    for (size_t i = 0; i < count; i++)
        buf_printf(&buf, "%s%s@" STR_FMT, i > 0 ? " " : "", role_code(grants[i].role), STR_ARG(grants[i].unit));
    return buf_str(&buf);
}

static Err record(Tx *tx, const char *action, const Person *subject)
{
    const Actor *actor = tx->ctx->actor != NULL ? tx->ctx->actor : &system_actor;
    Str detail = describe(tx->ctx, subject->grants, subject->grant_count);
    return account_event_append(
        tx,
        &(AccountEvent){.action = str_of(action), .person = actor->person, .subject = subject->id, .detail = detail});
}

static Str fresh_id(Ctx *ctx)
{
    unsigned char bytes[8];
    rand_bytes(ctx->rand, bytes, sizeof bytes);
    return str_printf(ctx->arena, "p" STR_FMT, STR_ARG(str_hex(ctx->arena, bytes, sizeof bytes)));
}

Err account_seed(Tx *tx, const AccountSeed *in, Person *out)
{
    Person person = in->person;
    if (str_empty(person.id))
        person.id = fresh_id(tx->ctx);
    TRY(person_insert(tx, &person, in->password));
    TRY(record(tx, "create", &person));
    return person_load(tx, person.id, out);
}

static Err insert_account(Tx *tx, const void *in, void *out)
{
    return account_seed(tx, in, out);
}

static Err create_unasked(Db *db, Ctx *ctx, const NewAccount *in, OneTime *out)
{
    OneTime made = {.password = password_random(ctx)};
    AccountSeed seed = {.person = {.login = in->login,
                                   .name = str_trim(in->name),
                                   .phone = str_trim(in->phone),
                                   .must_change = true,
                                   .grants = in->grants,
                                   .grant_count = in->grant_count}};
    TRY(password_hash(ctx, made.password, &seed.password));
    TRY(db_write(db, ctx, insert_account, &seed, &made.person));
    *out = made;
    return OK;
}

Err account_create(Db *db, Ctx *ctx, const NewAccount *in, OneTime *out)
{
    TRY(require_administrator(ctx));
    NewAccount account = *in;
    account.login = str_lower_ascii(ctx->arena, str_trim(in->login));
    TRY(check_login(ctx, account.login));
    if (str_empty(str_trim(in->name)))
        return fail_field(ctx, "name", MSG_FIELD_MISSING, STR("name"));
    TRY(check_text(ctx, "name", in->name, NAME_MOST));
    TRY(check_text(ctx, "phone", in->phone, PHONE_MOST));
    TRY(check_grants(ctx, in->grants, in->grant_count));
    return create_unasked(db, ctx, &account, out);
}

static Err has_administrator(Tx *tx, const void *in, void *out)
{
    (void)in;
    return person_count_with_role(tx, ROLE_ADMINISTRATOR, out);
}

Err account_first_administrator(Db *db, Ctx *ctx, OneTime *out)
{
    int64_t count = 0;
    TRY(db_read(db, ctx, has_administrator, NULL, &count));
    if (count > 0) {
        *out = (OneTime){0};
        return OK;
    }
    Grant grant = {ROLE_ADMINISTRATOR, ctx->district->centre};
    NewAccount account = {.login = STR("admin"), .name = STR("管理员"), .grants = &grant, .grant_count = 1};
    return create_unasked(db, ctx, &account, out);
}

typedef struct Reset {
    Str person, password;
} Reset;

static Err store_reset(Tx *tx, const void *in, void *out)
{
    const Reset *reset = in;
    Person person;
    TRY(person_set_password(tx, reset->person, reset->password, 1));
    TRY(session_delete_of(tx, reset->person, STR("")));
    TRY(person_load(tx, reset->person, &person));
    TRY(record(tx, "reset-password", &person));
    *(Person *)out = person;
    return OK;
}

Err account_reset_password(Db *db, Ctx *ctx, Str person, OneTime *out)
{
    TRY(require_administrator(ctx));
    OneTime made = {.password = password_random(ctx)};
    Reset reset = {.person = person};
    TRY(password_hash(ctx, made.password, &reset.password));
    TRY(db_write(db, ctx, store_reset, &reset, &made.person));
    *out = made;
    return OK;
}

static bool is_own(const Ctx *ctx, Str person)
{
    return ctx->actor != NULL && str_eq(ctx->actor->person, person);
}

static bool keeps_administrator(const AccountChange *change)
{
    for (size_t i = 0; i < change->grant_count; i++)
        if (change->grants[i].role == ROLE_ADMINISTRATOR)
            return true;
    return false;
}

static Err set_link(Tx *tx, const AccountChange *change)
{
    enum { SUBJECT_MOST = 255 };
    if (str_empty(change->issuer))
        return fail(tx->ctx, ERR_CONFLICT, MSG_SIGN_ON_OFF);
    TRY(check_text(tx->ctx, "subject", change->subject, SUBJECT_MOST));
    TRY(session_delete_of(tx, change->person, STR("")));
    return str_empty(change->subject) ? link_drop(tx, change->issuer, change->person)
                                      : link_set(tx, &(PersonLink){change->issuer, change->subject, change->person});
}

static Err apply_change(Tx *tx, const AccountChange *change)
{
    switch (change->kind) {
    case ACCOUNT_DISABLE:
        TRY(person_set_active(tx, change->person, 0));
        return session_delete_of(tx, change->person, STR(""));
    case ACCOUNT_ENABLE:
        return person_set_active(tx, change->person, 1);
    case ACCOUNT_GRANTS:
        return person_set_grants(tx, change->person, change->grants, change->grant_count);
    case ACCOUNT_LINK:
        return set_link(tx, change);
    case ACCOUNT_RESET_SECOND:
        return second_reset(tx, change->person);
    }
    return OK;
}

static Err check_change(Ctx *ctx, const AccountChange *in)
{
    TRY(require_administrator(ctx));
    if (in->kind == ACCOUNT_DISABLE && is_own(ctx, in->person))
        return fail(ctx, ERR_FORBIDDEN, MSG_ACCOUNT_OWN);
    if (in->kind != ACCOUNT_GRANTS)
        return OK;
    TRY(check_grants(ctx, in->grants, in->grant_count));
    return is_own(ctx, in->person) && !keeps_administrator(in) ? fail(ctx, ERR_FORBIDDEN, MSG_GRANT_OWN_ADMINISTRATOR)
                                                               : OK;
}

Err account_change_in(Tx *tx, const AccountChange *change, Person *out)
{
    static const char *const names[] = {"disable", "enable", "grants", "link", "reset-second-factor"};
    Person person;
    bool unlinks = change->kind == ACCOUNT_LINK && str_empty(change->subject);
    TRY(check_change(tx->ctx, change));
    TRY(person_load(tx, change->person, &person));
    TRY(apply_change(tx, change));
    TRY(person_load(tx, change->person, &person));
    TRY(record(tx, unlinks ? "unlink" : names[change->kind], &person));
    *out = person;
    return OK;
}

static Err change_in_tx(Tx *tx, const void *in, void *out)
{
    return account_change_in(tx, in, out);
}

Err account_change(Db *db, Ctx *ctx, const AccountChange *in, Person *out)
{
    TRY(check_change(ctx, in));
    return db_write(db, ctx, change_in_tx, in, out);
}

static Err list_all(Tx *tx, const void *in, void *out)
{
    const Str *issuer = in;
    Accounts *accounts = out;
    TRY(link_all(tx, *issuer, &accounts->links));
    TRY(second_all(tx, &accounts->second));
    TRY(leaving_all(tx, &accounts->leavings));
    return person_list(tx, &accounts->people);
}

Err account_list(Db *db, Ctx *ctx, Str issuer, Accounts *out)
{
    TRY(require_administrator(ctx));
    return db_read(db, ctx, list_all, &issuer, out);
}

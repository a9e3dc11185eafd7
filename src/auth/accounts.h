/* What administrators do with people's accounts. Each change is one transaction with its row in account_events; ending
 * someone's rights ends their sessions at once. All but the listed exception need ctx->actor to be an administrator. */
#ifndef GULOU_AUTH_ACCOUNTS_H
#define GULOU_AUTH_ACCOUNTS_H

#include "store/leaving_store.h"
#include "store/link_store.h"
#include "store/person_store.h"

typedef struct NewAccount {
    Str login, name, phone;
    const Grant *grants;
    size_t grant_count;
} NewAccount;

typedef struct OneTime {
    Person person;
    Str password; /* shown once; must be changed at the first sign-in */
} OneTime;

/* INVALID with its field: login's form, missing name, unknown role or unit; CONFLICT: login taken. */
MUST_USE Err account_create(Db *db, Ctx *ctx, const NewAccount *in, OneTime *out);
MUST_USE Err account_reset_password(Db *db, Ctx *ctx, Str person, OneTime *out);

typedef enum AccountChangeKind {
    ACCOUNT_DISABLE,
    ACCOUNT_ENABLE,
    ACCOUNT_GRANTS,
    ACCOUNT_LINK,        /* to an account of the identity provider, or to none any more */
    ACCOUNT_RESET_SECOND /* the second factor is lost */
} AccountChangeKind;
typedef struct AccountChange {
    AccountChangeKind kind;
    Str person;
    const Grant *grants; /* ACCOUNT_GRANTS: all the person then has */
    size_t grant_count;
    Str issuer, subject; /* ACCOUNT_LINK; an empty subject: none */
} AccountChange;
/* FORBIDDEN: disabling oneself, taking the administrator role from oneself. */
MUST_USE Err account_change(Db *db, Ctx *ctx, const AccountChange *in, Person *out);
/* The same inside a transaction that changes more. */
MUST_USE Err account_change_in(Tx *tx, const AccountChange *in, Person *out);

typedef struct Accounts {
    People people;
    PersonLinks links; /* of `issuer` */
    PersonIds second;  /* who has a second factor */
    Leavings leavings; /* who is to leave, and when */
} Accounts;
MUST_USE Err account_list(Db *db, Ctx *ctx, Str issuer, Accounts *out);

/* The exception: an administrator "admin" at the centre where the jurisdiction has no active one (first start).
 * password empty: there was one already. */
MUST_USE Err account_first_administrator(Db *db, Ctx *ctx, OneTime *out);

/* For the demo's people and tests, inside a transaction: hashed beforehand (one hash may serve many), nobody asked,
 * and recorded all the same. `person.id` may be given; empty makes one. */
typedef struct AccountSeed {
    Person person;
    Str password; /* argon2id text of password_hash */
} AccountSeed;
MUST_USE Err account_seed(Tx *tx, const AccountSeed *in, Person *out);

#endif

/* People of the district who sign in: their row, their roles at units, their password's hash (kept apart, so that it
 * travels nowhere by accident), and the record of what was done to their accounts. */
#ifndef GULOU_STORE_PERSON_STORE_H
#define GULOU_STORE_PERSON_STORE_H

#include "db/db.h"
#include "domain/actor.h"

typedef struct Person {
    Str id, login, name, phone;
    Str stand_in; /* person id; empty: none */
    bool must_change, active;
    UnixMs created_at, last_sign_in_at; /* 0: never */
    const Grant *grants;
    size_t grant_count;
} Person;

typedef struct PersonSecret {
    Str id, login, password; /* argon2id text */
    bool active, must_change;
} PersonSecret;

typedef struct People {
    Person *at;
    size_t len;
} People;

MUST_USE Err person_load(Tx *tx, Str id, Person *out); /* NOT_FOUND */
MUST_USE Err person_list(Tx *tx, People *out);         /* all, by login */
/* Active people with this very role at this very unit, without their grants; an empty unit has nobody. */
MUST_USE Err person_list_with_role(Tx *tx, const Grant *grant, People *out);
/* Who holds which role where: every grant of every active person, by name (a person's grants stand together). */
typedef struct Post {
    Str person, name;
    Grant grant;
} Post;
typedef struct Posts {
    Post *at;
    size_t len;
} Posts;
MUST_USE Err person_posts(Tx *tx, Posts *out);
/* Leaves an all-empty secret where nobody has the login. */
MUST_USE Err person_secret_by_login(Tx *tx, Str login, PersonSecret *out);
MUST_USE Err person_secret(Tx *tx, Str id, PersonSecret *out); /* NOT_FOUND */

/* An active person with these grants; CONFLICT (LOGIN_TAKEN) when the login is. */
MUST_USE Err person_insert(Tx *tx, const Person *person, Str password);
MUST_USE Err person_set_password(Tx *tx, Str id, Str password, int64_t must_change);
MUST_USE Err person_set_active(Tx *tx, Str id, int64_t active);
MUST_USE Err person_set_stand_in(Tx *tx, Str id, Str stand_in);
MUST_USE Err person_set_grants(Tx *tx, Str id, const Grant *grants, size_t count);
MUST_USE Err person_signed_in(Tx *tx, Str id);
MUST_USE Err person_count_with_role(Tx *tx, Role role, int64_t *out); /* active ones */

typedef struct AccountEvent {
    UnixMs at;
    Str action;  /* "create", "reset-password", "disable", "enable", "grants", "change-password", "export" ... */
    Str person;  /* who did it */
    Str subject; /* to whom */
    Str detail;  /* codes only: "subdistrict_dispatcher@WUFENG ..." */
} AccountEvent;
MUST_USE Err account_event_append(Tx *tx, const AccountEvent *event); /* `at` is tx->ctx->now */
typedef struct AccountEvents {
    AccountEvent *at;
    size_t len;
} AccountEvents;
MUST_USE Err account_event_list(Tx *tx, AccountEvents *out); /* the newest 500 */
typedef struct AccountEventsOf {
    Str action;
    UnixMs since;
} AccountEventsOf;
MUST_USE Err account_event_list_of(Tx *tx, const AccountEventsOf *of, AccountEvents *out); /* the newest 500 */

#endif

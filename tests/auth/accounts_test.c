#include "test.h"

#include "support/stores.h"

#include "auth/accounts.h"
#include "auth/password.h"
#include "auth/session.h"
#include "domain/district.h"

static const Unit units[] = {{.code = {"CEN", 3}, .kind = UNIT_CENTRE},
                             {.code = {"WUFENG", 6}, .kind = UNIT_SUBDISTRICT}};
static const District district = {.centre = {"CEN", 3}, .rights = {.units = units, .unit_count = COUNT_OF(units)}};
static const Grant administrator[] = {{ROLE_ADMINISTRATOR, {"CEN", 3}}};
static const Grant dispatcher[] = {{ROLE_SUBDISTRICT_DISPATCHER, {"WUFENG", 6}}};

typedef struct Office {
    Ctx ctx;
    Db *db;
    Actor actor;
    OneTime first;
} Office;

/* A fresh district whose first administrator sits at the desk. */
static void open_office(Office *office)
{
    Ctx *ctx = &office->ctx;
    *ctx = test_ctx();
    ctx->district = &district;
    DbOptions options = {.path = test_store(ctx, test_folder())};
    assert_ok(db_open(ctx, &options, &office->db));
    assert_ok(db_migrate(office->db, ctx));
    assert_ok(account_first_administrator(office->db, ctx, &office->first));
    office->actor = (Actor){.person = office->first.person.id, .grants = administrator, .grant_count = 1};
    ctx->actor = &office->actor;
}

static void close_office(Office *office)
{
    db_close(office->db);
}

static NewAccount new_dispatcher(void)
{
    return (NewAccount){.login = STR("lin.yu"), .name = STR("林雨"), .grants = dispatcher, .grant_count = 1};
}

TEST(a_district_gets_its_first_administrator_once)
{
    Office office CLEANUP(close_office);
    open_office(&office);
    assert_int_equal(office.first.password.len, 16);
    OneTime again;
    assert_ok(account_first_administrator(office.db, &office.ctx, &again));
    assert_true(str_empty(again.password));
}

TEST(a_new_officer_signs_in_once_with_the_slip_and_must_choose_her_own_password)
{
    Office office CLEANUP(close_office);
    open_office(&office);
    NewAccount in = new_dispatcher();
    OneTime made;
    SignedIn desk;
    assert_ok(account_create(office.db, &office.ctx, &in, &made));
    assert_ok(auth_sign_in(office.db, &office.ctx, &(SignIn){in.login, made.password, STR(""), STR("")}, &desk));
    assert_err(auth_require_settled(&office.ctx, &desk.info), ERR_FORBIDDEN);
    ChangePassword change = {&desk.info, in.login, made.password, STR("rain over five phoenixes")};
    assert_ok(auth_change_password(office.db, &office.ctx, &change));
    Resolved who;
    assert_ok(auth_resolve(office.db, &office.ctx, desk.token, &who));
    assert_ok(auth_require_settled(&office.ctx, &who.info));
}

TEST(a_disabled_officer_is_out_at_once_and_stays_out)
{
    Office office CLEANUP(close_office);
    open_office(&office);
    NewAccount in = new_dispatcher();
    OneTime made;
    SignedIn desk;
    Resolved who;
    Person person;
    assert_ok(account_create(office.db, &office.ctx, &in, &made));
    assert_ok(auth_sign_in(office.db, &office.ctx, &(SignIn){in.login, made.password, STR(""), STR("")}, &desk));
    AccountChange change = {.kind = ACCOUNT_DISABLE, .person = made.person.id};
    assert_ok(account_change(office.db, &office.ctx, &change, &person));
    assert_false(person.active);
    assert_err(auth_resolve(office.db, &office.ctx, desk.token, &who), ERR_UNAUTHENTICATED);
    assert_err(auth_sign_in(office.db, &office.ctx, &(SignIn){in.login, made.password, STR(""), STR("")}, &desk),
               ERR_FORBIDDEN);
    change.kind = ACCOUNT_ENABLE;
    assert_ok(account_change(office.db, &office.ctx, &change, &person));
    assert_err(auth_resolve(office.db, &office.ctx, desk.token, &who), ERR_UNAUTHENTICATED);
    assert_ok(auth_sign_in(office.db, &office.ctx, &(SignIn){in.login, made.password, STR(""), STR("")}, &desk));
}

TEST(a_reset_password_ends_the_sessions_and_the_old_password)
{
    Office office CLEANUP(close_office);
    open_office(&office);
    NewAccount in = new_dispatcher();
    OneTime made, reset;
    SignedIn desk;
    Resolved who;
    assert_ok(account_create(office.db, &office.ctx, &in, &made));
    assert_ok(auth_sign_in(office.db, &office.ctx, &(SignIn){in.login, made.password, STR(""), STR("")}, &desk));
    assert_ok(account_reset_password(office.db, &office.ctx, made.person.id, &reset));
    assert_true(reset.person.must_change);
    assert_err(auth_resolve(office.db, &office.ctx, desk.token, &who), ERR_UNAUTHENTICATED);
    assert_err(auth_sign_in(office.db, &office.ctx, &(SignIn){in.login, made.password, STR(""), STR("")}, &desk),
               ERR_UNAUTHENTICATED);
    assert_ok(auth_sign_in(office.db, &office.ctx, &(SignIn){in.login, reset.password, STR(""), STR("")}, &desk));
    assert_err(account_reset_password(office.db, &office.ctx, STR("nobody"), &reset), ERR_NOT_FOUND);
}

TEST(a_lost_role_is_lost_on_the_next_request)
{
    Office office CLEANUP(close_office);
    open_office(&office);
    NewAccount in = new_dispatcher();
    OneTime made;
    SignedIn desk;
    Resolved who;
    Person person;
    assert_ok(account_create(office.db, &office.ctx, &in, &made));
    assert_ok(auth_sign_in(office.db, &office.ctx, &(SignIn){in.login, made.password, STR(""), STR("")}, &desk));
    static const Grant auditor[] = {{ROLE_AUDITOR, {"CEN", 3}}};
    AccountChange change = {ACCOUNT_GRANTS, made.person.id, auditor, 1, {0}, {0}};
    assert_ok(account_change(office.db, &office.ctx, &change, &person));
    assert_ok(auth_resolve(office.db, &office.ctx, desk.token, &who));
    assert_false(actor_has_role(&who.actor, ROLE_SUBDISTRICT_DISPATCHER));
    assert_true(actor_has_role_at(&who.actor, ROLE_AUDITOR, STR("CEN")));
}

TEST(an_administrator_cannot_lock_herself_out)
{
    Office office CLEANUP(close_office);
    open_office(&office);
    Person person;
    AccountChange change = {ACCOUNT_GRANTS, office.first.person.id, dispatcher, 1, {0}, {0}};
    assert_err(account_change(office.db, &office.ctx, &change, &person), ERR_FORBIDDEN);
    change.kind = ACCOUNT_DISABLE;
    assert_err(account_change(office.db, &office.ctx, &change, &person), ERR_FORBIDDEN);
}

TEST(nobody_but_an_administrator_manages_accounts)
{
    Office office CLEANUP(close_office);
    open_office(&office);
    office.actor.grants = dispatcher;
    NewAccount in = new_dispatcher();
    OneTime made;
    Person person;
    Accounts accounts;
    AccountChange change = {ACCOUNT_GRANTS, office.first.person.id, administrator, 1, {0}, {0}};
    assert_err(account_create(office.db, &office.ctx, &in, &made), ERR_FORBIDDEN);
    assert_err(account_reset_password(office.db, &office.ctx, office.first.person.id, &made), ERR_FORBIDDEN);
    assert_err(account_change(office.db, &office.ctx, &change, &person), ERR_FORBIDDEN);
    assert_err(account_list(office.db, &office.ctx, STR(""), &accounts), ERR_FORBIDDEN);
    office.ctx.actor = NULL;
    assert_err(account_list(office.db, &office.ctx, STR(""), &accounts), ERR_FORBIDDEN);
}

TEST(a_bad_account_is_refused_with_the_field_at_fault)
{
    Office office CLEANUP(close_office);
    open_office(&office);
    static const Grant nowhere[] = {{ROLE_AUDITOR, {"MOON", 4}}}, system[] = {{ROLE_SYSTEM, {"CEN", 3}}};
    OneTime made;
    const struct {
        NewAccount in;
        const char *field;
    } cases[] = {{{STR("x"), STR("林雨"), STR(""), dispatcher, 1}, "login"},
                 {{STR("lin yu"), STR("林雨"), STR(""), dispatcher, 1}, "login"},
                 {{STR("lin"), STR(" "), STR(""), dispatcher, 1}, "name"},
                 {{STR("lin"), STR("林\x01雨"), STR(""), dispatcher, 1}, "name"},
                 {{STR("lin"), STR("林雨"), STR(""), dispatcher, 0}, "grants"},
                 {{STR("lin"), STR("林雨"), STR(""), nowhere, 1}, "grants"},
                 {{STR("lin"), STR("林雨"), STR(""), system, 1}, "grants"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_err(account_create(office.db, &office.ctx, &cases[i].in, &made), ERR_INVALID);
        assert_string_equal(office.ctx.failure.field, cases[i].field);
    }
    NewAccount taken = {STR("ADMIN"), STR("林雨"), STR(""), dispatcher, 1};
    assert_err(account_create(office.db, &office.ctx, &taken, &made), ERR_CONFLICT);
}

static Err read_events(Tx *tx, const void *in, void *out)
{
    (void)in;
    return account_event_list(tx, out);
}

TEST(what_was_done_to_an_account_stays_on_record)
{
    Office office CLEANUP(close_office);
    open_office(&office);
    NewAccount in = new_dispatcher();
    OneTime made;
    Person person;
    Accounts accounts;
    assert_ok(account_create(office.db, &office.ctx, &in, &made));
    office.ctx.now += 1000;
    assert_ok(account_change(office.db, &office.ctx,
                             &(AccountChange){.kind = ACCOUNT_DISABLE, .person = made.person.id}, &person));
    AccountEvents events;
    assert_ok(db_read(office.db, &office.ctx, read_events, NULL, &events));
    assert_int_equal(events.len, 3);
    assert_str(events.at[0].action, "disable");
    assert_true(str_eq(events.at[0].person, office.first.person.id));
    assert_true(str_eq(events.at[0].subject, made.person.id));
    assert_str(events.at[0].detail, "SUBDISTRICT_DISPATCHER@WUFENG");
    assert_ok(account_list(office.db, &office.ctx, STR(""), &accounts));
    assert_int_equal(accounts.people.len, 2);
    assert_str(accounts.people.at[1].login, "lin.yu");
    assert_int_equal(accounts.people.at[1].grant_count, 1);
}

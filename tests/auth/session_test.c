#include "test.h"

#include "support/stores.h"

#include <pthread.h>

#include "auth/accounts.h"
#include "auth/password.h"
#include "auth/session.h"
#include "auth/throttle.h"

#define RIGHT STR("drum tower at noon")

static Db *fresh(Ctx *ctx)
{
    Db *db = NULL;
    DbOptions options = {.path = test_store(ctx, test_folder())};
    assert_ok(db_open(ctx, &options, &db));
    assert_ok(db_migrate(db, ctx));
    return db;
}

static Err seed(Tx *tx, const void *in, void *out)
{
    return account_seed(tx, in, out);
}

/* One slow hash serves every person of these tests. */
static Str right_hash(Ctx *ctx)
{
    static Str hash;
    if (str_empty(hash))
        assert_ok(password_hash(ctx, RIGHT, &hash));
    return hash;
}

static Person desk_officer(Db *db, Ctx *ctx)
{
    static const Grant grants[] = {{ROLE_SUBDISTRICT_DISPATCHER, {"WUFENG", 6}}, {ROLE_AUDITOR, {"CEN", 3}}};
    AccountSeed in = {.person = {.login = STR("chen"), .name = STR("陈晓"), .grants = grants, .grant_count = 2},
                      .password = right_hash(ctx)};
    Person person;
    assert_ok(db_write(db, ctx, seed, &in, &person));
    return person;
}

static Err sign_in(Db *db, Ctx *ctx, Str password, SignedIn *out)
{
    SignIn in = {.login = STR("chen"), .password = password, .address = STR("10.0.0.7")};
    return auth_sign_in(db, ctx, &in, out);
}

TEST(who_signs_in_is_known_with_her_roles_on_the_next_request)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    Person person = desk_officer(db, &ctx);
    SignedIn in;
    assert_ok(auth_sign_in(db, &ctx, &(SignIn){STR(" Chen "), RIGHT, STR(""), STR("")}, &in));

    Resolved who;
    assert_ok(auth_resolve(db, &ctx, in.token, &who));
    assert_true(str_eq(who.actor.person, person.id));
    assert_str(who.actor.name, "陈晓");
    assert_int_equal(who.actor.grant_count, 2);
    assert_true(actor_has_role_at(&who.actor, ROLE_SUBDISTRICT_DISPATCHER, STR("WUFENG")));
    assert_false(actor_has_role(&who.actor, ROLE_ADMINISTRATOR));
    assert_int_equal(in.token.len, 43); /* 256 bits */
    assert_ok(auth_require_csrf(&ctx, &who.info, in.info.csrf));
    assert_err(auth_require_csrf(&ctx, &who.info, STR("")), ERR_FORBIDDEN);
    assert_err(auth_require_csrf(&ctx, &who.info, in.token), ERR_FORBIDDEN);
}

static Err first_hash(Tx *tx, const void *in, void *out)
{
    SessionFound found;
    TRY(session_find(tx, *(const Str *)in, &found));
    *(bool *)out = !str_empty(found.session.person);
    return OK;
}

TEST(the_token_itself_is_nowhere_in_the_database)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    (void)desk_officer(db, &ctx);
    SignedIn in;
    assert_ok(sign_in(db, &ctx, RIGHT, &in));
    bool found = true;
    assert_ok(db_read(db, &ctx, first_hash, &in.token, &found));
    assert_false(found);
    assert_ok(db_read(db, &ctx, first_hash, &in.info.token_hash, &found));
    assert_true(found);
}

TEST(a_wrong_password_and_an_unknown_login_are_told_alike_and_take_as_long)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    (void)desk_officer(db, &ctx);
    SignedIn in;
    int64_t start = clock_monotonic_us();
    assert_err(sign_in(db, &ctx, STR("drum tower at night"), &in), ERR_UNAUTHENTICATED);
    int64_t wrong = clock_monotonic_us() - start;
    Str told = ctx_failure_text(&ctx);
    start = clock_monotonic_us();
    SignIn nobody = {.login = STR("nobody"), .password = RIGHT, .address = STR("10.0.0.7")};
    assert_err(auth_sign_in(db, &ctx, &nobody, &in), ERR_UNAUTHENTICATED);
    int64_t unknown = clock_monotonic_us() - start;
    assert_true(str_eq(ctx_failure_text(&ctx), told));
    assert_true(unknown * 4 > wrong); /* wide, for a busy machine; without the dummy hash it is a hundred times less */
}

TEST(five_wrong_passwords_close_the_door_for_a_growing_while)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    (void)desk_officer(db, &ctx);
    SignedIn in;
    for (int i = 0; i < 5; i++)
        assert_err(sign_in(db, &ctx, STR("wrong wrong wrong"), &in), ERR_UNAUTHENTICATED);
    assert_err(sign_in(db, &ctx, RIGHT, &in), ERR_TOO_MANY);
    assert_str(ctx.failure.args[0], "15");
    ctx.now += SECONDS(15);
    assert_err(sign_in(db, &ctx, STR("wrong wrong wrong"), &in), ERR_UNAUTHENTICATED);
    assert_err(sign_in(db, &ctx, RIGHT, &in), ERR_TOO_MANY);
    assert_str(ctx.failure.args[0], "30");
    ctx.now += SECONDS(30);
    assert_ok(sign_in(db, &ctx, RIGHT, &in)); /* and all is forgotten */
    assert_err(sign_in(db, &ctx, STR("wrong wrong wrong"), &in), ERR_UNAUTHENTICATED);
    assert_ok(sign_in(db, &ctx, RIGHT, &in));
}

TEST(a_session_slides_with_use_but_never_past_a_week)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    (void)desk_officer(db, &ctx);
    SignedIn in;
    Resolved who;
    assert_ok(sign_in(db, &ctx, RIGHT, &in));
    UnixMs start = ctx.now;
    while (ctx.now + HOURS(11) < start + DAYS(7)) {
        ctx.now += HOURS(11);
        assert_ok(auth_resolve(db, &ctx, in.token, &who));
    }
    assert_int_equal(who.info.expires_at, start + DAYS(7));
    ctx.now = start + DAYS(7);
    assert_err(auth_resolve(db, &ctx, in.token, &who), ERR_UNAUTHENTICATED);

    assert_ok(sign_in(db, &ctx, RIGHT, &in));
    ctx.now += HOURS(12);
    assert_err(auth_resolve(db, &ctx, in.token, &who), ERR_UNAUTHENTICATED);
}

TEST(looking_often_does_not_write_often)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    (void)desk_officer(db, &ctx);
    SignedIn in;
    Resolved who;
    assert_ok(sign_in(db, &ctx, RIGHT, &in));
    int64_t before = db_metrics(db).actions;
    for (int i = 0; i < 10; i++) {
        ctx.now += SECONDS(20);
        assert_ok(auth_resolve(db, &ctx, in.token, &who));
    }
    assert_int_equal(db_metrics(db).actions, before);
    ctx.now += MINUTES(2);
    assert_ok(auth_resolve(db, &ctx, in.token, &who));
    assert_int_equal(db_metrics(db).actions, before + 1);
}

TEST(after_signing_out_the_cookie_opens_nothing)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    (void)desk_officer(db, &ctx);
    SignedIn in;
    Resolved who;
    assert_ok(sign_in(db, &ctx, RIGHT, &in));
    assert_ok(auth_sign_out(db, &ctx, &in.info));
    assert_err(auth_resolve(db, &ctx, in.token, &who), ERR_UNAUTHENTICATED);
    assert_err(auth_resolve(db, &ctx, STR(""), &who), ERR_UNAUTHENTICATED);
    assert_int_equal(ctx.failure.message, MSG_SIGN_IN_NEEDED);
}

TEST(changing_the_password_ends_the_other_sessions_only)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    (void)desk_officer(db, &ctx);
    SignedIn desk, phone;
    Resolved who;
    assert_ok(sign_in(db, &ctx, RIGHT, &desk));
    assert_ok(sign_in(db, &ctx, RIGHT, &phone));
    ChangePassword change = {&desk.info, STR("chen"), STR("not the old one"), STR("a longer drum beats")};
    assert_err(auth_change_password(db, &ctx, &change), ERR_INVALID);
    assert_string_equal(ctx.failure.field, "old");
    change.old = RIGHT;
    assert_ok(auth_change_password(db, &ctx, &change));
    assert_ok(auth_resolve(db, &ctx, desk.token, &who));
    assert_err(auth_resolve(db, &ctx, phone.token, &who), ERR_UNAUTHENTICATED);
    assert_err(sign_in(db, &ctx, RIGHT, &phone), ERR_UNAUTHENTICATED);
    assert_ok(sign_in(db, &ctx, STR("a longer drum beats"), &phone));
}

TEST(a_new_password_keeps_the_rules)
{
    Ctx ctx = test_ctx();
    static const struct {
        const char *password;
        Err err;
    } cases[] = {{"short", ERR_INVALID},
                 {"鼓楼区五凤街道江厝路", OK},
                 {"鼓楼区五凤街道江厝", ERR_INVALID},
                 {"wufeng2026", ERR_INVALID},
                 {"Password123", ERR_INVALID},
                 {"1234567890", ERR_INVALID},
                 {"zzzzzzzzzzzz", ERR_INVALID},
                 {"wufeng drum tower", OK},
                 {"woaini1314520", ERR_INVALID},
                 {"\xff\xfe aaaaaaaaaa", ERR_INVALID}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(password_check(&ctx, STR("wufeng"), str_of(cases[i].password), "new"), cases[i].err);
    char *long_one = arena_alloc(ctx.arena, 202);
    memset(long_one, 'x', 201);
    long_one[0] = 'y';
    assert_err(password_check(&ctx, STR("wufeng"), str_of(long_one), "new"), ERR_INVALID);
}

typedef struct Knocker {
    pthread_t thread;
    Err err;
} Knocker;

static void *knock(void *self)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx ctx = {.arena = arena, .now = TEST_NOW};
    Str hash;
    ((Knocker *)self)->err = password_hash(&ctx, RIGHT, &hash);
    return NULL;
}

TEST(a_crowd_at_the_door_is_told_to_wait_instead_of_eating_the_memory)
{
    Knocker crowd[24];
    for (size_t i = 0; i < COUNT_OF(crowd); i++)
        assert_int_equal(pthread_create(&crowd[i].thread, NULL, knock, &crowd[i]), 0);
    int busy = 0, done = 0;
    for (size_t i = 0; i < COUNT_OF(crowd); i++) {
        assert_int_equal(pthread_join(crowd[i].thread, NULL), 0);
        busy += crowd[i].err == ERR_BUSY;
        done += crowd[i].err == OK;
    }
    assert_int_equal(busy + done, COUNT_OF(crowd));
    assert_true(done >= HASHES_AT_ONCE + HASHES_WAITING);
    assert_true(busy > 0);
}

typedef struct Guesser {
    pthread_t thread;
    Db *db;
    int who;
    Err err;
} Guesser;

static void *guess(void *self)
{
    Guesser *me = self;
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Rand rand = rand_seeded((uint64_t)me->who);
    Ctx ctx = {.arena = arena, .now = TEST_NOW, .rand = &rand, .jurisdiction = STR("350102")};
    SignedIn in;
    Str address = str_printf(arena, "10.1.0.%d", me->who);
    me->err = auth_sign_in(me->db, &ctx, &(SignIn){STR("chen"), STR("guess guess guess"), address, STR("")}, &in);
    return NULL;
}

TEST(many_guesses_at_the_same_moment_do_not_slip_through_together)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    (void)desk_officer(db, &ctx);
    Guesser crowd[20];
    for (int i = 0; i < (int)COUNT_OF(crowd); i++) {
        crowd[i] = (Guesser){.db = db, .who = i};
        assert_int_equal(pthread_create(&crowd[i].thread, NULL, guess, &crowd[i]), 0);
    }
    int judged = 0, refused = 0;
    for (size_t i = 0; i < COUNT_OF(crowd); i++) {
        assert_int_equal(pthread_join(crowd[i].thread, NULL), 0);
        judged += crowd[i].err == ERR_UNAUTHENTICATED;
        refused += crowd[i].err == ERR_TOO_MANY;
    }
    assert_int_equal(judged, 5);
    assert_int_equal(refused, 15);
}

static Err attempt(Tx *tx, const void *in, void *out)
{
    (void)out;
    return throttle_attempt(tx, in);
}
static Err take_back(Tx *tx, const void *in, void *out)
{
    (void)out;
    return throttle_take_back(tx, in);
}

TEST(an_address_that_tries_many_logins_is_held_and_a_right_password_does_not_wash_it_clean)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    ThrottleSubject address = throttle_of_address(&ctx, STR("10.9.9.9"));
    for (int i = 0; i < 29; i++)
        assert_ok(db_write(db, &ctx, attempt, &address, NULL));
    assert_ok(db_write(db, &ctx, attempt, &address, NULL)); /* one who knows her password ... */
    assert_ok(db_write(db, &ctx, take_back, &address, NULL));
    assert_ok(db_write(db, &ctx, attempt, &address, NULL)); /* ... takes back her own attempt only */
    assert_err(db_write(db, &ctx, attempt, &address, NULL), ERR_TOO_MANY);
    ThrottleSubject other = throttle_of_address(&ctx, STR("10.9.9.8"));
    assert_ok(db_write(db, &ctx, attempt, &other, NULL));
    ctx.now += HOURS(2);
    for (int i = 0; i < 29; i++)
        assert_ok(db_write(db, &ctx, attempt, &address, NULL));
}

static Err count_left(Tx *tx, const void *in, void *out)
{
    Throttle throttle;
    SessionFound found;
    TRY(throttle_load(tx, throttle_of_login(tx->ctx, STR("chen")).key, &throttle));
    TRY(session_find(tx, *(const Str *)in, &found));
    *(int64_t *)out = (throttle.since != 0) + !str_empty(found.session.person);
    return OK;
}

TEST(the_sweep_forgets_what_has_ended_and_nothing_else)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    (void)desk_officer(db, &ctx);
    SignedIn in;
    int64_t left;
    assert_ok(sign_in(db, &ctx, RIGHT, &in));
    assert_ok(db_write(db, &ctx, auth_sweep, NULL, NULL));
    assert_ok(db_read(db, &ctx, count_left, &in.info.token_hash, &left));
    assert_int_equal(left, 2);
    ctx.now += HOURS(12);
    assert_ok(db_write(db, &ctx, auth_sweep, NULL, NULL));
    assert_ok(db_read(db, &ctx, count_left, &in.info.token_hash, &left));
    assert_int_equal(left, 0);
}

#include "test.h"

#include "support/stores.h"

#include "auth/secrets.h"

static const char *path_of_new(Ctx *ctx)
{
    return test_store(ctx, test_folder());
}

static Db *open_at(Ctx *ctx, const char *path)
{
    Db *db = NULL;
    assert_ok(db_open(ctx, &(DbOptions){.path = path}, &db));
    assert_ok(db_migrate(db, ctx));
    return db;
}

TEST(two_processes_starting_together_hold_the_same_keys)
{
    Ctx ctx = test_ctx();
    const char *path = path_of_new(&ctx);
    Db *one CLEANUP(db_closep) = open_at(&ctx, path);
    Db *two CLEANUP(db_closep) = open_at(&ctx, path);
    ServerKeys a, b;
    assert_ok(server_keys_load(one, &ctx, &a));
    assert_ok(server_keys_load(two, &ctx, &b));
    assert_memory_equal(&a, &b, sizeof a);
    assert_false(hash_eq(&a.tracking, &a.photo));
    Ctx elsewhere = ctx;
    elsewhere.jurisdiction = STR("350103");
    assert_ok(server_keys_load(one, &elsewhere, &b));
    assert_false(hash_eq(&a.tracking, &b.tracking));
}

TEST(a_tracking_secret_opens_its_own_case_only)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = open_at(&ctx, path_of_new(&ctx));
    ServerKeys keys;
    assert_ok(server_keys_load(db, &ctx, &keys));
    Str secret = tracking_secret(&keys, &ctx, STR("GL20260604-00001"));
    assert_int_equal(secret.len, 22);
    assert_true(str_eq(secret, tracking_secret(&keys, &ctx, STR("GL20260604-00001")))); /* sent twice, told alike */
    assert_ok(tracking_check(&keys, &ctx, STR("GL20260604-00001"), secret));
    assert_err(tracking_check(&keys, &ctx, STR("GL20260604-00002"), secret), ERR_NOT_FOUND);
    assert_err(tracking_check(&keys, &ctx, STR("GL20260604-00001"), STR("")), ERR_NOT_FOUND);
    assert_err(tracking_check(&keys, &ctx, STR("GL20260604-00001"), str_slice(secret, 0, 21)), ERR_NOT_FOUND);
}

static Err make(Tx *tx, const void *in, void *out)
{
    (void)in;
    return rating_token_make(tx, STR("GL1"), tx->ctx->now + DAYS(7), out);
}
static Err peek(Tx *tx, const void *in, void *out)
{
    return rating_token_peek(tx, *(const Str *)in, out);
}
static Err use(Tx *tx, const void *in, void *out)
{
    return rating_token_use(tx, *(const Str *)in, out);
}

TEST(a_rating_link_works_once_and_then_says_thank_you)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = open_at(&ctx, path_of_new(&ctx));
    Str token, number;
    assert_ok(db_write(db, &ctx, make, NULL, &token));
    assert_ok(db_read(db, &ctx, peek, &token, &number));
    assert_str(number, "GL1");
    assert_ok(db_write(db, &ctx, use, &token, &number));
    assert_err(db_write(db, &ctx, use, &token, &number), ERR_GONE);
    assert_int_equal(ctx.failure.message, MSG_RATING_LINK_USED);
    Str guessed = STR("AAAAAAAAAAAAAAAAAAAAAA");
    assert_err(db_read(db, &ctx, peek, &guessed, &number), ERR_NOT_FOUND);
}

TEST(a_rating_link_ends_with_its_window)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = open_at(&ctx, path_of_new(&ctx));
    Str token, number;
    assert_ok(db_write(db, &ctx, make, NULL, &token));
    ctx.now += DAYS(7);
    assert_err(db_write(db, &ctx, use, &token, &number), ERR_GONE);
    assert_int_equal(ctx.failure.message, MSG_RATING_LINK_ENDED);
}

TEST(a_photo_address_cannot_be_bent_to_another_photo_size_or_time)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = open_at(&ctx, path_of_new(&ctx));
    ServerKeys keys;
    assert_ok(server_keys_load(db, &ctx, &keys));
    PhotoLink link = {STR("ph1"), STR("thumb"), TEST_NOW / 1000 + 600};
    Str key = photo_link_key(&keys, &ctx, &link);
    assert_int_equal(key.len, 22);
    assert_ok(photo_link_check(&keys, &ctx, &link, key));
    PhotoLink other = link;
    other.id = STR("ph2");
    assert_err(photo_link_check(&keys, &ctx, &other, key), ERR_NOT_FOUND);
    other = link;
    other.size = STR("large");
    assert_err(photo_link_check(&keys, &ctx, &other, key), ERR_NOT_FOUND);
    other = link;
    other.until += 1;
    assert_err(photo_link_check(&keys, &ctx, &other, key), ERR_NOT_FOUND);
    ctx.now += MINUTES(10);
    assert_err(photo_link_check(&keys, &ctx, &link, key), ERR_GONE);
}

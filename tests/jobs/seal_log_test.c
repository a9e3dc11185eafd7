#include "test.h"

#include "support/stores.h"

#include "domain/event.h"
#include "jobs/seal_log.h"
#include "store/lease_store.h"

static Db *fresh(Ctx *ctx)
{
    Db *db = NULL;
    DbOptions options = {.path = test_store(ctx, test_folder())};
    assert_ok(db_open(ctx, &options, &db));
    assert_ok(db_migrate(db, ctx));
    return db;
}

static Err add_events(Tx *tx, const void *in, void *out)
{
    (void)out;
    char filler[900];
    memset(filler, 'x', sizeof filler);
    for (int64_t i = 0; i < *(const int64_t *)in; i++) {
        Str number = str_printf(tx->ctx->arena, "GL%06lld", (long long)(i / 8));
        Str body =
            str_printf(tx->ctx->arena, "{\"n\":%lld,\"fill\":\"%.*s\"}", (long long)i, (int)sizeof filler, filler);
        Hash hash = event_hash(body);
        TRY(db_run(tx, SQL_EVENT_ADD, db_text(tx->ctx->jurisdiction), db_text(number), db_int(i % 8 + 1),
                   db_int(TEST_NOW + i), db_text(STR("triage")), db_text(body),
                   db_text(hash_hex(tx->ctx->arena, &hash))));
    }
    return OK;
}

TEST(a_backlog_of_ten_thousand_events_is_sealed_in_short_transactions)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    ServerKeys keys;
    int64_t count = 10000;
    assert_ok(server_keys_load(db, &ctx, &keys));
    assert_ok(db_write(db, &ctx, add_events, &count, NULL));
    int64_t before = db_metrics(db).actions, start = clock_monotonic_us();
    Sealed sealed;
    assert_ok(seal_log(db, &ctx, &(SealLog){&keys, STR("here")}, &sealed));
    print_message("10,000 events sealed in %lld ms\n", (long long)((clock_monotonic_us() - start) / 1000));
    assert_int_equal(sealed.count, count);
    assert_int_equal(sealed.head.size, count);
    assert_int_equal(db_metrics(db).actions - before, count / SEAL_BATCH + 1);
    assert_ok(seal_log(db, &ctx, &(SealLog){&keys, STR("here")}, &sealed));
    assert_int_equal(sealed.count, 0);
}

/* Its time has run out. */
static Err give_up(Tx *tx, const void *in, void *out)
{
    (void)out;
    return lease_take(tx, &(Lease){STR("seal_log"), *(const Str *)in, 0});
}

TEST(a_second_process_leaves_the_sealing_to_the_first)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    ServerKeys keys;
    int64_t count = 5;
    Sealed sealed;
    assert_ok(server_keys_load(db, &ctx, &keys));
    assert_ok(db_write(db, &ctx, add_events, &count, NULL));
    assert_ok(seal_log(db, &ctx, &(SealLog){&keys, STR("first")}, &sealed));
    assert_err(seal_log(db, &ctx, &(SealLog){&keys, STR("second")}, &sealed), ERR_BUSY);
    assert_int_equal(ctx.failure.message, MSG_LEASE_HELD);
    assert_ok(db_write(db, &ctx, give_up, &STR("first"), NULL));
    assert_ok(seal_log(db, &ctx, &(SealLog){&keys, STR("second")}, &sealed));
}

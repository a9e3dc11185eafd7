#include "test.h"

#include "support/stores.h"

#include "domain/event.h"
#include "store/lease_store.h"
#include "store/log_store.h"

static Db *fresh(Ctx *ctx)
{
    Db *db = NULL;
    DbOptions options = {.path = test_store(ctx, test_folder())};
    assert_ok(db_open(ctx, &options, &db));
    assert_ok(db_migrate(db, ctx));
    return db;
}

static SignKey test_key(void)
{
    Hash seed = hash_sha256(STR("a key for tests only"));
    return sign_key_of(&seed);
}

typedef struct Happening {
    int64_t cases, each; /* so many cases with so many events each, interleaved */
    int64_t from;        /* number of the first case */
} Happening;

static Err add_events(Tx *tx, const void *in, void *out)
{
    (void)out;
    const Happening *h = in;
    for (int64_t seq = 1; seq <= h->each; seq++)
        for (int64_t c = 0; c < h->cases; c++) {
            Str number = str_printf(tx->ctx->arena, "GL%06lld", (long long)(h->from + c));
            Str body = str_printf(tx->ctx->arena, "{\"number\":\"" STR_FMT "\",\"seq\":%lld}", STR_ARG(number),
                                  (long long)seq);
            Hash hash = event_hash(body);
            TRY(db_run(tx, SQL_EVENT_ADD, db_text(tx->ctx->jurisdiction), db_text(number), db_int(seq),
                       db_int(TEST_NOW + seq), db_text(STR("triage")), db_text(body),
                       db_text(hash_hex(tx->ctx->arena, &hash))));
        }
    return OK;
}

static Err seal(Tx *tx, const void *in, void *out)
{
    SignKey key = test_key();
    return log_seal(tx, &(SealBatch){&key, *(const int64_t *)in}, out);
}

static Sealed seal_most(Db *db, Ctx *ctx, int64_t most)
{
    Sealed sealed;
    assert_ok(db_write(db, ctx, seal, &most, &sealed));
    return sealed;
}

typedef struct Leaves {
    Hash hashes[2000];
    Str numbers[2000];
    int64_t seqs[2000];
    int64_t count;
} Leaves;

static Err read_leaves(Tx *tx, const void *in, void *out)
{
    (void)in;
    Leaves *leaves = out;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_EVENT_LEAVES, db_text(tx->ctx->jurisdiction), db_int(0), db_int(2000)));
    for (leaves->count = 0; rows_next(&rows); leaves->count++) {
        assert_int_equal(rows_int(&rows, 0), leaves->count);
        leaves->numbers[leaves->count] = rows_text(&rows, 1);
        leaves->seqs[leaves->count] = rows_int(&rows, 2);
        assert_true(hash_unhex(rows_text(&rows, 3), &leaves->hashes[leaves->count]));
    }
    return rows_end(&rows);
}

static Leaves *leaves_of(Db *db, Ctx *ctx)
{
    Leaves *leaves = ARENA_NEW(ctx->arena, Leaves);
    assert_ok(db_read(db, ctx, read_leaves, NULL, leaves));
    return leaves;
}

static void add(Db *db, Ctx *ctx, Happening h)
{
    assert_ok(db_write(db, ctx, add_events, &h, NULL));
}

TEST(sealing_in_small_and_large_steps_gives_one_and_the_same_tree)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    add(db, &ctx, (Happening){.cases = 70, .each = 10});
    int64_t steps[] = {1, 2, 253, 1, 300, 500};
    Sealed sealed;
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        sealed = seal_most(db, &ctx, steps[i]);
    assert_int_equal(sealed.count, 143);
    assert_int_equal(sealed.head.size, 700);

    Leaves *leaves = leaves_of(db, &ctx);
    MerkleFrontier frontier = {0};
    MerkleNode made[MERKLE_LEVELS_MAX + 1];
    for (int64_t i = 0; i < leaves->count; i++)
        (void)merkle_append(&frontier, &leaves->hashes[i], made);
    Hash root = merkle_root(&frontier);
    assert_int_equal(leaves->count, 700);
    assert_true(str_eq(sealed.head.root, hash_hex(ctx.arena, &root)));
    SignKey key = test_key();
    assert_true(sign_verify(&key.public_key, log_head_text(&ctx, &sealed.head), sealed.head.signature));
    sealed.head.size--;
    assert_false(sign_verify(&key.public_key, log_head_text(&ctx, &sealed.head), sealed.head.signature));
}

TEST(a_case_keeps_its_order_in_the_log)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    add(db, &ctx, (Happening){.cases = 7, .each = 5});
    for (int i = 0; i < 6; i++)
        (void)seal_most(db, &ctx, 6);
    Leaves *leaves = leaves_of(db, &ctx);
    for (int64_t i = 0; i < leaves->count; i++)
        for (int64_t j = 0; j < i; j++)
            assert_false(str_eq(leaves->numbers[i], leaves->numbers[j]) && leaves->seqs[j] >= leaves->seqs[i]);
    assert_int_equal(leaves->count, 35);
}

TEST(with_nothing_new_no_head_is_made)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    Sealed sealed = seal_most(db, &ctx, 100);
    assert_int_equal(sealed.head.size, 0);
    add(db, &ctx, (Happening){.cases = 3, .each = 1});
    UnixMs at = ctx.now;
    (void)seal_most(db, &ctx, 100);
    ctx.now += MINUTES(1);
    sealed = seal_most(db, &ctx, 100);
    assert_int_equal(sealed.count, 0);
    assert_int_equal(sealed.head.at, at);
}

static Err receipt(Tx *tx, const void *in, void *out)
{
    return log_receipt(tx, str_of(in), out);
}

TEST(a_receipt_proves_the_case_to_whoever_holds_the_head)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    LogReceipt r;
    add(db, &ctx, (Happening){.cases = 300, .each = 2});
    assert_ok(db_read(db, &ctx, receipt, "GL000299", &r));
    assert_false(r.sealed);
    (void)seal_most(db, &ctx, 1000);
    const char *numbers[] = {"GL000000", "GL000001", "GL000255", "GL000256", "GL000299"};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        assert_ok(db_read(db, &ctx, receipt, numbers[i], &r));
        assert_true(r.sealed);
        Hash leaf = event_hash(r.event), root;
        assert_true(str_eq(r.leaf_hash, hash_hex(ctx.arena, &leaf)));
        assert_true(hash_unhex(r.head.root, &root));
        MerkleInclusion in = {(uint64_t)r.leaf_index, (uint64_t)r.head.size, &leaf, &root, &r.path};
        assert_true(merkle_check_inclusion(&in));
        leaf.bytes[0] ^= 1;
        assert_false(merkle_check_inclusion(&in));
    }
    assert_err(db_read(db, &ctx, receipt, "GL999999", &r), ERR_NOT_FOUND);
}

static Err spoil_tile(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    Str hashes;
    TRY(log_tile_read(tx, 0, 0, &hashes));
    return db_run(tx, SQL_LOG_TILE_PUT, db_text(tx->ctx->jurisdiction), db_int(0), db_int(0),
                  db_text(str_slice(hashes, 0, hashes.len - HASH_HEX)));
}

TEST(nothing_is_sealed_onto_a_broken_log)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    add(db, &ctx, (Happening){.cases = 11, .each = 1});
    (void)seal_most(db, &ctx, 100);
    assert_ok(db_write(db, &ctx, spoil_tile, NULL, NULL));
    add(db, &ctx, (Happening){.cases = 3, .each = 1, .from = 100});
    int64_t most = 100;
    Sealed sealed;
    assert_err(db_write(db, &ctx, seal, &most, &sealed), ERR_STORAGE);
    assert_int_equal(ctx.failure.message, MSG_LOG_BROKEN);
    assert_int_equal(leaves_of(db, &ctx)->count, 11);
}

static Err add_forged(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    Hash hash = event_hash(STR("{\"what\":\"was agreed\"}"));
    return db_run(tx, SQL_EVENT_ADD, db_text(tx->ctx->jurisdiction), db_text(STR("GL7")), db_int(1), db_int(TEST_NOW),
                  db_text(STR("triage")), db_text(STR("{\"what\":\"was altered\"}")),
                  db_text(hash_hex(tx->ctx->arena, &hash)));
}

TEST(an_altered_event_is_refused_and_named)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    add(db, &ctx, (Happening){.cases = 3, .each = 1});
    assert_ok(db_write(db, &ctx, add_forged, NULL, NULL));
    int64_t most = 100;
    Sealed sealed;
    assert_err(db_write(db, &ctx, seal, &most, &sealed), ERR_STORAGE);
    assert_int_equal(ctx.failure.message, MSG_EVENT_ALTERED);
    assert_str(ctx.failure.args[0], "GL7");
    assert_int_equal(leaves_of(db, &ctx)->count, 0);
}

static Err take(Tx *tx, const void *in, void *out)
{
    (void)out;
    return lease_take(tx, in);
}
static Err release(Tx *tx, const void *in, void *out)
{
    (void)out;
    return lease_release(tx, in);
}

TEST(one_process_at_a_time_holds_a_lease_and_an_absent_one_loses_it)
{
    Ctx ctx = test_ctx();
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    Lease mine = {STR("seal_log"), STR("host-a:1"), SECONDS(30)};
    Lease theirs = {STR("seal_log"), STR("host-b:1"), SECONDS(90)};
    assert_ok(db_write(db, &ctx, take, &mine, NULL));
    assert_ok(db_write(db, &ctx, take, &mine, NULL));
    assert_err(db_write(db, &ctx, take, &theirs, NULL), ERR_BUSY);
    mine.span = 0; /* its time has run out */
    assert_ok(db_write(db, &ctx, take, &mine, NULL));
    assert_ok(db_write(db, &ctx, take, &theirs, NULL));
    assert_err(db_write(db, &ctx, take, &mine, NULL), ERR_BUSY);
    assert_ok(db_write(db, &ctx, release, &mine, NULL)); /* not mine any more: nothing happens */
    assert_err(db_write(db, &ctx, take, &mine, NULL), ERR_BUSY);
    assert_ok(db_write(db, &ctx, release, &theirs, NULL));
    assert_ok(db_write(db, &ctx, take, &mine, NULL));
}

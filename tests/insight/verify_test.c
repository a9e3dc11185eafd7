#include "test.h"

#include "support/stores.h"

#include <stdio.h>

#include "db/conn.h"
#include "domain/change.h"
#include "insight/verify.h"
#include "store/case_store.h"
#include "store/log_store.h"
#include "store/photo_store.h"
#include "store/token_store.h"

/* A small district: cases of three events each, with a text, a contact and a photo, all sealed. */
typedef struct Town {
    Ctx ctx;
    Db *db;
    char told[4000]; /* "event-altered GL3 event 2\n" ... */
    Str missing_file, altered_file;
    Witness witness;
    VerifyReport report;
} Town;

enum { CASES = 7, EVENTS = 3 };

static Str number_of(Ctx *ctx, int i)
{
    return str_printf(ctx->arena, "GL%d", i);
}

static Str photo_id(Ctx *ctx, Str number)
{
    return str_printf(ctx->arena, "photo-of-" STR_FMT, STR_ARG(number));
}

static Str photo_sha(Ctx *ctx, Str id)
{
    Hash hash = hash_sha256(id);
    return hash_hex(ctx->arena, &hash);
}

static Err record(Tx *tx, CaseRecord *r, const CaseFile *before)
{
    r->after->c.state = before->version == 0 ? CASE_SUBMITTED : before->version == 1 ? CASE_ROUTED : CASE_ACCEPTED;
    r->before = before;
    r->relation = RELATION_REPORTER;
    r->role = ROLE_RESIDENT;
    return case_record(tx, r);
}

static Err add_case(Tx *tx, const void *in, void *out)
{
    (void)out;
    Ctx *ctx = tx->ctx;
    Str number = *(const Str *)in, photo = photo_id(ctx, number);
    CaseFile *before = ARENA_NEW(ctx->arena, CaseFile), *after = ARENA_NEW(ctx->arena, CaseFile);
    after->c.number = number;
    after->c.owner = STR("WUFENG");
    after->c.submitted_at = ctx->now;
    TRY(photo_add(tx, &(NewPhoto){photo, photo_sha(ctx, photo), 1000, 10, 10}));
    EventText text = {"text", STR("江厝路街头公园里很多垃圾")};
    Contact contact = {.name = STR("陈先生"), .phone = STR("13800000000")};
    CaseRecord first = {.after = after,
                        .action = ACTION_SUBMIT,
                        .texts = &text,
                        .text_count = 1,
                        .photos = {"report", &photo, 1},
                        .contact = &contact};
    TRY(record(tx, &first, before));
    for (int i = 1; i < EVENTS; i++) {
        *before = *after;
        if (i == 1) {
            after->clock_count = 1;
            after->clocks[0] = (CaseClock){.id = STR("T1"), .started_at = ctx->now, .due_at = ctx->now + MINUTES(10)};
        }
        EventText note = {"note", STR("已联系")};
        CaseRecord next = {
            .after = after, .action = i == 1 ? ACTION_TRIAGE : ACTION_RESPOND, .texts = &note, .text_count = 1};
        TRY(record(tx, &next, before));
    }
    return OK;
}

static Err seal(Tx *tx, const void *in, void *out)
{
    (void)out;
    Str text;
    Hash seed = hash_sha256(STR("a key for tests only"));
    TRY(server_key_get_or_add(tx, STR("log_key"), hash_hex(tx->ctx->arena, &seed), &text));
    SignKey key = sign_key_of(&seed);
    Sealed sealed;
    return log_seal(tx, &(SealBatch){&key, *(const int64_t *)in}, &sealed);
}

static void open_town(Town *town)
{
    *town = (Town){.ctx = test_ctx()};
    Ctx *ctx = &town->ctx;
    DbOptions options = {.path = test_store(ctx, test_folder())};
    assert_ok(db_open(ctx, &options, &town->db));
    assert_ok(db_migrate(town->db, ctx));
    for (int i = 0; i < CASES; i++) {
        Str number = number_of(ctx, i);
        ctx->now += 1000;
        assert_ok(db_write(town->db, ctx, add_case, &number, NULL));
    }
    const int64_t steps[] = {5, 9, 100};
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        assert_ok(db_write(town->db, ctx, seal, &steps[i], NULL));
}

static void close_town(Town *town)
{
    db_close(town->db);
}

static Err run_script(Tx *tx, const void *in, void *out)
{
    (void)out;
    return conn_script(tx->conn, tx->ctx, in);
}

/* What somebody with the database file in hand could do. */
static void tamper(Town *town, const char *script)
{
    assert_ok(db_write(town->db, &town->ctx, run_script, script, NULL));
}

static void note_fault(void *self, const VerifyFault *fault)
{
    Town *town = self;
    size_t used = strlen(town->told);
    (void)snprintf(town->told + used, sizeof town->told - used, "%s " STR_FMT " " STR_FMT "\n",
                   fault_code(fault->fault), STR_ARG(fault->number), STR_ARG(fault->detail));
}

static Err hash_file(void *self, Ctx *ctx, Str id, Hash *out)
{
    const Town *town = self;
    if (str_eq(id, town->missing_file))
        return fail(ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
    *out = hash_sha256(str_eq(id, town->altered_file) ? STR("painted over") : id);
    return OK;
}

static const char *verify(Town *town)
{
    Verify in = {
        .db = town->db, .self = town, .on_fault = note_fault, .hash_photo = hash_file, .witness = town->witness};
    town->told[0] = '\0';
    assert_ok(verify_all(&town->ctx, &in, &town->report));
    return town->told;
}

static void assert_told(Town *town, const char *what)
{
    if (strstr(verify(town), what) == NULL) {
        print_error("\"%s\" was not told, but:\n%s", what, town->told);
        _fail(__FILE__, __LINE__);
    }
}

TEST(an_honest_district_verifies_clean)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    assert_string_equal(verify(&town), "");
    assert_int_equal(town.report.cases, CASES);
    assert_int_equal(town.report.events, CASES * EVENTS);
    assert_int_equal(town.report.texts, CASES * (EVENTS + 1));
    assert_int_equal(town.report.photos, CASES);
    assert_int_equal(town.report.leaves, CASES * EVENTS);
    assert_int_equal(town.report.heads, 3);
    assert_int_equal(town.report.faults, 0);
}

TEST(events_not_sealed_yet_are_no_fault)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    Str late = STR("GL9");
    assert_ok(db_write(town.db, &town.ctx, add_case, &late, NULL));
    assert_string_equal(verify(&town), "");
    assert_int_equal(town.report.unsealed, EVENTS);
}

TEST(one_flipped_byte_in_an_event_is_found_and_named)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    tamper(&town, "UPDATE case_events SET body = replace(body, 'WUFENG', 'WUFENH') WHERE number = 'GL3' AND seq = 1");
    assert_told(&town, "event-altered GL3 event 1\n");
    assert_null(strstr(town.told, "GL2"));
}

TEST(an_event_rewritten_with_a_fitting_hash_breaks_its_chain_and_the_log)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    Str body = STR("{\"v\":1}");
    Hash hash = event_hash(body);
    Str script =
        str_printf(town.ctx.arena,
                   "UPDATE case_events SET body = '{\"v\":1}', hash = '" STR_FMT "' WHERE number = 'GL3' AND seq = 2",
                   STR_ARG(hash_hex(town.ctx.arena, &hash)));
    tamper(&town, str_z(town.ctx.arena, script));
    assert_told(&town, "chain-broken GL3 event 3\n");
    assert_told(&town, "leaf-differs GL3 event 2 leaf 10\n");
    assert_null(strstr(town.told, "root-differs")); /* the log itself is sound: the event was altered */
}

TEST(two_swapped_events_are_found)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    tamper(&town, "UPDATE case_events SET seq = seq + 10 WHERE number = 'GL2' AND seq IN (2, 3);"
                  "UPDATE case_events SET seq = 3 WHERE number = 'GL2' AND seq = 12;"
                  "UPDATE case_events SET seq = 2 WHERE number = 'GL2' AND seq = 13;");
    assert_told(&town, "chain-broken GL2 event 2\n");
    assert_told(&town, "event-misplaced GL2 event 2\n");
    assert_told(&town, "leaf-order GL2 event 3\n");
}

TEST(a_deleted_event_is_missed_in_the_middle_and_at_the_end)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    tamper(&town, "DELETE FROM case_events WHERE number = 'GL4' AND seq = 2");
    assert_told(&town, "event-missing GL4 event 2\n");
    assert_told(&town, "leaf-missing  event 0 leaf 13\n");
    Town other CLEANUP(close_town);
    open_town(&other);
    tamper(&other, "DELETE FROM case_events WHERE number = 'GL6' AND seq = 3");
    assert_told(&other, "row-differs GL6 case/version\n");
    assert_told(&other, "leaf-missing  event 0 leaf 20\n");
}

TEST(a_whole_case_cannot_vanish)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    tamper(&town, "DELETE FROM case_events WHERE number = 'GL5'; DELETE FROM cases WHERE number = 'GL5';");
    assert_told(&town, "leaf-missing  event 0 leaf 15\n");
    assert_told(&town, "row-stray GL5 rows of no case\n");
}

TEST(a_changed_row_is_found_with_its_column)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    tamper(&town, "UPDATE cases SET state = 'CLOSED' WHERE number = 'GL1';"
                  "UPDATE case_clocks SET stopped_at = 1 WHERE number = 'GL2';"
                  "UPDATE cases SET due_at = 0 WHERE number = 'GL3';"
                  "DELETE FROM cases WHERE number = 'GL4';"
                  "UPDATE cases SET state = 'NONSENSE' WHERE number = 'GL5';");
    assert_told(&town, "row-differs GL1 case/state\n");
    assert_told(&town, "row-differs GL2 clocks/T1/stopped_at\n");
    assert_told(&town, "row-differs GL3 case/due_at\n");
    assert_told(&town, "row-missing GL4 case\n");
    assert_told(&town, "row-unreadable GL5 case\n");
    assert_int_equal(town.report.faults, 6); /* GL4's clock is a stray as well */
}

TEST(a_cut_a_longer_and_an_altered_tile_are_found)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    tamper(&town, "UPDATE log_tiles SET hashes = substr(hashes, 1, length(hashes) - 64)");
    assert_told(&town, "tile-differs  tile 0/0\n");
    tamper(&town, "UPDATE log_tiles SET hashes = hashes || hashes");
    assert_told(&town, "tile-differs  tile 0/0\n");
    Town other CLEANUP(close_town);
    open_town(&other);
    tamper(&other, "UPDATE log_tiles SET hashes = '0000' || substr(hashes, 5)");
    assert_told(&other, "leaf-differs GL0 event 1 leaf 0\n");
    assert_told(&other, "root-differs  size 5\n"); /* so it was the tile, not the event */
}

TEST(a_forged_head_is_found)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    tamper(&town, "UPDATE log_heads SET at = at - 1 WHERE size = 14");
    assert_told(&town, "signature-wrong  size 14\n");
    Town other CLEANUP(close_town);
    open_town(&other);
    tamper(&other, "UPDATE log_heads SET root = '00' || substr(root, 3) WHERE size = 14");
    assert_told(&other, "root-differs  size 14\n");
    assert_told(&other, "signature-wrong  size 14\n");
    Town third CLEANUP(close_town);
    open_town(&third);
    tamper(&third, "DELETE FROM log_heads WHERE size = 21");
    assert_told(&third, "head-missing  21 leaves, newest head 14\n");
}

TEST(a_witness_notices_a_log_that_was_made_anew)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    town.witness = (Witness){.size = 14, .root = photo_sha(&town.ctx, STR("what the witness saw"))};
    assert_told(&town, "witness-differs  size 14\n");
    town.witness.size = 22;
    assert_told(&town, "witness-differs  size 22, here only 21\n");
    town.witness = (Witness){.public_key = photo_sha(&town.ctx, STR("another key"))};
    assert_told(&town, "signature-wrong  size 21\n");
}

TEST(an_altered_or_vanished_text_is_found_an_erased_one_is_counted)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    tamper(&town, "UPDATE case_texts SET body = '一切都好' WHERE number = 'GL1' AND field = 'text';"
                  "DELETE FROM case_texts WHERE number = 'GL2' AND field = 'text';"
                  "UPDATE case_texts SET body = NULL, salt = '', erased_at = 5 WHERE number = 'GL3' AND field = 'text';"
                  "UPDATE reporters SET phone = '13900000000' WHERE number = 'GL4';"
                  "UPDATE reporters SET name = NULL, phone = NULL, salt = '', erased_at = 5 WHERE number = 'GL5';"
                  "UPDATE case_texts SET field = 'other' WHERE number = 'GL6' AND seq = 2;");
    assert_told(&town, "text-altered GL1 event 1 text\n");
    assert_told(&town, "text-missing GL2 event 1 text\n");
    assert_told(&town, "text-altered GL4 event 1 contact\n");
    assert_told(&town, "text-stray GL6 event 2 other\n");
    assert_told(&town, "text-missing GL6 event 2 note\n");
    assert_int_equal(town.report.faults, 5);
    assert_int_equal(town.report.erased, 2);
}

TEST(a_photo_file_that_is_gone_or_painted_over_is_found)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    town.missing_file = photo_id(&town.ctx, STR("GL1"));
    town.altered_file = photo_id(&town.ctx, STR("GL2"));
    assert_told(&town, "photo-file-missing GL1 photo-of-GL1\n");
    assert_told(&town, "photo-file-altered GL2 photo-of-GL2\n");
    tamper(&town, "UPDATE photos SET erased_at = 5, salt = '' WHERE number IN ('GL1', 'GL2')");
    assert_string_equal(verify(&town), "");
    assert_int_equal(town.report.erased, 2);
}

static Err add_cases(Tx *tx, const void *in, void *out)
{
    for (int i = 100; i < 100 + *(const int *)in; i++) {
        Str number = number_of(tx->ctx, i);
        TRY(add_case(tx, &number, out));
    }
    return OK;
}

TEST(a_log_longer_than_one_portion_is_walked_to_its_end)
{
    Town town CLEANUP(close_town);
    open_town(&town);
    const int more = 750;
    const int64_t step = 8;
    assert_ok(db_write(town.db, &town.ctx, add_cases, &more, NULL));
    for (int64_t size = CASES * EVENTS; size < (CASES + more) * EVENTS; size += step)
        assert_ok(db_write(town.db, &town.ctx, seal, &step, NULL));
    assert_string_equal(verify(&town), "");
    assert_int_equal(town.report.cases, CASES + more);
    assert_int_equal(town.report.leaves, (CASES + more) * EVENTS);
    assert_int_equal(town.report.heads, 3 + (more * EVENTS + step - 1) / step);
    tamper(&town,
           "UPDATE log_tiles SET hashes = substr(hashes, 1, 70) || '0000' || substr(hashes, 75) WHERE level = 1");
    assert_told(&town, "tile-differs  tile 1/0\n");
    assert_int_equal(town.report.faults, 1);
    tamper(&town, "UPDATE log_heads SET at = at + 1 WHERE size = (SELECT MAX(size) FROM log_heads)");
    assert_told(&town, "signature-wrong  size 2271\n");
}

/* Changes one column of one row, looks, and puts the table back. */
static void assert_noticed(Town *town, const char *table, const char *column, const char *where)
{
    Ctx *ctx = &town->ctx;
    Str change = str_printf(ctx->arena,
                            "CREATE TABLE kept AS SELECT * FROM %s;"
                            "UPDATE %s SET %s = CASE typeof(%s) WHEN 'integer' THEN %s + 1 ELSE %s || '1' END WHERE %s",
                            table, table, column, column, column, column, where);
    tamper(town, str_z(ctx->arena, change));
    if (verify(town)[0] == '\0') {
        print_error("%s.%s was changed and nobody noticed\n", table, column);
        _fail(__FILE__, __LINE__);
    }
    Str back =
        str_printf(ctx->arena, "DELETE FROM %s; INSERT INTO %s SELECT * FROM kept; DROP TABLE kept", table, table);
    tamper(town, str_z(ctx->arena, back));
}

TEST(no_column_of_a_case_file_can_be_changed_unnoticed)
{
    if (test_store_is_server()) {
        print_message("skipped: the tampering is written for SQLite\n");
        return;
    }
    Town town CLEANUP(close_town);
    open_town(&town);
    for (size_t i = 0; i < case_field_count; i++)
        assert_noticed(&town, "cases", case_fields[i].name, "number = 'GL3'");
    for (size_t i = 0; i < clock_field_count; i++) {
        bool limit = strcmp(clock_fields[i].name, "limit") == 0;
        assert_noticed(&town, "case_clocks", limit ? "limit_text" : clock_fields[i].name, "number = 'GL3'");
    }
    const char *const others[][3] = {
        {"cases", "version", "number = 'GL3'"},
        {"cases", "last_hash", "number = 'GL3'"},
        {"cases", "last_at", "number = 'GL3'"},
        {"cases", "due_at", "number = 'GL3'"},
        {"cases", "due_clock", "number = 'GL3'"},
        {"cases", "jurisdiction", "number = 'GL3'"},
        {"case_events", "number", "number = 'GL3' AND seq = 3"},
        {"case_events", "seq", "number = 'GL3' AND seq = 3"},
        {"case_events", "at", "number = 'GL3' AND seq = 3"},
        {"case_events", "action", "number = 'GL3' AND seq = 3"},
        {"case_events", "body", "number = 'GL3' AND seq = 3"},
        {"case_events", "hash", "number = 'GL3' AND seq = 3"},
        {"case_events", "leaf_index", "number = 'GL6' AND seq = 3"},
        {"case_texts", "number", "number = 'GL3' AND seq = 1"},
        {"case_texts", "seq", "number = 'GL3' AND seq = 3"},
        {"case_texts", "field", "number = 'GL3' AND seq = 1"},
        {"case_texts", "salt", "number = 'GL3' AND seq = 1"},
        {"case_texts", "body", "number = 'GL3' AND seq = 1"},
        {"case_texts", "erased_at", "number = 'GL3' AND seq = 1"},
        {"reporters", "number", "number = 'GL3'"},
        {"reporters", "name", "number = 'GL3'"},
        {"reporters", "phone", "number = 'GL3'"},
        {"reporters", "salt", "number = 'GL3'"},
        {"reporters", "erased_at", "number = 'GL3'"},
        {"photos", "photo", "number = 'GL3'"},
        {"photos", "number", "number = 'GL3'"},
        {"photos", "seq", "number = 'GL3'"},
        {"photos", "sha256", "number = 'GL3'"},
        {"photos", "salt", "number = 'GL3'"},
        {"photos", "erased_at", "number = 'GL3'"},
        {"log_tiles", "level", "1"},
        {"log_tiles", "tile", "1"},
        {"log_tiles", "hashes", "1"},
        {"log_heads", "size", "size = 14"},
        {"log_heads", "root", "size = 14"},
        {"log_heads", "at", "size = 14"},
        {"log_heads", "signature", "size = 14"},
    };
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_noticed(&town, others[i][0], others[i][1], others[i][2]);
    assert_string_equal(verify(&town), "");
}

#include "support/stores.h"
#include "district/gulou.h"

#include "district/store.h"
#include "store/person_store.h"

static Db *fresh(Ctx *ctx)
{
    Db *db = NULL;
    *ctx = test_ctx();
    ctx->jurisdiction = STR("350102");
    DbOptions options = {.path = test_store(ctx, test_folder())};
    assert_ok(db_open(ctx, &options, &db));
    assert_ok(db_migrate(db, ctx));
    return db;
}

static Err load_files(Tx *tx, const void *in, void *out)
{
    (void)in;
    return district_files_load(tx, out);
}

static Err open_district(Tx *tx, const void *in, void *out)
{
    (void)in;
    return district_open(tx, out);
}

static Err export_to(Tx *tx, const void *in, void *out)
{
    (void)out;
    return district_export(tx, in);
}

static Str stored_version(Db *db, Ctx *ctx)
{
    DistrictFiles files;
    assert_ok(db_read(db, ctx, load_files, NULL, &files));
    return district_version(ctx->arena, &files);
}

static void import_gulou(Db *db, Ctx *ctx)
{
    DistrictFiles files = gulou_files(ctx);
    DistrictProblems problems;
    assert_ok(district_import(db, ctx, &files, &problems));
}

TEST(a_district_imported_and_exported_is_the_same_to_the_byte)
{
    Ctx ctx;
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    import_gulou(db, &ctx);
    const char *folder = test_folder();
    assert_ok(db_read(db, &ctx, export_to, folder, NULL));
    DistrictFiles before = gulou_files(&ctx), after;
    assert_ok(district_load_folder(&ctx, folder, &after));
    assert_int_equal(after.len, before.len);
    for (size_t i = 0; i < before.len; i++) {
        assert_true(str_eq(after.at[i].name, before.at[i].name));
        assert_true(str_eq(after.at[i].content, before.at[i].content));
    }
}

TEST(the_stored_district_opens_with_the_version_it_was_imported_with)
{
    Ctx ctx;
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    District *d CLEANUP(district_freep) = NULL;
    assert_err(db_read(db, &ctx, open_district, NULL, &d), ERR_NOT_FOUND);
    assert_int_equal(ctx.failure.message, MSG_DISTRICT_NONE);
    import_gulou(db, &ctx);
    assert_ok(db_read(db, &ctx, open_district, NULL, &d));
    DistrictFiles files = gulou_files(&ctx);
    assert_true(str_eq(d->version, district_version(ctx.arena, &files)));
}

TEST(one_bad_line_leaves_the_old_district_untouched)
{
    Ctx ctx;
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    import_gulou(db, &ctx);
    Str before = stored_version(db, &ctx);
    DistrictFiles files = gulou_files(&ctx);
    DistrictProblems problems;
    (void)gulou_append(&ctx, &files, "corpus.csv", "P0101,一条新的例子");
    (void)gulou_append(&ctx, &files, "texts.csv", "new.key,新,");
    assert_err(district_import(db, &ctx, &files, &problems), ERR_INVALID);
    assert_int_equal(problems.len, 1);
    assert_true(str_eq(stored_version(db, &ctx), before));
}

TEST(a_new_district_replaces_the_old_whole)
{
    Ctx ctx;
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    import_gulou(db, &ctx);
    DistrictFiles files = gulou_files(&ctx);
    DistrictProblems problems;
    gulou_file(&files, "corpus_check.csv")->name = STR("gone");
    DistrictFiles kept = {0};
    for (size_t i = 0; i < files.len; i++)
        if (!str_is(files.at[i].name, "gone"))
            kept.at[kept.len++] = files.at[i];
    assert_ok(district_import(db, &ctx, &kept, &problems));
    DistrictFiles stored;
    assert_ok(db_read(db, &ctx, load_files, NULL, &stored));
    assert_int_equal(stored.len, kept.len);
    assert_null(district_file(&stored, "corpus_check.csv"));
}

TEST(another_district_does_not_move_into_this_ones_data)
{
    Ctx ctx;
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    import_gulou(db, &ctx);
    DistrictFiles files = gulou_files(&ctx);
    DistrictProblems problems;
    (void)gulou_replace(&ctx, &files, "district.ini", "code = 350102", "code = 350103");
    assert_err(district_import(db, &ctx, &files, &problems), ERR_CONFLICT);
    assert_int_equal(ctx.failure.message, MSG_DISTRICT_OTHER);
}

static Err seed(Tx *tx, const void *in, void *out)
{
    (void)out;
    return district_seed_people(tx, in, &(DistrictSeed){.password = STR("$argon2id$test"), .must_change = false});
}

static Err list(Tx *tx, const void *in, void *out)
{
    (void)in;
    return person_list(tx, out);
}

TEST(everyone_in_people_csv_gets_an_account_with_the_right_role)
{
    Ctx ctx;
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    import_gulou(db, &ctx);
    DistrictFiles files = gulou_files(&ctx);
    (void)gulou_append(&ctx, &files, "people.csv", "centre,潘明佳,Pan Mingjia,analyst,CEN,00000000001,centre2");
    assert_ok(db_write(db, &ctx, seed, &files, NULL));
    People people;
    assert_ok(db_read(db, &ctx, list, NULL, &people));
    assert_true(people.len > 300);
    for (size_t i = 0; i < people.len; i++) {
        if (!str_is(people.at[i].login, "centre"))
            continue;
        assert_int_equal(people.at[i].grant_count, 2); /* two rows, one person */
        assert_str(people.at[i].name, "潘明佳");
        assert_str(people.at[i].stand_in, "centre2");
        return;
    }
    assert_true(false && "centre has an account");
}

TEST(a_unit_with_people_in_it_cannot_vanish)
{
    Ctx ctx;
    Db *db CLEANUP(db_closep) = fresh(&ctx);
    DistrictFiles files = gulou_files(&ctx), without = files;
    DistrictProblems problems;
    (void)gulou_append(&ctx, &files, "units.csv", "XINB,新办公室,New Office,department,CEN,");
    (void)gulou_append(&ctx, &files, "people.csv", "xinb,林新,Lin Xin,department_desk,XINB,00000009999,");
    assert_ok(district_import(db, &ctx, &files, &problems));
    assert_ok(db_write(db, &ctx, seed, &files, NULL));
    Str before = stored_version(db, &ctx);
    assert_err(district_import(db, &ctx, &without, &problems), ERR_CONFLICT);
    assert_int_equal(ctx.failure.message, MSG_DISTRICT_UNIT_IN_USE);
    assert_str(ctx.failure.args[0], "XINB");
    assert_true(str_eq(stored_version(db, &ctx), before));
}

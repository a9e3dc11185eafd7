/* Keeping a district's files; see store.h. */
#include "district/store.h"

#include <assert.h>

#include "base/hash.h"
#include "store/article_store.h"

static Err check_owner(Tx *tx)
{
    Str code = STR("");
    Failure before = tx->ctx->failure;
    Err err = district_jurisdiction(tx, &code);
    if (err == ERR_NOT_FOUND) {
        tx->ctx->failure = before;
        return OK;
    }
    TRY(err);
    if (!str_eq(code, tx->ctx->jurisdiction))
        return fail(tx->ctx, ERR_CONFLICT, MSG_DISTRICT_OTHER, code, tx->ctx->jurisdiction);
    return OK;
}

static Err check_in_use(Tx *tx, const District *district)
{
    Rows units CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &units, SQL_DISTRICT_UNITS_IN_USE, db_text(tx->ctx->jurisdiction)));
    while (rows_next(&units))
        if (unit_find(&district->rights, rows_text(&units, 0)) == NULL)
            return fail(tx->ctx, ERR_CONFLICT, MSG_DISTRICT_UNIT_IN_USE, rows_text(&units, 0));
    TRY(rows_end(&units));
    Rows kinds CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &kinds, SQL_DISTRICT_CATEGORIES_IN_USE, db_text(tx->ctx->jurisdiction)));
    while (rows_next(&kinds))
        if (category_find(district, rows_text(&kinds, 0)) == NULL)
            return fail(tx->ctx, ERR_CONFLICT, MSG_DISTRICT_CATEGORY_IN_USE, rows_text(&kinds, 0));
    return rows_end(&kinds);
}

/* What is there already belongs to its editors. */
static Err store_articles(Tx *tx, const District *district)
{
    for (size_t i = 0; i < district->article_count; i++) {
        const DistrictArticle *a = &district->articles[i];
        bool there = false;
        TRY(article_exists(tx, a->code, &there));
        if (there)
            continue;
        ArticleVersion version = {.article = {.id = a->code,
                                              .version = 1,
                                              .state = STR("published"),
                                              .kind = a->kind,
                                              .audience = a->audience,
                                              .title = a->title,
                                              .body = a->body,
                                              .keywords = a->keywords,
                                              .owner = a->owner,
                                              .at = tx->ctx->now,
                                              .person = STR("system")},
                                  .action = STR("write"),
                                  .note = STR("knowledge.csv"),
                                  .unit = a->owner};
        TRY(article_record(tx, &version));
    }
    return OK;
}

Err district_store(Tx *tx, const DistrictFiles *files, const District *district)
{
    assert(str_eq(district->code, tx->ctx->jurisdiction));
    assert(str_eq(district->version, district_version(tx->ctx->arena, files)));
    TRY(check_owner(tx));
    TRY(check_in_use(tx, district));
    TRY(db_run(tx, SQL_DISTRICT_FILES_CLEAR, db_text(tx->ctx->jurisdiction)));
    for (size_t i = 0; i < files->len; i++) {
        Hash hash = hash_sha256(files->at[i].content);
        TRY(db_run(tx, SQL_DISTRICT_FILE_PUT, db_text(tx->ctx->jurisdiction), db_text(files->at[i].name),
                   db_text(files->at[i].content), db_text(hash_hex(tx->ctx->arena, &hash)), db_int(tx->ctx->now)));
    }
    return store_articles(tx, district);
}

static Err check_stored(Tx *tx, const DistrictFile *file, Str sha256)
{
    Hash hash = hash_sha256(file->content);
    if (str_eq(hash_hex(tx->ctx->arena, &hash), sha256))
        return OK;
    return fail(tx->ctx, ERR_STORAGE, MSG_DISTRICT_DAMAGED, file->name);
}

Err district_files_load(Tx *tx, DistrictFiles *out)
{
    DistrictFiles files = {0};
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_DISTRICT_FILES_LOAD, db_text(tx->ctx->jurisdiction)));
    while (files.len < DISTRICT_FILES_MAX && rows_next(&rows)) {
        DistrictFile *file = &files.at[files.len++];
        *file = (DistrictFile){rows_text(&rows, 0), rows_text(&rows, 1)};
        TRY(check_stored(tx, file, rows_text(&rows, 2)));
    }
    TRY(rows_end(&rows));
    if (files.len == 0)
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_DISTRICT_NONE);
    *out = files;
    return OK;
}

Err district_imported_at(Tx *tx, UnixMs *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_DISTRICT_IMPORTED_AT, db_text(tx->ctx->jurisdiction)));
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

Err district_open(Tx *tx, District **out)
{
    DistrictFiles files;
    TRY(district_files_load(tx, &files));
    return district_parse(tx->ctx, &files, out);
}

Err district_jurisdiction(Tx *tx, Str *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_DISTRICT_JURISDICTIONS));
    bool found = rows_next(&rows);
    Str code = found ? rows_text(&rows, 0) : STR("");
    TRY(rows_end(&rows));
    if (!found)
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_DISTRICT_NONE);
    *out = code;
    return OK;
}

typedef struct Import {
    const DistrictFiles *files;
    const District *district;
} Import;

static Err store_import(Tx *tx, const void *in, void *out)
{
    const Import *import = in;
    (void)out;
    return district_store(tx, import->files, import->district);
}

Err district_replace(Db *db, Ctx *ctx, const DistrictFiles *files, const District *district)
{
    ctx->jurisdiction = str_copy(ctx->arena, district->code);
    return db_write(db, ctx, store_import, &(Import){files, district}, NULL);
}

Err district_import(Db *db, Ctx *ctx, const DistrictFiles *files, DistrictProblems *problems)
{
    District *district CLEANUP(district_freep) = NULL;
    TRY(district_parse_telling(ctx, files, problems, &district));
    return district_replace(db, ctx, files, district);
}

Err district_export(Tx *tx, const char *folder)
{
    DistrictFiles files;
    TRY(district_files_load(tx, &files));
    return district_save_folder(tx->ctx, &files, folder);
}

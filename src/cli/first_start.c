/* The first start; see first_start.h. */
#include "cli/first_start.h"

#include <stdio.h>

#include "auth/accounts.h"
#include "auth/password.h"
#include "cli/data.h"
#include "store/setting_store.h"

static Err count_people(Tx *tx, const void *in, void *out)
{
    (void)in;
    People people;
    TRY(person_list(tx, &people));
    *(size_t *)out = people.len;
    return OK;
}

typedef struct Seed {
    const DistrictFiles *files;
    DistrictSeed seed;
} Seed;

static Err seed_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    const Seed *seed = in;
    return district_seed_people(tx, seed->files, &seed->seed);
}

static Err load_files(Tx *tx, const void *in, void *out)
{
    (void)in;
    return district_files_load(tx, out);
}

static Err make_demo_people(Ctx *ctx, Db *db)
{
    DistrictFiles *files = ARENA_NEW(ctx->arena, DistrictFiles);
    Seed seed = {.files = files};
    TRY(db_read(db, ctx, load_files, NULL, files));
    TRY(password_hash(ctx, STR(DEMO_PASSWORD), &seed.seed.password));
    return db_write(db, ctx, seed_in_tx, &seed, NULL);
}

static Err make_administrator(Ctx *ctx, Db *db)
{
    OneTime one = {0};
    TRY(account_first_administrator(db, ctx, &one));
    if (!str_empty(one.password))
        fprintf(stderr, "first administrator: login " STR_FMT ", one-time password " STR_FMT "\n",
                STR_ARG(one.person.login), STR_ARG(one.password));
    return OK;
}

/* Of several servers that begin at once on one database, one makes them. */
static Err make_people(Ctx *ctx, Db *db, const FirstStart *start)
{
    size_t people = 0;
    TRY(db_read(db, ctx, count_people, NULL, &people));
    if (people > 0)
        return OK;
    Err err = start->demo ? make_demo_people(ctx, db) : make_administrator(ctx, db);
    if (err != ERR_CONFLICT)
        return err;
    Failure told = ctx->failure;
    TRY(db_read(db, ctx, count_people, NULL, &people));
    if (people == 0) {
        ctx->failure = told;
        return err;
    }
    ctx->failure = (Failure){0};
    return OK;
}

Err first_start(Ctx *ctx, Db *db, const FirstStart *start, District **out)
{
    District *district = NULL;
    Err err = data_district(ctx, db, &district);
    if (err == ERR_NOT_FOUND) {
        DistrictFiles *files = ARENA_NEW(ctx->arena, DistrictFiles);
        DistrictProblems *problems = ARENA_NEW(ctx->arena, DistrictProblems);
        TRY(district_load_folder(ctx, start->folder, files));
        TRY(district_import(db, ctx, files, problems));
        err = data_district(ctx, db, &district);
    }
    TRY(err);
    ctx->failure = (Failure){0};
    err = make_people(ctx, db, start);
    if (err != OK) {
        district_free(district);
        return err;
    }
    *out = district;
    return OK;
}

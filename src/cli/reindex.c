/* gulou reindex: empties the search index and builds it anew from the cases, as fast as the store takes it. The server
 * does so by itself where it must, a little every second; this is for who does not want to wait for that. */
#include "cli/commands.h"
#include "cli/data.h"
#include "district/parse.h"
#include "cli/progress.h"
#include "search/index.h"
#include "store/evidence_store.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
};

static Err wipe(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return search_wipe(tx);
}

static Err count_cases(Tx *tx, const void *in, void *out)
{
    (void)in;
    return evidence_case_count(tx, out);
}

static Err gather(Tx *tx, const void *in, void *out)
{
    (void)in;
    return search_gather(tx, SEARCH_LOOK_NEAR, out);
}

static Err write_batch(Tx *tx, const void *in, void *out)
{
    (void)out;
    return search_write(tx, in);
}

static Err one_batch(const Cli *cli, Db *db, int64_t *done, bool *more)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx own = cli->ctx;
    SearchBatch batch;
    own.arena = arena;
    own.now = clock_now();
    TRY(db_read(db, &own, gather, NULL, &batch));
    TRY(db_write(db, &own, write_batch, &batch, NULL));
    *done += (int64_t)batch.len;
    *more = batch.more || !batch.after.filled;
    return OK;
}

static Err build(Cli *cli, Db *db, int64_t *done)
{
    int64_t all = 0;
    bool more = true;
    TRY(db_read(db, &cli->ctx, count_cases, NULL, &all));
    TRY(db_write(db, &cli->ctx, wipe, NULL, NULL));
    Progress progress = progress_new(&cli->ctx, MSG_SEARCH_PROGRESS);
    Err err = OK;
    while (more && err == OK) {
        err = one_batch(cli, db, done, &more);
        progress_show(&progress, *done, all);
    }
    progress_end(&progress);
    return err;
}

static Exit run(Cli *cli)
{
    District *district CLEANUP(district_freep) = NULL;
    Data data CLEANUP(data_close) = {0};
    int64_t done = 0;
    Exit opened = data_open_for(cli, DATA_WRITE, &data);
    if (opened != EXIT_DONE)
        return opened;
    if (data_district(&cli->ctx, data.db, &district) != OK)
        return cli_failed(cli);
    if (build(cli, data.db, &done) != OK)
        return cli_failed(cli);
    cli_say(cli, MSG_SEARCH_REINDEXED, cli_number(cli, done));
    return EXIT_DONE;
}

const Command command_reindex = {
    .name = "reindex",
    .words = "",
    .zh = "重建检索库（可在服务运行时进行）",
    .en = "Build the search index anew (the server may run meanwhile)",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};

/* gulou train: learn now. With --data it does what the server does at night, beside it: trains on what people taught,
 * compares on what was held back, and puts the model live only if it is not worse (exit code 1, and why, if it is).
 * With --train and --out it makes a model's file from any table, for which no district is needed. */
#include <sched.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/data.h"
#include "district/parse.h"
#include "cli/depot.h"
#include "demo/clock.h"
#include "learning/evaluate_label.h"
#include "learning/learn.h"
#include "learning/schedule.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
    DEPOT_SPECS,
    {"train.from", "", "learn from this CSV (category, text) instead of the district's corpus.csv", 0, 0},
    {"train.dry_run", "0", "compare only: nothing is registered, nothing goes live", 0, 1},
    {"train.use", "", "put the registered model of this id live, instead of training", 0, 0},
    {"train.train", "", "without --data: CSV to learn from: id, subject, body (or text), label (or category)", 0, 0},
    {"train.label", "", "the column of --train or --from that holds the label", 0, 0},
    {"train.out", "", "where to put the model of --train", 0, 0},
    {"train.background", "0", "as the server has it done: with what the machine has to spare, and nothing printed", 0,
     1},
};

enum { HUMBLE_NICE = 5 }; /* a third of what others get, each */

typedef struct Training {
    Cli *cli;
    Data data;
    District *district;
    bool background;
} Training;

static const char *option(Cli *cli, const char *key)
{
    return str_z(cli->ctx.arena, settings_str(cli->settings, key));
}

static bool given(const Cli *cli, const char *key)
{
    return !str_empty(settings_str(cli->settings, key));
}

static Err read_table(Cli *cli, const char *key, LabelTable *out)
{
    const char *path = option(cli, key);
    LabelFile file = {.name = str_of(path), .column = settings_str(cli->settings, "train.label")};
    TRY(model_file_read_path(&cli->ctx, path, &file.bytes));
    return label_table_read(&cli->ctx, &file, out);
}

/* --- any table --- */

static void free_model(Classifier **model)
{
    classifier_free(*model);
}

static Err train_table(Cli *cli)
{
    LabelTable table;
    LabelTrained trained;
    TRY(read_table(cli, "train.train", &table));
    TRY(label_train(&cli->ctx, &table, &trained));
    Classifier *model CLEANUP(free_model) = trained.model;
    (void)model;
    TRY(model_file_write_path(&cli->ctx, option(cli, "train.out"), trained.saved));
    cli_say(cli, MSG_TRAIN_KEPT, settings_str(cli->settings, "train.out"), cli_number(cli, (int64_t)trained.labels),
            cli_number(cli, (int64_t)trained.samples), cli_number(cli, (int64_t)trained.bytes));
    return OK;
}

/* --- the district --- */

static Err open_district(Training *t)
{
    Ctx *ctx = &t->cli->ctx;
    TRY(data_district(ctx, t->data.db, &t->district));
    return demo_clock_restore(ctx, t->data.db); /* outside a demo it was never moved */
}

static Str percent(const Cli *cli, int64_t e4)
{
    return str_printf(cli->ctx.arena, "%.2f %%", (double)e4 / 100.0);
}

static void say_figure(Cli *cli, const ModelRow *row, Str name, int64_t now, int64_t before)
{
    if (str_empty(row->before))
        cli_say(cli, MSG_TRAIN_ONE, name, percent(cli, now));
    else
        cli_say(cli, MSG_TRAIN_BOTH, name, percent(cli, now), percent(cli, before));
}

static void say_figures(Cli *cli, const ModelRow *row)
{
    const ModelFigures *now = &row->figures, *before = &row->before_figures;
    Arena *arena = cli->ctx.arena;
    Lang lang = cli->ctx.lang;
    const struct {
        const char *share;
        int64_t now, before;
    } at[] = {{"50", now->at_50, before->at_50}, {"80", now->at_80, before->at_80}, {"90", now->at_90, before->at_90}};
    say_figure(cli, row, message_text(arena, MSG_TRAIN_ACCURACY, lang, NULL, 0), now->accuracy, before->accuracy);
    for (size_t i = 0; i < COUNT_OF(at); i++) {
        Str share = str_of(at[i].share);
        say_figure(cli, row, message_text(arena, MSG_TRAIN_AT, lang, &share, 1), at[i].now, at[i].before);
    }
    say_figure(cli, row, message_text(arena, MSG_TRAIN_MACRO_F1, lang, NULL, 0), now->macro_f1, before->macro_f1);
}

static void say_learnt(const Training *t, const Learnt *learnt)
{
    Cli *cli = t->cli;
    const ModelRow *row = &learnt->row;
    if (t->background)
        return;
    if (learnt->verdict != LEARN_NOTHING)
        cli_say(cli, MSG_TRAIN_SET, cli_number(cli, row->samples), cli_number(cli, row->cases),
                cli_number(cli, (int64_t)learnt->held), cli_number(cli, (int64_t)learnt->left_out));
    if (learnt->verdict == LEARN_WENT_LIVE || learnt->verdict == LEARN_REFUSED) {
        cli_say(cli, MSG_TRAIN_TIME, str_printf(cli->ctx.arena, "%.1f", learnt->seconds), cli_number(cli, row->checked),
                row->id, cli_number(cli, row->bytes));
        if (row->checked > 0)
            say_figures(cli, row);
    }
    Str why = cli->ctx.lang == LANG_EN ? row->why_en : row->why_zh;
    fprintf(learnt->verdict == LEARN_REFUSED || learnt->verdict == LEARN_NOTHING ? stderr : stdout, STR_FMT "\n",
            STR_ARG(why));
    if (settings_i64(cli->settings, "train.dry_run") == 1)
        cli_say(cli, MSG_TRAIN_DRY);
}

static void say_unknown(const Training *t, const LabelTable *table)
{
    int64_t unknown = 0;
    for (size_t i = 0; i < table->len; i++) {
        const Category *category = category_find(t->district, table->at[i].label);
        unknown += category == NULL || !category->leaf;
    }
    if (unknown > 0)
        cli_say(t->cli, MSG_TRAIN_UNKNOWN_KINDS, table->name, cli_number(t->cli, unknown));
}

static Err mark_ended(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return learn_ended(tx);
}

static Err train_district(Training *t, LearnVerdict *verdict)
{
    Cli *cli = t->cli;
    Samples instead = {0};
    Learnt *learnt = ARENA_NEW(cli->ctx.arena, Learnt);
    Learn learn = {.db = t->data.db,
                   .folder = t->data.folder,
                   .district = t->district,
                   .source = t->background ? "job" : "cli",
                   .depot = t->data.depot,
                   .dry_run = settings_i64(cli->settings, "train.dry_run") == 1};
    if (given(cli, "train.from")) {
        LabelTable table;
        TRY(read_table(cli, "train.from", &table));
        say_unknown(t, &table);
        instead = (Samples){.at = table.at, .len = table.len};
        learn.instead = &instead;
    }
    TRY(learn_once(&cli->ctx, &learn, learnt));
    say_learnt(t, learnt);
    *verdict = learnt->verdict;
    return OK;
}

static Err use_model(Training *t)
{
    ModelRow row;
    UseModel use = {t->data.db, t->data.folder, t->district, settings_str(t->cli->settings, "train.use"),
                    t->data.depot};
    TRY(learn_use(&t->cli->ctx, &use, &row));
    cli_say(t->cli, MSG_TRAIN_USED, row.id);
    return OK;
}

/* Residents' requests go first; but a night's training must end on a machine that is busy all night too, and the humblest
   of all gets a seventieth of what others get. */
static void be_humble(void)
{
    struct sched_param any = {0};
    (void)setpriority(PRIO_PROCESS, 0, HUMBLE_NICE);
    (void)sched_setscheduler(0, SCHED_BATCH, &any);
}

static Exit in_district(Training *t)
{
    LearnVerdict verdict = LEARN_WENT_LIVE;
    Ctx *ctx = &t->cli->ctx;
    Err err = open_district(t);
    if (err == OK)
        err = given(t->cli, "train.use") ? use_model(t) : train_district(t, &verdict);
    if (t->background) {
        Failure told = ctx->failure;
        ctx->now = clock_now();
        (void)!db_write(t->data.db, ctx, mark_ended, NULL, NULL);
        ctx->failure = told;
    }
    if (err != OK)
        return cli_failed(t->cli);
    return verdict == LEARN_WENT_LIVE || verdict == LEARN_SAME ? EXIT_DONE : EXIT_REFUSED;
}

static Exit wrong_usage(Cli *cli)
{
    (void)fail(&cli->ctx, ERR_INVALID, MSG_TRAIN_USAGE);
    (void)cli_failed(cli);
    return EXIT_USAGE;
}

static Exit run(Cli *cli)
{
    Training t = {.cli = cli, .background = settings_i64(cli->settings, "train.background") == 1};
    bool table = given(cli, "train.train"), out = given(cli, "train.out");
    if (table != out || table == given(cli, "data"))
        return wrong_usage(cli);
    if (t.background)
        be_humble();
    if (table)
        return train_table(cli) == OK ? EXIT_DONE : cli_failed(cli);
    /* only beside what is there: training makes no district */
    Data there CLEANUP(data_close) = {0};
    Exit opened = data_open_for(cli, DATA_READ, &there);
    if (opened != EXIT_DONE)
        return opened;
    data_close(&there);
    opened = data_open_for(cli, DATA_WRITE, &t.data);
    if (opened != EXIT_DONE)
        return opened;
    Exit code = data_open_depot(cli, &t.data) == OK ? in_district(&t) : cli_failed(cli);
    data_close(&t.data);
    district_free(t.district);
    return code;
}

const Command command_train = {
    .name = "train",
    .words = "",
    .zh = "训练分类模型：学习人工更正与确认，不变差才启用",
    .en = "learn from what people corrected and confirmed; a model goes live only if it is not worse",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};

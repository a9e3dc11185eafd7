/* gulou replay: what would change if another model decided? The decisions of the past are made again, from what was
 * sent then, by the rules and the district of now; what people said later tells which of the changes would be right.
 * Reads only, so it may run beside the server. */
#include <stdio.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/data.h"
#include "district/parse.h"
#include "cli/depot.h"
#include "cli/progress.h"
#include "learning/model_files.h"
#include "learning/replay.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
    DEPOT_SPECS,
    {"replay.model", "live", "id of a registered model, a model's file, or live", 0, 0},
    {"replay.last", "10000", "so many decisions, the newest", 1, 100000000},
    {"replay.json", "0", "print one JSON object instead of sentences", 0, 1},
};

enum { LISTED_MOST = 30 };

typedef struct Replayed {
    Cli *cli;
    const District *district;
    Str model;
    ReplayResult result;
} Replayed;

/* --- the model --- */

static Err find_model(Tx *tx, const void *in, void *out)
{
    Str id = *(const Str *)in;
    if (str_is(id, "live")) {
        TRY(model_live(tx, &id));
        if (str_empty(id))
            return fail(tx->ctx, ERR_NOT_FOUND, MSG_MODEL_NONE);
    }
    return model_load(tx, id, out);
}

static bool is_path(Str name)
{
    return str_find_char(name, '/') >= 0 || str_find_char(name, '.') >= 0;
}

static Err read_model(Cli *cli, const Data *data, Str name, Str *bytes)
{
    ModelRow row;
    if (is_path(name))
        return model_file_read_path(&cli->ctx, str_z(cli->ctx.arena, name), bytes);
    TRY(db_read(data->db, &cli->ctx, find_model, &name, &row));
    return model_file_read(&cli->ctx, &(ModelPlace){data->folder, data->depot}, &row, bytes);
}

/* --- telling --- */

static Str n(const Replayed *r, int64_t number)
{
    return cli_number(r->cli, number);
}

static Str category_name(const Replayed *r, Str code)
{
    Lang lang = r->cli->ctx.lang;
    if (str_empty(code))
        return message_text(r->cli->ctx.arena, MSG_REPLAY_OPEN, lang, NULL, 0);
    const Category *category = category_find(r->district, code);
    return category == NULL ? code : lang == LANG_EN ? category->name_en : category->name_zh;
}

static Str unit_title(const Replayed *r, Str code)
{
    const Unit *unit = unit_find(&r->district->rights, code);
    return unit == NULL ? code : unit_name(unit, r->cli->ctx.lang);
}

static Str share(const Replayed *r, int64_t part, int64_t whole)
{
    return whole == 0 ? STR("—") : str_printf(r->cli->ctx.arena, "%.1f %%", 100.0 * (double)part / (double)whole);
}

typedef Str (*NameOf)(const Replayed *r, Str code);

static void say_shifts(const Replayed *r, const ReplayShift *at, size_t len, NameOf name)
{
    for (size_t i = 0; i < len && i < LISTED_MOST; i++) {
        Str arrow = str_printf(r->cli->ctx.arena, STR_FMT " → " STR_FMT, STR_ARG(name(r, at[i].from)),
                               STR_ARG(name(r, at[i].to)));
        cli_say(r->cli, MSG_REPLAY_SHIFT, arrow, n(r, at[i].n), n(r, at[i].right), n(r, at[i].wrong));
    }
    if (len > LISTED_MOST)
        cli_say(r->cli, MSG_REPLAY_MORE, n(r, (int64_t)(len - LISTED_MOST)));
}

static void say(const Replayed *r)
{
    const ReplayResult *x = &r->result;
    cli_say(r->cli, MSG_REPLAY_LOOKED, n(r, x->looked_at), n(r, x->replayed), n(r, x->erased), n(r, x->unclear));
    cli_say(r->cli, MSG_REPLAY_CHANGED, r->model, n(r, x->changed), n(r, x->replayed));
    cli_say(r->cli, MSG_REPLAY_TRUTH, n(r, x->now_right), n(r, x->now_wrong), n(r, x->both_wrong + x->unknown),
            n(r, x->both_right));
    cli_say(r->cli, MSG_REPLAY_SURE, n(r, x->newly_sure), n(r, x->newly_unsure), n(r, x->newly_dispatched),
            n(r, x->newly_abstaining));
    cli_say(r->cli, MSG_REPLAY_BEFORE, share(r, x->sure_right_before, x->sure_known_before), n(r, x->sure_known_before),
            share(r, x->sure_before, x->replayed));
    cli_say(r->cli, MSG_REPLAY_NOW, share(r, x->sure_right_now, x->sure_known_now), n(r, x->sure_known_now),
            share(r, x->sure_now, x->replayed));
    if (x->category_count > 0)
        cli_say(r->cli, MSG_REPLAY_KINDS);
    say_shifts(r, x->categories, x->category_count, category_name);
    if (x->hidden > 0)
        cli_say(r->cli, MSG_REPLAY_HIDDEN, n(r, x->hidden));
    if (x->owner_count > 0)
        cli_say(r->cli, MSG_REPLAY_OWNERS, n(r, x->owner_changed), n(r, x->owner_right), n(r, x->owner_wrong));
    say_shifts(r, x->owners, x->owner_count, unit_title);
}

static void put_shifts(JsonOut *out, const char *key, const ReplayShift *at, size_t len)
{
    json_key(out, key);
    json_open(out, '[');
    for (size_t i = 0; i < len; i++) {
        json_open(out, '{');
        json_field_opt(out, "from", at[i].from);
        json_field_opt(out, "to", at[i].to);
        json_field_i64(out, "n", at[i].n);
        json_field_i64(out, "now_right", at[i].right);
        json_field_i64(out, "now_wrong", at[i].wrong);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static void print_json(const Replayed *r)
{
    const ReplayResult *x = &r->result;
    const struct {
        const char *key;
        int64_t number;
    } numbers[] = {{"looked_at", x->looked_at},
                   {"replayed", x->replayed},
                   {"erased", x->erased},
                   {"without_inputs", x->unclear},
                   {"changed", x->changed},
                   {"now_right", x->now_right},
                   {"now_wrong", x->now_wrong},
                   {"both_wrong", x->both_wrong},
                   {"both_right", x->both_right},
                   {"unknown", x->unknown},
                   {"owner_changed", x->owner_changed},
                   {"owner_now_right", x->owner_right},
                   {"owner_now_wrong", x->owner_wrong},
                   {"newly_sure", x->newly_sure},
                   {"newly_unsure", x->newly_unsure},
                   {"newly_dispatched", x->newly_dispatched},
                   {"newly_abstaining", x->newly_abstaining},
                   {"sure_before", x->sure_before},
                   {"sure_now", x->sure_now},
                   {"known", x->known},
                   {"sure_known_before", x->sure_known_before},
                   {"sure_right_before", x->sure_right_before},
                   {"sure_known_now", x->sure_known_now},
                   {"sure_right_now", x->sure_right_now},
                   {"hidden", x->hidden}};
    JsonOut out = json_out(r->cli->ctx.arena);
    json_open(&out, '{');
    json_field_str(&out, "model", r->model);
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        json_field_i64(&out, numbers[i].key, numbers[i].number);
    put_shifts(&out, "categories", x->categories, x->category_count);
    put_shifts(&out, "owners", x->owners, x->owner_count);
    json_close(&out, '}');
    Str text = json_text(&out);
    printf(STR_FMT "\n", STR_ARG(text));
}

/* --- the whole --- */

static void on_progress(void *self, int64_t done, int64_t all)
{
    progress_show(self, done, all);
}

static void free_brain(Brain **brain)
{
    brain_free(*brain);
}

static Err replay(Cli *cli, const Data *data, Replayed *r)
{
    Ctx *ctx = &cli->ctx;
    Str bytes;
    Brain *brain CLEANUP(free_brain) = NULL;
    TRY(read_model(cli, data, settings_str(cli->settings, "replay.model"), &bytes));
    TRY(brain_new_from_model(ctx, r->district, bytes, &brain));
    r->model = brain_model(brain, ctx);
    Progress progress = progress_new(ctx, MSG_REPLAYING);
    Replay in = {.db = data->db,
                 .brain = brain,
                 .district = r->district,
                 .last = settings_i64(cli->settings, "replay.last"),
                 .progress = on_progress,
                 .self = &progress};
    TRY(replay_decisions(ctx, &in, &r->result));
    progress_end(&progress);
    return OK;
}

static Exit run(Cli *cli)
{
    Data data CLEANUP(data_close) = {0};
    District *district CLEANUP(district_freep) = NULL;
    Exit opened = data_open_for(cli, DATA_READ, &data);
    if (opened != EXIT_DONE)
        return opened;
    if (data_open_depot(cli, &data) != OK)
        return cli_failed(cli);
    if (data_district(&cli->ctx, data.db, &district) != OK)
        return cli_failed(cli);
    Replayed r = {.cli = cli, .district = district};
    if (replay(cli, &data, &r) != OK)
        return cli_failed(cli);
    if (settings_i64(cli->settings, "replay.json") == 1)
        print_json(&r);
    else
        say(&r);
    return EXIT_DONE;
}

const Command command_replay = {
    .name = "replay",
    .words = "",
    .zh = "重放：换一个模型，过去的分派会有哪些变化、对错如何",
    .en = "make past decisions again with another model: what would change, and rightly so?",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};

/* gulou evaluate: how good is it on our own files? Trains on one file and examines on another, or examines the whole
 * brain of a district. The order is the promise: a test file is opened only after all learning has ended and been told.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/commands.h"
#include "cli/evaluate_parts.h"
#include "district/parse.h"

static const SettingSpec specs[] = {
    {"evaluate.task", "label", "label (kind of matter), place (where is it, from the words) or twin (the same matter?)",
     0, 0},
    {"evaluate.train", "", "CSV to learn from: id, subject, body (or text), label (or category)", 0, 0},
    {"evaluate.test", "", "CSV to be examined on; opened only after training has ended", 0, 0},
    {"evaluate.label", "", "the column that holds the label", 0, 0},
    {"evaluate.folds", "0", "cross-validation on the training file in so many parts, instead of a test", 0, 20},
    {"evaluate.out", "", "keep the trained model in this file", 0, 0},
    {"evaluate.district", "", "a district's folder: its groups of categories, or its whole brain is examined", 0, 0},
    {"evaluate.exam", "", "CSV label,text for the whole brain (default: exams/exam.csv of the district)", 0, 0},
    {"evaluate.exam_urgency", "", "CSV urgency,text (default: exams/exam_urgency.csv of the district)", 0, 0},
    {"evaluate.exam_abstain", "", "CSV why,text to abstain on (default: exams/exam_abstain.csv of the district)", 0, 0},
    {"evaluate.areas", "", "task place: CSV code,name,street_code,street (default: areas.csv of the district)", 0, 0},
    {"evaluate.polygons", "", "task place: GeoJSON (default: areas.geojson of the district)", 0, 0},
    {"evaluate.gazetteer", "", "task place: CSV of further names (default: gazetteer.csv of the district)", 0, 0},
    {"evaluate.half", "", "task twin: only the rows whose column half says this", 0, 0},
    {"evaluate.mistakes", "0", "list so many wrong answers, the surest first", 0, 1000000},
    {"evaluate.json", "0", "print one JSON object instead of sentences", 0, 1},
};

enum { FILE_MEGABYTES_MOST = 512 };

const char *evaluate_option(Cli *cli, const char *key)
{
    return str_z(cli->ctx.arena, settings_str(cli->settings, key));
}

bool evaluate_given(const Cli *cli, const char *key)
{
    return !str_empty(settings_str(cli->settings, key));
}

Err evaluate_read(Ctx *ctx, const char *path, Str *out)
{
    int fd CLEANUP(fd_close) = open(path, O_RDONLY | O_CLOEXEC);
    Buf bytes = buf_new(ctx->arena);
    static char part[1 << 16];
    ssize_t n = fd < 0 ? -1 : read(fd, part, sizeof part);
    for (; n > 0; n = read(fd, part, sizeof part)) {
        buf_add(&bytes, (Str){part, (size_t)n});
        if (bytes.len > (size_t)FILE_MEGABYTES_MOST << 20)
            return fail(ctx, ERR_TOO_LARGE, MSG_EVALUATE_LARGE, str_of(path),
                        str_printf(ctx->arena, "%d", FILE_MEGABYTES_MOST));
    }
    if (n < 0)
        return fail(ctx, ERR_NOT_FOUND, MSG_FILE_UNREADABLE, str_of(path));
    *out = buf_str(&bytes);
    return OK;
}

static Err read_table(Cli *cli, const char *path, Str column, LabelTable *out)
{
    LabelFile file = {.name = str_of(path), .column = column};
    TRY(evaluate_read(&cli->ctx, path, &file.bytes));
    return label_table_read(&cli->ctx, &file, out);
}

static Err keep_model(Ctx *ctx, const char *path, Str bytes)
{
    const char *draft = str_z(ctx->arena, str_printf(ctx->arena, "%s.new", path));
    int fd CLEANUP(fd_close) = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 || !fd_write(fd, bytes) || fsync(fd) != 0 || rename(draft, path) != 0)
        return fail(ctx, ERR_STORAGE, MSG_FILE_UNWRITABLE, str_of(path), str_of(strerror(errno)));
    return OK;
}

Err evaluate_district(Cli *cli, District **out)
{
    DistrictFiles files;
    TRY(district_load_folder(&cli->ctx, evaluate_option(cli, "evaluate.district"), &files));
    return district_parse(&cli->ctx, &files, out);
}

/* --- the classifier --- */

typedef struct Learning {
    const Telling *telling;
    LabelTable train;
    const District *district; /* NULL: labels have no groups */
} Learning;

static Err tell_groups(Cli *cli, const Learning *l, const LabelExam *exam)
{
    if (l->district == NULL)
        return OK;
    ExamGroups groups = category_groups(l->district);
    const ExamAnswer *grouped = exam_answers_grouped(cli->ctx.arena, exam->answers, exam->n, &groups);
    ExamResult result = exam_mark(cli->ctx.arena, grouped, exam->n);
    tell_group(l->telling, &result);
    return OK;
}

/* First all learning, which knows no test; then, and only then, the test file is opened. */
static Err train_then_test(Cli *cli, const Learning *l, LabelTrained *trained)
{
    TRY(label_train(&cli->ctx, &l->train, trained));
    tell_trained(l->telling, &l->train, trained);
    if (evaluate_given(cli, "evaluate.out")) {
        TRY(keep_model(&cli->ctx, evaluate_option(cli, "evaluate.out"), trained->saved));
        if (l->telling->json == NULL)
            cli_say(cli, MSG_EVALUATE_KEPT, settings_str(cli->settings, "evaluate.out"));
    }
    if (!evaluate_given(cli, "evaluate.test"))
        return OK;
    LabelTable test;
    LabelExam exam;
    TRY(read_table(cli, evaluate_option(cli, "evaluate.test"), settings_str(cli->settings, "evaluate.label"), &test));
    TRY(label_examine(&cli->ctx, trained, &test, &exam));
    tell_tested(l->telling, &test, &exam);
    return tell_groups(cli, l, &exam);
}

static Err cross_validate(Cli *cli, const Learning *l)
{
    LabelFolds folds;
    TRY(label_cross_validate(&cli->ctx, &l->train, (unsigned)settings_i64(cli->settings, "evaluate.folds"), &folds));
    tell_folds(l->telling, &l->train, &folds);
    return tell_groups(cli, l, &folds.exam);
}

static Err examine_classifier(Cli *cli, const Telling *telling)
{
    District *district CLEANUP(district_freep) = NULL;
    Learning l = {.telling = telling};
    if (evaluate_given(cli, "evaluate.district"))
        TRY(evaluate_district(cli, &district));
    l.district = district;
    TRY(read_table(cli, evaluate_option(cli, "evaluate.train"), settings_str(cli->settings, "evaluate.label"),
                   &l.train));
    if (settings_i64(cli->settings, "evaluate.folds") > 0)
        return cross_validate(cli, &l);
    LabelTrained trained = {0};
    Err err = train_then_test(cli, &l, &trained);
    classifier_free(trained.model);
    return err;
}

/* --- the whole brain --- */

static void free_brain(Brain **brain)
{
    brain_free(*brain);
}

/* The file named, or the district's own where it has one; NULL: none. */
static const char *exam_file(Cli *cli, const char *key, const char *own)
{
    if (evaluate_given(cli, key))
        return evaluate_option(cli, key);
    const char *path = str_z(cli->ctx.arena,
                             str_printf(cli->ctx.arena, "%s/exams/%s", evaluate_option(cli, "evaluate.district"), own));
    return access(path, F_OK) == 0 ? path : NULL;
}

static Err examine_kinds(Cli *cli, const Telling *telling, const Examined *who, const char *path)
{
    LabelTable table;
    BrainKinds kinds;
    TRY(read_table(cli, path, settings_str(cli->settings, "evaluate.label"), &table));
    TRY(brain_exam_kinds(&cli->ctx, who, &table, &kinds));
    tell_brain_kinds(telling, &table, &kinds);
    return OK;
}

static Err examine_urgency(Cli *cli, const Telling *telling, const Examined *who, const char *path)
{
    LabelTable table;
    BrainUrgency urgency;
    TRY(read_table(cli, path, STR("urgency"), &table));
    TRY(brain_exam_urgency(&cli->ctx, who, &table, &urgency));
    tell_brain_urgency(telling, &table, &urgency);
    return OK;
}

static Err examine_abstention(Cli *cli, const Telling *telling, const Examined *who, const char *path)
{
    LabelTable table;
    BrainAbstain abstain;
    TRY(read_table(cli, path, STR("why"), &table));
    brain_exam_abstain(&cli->ctx, who, &table, &abstain);
    tell_brain_abstain(telling, &table, &abstain);
    return OK;
}

static Err examine_brain(Cli *cli, const Telling *telling)
{
    District *district CLEANUP(district_freep) = NULL;
    Brain *brain CLEANUP(free_brain) = NULL;
    TRY(evaluate_district(cli, &district));
    TRY(brain_new(&cli->ctx, district, &brain));
    Examined who = {brain, district};
    const struct {
        const char *path;
        Err (*examine)(Cli *, const Telling *, const Examined *, const char *);
    } exams[] = {
        {exam_file(cli, "evaluate.exam", "exam.csv"), examine_kinds},
        {exam_file(cli, "evaluate.exam_urgency", "exam_urgency.csv"), examine_urgency},
        {exam_file(cli, "evaluate.exam_abstain", "exam_abstain.csv"), examine_abstention},
    };
    bool any = false;
    for (size_t i = 0; i < COUNT_OF(exams); i++)
        if (exams[i].path != NULL) {
            TRY(exams[i].examine(cli, telling, &who, exams[i].path));
            any = true;
        }
    return any ? OK : fail(&cli->ctx, ERR_INVALID, MSG_EVALUATE_NEEDS, STR("label"), STR("--exam"));
}

/* --- the command --- */

typedef enum Task { TASK_LABEL, TASK_PLACE, TASK_TWIN, TASK_COUNT } Task;
static const char *const tasks[TASK_COUNT] = {"label", "place", "twin"};

static Err read_task(Cli *cli, Task *out)
{
    Str task = settings_str(cli->settings, "evaluate.task");
    for (Task i = 0; i < TASK_COUNT; i++) {
        if (str_is(task, tasks[i])) {
            *out = i;
            return OK;
        }
    }
    return fail(&cli->ctx, ERR_INVALID, MSG_EVALUATE_TASK, task);
}

static Err check_test(Cli *cli, Task task)
{
    bool placed = evaluate_given(cli, "evaluate.areas") || evaluate_given(cli, "evaluate.district");
    if (!evaluate_given(cli, "evaluate.test"))
        return fail(&cli->ctx, ERR_INVALID, MSG_EVALUATE_NEEDS, str_of(tasks[task]), STR("--test"));
    if (task == TASK_PLACE && !placed)
        return fail(&cli->ctx, ERR_INVALID, MSG_EVALUATE_NEEDS, str_of(tasks[task]), STR("--areas / --district"));
    return OK;
}

static Err check_labels(Cli *cli)
{
    bool folds = settings_i64(cli->settings, "evaluate.folds") > 0, test = evaluate_given(cli, "evaluate.test");
    bool train = evaluate_given(cli, "evaluate.train"), out = evaluate_given(cli, "evaluate.out");
    if (folds && test)
        return fail(&cli->ctx, ERR_INVALID, MSG_EVALUATE_BOTH, STR("--folds"), STR("--test"));
    if (folds && out)
        return fail(&cli->ctx, ERR_INVALID, MSG_EVALUATE_BOTH, STR("--folds"), STR("--out"));
    bool classifier = train && (folds || test || out),
         brain = !train && !test && evaluate_given(cli, "evaluate.district");
    return classifier || brain ? OK : fail(&cli->ctx, ERR_INVALID, MSG_EVALUATE_ASK);
}

static Err check_usage(Cli *cli, Task *task)
{
    TRY(read_task(cli, task));
    return *task == TASK_LABEL ? check_labels(cli) : check_test(cli, *task);
}

static Err examine(Cli *cli, Task task, const Telling *telling)
{
    if (task == TASK_PLACE)
        return examine_places(cli, telling);
    if (task == TASK_TWIN)
        return examine_twins(cli, telling);
    return evaluate_given(cli, "evaluate.train") ? examine_classifier(cli, telling) : examine_brain(cli, telling);
}

static Exit run(Cli *cli)
{
    Task task = TASK_LABEL;
    if (check_usage(cli, &task) != OK) {
        (void)cli_failed(cli);
        return EXIT_USAGE;
    }
    JsonOut json = json_out(cli->ctx.arena);
    Telling telling = {.cli = cli,
                       .json = settings_i64(cli->settings, "evaluate.json") != 0 ? &json : NULL,
                       .mistakes = settings_i64(cli->settings, "evaluate.mistakes")};
    json_open(&json, '{');
    if (examine(cli, task, &telling) != OK)
        return cli_failed(cli);
    json_close(&json, '}');
    if (telling.json != NULL)
        printf(STR_FMT "\n", STR_ARG(json_text(&json)));
    return EXIT_DONE;
}

const Command command_evaluate = {
    .name = "evaluate",
    .words = "",
    .zh = "用自己的文件考核智脑：训练、正确率与覆盖率、校准、速度",
    .en = "examine the brain on your own files: training, accuracy with coverage, calibration, speed",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};

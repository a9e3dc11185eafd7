#include "learning/town.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static Learnt learn(Town *town)
{
    Learnt learnt;
    Learn in = town_learn(town);
    assert_ok(learn_once(&town->world.ctx, &in, &learnt));
    return learnt;
}

static const char *file_of(Town *town, Str id)
{
    Ctx *ctx = &town->world.ctx;
    return str_z(ctx->arena, str_printf(ctx->arena, "%s/models/" STR_FMT ".model", town->world.folder, STR_ARG(id)));
}

static void spoil(const char *path, off_t at)
{
    char byte = 0;
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte = (char)(byte ^ 1);
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    (void)close(fd);
}

TEST(the_first_model_goes_live_and_nothing_new_changes_nothing)
{
    Town town CLEANUP(town_end) = town_new();
    Learnt first = learn(&town);
    assert_int_equal(first.verdict, LEARN_WENT_LIVE);
    assert_true(str_eq(town_live(&town), first.row.id));
    assert_true(first.row.checked > 20);
    assert_true(first.row.figures.accuracy > 8000);
    assert_int_equal(access(file_of(&town, first.row.id), R_OK), 0);
    assert_int_equal(learn(&town).verdict, LEARN_SAME);
    (void)town_taught(&town, "九彩巷口那棵榕树的气根垂到路上了", NULL, "E0101");
    (void)town_taught(&town, "五四路边绿地里的草枯了一大片", NULL, "E0101");
    Learnt next = learn(&town);
    assert_int_equal(next.verdict, LEARN_WENT_LIVE);
    assert_true(str_eq(next.row.before, first.row.id));
    assert_int_equal(next.row.before_figures.accuracy, first.row.figures.accuracy);
}

/* Every label is another's: whoever had put that live would have blinded the brain. */
static Samples all_wrong(Town *town)
{
    const District *d = &town->district;
    Samples wrong = {.at = ARENA_ARRAY(town->world.ctx.arena, Sample, d->corpus_count + 1)};
    Str labels[TOWN_CATEGORIES];
    size_t count = 0;
    for (size_t i = 0; i < d->category_count; i++)
        if (d->categories[i].leaf)
            labels[count++] = d->categories[i].code;
    for (size_t i = 0; i < d->corpus_count; i++)
        for (size_t k = 0; k < count; k++)
            if (str_eq(d->corpus[i].category, labels[k]))
                wrong.at[wrong.len++] = (Sample){labels[(k + 1) % count], {.body = d->corpus[i].text}};
    return wrong;
}

TEST(a_worse_model_is_refused_and_says_why)
{
    Town town CLEANUP(town_end) = town_new();
    Learnt good = learn(&town), bad;
    Samples wrong = all_wrong(&town);
    Learn in = town_learn(&town);
    in.instead = &wrong;
    in.dry_run = true;
    assert_ok(learn_once(&town.world.ctx, &in, &bad));
    assert_int_equal(bad.verdict, LEARN_REFUSED);
    assert_int_not_equal(access(file_of(&town, bad.row.id), R_OK), 0); /* a dry run leaves nothing behind */
    in.dry_run = false;
    assert_ok(learn_once(&town.world.ctx, &in, &bad));
    assert_int_equal(bad.verdict, LEARN_REFUSED);
    assert_true(str_find(bad.row.why_zh, STR("未启用")) >= 0);
    assert_true(str_find(bad.row.why_en, STR("refused")) >= 0);
    assert_true(str_eq(town_live(&town), good.row.id));
    assert_true(bad.row.before_figures.accuracy > bad.row.figures.accuracy);
}

TEST(a_refused_model_may_be_put_live_by_hand_and_back)
{
    Town town CLEANUP(town_end) = town_new();
    Learnt good = learn(&town), bad;
    Samples wrong = all_wrong(&town);
    Learn in = town_learn(&town);
    ModelRow row;
    in.instead = &wrong;
    assert_ok(learn_once(&town.world.ctx, &in, &bad));
    UseModel use = {town.world.db, town.world.folder, &town.district, bad.row.id, NULL};
    assert_ok(learn_use(&town.world.ctx, &use, &row));
    assert_true(str_eq(town_live(&town), bad.row.id));
    use.id = good.row.id;
    assert_ok(learn_use(&town.world.ctx, &use, &row));
    assert_true(str_eq(town_live(&town), good.row.id));
    use.id = STR("0123456789abcdef");
    assert_err(learn_use(&town.world.ctx, &use, &row), ERR_NOT_FOUND);
    spoil(file_of(&town, bad.row.id), 5000);
    use.id = bad.row.id;
    assert_err(learn_use(&town.world.ctx, &use, &row), ERR_INVALID);
    assert_true(str_eq(town_live(&town), good.row.id));
}

TEST(a_server_follows_the_live_model_and_keeps_its_own_when_the_new_file_is_broken)
{
    Town town CLEANUP(town_end) = town_new();
    Ctx *ctx = &town.world.ctx;
    StartBrain start = town_start(&town);
    Brain *brain = NULL;
    bool changed = true;
    assert_ok(learn_start(ctx, &start, &brain)); /* nothing is there: it learns */
    Str first = brain_model(brain, ctx);
    assert_true(str_eq(town_live(&town), first));
    assert_ok(learn_follow(ctx, &start, brain, &changed));
    assert_false(changed);
    (void)town_taught(&town, "九彩巷口那棵榕树的气根垂到路上了", NULL, "E0101");
    (void)town_taught(&town, "五四路边绿地里的草枯了一大片", NULL, "E0101");
    Learnt next = learn(&town); /* another process */
    const char *path = file_of(&town, next.row.id);
    spoil(path, 5000);
    assert_err(learn_follow(ctx, &start, brain, &changed), ERR_INVALID);
    assert_true(str_eq(brain_model(brain, ctx), first));
    spoil(path, 5000); /* whole again */
    assert_ok(learn_follow(ctx, &start, brain, &changed));
    assert_true(changed);
    assert_true(str_eq(brain_model(brain, ctx), next.row.id));
    brain_free(brain);
}

TEST(a_start_with_a_broken_model_learns_anew)
{
    Town town CLEANUP(town_end) = town_new();
    Ctx *ctx = &town.world.ctx;
    StartBrain start = town_start(&town);
    Learnt first = learn(&town);
    const char *path = file_of(&town, first.row.id);
    struct stat before, after;
    Brain *brain = NULL;
    assert_ok(learn_start(ctx, &start, &brain)); /* whole: nothing is learnt */
    assert_int_equal(stat(path, &before), 0);
    brain_free(brain);
    assert_int_equal(truncate(path, 70000), 0);
    assert_ok(learn_start(ctx, &start, &brain));
    assert_true(str_eq(brain_model(brain, ctx), first.row.id)); /* the same samples give the same model */
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(after.st_size, before.st_size);
    assert_true(str_eq(town_live(&town), first.row.id));
    brain_free(brain);
}

/* While this one trained, somebody else put a model live. */
static Err put_another_live(Tx *tx, const void *in, void *out)
{
    ModelRow row = *(const ModelRow *)in;
    (void)out;
    row.id = STR("ffffffffffffffff");
    TRY(model_add(tx, &row));
    return model_go_live(tx, &row);
}

TEST(a_live_model_of_another_basis_gives_way_to_the_districts_own)
{
    Town town CLEANUP(town_end) = town_new();
    Learnt first = learn(&town);
    ModelRow other = first.row;
    other.basis = STR("another district's files");
    assert_ok(db_write(town.world.db, &town.world.ctx, put_another_live, &other, NULL));
    StartBrain start = town_start(&town);
    Brain *brain = NULL;
    assert_ok(learn_start(&town.world.ctx, &start, &brain));
    assert_true(str_eq(town_live(&town), first.row.id));
    assert_true(str_eq(brain_model(brain, &town.world.ctx), first.row.id));
    brain_free(brain);
}

static void age(const char *path)
{
    struct timespec long_ago[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
    assert_int_equal(utimensat(AT_FDCWD, path, long_ago, 0), 0);
}

TEST(the_last_files_are_kept_and_strays_go_when_they_are_a_day_old)
{
    Town town CLEANUP(town_end) = town_new();
    Learnt first = learn(&town);
    const char *stray = file_of(&town, STR("00000000000000aa")), *young = file_of(&town, STR("00000000000000bb"));
    const char *live = file_of(&town, first.row.id);
    FILE *file = fopen(stray, "w");
    assert_non_null(file);
    (void)fclose(file);
    file = fopen(young, "w");
    assert_non_null(file);
    (void)fclose(file);
    age(stray);
    age(live);
    (void)town_taught(&town, "九彩巷口那棵榕树的气根垂到路上了", NULL, "E0101");
    (void)town_taught(&town, "五四路边绿地里的草枯了一大片", NULL, "E0101");
    (void)learn(&town);
    assert_int_not_equal(access(stray, F_OK), 0);
    assert_int_equal(access(young, F_OK), 0); /* somebody may be just writing it */
    assert_int_equal(access(live, F_OK), 0);  /* the way back */
}

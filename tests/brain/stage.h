/* A brain of the starter district, trained once for all tests of a program, and short ways to ask it. */
#ifndef GULOU_TESTS_BRAIN_STAGE_H
#define GULOU_TESTS_BRAIN_STAGE_H

#include "district/gulou.h"

#include "brain/decide.h"

typedef struct Stage {
    Ctx ctx;
    District *district;
    Brain *brain;
} Stage;

static Stage stage;

__attribute__((unused)) static void stage_strike(void)
{
    brain_free(stage.brain);
    district_free(stage.district);
}

__attribute__((unused)) static void stage_set(void)
{
    stage.ctx = test_ctx();
    if (stage.brain != NULL)
        return;
    DistrictFiles files = gulou_files(&stage.ctx);
    assert_ok(district_parse(&stage.ctx, &files, &stage.district));
    assert_ok(brain_new(&stage.ctx, stage.district, &stage.brain));
    atexit(stage_strike);
}

__attribute__((unused)) static Decision ask(const Report *report)
{
    stage_set();
    Decision decision;
    brain_decide(stage.brain, &stage.ctx, report, &decision);
    return decision;
}

__attribute__((unused)) static Decision ask_text(const char *text)
{
    return ask(&(Report){.text = str_of(text)});
}

/* Some reason, in both languages, holds these words. */
__attribute__((unused)) static void assert_reason(const Decision *d, const char *zh, const char *en)
{
    for (size_t i = 0; i < d->reason_count; i++)
        if (str_find(d->reasons_zh[i], str_of(zh)) >= 0 && str_find(d->reasons_en[i], str_of(en)) >= 0)
            return;
    for (size_t i = 0; i < d->reason_count; i++)
        print_error(STR_FMT " | " STR_FMT "\n", STR_ARG(d->reasons_zh[i]), STR_ARG(d->reasons_en[i]));
    print_error("no reason says “%s” and “%s”\n", zh, en);
    assert_true(false);
}

#endif

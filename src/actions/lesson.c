/* 教: what people say about a case by handling it becomes a labelled example for the next training, and the truth
 * beside the brain's decision, in the same transaction as the deed itself.
 *
 *   a desk corrects the category         example "category" (correct), category known
 *   a desk corrects the place            example "place" (correct)
 *   the case changes hands               example "unit" (transfer), owner known
 *   a corrected category moves the case  owner known
 *   a dispute is upheld                  example "unit" (dispute): the true owner that was named
 *   a person accepts it                  owner known; the category as well where the brain was sure of it
 *   it is closed as what it was taken for   example "category" (close), category known
 *
 * A category that the brain left open and nobody ever said is no truth: silence is not a lesson. */
#include "actions/lesson.h"

#include "store/decision_store.h"
#include "store/example_store.h"

enum { WEIGHT_SAID = 3, WEIGHT_LET_STAND = 1 };

typedef struct Lesson {
    bool category, place, moved, handed, upheld, accepted, closed;
} Lesson;

static Lesson lesson_of(const Act *act)
{
    const Case *was = &act->before->c, *c = &act->file->c;
    bool correct = act->action == ACTION_CORRECT && act->in != NULL;
    return (Lesson){.category = correct && !str_empty(act->in->category),
                    .place = correct && act->in->place.given,
                    .moved = correct && !str_eq(c->owner, was->owner),
                    .handed = act->action == ACTION_HAND_OVER,
                    .upheld = c->upheld > was->upheld,
                    .accepted = was->accepted_at == 0 && c->accepted_at != 0,
                    .closed = was->state != CASE_CLOSED && c->state == CASE_CLOSED};
}

/* The brain said so surely, or named it as its best guess; a person then worked by it to the end. */
static bool let_stand(const Case *c, const DecisionFigures *d)
{
    if (str_empty(c->category) || !str_eq(c->category, d->category))
        return false;
    return d->category_sure || str_eq(d->guess, d->category);
}

static Err teach(Act *act, const LabelledCase *example)
{
    LabelledCase whole = *example;
    whole.number = act->file->c.number;
    whole.at = act->now;
    return str_empty(whole.label) ? OK : example_put(act->tx, &whole);
}

static Err teach_all(Act *act, const Lesson *lesson, const DecisionFigures *d)
{
    const Case *c = &act->file->c;
    if (lesson->category)
        TRY(teach(act,
                  &(LabelledCase){.what = "category", .kind = "correct", .label = c->category, .weight = WEIGHT_SAID}));
    if (lesson->place)
        TRY(teach(act, &(LabelledCase){.what = "place",
                                       .kind = "correct",
                                       .label = str_empty(c->community) ? c->subdistrict : c->community,
                                       .weight = WEIGHT_SAID}));
    if (lesson->handed)
        TRY(teach(act, &(LabelledCase){.what = "unit", .kind = "transfer", .label = c->owner, .weight = WEIGHT_SAID}));
    if (lesson->upheld && act->call != NULL)
        TRY(teach(act, &(LabelledCase){.what = "unit",
                                       .kind = "dispute",
                                       .label = str_empty(act->in->unit) ? act->call->true_owner : act->in->unit,
                                       .weight = WEIGHT_SAID}));
    if (lesson->closed && c->accepted_at != 0 && let_stand(c, d))
        TRY(teach(act, &(LabelledCase){
                           .what = "category", .kind = "close", .label = c->category, .weight = WEIGHT_LET_STAND}));
    return OK;
}

/* What is known of the decision from here on. */
static DecisionFigures known_after(const Act *act, const Lesson *lesson, const DecisionFigures *d)
{
    const Case *c = &act->file->c;
    DecisionFigures truth = *d;
    bool said = lesson->category || (lesson->accepted && d->category_sure && let_stand(c, d)) ||
                (lesson->closed && c->accepted_at != 0 && let_stand(c, d));
    if (said && (lesson->category || str_empty(d->known_category)))
        truth.known_category = c->category;
    if (lesson->accepted || lesson->handed || lesson->moved)
        truth.known_owner = c->owner;
    truth.upheld = d->upheld || lesson->upheld;
    return truth;
}

/* Working time that went by while the case lay under a wrong name or at a wrong desk. */
static int64_t minutes_lost(const Act *act, const DecisionFigures *d, const DecisionFigures *truth)
{
    bool category = !str_eq(truth->known_category, d->known_category) && !str_eq(truth->known_category, d->category);
    bool owner = !str_eq(truth->known_owner, d->known_owner) && !str_eq(truth->known_owner, d->owner);
    bool upheld = truth->upheld && !d->upheld;
    if (!category && !owner && !upheld)
        return d->lost_minutes;
    return calendar_working_between(&act->district->calendar, d->at, act->now) / MINUTES(1);
}

Err lesson_note(Act *act)
{
    Lesson lesson = lesson_of(act);
    DecisionFigures d;
    if (!lesson.category && !lesson.place && !lesson.handed && !lesson.upheld && !lesson.accepted && !lesson.closed)
        return OK;
    Str number = act->file->c.number;
    TRY(decision_figures(act->tx, number, &d));
    TRY(teach_all(act, &lesson, &d));
    if (d.seq == 0)
        return OK;
    DecisionFigures truth = known_after(act, &lesson, &d);
    truth.lost_minutes = minutes_lost(act, &d, &truth);
    return decision_know(act->tx, &(DecisionTruth){number, &d, &truth});
}

/* Which figure an event decides; see measure.h. */
#include "actions/measure.h"

#include "store/measure_store.h"

static const char *measure_of(ClockKind kind)
{
    switch (kind) {
    case CLOCK_T1:
        return "response";
    case CLOCK_T3:
        return "sign";
    case CLOCK_T4:
        return "check_in";
    case CLOCK_T5:
        return "handle";
    case CLOCK_T9:
        return "review";
    default:
        return NULL;
    }
}

static Err put(Act *act, const DueItem *item)
{
    DueItem whole = *item;
    whole.number = act->file->c.number;
    whole.category = act->file->c.category;
    whole.subdistrict = act->file->c.subdistrict;
    return due_item_put(act->tx, &whole);
}

/* Stopped: met or not, counted at its due moment. Fallen overdue while running: missed, and that stands. */
static Err freeze_clock(Act *act, const CaseClock *clock, const CaseClock *was)
{
    const char *measure = measure_of((ClockKind)clock->kind);
    bool stopped = clock->stopped_at != 0 && (was == NULL || was->stopped_at == 0);
    bool fell_due = clock->stopped_at == 0 && clock->alerted >= 100 && (was == NULL || was->alerted < 100);
    if (measure == NULL || clock->voided || (!stopped && !fell_due))
        return OK;
    Str unit =
        clock->kind == CLOCK_T5 && !str_empty(act->file->c.handler_unit) ? act->file->c.handler_unit : clock->unit;
    return put(act, &(DueItem){.measure = measure,
                               .item = clock->id,
                               .unit = unit,
                               .due_at = clock->due_at,
                               .hit = stopped && clock->stopped_at <= clock->due_at});
}

static Err freeze_clocks(Act *act)
{
    for (size_t i = 0; i < act->file->clock_count; i++) {
        const CaseClock *was = i < act->before->clock_count ? &act->before->clocks[i] : NULL;
        TRY(freeze_clock(act, &act->file->clocks[i], was));
    }
    return OK;
}

static Err freeze_result(Act *act)
{
    const Case *c = &act->file->c;
    Str unit = str_empty(c->handler_unit) ? c->owner : c->handler_unit;
    TRY(put(
        act,
        &(DueItem){.measure = "rework", .item = STR("case"), .unit = unit, .due_at = act->now, .hit = c->rework > 0}));
    return put(
        act,
        &(DueItem){
            .measure = "extension", .item = STR("case"), .unit = unit, .due_at = act->now, .hit = c->extended > 0});
}

static Err freeze_rating(Act *act)
{
    const Case *c = &act->file->c,
               *was = &act->before->c; /* each answer is an item of its own: by what had been before it */
    Str unit = str_empty(c->handler_unit) ? c->owner : c->handler_unit;
    Str item = str_printf(act->tx->ctx->arena, "rating/%lld", (long long)was->unsolved + was->reopened);
    TRY(put(act,
            &(DueItem){.measure = "solved", .item = item, .unit = unit, .due_at = act->now, .hit = c->solved == 1}));
    return put(
        act,
        &(DueItem){.measure = "satisfied", .item = item, .unit = unit, .due_at = act->now, .hit = c->satisfied >= 4});
}

/* The brain's first dispatch: right unless the case is transferred or a dispute is upheld (a counter-entry then). */
static Err freeze_dispatch(Act *act)
{
    const Case *was = &act->before->c, *c = &act->file->c;
    if (c->confident && was->responded_at == 0 && c->responded_at != 0)
        TRY(put(act, &(DueItem){.measure = "dispatch",
                                .item = STR("case"),
                                .unit = c->owner,
                                .due_at = act->now,
                                .hit = c->transfers == 0}));
    bool wrong = c->transfers > was->transfers || c->upheld > was->upheld;
    if (c->confident && wrong && was->responded_at != 0)
        TRY(due_item_correct(act->tx, &(Correction){.measure = "dispatch", .number = c->number, .item = STR("case")}));
    return OK;
}

/* A call that should never have been made counts against nobody: what fell due of it before the dispute was upheld
 * gets its counter-entry. */
static Err correct_upheld(Act *act)
{
    const CaseFile *was = act->before, *file = act->file;
    for (size_t i = 0; i < was->call_count; i++) {
        if (file->calls[i].state != CALL_UPHELD || was->calls[i].state == CALL_UPHELD)
            continue;
        for (size_t k = 0; k < file->clock_count; k++) {
            const CaseClock *clock = &file->clocks[k];
            const char *measure = measure_of((ClockKind)clock->kind);
            if (measure != NULL && clock->call == file->calls[i].no)
                TRY(due_item_correct(
                    act->tx,
                    &(Correction){.measure = measure, .number = file->c.number, .item = clock->id, .hit = true}));
        }
    }
    return OK;
}

Err measure_freeze(Act *act)
{
    const Case *was = &act->before->c, *c = &act->file->c;
    TRY(freeze_clocks(act));
    TRY(freeze_dispatch(act));
    TRY(correct_upheld(act));
    if (c->resolved_at != was->resolved_at && c->resolved_at != 0)
        TRY(freeze_result(act));
    if (act->action == ACTION_RATE || (act->action == ACTION_REOPEN && was->state == CASE_RESOLVED))
        TRY(freeze_rating(act));
    return OK;
}

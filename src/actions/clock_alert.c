/* The escalation ladder (DOMAIN clocks): 50 % the desk whose clock it is, 80 % its leaders, 100 % the centre and
 * supervision, 150 % the centre's leaders and the public overdue mark. The second overdue of a case takes it to the
 * centre. Windows only end: the rating window closes the case unrated. */
#include "actions/clock_alert.h"

#include "actions/actions.h"
#include "store/outbox_store.h"
#include "store/way_store.h"

enum { RUNG_LEADERS = 80, RUNG_OVERDUE = 100, RUNG_PUBLIC = 150, OVERDUES_TO_ESCALATE = 2 };

typedef enum Whose { OF_CLOCK, OF_CENTRE, OF_SUPERVISION } Whose;

/* Who is written to, besides the live screens of the desks concerned. */
static const struct Told {
    int64_t rung;
    Whose whose;
    Role role;
} told[] = {
    {RUNG_LEADERS, OF_CLOCK, ROLE_SUBDISTRICT_LEADER}, {RUNG_LEADERS, OF_CLOCK, ROLE_DEPARTMENT_LEADER},
    {RUNG_LEADERS, OF_CLOCK, ROLE_CENTRE_LEADER},      {RUNG_OVERDUE, OF_CENTRE, ROLE_CENTRE_DISPATCHER},
    {RUNG_OVERDUE, OF_SUPERVISION, ROLE_SUPERVISOR},   {RUNG_PUBLIC, OF_CENTRE, ROLE_CENTRE_LEADER},
};

typedef struct Alert {
    Str clock, unit;
    ClockKind kind;
    int64_t before, rung; /* a server that slept may pass several at once */
} Alert;

static Str unit_of(const Act *act, const Alert *alert, Whose whose)
{
    bool hidden = act->file->c.confidential && whose == OF_CENTRE;
    switch (whose) {
    case OF_CLOCK:
        return alert->unit;
    case OF_CENTRE:
        return hidden ? STR("") : act->district->centre;
    case OF_SUPERVISION:
        break;
    }
    return act->district->rights.supervision_unit;
}

static Err write_to(Act *act, const Alert *alert, const struct Told *who)
{
    Ctx *ctx = act->tx->ctx;
    People people;
    Str number = act->file->c.number;
    TRY(person_list_with_role(act->tx, &(Grant){who->role, unit_of(act, alert, who->whose)}, &people));
    Str body = message_text(ctx->arena, alert->rung >= RUNG_OVERDUE ? MSG_CLOCK_OVERDUE : MSG_CLOCK_NEAR, LANG_ZH,
                            (const Str[]){number, clock_kind_text(alert->kind, LANG_ZH),
                                          str_printf(ctx->arena, "%lld", (long long)alert->rung)},
                            3);
    for (size_t i = 0; i < people.len; i++) {
        WayRow way = {0};
        if (str_empty(people.at[i].phone))
            TRY(way_load(act->tx, STR(""), people.at[i].id, &way));
        if (!str_empty(people.at[i].phone) || way.known)
            TRY(outbox_add(act->tx, &(OutboxMessage){.kind = STR("notice"),
                                                     .recipient = people.at[i].id,
                                                     .body = body,
                                                     .number = number,
                                                     .at_once = act->file->c.urgency == URGENCY_U1}));
    }
    return OK;
}

/* The screens: the unit whose clock it is, and from the overdue on the centre and supervision. */
static void tell_screens(Act *act, const Alert *alert)
{
    Arena *arena = act->tx->ctx->arena;
    if (act->tx->unheard)
        return;
    JsonOut out = json_out(arena);
    json_open(&out, '{');
    json_field_str(&out, "number", act->file->c.number);
    json_field_str(&out, "clock", alert->clock);
    json_field_i64(&out, "rung", alert->rung);
    json_field_str(&out, "light",
                   str_of(light_code(alert->rung >= RUNG_OVERDUE   ? LIGHT_RED
                                     : alert->rung >= RUNG_LEADERS ? LIGHT_ORANGE
                                                                   : LIGHT_YELLOW)));
    json_close(&out, '}');
    Whose last = alert->rung >= RUNG_OVERDUE ? OF_SUPERVISION : OF_CLOCK;
    for (Whose whose = OF_CLOCK; whose <= last; whose++) {
        Str unit = unit_of(act, alert, whose);
        if (!str_empty(unit))
            tx_notify(act->tx, str_printf(arena, "clock:" STR_FMT, STR_ARG(unit)), json_text(&out));
    }
}

static bool is_named(const Alert *alert, const struct Told *who)
{
    return who->rung > alert->before && who->rung <= alert->rung;
}

/* The same people at two rungs that passed at once. */
static bool is_told_before(const Act *act, const Alert *alert, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (is_named(alert, &told[i]) && told[i].role == told[at].role &&
            str_eq(unit_of(act, alert, told[i].whose), unit_of(act, alert, told[at].whose)))
            return true;
    return false;
}

static Err tell(Act *act, const Alert *alert)
{
    tell_screens(act, alert);
    for (size_t i = 0; i < COUNT_OF(told); i++)
        if (is_named(alert, &told[i]) && !is_told_before(act, alert, i))
            TRY(write_to(act, alert, &told[i]));
    return OK;
}

static Err end_window(Act *act, CaseClock *clock)
{
    bool rating = clock->kind == CLOCK_T10;
    TRY(act_consequence(act, rating ? ACTION_CLOSE : ACTION_CLOCK_ALERT));
    (void)clock_fire(&act->district->clocks, clock, act->now);
    clock_stop(clock, act->now);
    act_detail_str(act, "clock", clock->id);
    if (rating) {
        act->file->c.closed_at = act->now;
        TRY(act_clock_start(act, &(ClockStart){.kind = CLOCK_T11, .unit = act->file->c.owner}));
    }
    return act_end(act);
}

/* With the centre a case has nowhere higher to go; after the proposal it waits for its review there. */
static bool rises(const Act *act)
{
    const Case *c = &act->file->c;
    bool at_work = c->state != CASE_REVIEW && case_is_open((CaseState)c->state) && c->state != CASE_RESOLVED;
    bool above = str_eq(c->owner, act->district->centre) || c->confidential;
    return at_work && !above && c->overdues >= OVERDUES_TO_ESCALATE;
}

static Err climb(Act *act, CaseClock *clock)
{
    TRY(act_consequence(act, ACTION_CLOCK_ALERT));
    int64_t before = clock->alerted;
    int64_t rung = clock_fire(&act->district->clocks, clock, act->now);
    Alert alert = {clock->id, clock->unit, (ClockKind)clock->kind, before, rung};
    bool overdue = before < RUNG_OVERDUE && rung >= RUNG_OVERDUE;
    if (overdue)
        act->file->c.overdues++;
    if (rung >= RUNG_PUBLIC)
        act->file->c.public_overdue = 1;
    act_detail_str(act, "clock", alert.clock);
    act_detail_i64(act, "rung", rung);
    TRY(act_end(act));
    TRY(tell(act, &alert));
    return overdue && rises(act) ? act_force_escalate(act, STR("overdue_twice")) : OK;
}

Err clock_alert(Tx *tx, Str number, int64_t *fired)
{
    Act *act = NULL;
    int64_t count = 0;
    TRY(act_begin_system(tx, number, ACTION_CLOCK_ALERT, &act));
    for (size_t i = 0; i < act->file->clock_count; i++) {
        CaseClock *clock = &act->file->clocks[i];
        if (clock->stopped_at != 0 || clock->next_at == 0 || clock->next_at > act->now)
            continue;
        TRY(clock_is_window((ClockKind)clock->kind) ? end_window(act, clock) : climb(act, clock));
        count++;
    }
    *fired = count;
    return OK;
}

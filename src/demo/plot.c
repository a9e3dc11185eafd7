/* What happens next, and when: read state by state, as the law of the domain is. See plot.h. */
#include "demo/plot.h"

#include "domain/duty.h"

enum { STEPS_MAX = 70 };

typedef struct Thought {
    Plot *plot;
    const District *district;
    const CaseFile *file;
} Thought;

/* By which clock, and within which share of it (in per cent). */
typedef struct Haste {
    ClockKind clock;
    int64_t call, request;
    unsigned from, to;
} Haste;

bool plot_will(const Plot *plot, Turn turn)
{
    return (plot->turns & (unsigned)turn) != 0;
}

static UnixMs minutes_after(Thought *t, unsigned from, unsigned to)
{
    return t->file->last_at + SECONDS((int64_t)from * 60 + (int64_t)rand_below(&t->plot->rand, (to - from) * 60 + 1));
}

static UnixMs by_pace(Thought *t)
{
    return t->file->last_at + t->plot->pace * (80 + (UnixMs)rand_below(&t->plot->rand, 40)) / 100;
}

/* Long matters (a year's building works) are not waited for: here they take some days. */
static UnixMs by_clock(Thought *t, const Haste *haste)
{
    CaseFile *file = (CaseFile *)t->file; /* case_clock finds, it changes nothing */
    const CaseClock *clock = case_clock(file, haste->clock, haste->call, haste->request);
    if (clock == NULL || clock->stopped_at != 0 || clock->paused_at != 0)
        return minutes_after(t, 15, 100);
    int64_t share = haste->from + (int64_t)rand_below(&t->plot->rand, haste->to - haste->from + 1);
    UnixMs at = clock_moment(&t->district->clocks, clock, share);
    UnixMs last = t->file->last_at;
    return at > last + DAYS(6) ? last + DAYS(2) + MINUTES(rand_below(&t->plot->rand, 4 * 24 * 60)) : at;
}

static UnixMs when(Thought *t, const Haste *haste)
{
    if (t->plot->pace != 0) { /* a staged matter keeps its pace, but nobody is late to answer it */
        UnixMs paced = by_pace(t), prompt = minutes_after(t, 1, 7);
        return haste->clock == CLOCK_T1 && prompt < paced ? prompt : paced;
    }
    UnixMs at = by_clock(t, haste), soonest = t->file->last_at + SECONDS(40 + (UnixMs)rand_below(&t->plot->rand, 80));
    if (at > t->plot->hurry_at) {
        UnixMs quick = minutes_after(t, 4, 30);
        at = quick < at ? quick : at;
    }
    return at < soonest ? soonest : at;
}

static void next(Thought *t, Action action, UnixMs at)
{
    t->plot->next = action;
    t->plot->next_at = at;
}

static void next_call(Thought *t, Action action, int64_t call, UnixMs at)
{
    t->plot->call = call;
    next(t, action, at);
}

static bool asked(const CaseFile *file, RequestKind kind)
{
    for (size_t i = 0; i < file->request_count; i++)
        if (file->requests[i].kind == (int64_t)kind)
            return true;
    return false;
}

static const CaseRequest *pending(const CaseFile *file)
{
    for (size_t i = 0; i < file->request_count; i++)
        if (file->requests[i].decided_at == 0)
            return &file->requests[i];
    return NULL;
}

static bool live_calls(const CaseFile *file)
{
    for (size_t i = 0; i < file->call_count; i++)
        if (call_is_live((CallState)file->calls[i].state))
            return true;
    return false;
}

static Str callable(const District *district, Str unit)
{
    const Unit *row = unit_find(&district->rights, unit);
    return row != NULL && (row->kind == UNIT_DEPARTMENT || row->kind == UNIT_MUNICIPAL) ? unit : STR("");
}

/* As it was when the matter came in: a case does not change its lead at nightfall. */
static Duty duty_of(const Plot *plot, const District *district, const CaseFile *file)
{
    return duty_of_case(district, &file->c, &(DutyQuestion){.at = file->c.submitted_at, .events = plot->events});
}

Str plot_lead(const Plot *plot, const District *district, const CaseFile *file)
{
    return callable(district, duty_of(plot, district, file).lead);
}

Str plot_co(const Plot *plot, const District *district, const CaseFile *file)
{
    Duty duty = duty_of(plot, district, file);
    return duty.co_count > 0 ? callable(district, duty.co[0]) : STR("");
}

static bool all_signed(const CaseFile *file)
{
    for (size_t i = 0; i < file->call_count; i++)
        if (file->calls[i].state == CALL_ISSUED || file->calls[i].state == CALL_PENDING)
            return false;
    return true;
}

static bool all_at_work(const CaseFile *file)
{
    for (size_t i = 0; i < file->call_count; i++)
        if (file->calls[i].state < (int64_t)CALL_WORKING)
            return false;
    return true;
}

static bool stops_here(const Thought *t)
{
    const CaseFile *file = t->file;
    int64_t state = file->c.state;
    switch (t->plot->stop) {
    case STOP_NEVER:
        return false;
    case STOP_ROUTED:
        return state == CASE_ROUTED;
    case STOP_VERIFYING:
        return state == CASE_VERIFYING;
    case STOP_ACCEPTED:
        return state == CASE_ACCEPTED;
    case STOP_ASSIGNED:
        return state == CASE_ASSIGNED;
    case STOP_CALLING:
        return state == CASE_CALLING && all_signed(file);
    case STOP_HANDLING:
        return state == CASE_HANDLING && all_at_work(file) && !plot_will(t->plot, TURN_PROGRESS);
    case STOP_ASKED:
        return asked(file, REQUEST_DISPUTE) || asked(file, REQUEST_SUSPEND);
    case STOP_SUSPENDED:
        return state == CASE_SUSPENDED;
    case STOP_ESCALATED:
        return state == CASE_ESCALATED;
    case STOP_REVIEW:
        return state == CASE_REVIEW;
    }
    return false;
}

static void think_decide(Thought *t, const CaseRequest *request)
{
    unsigned to = request->kind == REQUEST_TRANSFER || request->kind == REQUEST_REMOTE ? 6 : 70;
    t->plot->request = request->no;
    t->plot->call = request->call;
    next(t, request->kind == REQUEST_DISPUTE ? ACTION_ARBITRATE : ACTION_DECIDE,
         when(t, &(Haste){CLOCK_T7, 0, request->no, 2, to}));
}

static bool wrong_place(const Thought *t)
{
    return str_empty(t->file->c.subdistrict) && t->plot->tale.lat != 0;
}

static bool to_be_corrected(const Thought *t)
{
    const Case *c = &t->file->c;
    return !t->plot->corrected && !str_empty(t->plot->tale.truth) &&
           (!str_eq(c->category, t->plot->tale.truth) || wrong_place(t));
}

/* A wrong kind often comes out only when somebody looks at the matter; until then the work goes the wrong way. */
static bool noticed_late(const Thought *t)
{
    return t->file->c.confident && !wrong_place(t) && !t->plot->staged && t->plot->picks % 5 < 3;
}

/* What the brain left to the centre is put right there and goes to the street it lies in. */
static bool belongs_elsewhere(const Thought *t)
{
    const Case *c = &t->file->c;
    const Category *category = category_find(t->district, c->category);
    bool street_matter = category != NULL && !str_eq(category->fallback, t->district->centre);
    bool from_queue = str_eq(c->owner, t->district->centre) && !c->confident && street_matter;
    return c->transfers == 0 && !asked(t->file, REQUEST_TRANSFER) && !str_empty(c->subdistrict) &&
           (from_queue || plot_will(t->plot, TURN_TRANSFER));
}

static void think_routed(Thought *t)
{
    Haste early = {CLOCK_T1, 0, 0, 8, 22}, usual = {CLOCK_T1, 0, 0, 9, 74}, late = {CLOCK_T1, 0, 0, 112, 210};
    const Haste *haste = plot_will(t->plot, TURN_LATE_RESPONSE) ? &late : &usual;
    if (to_be_corrected(t) && !noticed_late(t))
        next(t, ACTION_CORRECT, when(t, &early));
    else if (belongs_elsewhere(t))
        next(t, ACTION_TRANSFER, when(t, &early));
    else if (t->plot->way == WAY_TO_MERGE && !str_empty(t->plot->master))
        next(t, ACTION_MERGE, when(t, haste));
    else if (t->plot->way == WAY_TO_REJECT && t->file->c.unsolved == 0)
        next(t, ACTION_REJECT, when(t, haste));
    else if (plot_will(t->plot, TURN_VERIFY) && !str_empty(t->file->c.community))
        next(t, ACTION_ASK_VERIFY, when(t, haste));
    else
        next(t, ACTION_RESPOND, when(t, haste));
}

static bool answers(const Thought *t)
{
    const Case *c = &t->file->c;
    const Category *category = category_find(t->district, c->category);
    bool after = category != NULL && category->after_photo;
    bool nobody = str_empty(c->community) && str_empty(plot_lead(t->plot, t->district, t->file));
    return nobody || (t->plot->no_pictures && after) || (t->plot->way == WAY_BY_ANSWER && !after);
}

/* U1 and U2 in minutes, the rest before the handling is a tenth over. */
static void think_accepted(Thought *t)
{
    const Case *c = &t->file->c;
    const CaseClock *contact = case_clock((CaseFile *)t->file, CLOCK_T2, 0, 0);
    bool office = str_empty(c->community) || str_eq(c->owner, t->district->centre);
    Haste soon = {CLOCK_T5, 0, 0, 3, 12};
    if (contact != NULL && contact->stopped_at == 0)
        next(t, ACTION_CONTACT, minutes_after(t, 2, 10));
    else if (to_be_corrected(t))
        next(t, ACTION_CORRECT, minutes_after(t, 15, 150));
    else if (t->plot->way == WAY_TO_WITHDRAW)
        next(t, ACTION_WITHDRAW, minutes_after(t, 5, 90));
    else if (plot_will(t->plot, TURN_ESCALATE) && !str_eq(c->owner, t->district->centre))
        next(t, ACTION_ESCALATE, when(t, &soon));
    else if (answers(t))
        next(t, ACTION_ANSWER, when(t, &(Haste){CLOCK_T5, 0, 0, 8, 60}));
    else if ((t->plot->way == WAY_BY_CALL || office) && !live_calls(t->file) &&
             !str_empty(plot_lead(t->plot, t->district, t->file)))
        next(t, ACTION_CALL, when(t, &soon));
    else
        next(t, ACTION_ASSIGN, when(t, &soon));
}

static bool may_dispute(const Thought *t, const Call *call)
{
    bool fated = plot_will(t->plot, TURN_DISPUTE_UPHELD) || plot_will(t->plot, TURN_DISPUTE_DISMISSED);
    return fated && call->lead && t->file->c.urgency == URGENCY_U3 && !asked(t->file, REQUEST_DISPUTE);
}

/* The next step of one call; false: it waits for others. */
static bool think_call(Thought *t, const Call *call)
{
    bool waits_for_sign = call->lead != 0 && t->plot->stop == STOP_CALLING;
    switch ((CallState)call->state) {
    case CALL_PENDING:
        next_call(t, ACTION_COUNTERSIGN, call->no, minutes_after(t, 3, 20));
        return true;
    case CALL_ISSUED:
        next_call(t, may_dispute(t, call) ? ACTION_DISPUTE : ACTION_SIGN, call->no,
                  when(t, &(Haste){CLOCK_T3, call->no, 0, 8, 70}));
        return true;
    case CALL_SIGNED:
        next_call(t, ACTION_CHECK_IN, call->no, when(t, &(Haste){CLOCK_T4, call->no, 0, 15, 82}));
        return !waits_for_sign;
    case CALL_PRESENT:
        next_call(t, ACTION_START_WORK, call->no, minutes_after(t, 2, 9));
        return true;
    case CALL_WORKING:
        if (call->lead)
            return false;
        next_call(t, ACTION_FINISH_CALL, call->no, when(t, &(Haste){CLOCK_T5, 0, 0, 40, 60}));
        return true;
    case CALL_DONE:
        if (call->lead || !plot_will(t->plot, TURN_CONFIRM))
            return false;
        next_call(t, ACTION_CONFIRM_CALL, call->no, minutes_after(t, 5, 40));
        return true;
    default:
        return false;
    }
}

static bool think_calls(Thought *t)
{
    for (size_t i = 0; i < t->file->call_count; i++)
        if (think_call(t, &t->file->calls[i]))
            return true;
    return false;
}

static void think_assigned(Thought *t)
{
    const Unit *handler = unit_find(&t->district->rights, t->file->c.handler_unit);
    bool community = handler != NULL && handler->kind == UNIT_COMMUNITY;
    bool can_call = community && !live_calls(t->file) && !str_empty(plot_lead(t->plot, t->district, t->file));
    Haste soon = {CLOCK_T5, 0, 0, 8, 25};
    if (plot_will(t->plot, TURN_RETURN))
        next(t, ACTION_RETURN_ASSIGNMENT, when(t, &soon));
    else if (plot_will(t->plot, TURN_COMMUNITY_CALLS) && can_call)
        next(t, ACTION_CALL, when(t, &soon));
    else
        next(t, ACTION_START, when(t, &soon));
}

static bool running(const Thought *t, ClockKind kind)
{
    const CaseClock *clock = case_clock((CaseFile *)t->file, kind, 0, 0);
    return clock != NULL && clock->stopped_at == 0;
}

static bool nobody_handles(const Thought *t)
{
    return str_empty(t->file->c.handler_unit) && case_lead(t->file) == NULL;
}

static void think_handling(Thought *t)
{
    Haste half = {CLOCK_T5, 0, 0, 20, 45}, usual = {CLOCK_T5, 0, 0, 35, 92}, late = {CLOCK_T5, 0, 0, 104, 138};
    if (think_calls(t))
        return;
    if (plot_will(t->plot, TURN_PROGRESS))
        next(t, ACTION_PROGRESS, when(t, &half));
    else if (plot_will(t->plot, TURN_URGE))
        next(t, ACTION_URGE, when(t, &half));
    else if (plot_will(t->plot, TURN_SUPERVISE))
        next(t, ACTION_SUPERVISE, when(t, &half));
    else if (plot_will(t->plot, TURN_EXTEND) && running(t, CLOCK_T5) && !asked(t->file, REQUEST_EXTEND))
        next(t, ACTION_EXTEND, when(t, &half));
    else if (plot_will(t->plot, TURN_SUSPEND) && !asked(t->file, REQUEST_SUSPEND))
        next(t, ACTION_SUSPEND, when(t, &half));
    else if (!nobody_handles(t))
        next(t, ACTION_PROPOSE_DONE, when(t, plot_will(t->plot, TURN_LATE_WORK) ? &late : &usual));
}

static void think_review(Thought *t)
{
    Haste usual = {CLOCK_T9, 0, 0, 4, 55};
    for (size_t i = 0; i < t->file->call_count; i++) {
        const Call *call = &t->file->calls[i];
        if (plot_will(t->plot, TURN_SCORED) && call->state == CALL_DONE && call->score_timely == 0) {
            next_call(t, ACTION_SCORE_CALLEE, call->no, when(t, &(Haste){CLOCK_T9, 0, 0, 2, 20}));
            return;
        }
    }
    next(t, plot_will(t->plot, TURN_REWORK) ? ACTION_SEND_BACK : ACTION_PASS, when(t, &usual));
}

static void think_resolved(Thought *t)
{
    for (size_t i = 0; i < t->file->call_count; i++) {
        const Call *call = &t->file->calls[i];
        if (plot_will(t->plot, TURN_SCORED_BACK) && call->state == CALL_CONFIRMED && call->score_call == 0) {
            next_call(t, ACTION_SCORE_CALLER, call->no, minutes_after(t, 10, 60));
            return;
        }
    }
    if (plot_will(t->plot, TURN_RATED) || plot_will(t->plot, TURN_UNSOLVED))
        next(t, ACTION_RATE,
             rand_below(&t->plot->rand, 9) == 0 ? minutes_after(t, 600, 2800) : minutes_after(t, 15, 400));
}

static void think_state(Thought *t)
{
    switch ((CaseState)t->file->c.state) {
    case CASE_ROUTED:
        return think_routed(t);
    case CASE_VERIFYING:
        return next(t, ACTION_REPORT_FINDING, t->plot->pace != 0 ? by_pace(t) : minutes_after(t, 12, 55));
    case CASE_ACCEPTED:
        return think_accepted(t);
    case CASE_ASSIGNED:
        return think_assigned(t);
    case CASE_CALLING:
        (void)think_calls(t);
        return;
    case CASE_HANDLING:
        return think_handling(t);
    case CASE_SUSPENDED:
        return next(t, ACTION_WAKE, t->file->c.wake_at);
    case CASE_ESCALATED:
        return next(t, str_empty(t->file->c.subdistrict) ? ACTION_REJECT : ACTION_INSTRUCT, minutes_after(t, 20, 110));
    case CASE_REVIEW:
        return think_review(t);
    case CASE_RESOLVED:
        return think_resolved(t);
    case CASE_CLOSED:
        if (plot_will(t->plot, TURN_REOPEN))
            next(t, ACTION_REOPEN, minutes_after(t, 1200, 5000));
        return;
    case CASE_REJECTED:
        if (plot_will(t->plot, TURN_APPEAL))
            next(t, ACTION_APPEAL, minutes_after(t, 120, 1800));
        return;
    default:
        return;
    }
}

static UnixMs first_alert(const CaseFile *file)
{
    UnixMs first = 0;
    for (size_t i = 0; i < file->clock_count; i++) {
        const CaseClock *clock = &file->clocks[i];
        bool due = clock->stopped_at == 0 && clock->next_at != 0;
        if (due && (first == 0 || clock->next_at < first))
            first = clock->next_at;
    }
    return first;
}

void plot_think(Plot *plot, const District *district, const CaseFile *file)
{
    Thought t = {plot, district, file};
    plot->next_at = 0;
    plot->call = plot->request = 0;
    plot->alert_at = first_alert(file);
    if (plot->steps >= (plot->steps_most > 0 ? plot->steps_most : STEPS_MAX) || stops_here(&t))
        return;
    const CaseRequest *request = pending(file);
    if (request != NULL)
        think_decide(&t, request);
    else
        think_state(&t);
}

static const struct Fulfilled {
    Action action;
    unsigned turns;
} fulfilled[] = {
    {ACTION_TRANSFER, TURN_TRANSFER},
    {ACTION_ASK_VERIFY, TURN_VERIFY},
    {ACTION_RESPOND, TURN_LATE_RESPONSE},
    {ACTION_ESCALATE, TURN_ESCALATE},
    {ACTION_RETURN_ASSIGNMENT, TURN_RETURN},
    {ACTION_CALL, TURN_COMMUNITY_CALLS},
    {ACTION_PROGRESS, TURN_PROGRESS},
    {ACTION_URGE, TURN_URGE},
    {ACTION_SUPERVISE, TURN_SUPERVISE},
    {ACTION_EXTEND, TURN_EXTEND},
    {ACTION_SUSPEND, TURN_SUSPEND},
    {ACTION_SEND_BACK, TURN_REWORK},
    {ACTION_ARBITRATE, TURN_DISPUTE_UPHELD | TURN_DISPUTE_DISMISSED},
    {ACTION_APPEAL, TURN_APPEAL},
    {ACTION_REOPEN, TURN_REOPEN},
};

void plot_did(Plot *plot)
{
    plot->steps++;
    for (size_t i = 0; i < COUNT_OF(fulfilled); i++)
        if (fulfilled[i].action == plot->next)
            plot->turns &= ~fulfilled[i].turns;
    if (plot->next == ACTION_CORRECT)
        plot->corrected = true;
    if (plot->next == ACTION_RETURN_ASSIGNMENT)
        plot->way = WAY_BY_CALL;
    if (plot->next == ACTION_APPEAL || plot->next == ACTION_REOPEN)
        plot->way = WAY_BY_HAND;
    if (plot->next == ACTION_RATE) /* not solved comes first, then all is well */
        plot->turns &= ~(unsigned)(plot_will(plot, TURN_UNSOLVED) ? TURN_UNSOLVED : TURN_RATED);
}

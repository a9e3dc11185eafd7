/* The frame of every action; see act.h. */
#include "actions/act.h"

#include "actions/lesson.h"
#include "actions/measure.h"

#include <stdio.h>

static Err not_found(Ctx *ctx)
{
    return fail(ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
}

/* "10:24, 五凤街道, 响应": what was done since the person looked. */
static Err changed_meanwhile(Act *act)
{
    Ctx *ctx = act->tx->ctx;
    StoredEvent last;
    TRY(event_last(act->tx, act->file->c.number, &last));
    const Json *body = NULL;
    TRY(json_parse(ctx, last.body, &body));
    Str unit = STR(""), code = last.action;
    (void)json_str(json_get(body, "unit"), &unit);
    const Unit *row = unit_find(&act->district->rights, unit);
    Str nobody = ctx->lang == LANG_EN ? STR("somebody") : STR("他人");
    Str who = row == NULL ? nobody : unit_name(row, ctx->lang);
    Action action = ACTION_SUBMIT;
    Str what = action_parse(code, &action) ? action_text(action, ctx->lang) : code;
    UnixMs local = last.at + MINUTES(act->district->calendar.offset_minutes);
    int64_t minutes = local / 60000 % 1440;
    Str when = str_printf(ctx->arena, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
    return fail(ctx, ERR_CONFLICT, MSG_CASE_CHANGED, when, who, what);
}

/* Before the table is asked: "五凤街道 did this meanwhile" says more than "not in this state". */
static Err check_seen(Act *act)
{
    bool stale = act->in->version != 0 && act->in->version != act->before->version;
    return stale && act->relations != 0 ? changed_meanwhile(act) : OK;
}

static Err require_version(Act *act)
{
    bool may_omit =
        act->tx->ctx->actor->is_system || act->relation == RELATION_REPORTER || act->relation == RELATION_FOLLOWER;
    return act->in->version != 0 || may_omit ? OK : fail_field(act->tx->ctx, "version", MSG_VERSION_MISSING);
}

static Err act_load(Tx *tx, const ActionInput *in, Action action, Act **out)
{
    Ctx *ctx = tx->ctx;
    Act *act = ARENA_NEW(ctx->arena, Act);
    *act = (Act){.tx = tx, .in = in, .district = ctx->district, .action = action, .role = ROLE_RESIDENT};
    act->before = case_file_new(ctx->arena);
    act->file = case_file_new(ctx->arena);
    act->detail = json_out(ctx->arena);
    TRY(case_load(tx, in->number, act->before));
    case_file_copy(act->file, act->before);
    act->now = ctx->now > act->before->last_at ? ctx->now : act->before->last_at;
    if (ctx->actor == NULL || !may_read_case(&act->district->rights, ctx->actor, act->file))
        return not_found(ctx);
    *out = act;
    return OK;
}

static void act_as(Act *act)
{
    if (act->relation == RELATION_SYSTEM)
        act->role = ROLE_SYSTEM;
    act->unit = acting_unit(&act->district->rights, act->tx->ctx->actor, act->before, act->relation, &act->role);
}

Err act_begin(Tx *tx, const ActionInput *in, Action action, Act **out)
{
    Act *act = NULL;
    TRY(act_load(tx, in, action, &act));
    act->relations = relations_to_case(&act->district->rights, tx->ctx->actor, act->file);
    TRY(check_seen(act));
    TRY(workflow_step(tx->ctx, (Step){action, act->relations}, &act->file->c.state, &act->relation));
    TRY(require_version(act));
    act_as(act);
    *out = act;
    return OK;
}

Err act_begin_call(Tx *tx, const ActionInput *in, Action action, Act **out)
{
    Act *act = NULL;
    TRY(act_load(tx, in, action, &act));
    act->call = case_call(act->file, in->call);
    if (act->call == NULL)
        return fail_field(tx->ctx, "call", MSG_CALL_UNKNOWN, str_printf(tx->ctx->arena, "%lld", (long long)in->call));
    act->relations = relations_to_call(&act->district->rights, tx->ctx->actor, act->file, act->call);
    TRY(check_seen(act));
    TRY(workflow_call_step(tx->ctx, (Step){action, act->relations}, &act->call->state, &act->relation));
    TRY(require_version(act));
    act_as(act);
    *out = act;
    return OK;
}

Err act_begin_system(Tx *tx, Str number, Action action, Act **out)
{
    ActionInput *in = ARENA_NEW(tx->ctx->arena, ActionInput);
    in->number = str_copy(tx->ctx->arena, number);
    tx->ctx->actor = &system_actor;
    return act_begin(tx, in, action, out);
}

void act_text(Act *act, const char *field, Str body)
{
    if (!str_empty(body) && act->text_count < COUNT_OF(act->texts))
        act->texts[act->text_count++] = (EventText){field, body};
}

static void detail_open(Act *act)
{
    if (act->detail.buf.len == 0)
        json_open(&act->detail, '{');
}

void act_detail_str(Act *act, const char *key, Str code)
{
    detail_open(act);
    json_field_str(&act->detail, key, code);
}

void act_detail_i64(Act *act, const char *key, int64_t number)
{
    detail_open(act);
    json_field_i64(&act->detail, key, number);
}

void act_take_photos(Act *act, const char *stage)
{
    act->photos = (EventPhotos){stage, act->in->photos, act->in->photo_count};
}

Err act_require_note(Act *act)
{
    if (str_empty(act->in->note))
        return fail_field(act->tx->ctx, "note", MSG_NOTE_MISSING, action_text(act->action, act->tx->ctx->lang));
    act_text(act, "note", act->in->note);
    return OK;
}

Err act_take_answers(Act *act)
{
    Str kept = STR("");
    if (act->in->answers.len == 0)
        return OK;
    TRY(answers_check(act->tx->ctx, &act->in->answers, &kept));
    act_text(act, "answers", kept);
    return OK;
}

/* The public overdue mark stands while a clock runs that far over, not for ever. */
static void refresh_mark(Act *act)
{
    bool stands = false;
    for (size_t i = 0; i < act->file->clock_count; i++)
        stands = stands || (act->file->clocks[i].stopped_at == 0 && act->file->clocks[i].alerted >= 150);
    if (!stands)
        act->file->c.public_overdue = 0;
}

Err act_end(Act *act)
{
    refresh_mark(act);
    if (act->detail.buf.len > 0)
        json_close(&act->detail, '}');
    CaseRecord record = {
        .before = act->before,
        .after = act->file,
        .action = act->action,
        .relation = act->relation,
        .role = act->role,
        .unit = act->unit,
        .call = act->call != NULL ? act->call->no : 0,
        .detail = json_text(&act->detail),
        .texts = act->texts,
        .text_count = act->text_count,
        .photos = act->photos,
        .stored = act->stored,
    };
    act->stored = NULL;
    TRY(case_record(act->tx, &record));
    TRY(measure_freeze(act));
    return lesson_note(act);
}

Err act_consequence(Act *act, Action action)
{
    case_file_copy(act->before, act->file);
    act->action = action;
    act->relations = REL(SYSTEM);
    act->text_count = 0;
    act->photos = (EventPhotos){0};
    act->detail = json_out(act->tx->ctx->arena);
    act->unit = STR("");
    act->role = ROLE_SYSTEM;
    if (action_is_for_call(action))
        return workflow_call_step(act->tx->ctx, (Step){action, act->relations}, &act->call->state, &act->relation);
    act->call = NULL;
    return workflow_step(act->tx->ctx, (Step){action, act->relations}, &act->file->c.state, &act->relation);
}

static Str own_limit(const Act *act, ClockKind kind)
{
    const Case *c = &act->file->c;
    const Category *category = category_find(act->district, c->category);
    if (kind == CLOCK_T5 && category != NULL)
        return category->limit;
    return clock_limit(&act->district->clocks, kind, (Urgency)c->urgency, (Difficulty)c->difficulty);
}

Err act_clock_start(Act *act, const ClockStart *start)
{
    ClockStart whole = *start;
    if (str_empty(whole.limit))
        whole.limit = own_limit(act, start->kind);
    Ctx at = *act->tx->ctx; /* the event's time may be later than the request's */
    at.now = act->now;
    Err err = clock_start(&at, &act->district->clocks, act->file, &whole);
    if (err != OK)
        act->tx->ctx->failure = at.failure;
    return err;
}

CaseClock *act_clock(Act *act, ClockKind kind)
{
    return case_clock(act->file, kind, 0, 0);
}

CaseClock *act_call_clock(Act *act, ClockKind kind, int64_t call)
{
    return case_clock(act->file, kind, call, 0);
}

void act_stop_clock(Act *act, CaseClock *clock)
{
    clock_stop(clock, act->now);
}

Err act_ask(Act *act, const CaseRequest *request, CaseRequest **out)
{
    CaseFile *file = act->file;
    Ctx *ctx = act->tx->ctx;
    for (size_t i = 0; i < file->request_count; i++) {
        const CaseRequest *other = &file->requests[i];
        if (other->decided_at == 0 && other->kind == request->kind && other->call == request->call)
            return fail(ctx, ERR_CONFLICT, MSG_REQUEST_PENDING,
                        request_kind_text((RequestKind)request->kind, ctx->lang));
    }
    if (file->request_count == CASE_REQUESTS_MAX)
        return fail(ctx, ERR_CONFLICT, MSG_REQUESTS_FULL);
    CaseRequest *asked = &file->requests[file->request_count++];
    *asked = *request;
    asked->no = (int64_t)file->request_count;
    asked->by_unit = act->unit;
    asked->by_person = ctx->actor->person;
    asked->asked_at = act->now;
    *out = asked;
    bool to_desk = request->kind == REQUEST_CO_UNIT || request->kind == REQUEST_REMOTE ||
                   (request->kind == REQUEST_EXTEND && file->c.extended + request->percent <= 50);
    Str decider = request->kind == REQUEST_TRANSFER ? request->to_unit
                  : to_desk                         ? file->c.owner
                                                    : act->district->centre;
    return act_clock_start(act, &(ClockStart){.kind = CLOCK_T7, .request = asked->no, .unit = decider});
}

Err act_unit(Act *act, Str code, const char *field, const Unit **out)
{
    const Unit *unit = unit_find(&act->district->rights, code);
    if (unit == NULL)
        return fail_field(act->tx->ctx, field, MSG_UNIT_UNKNOWN, code);
    *out = unit;
    return OK;
}

static Err start_call_clocks(Act *act, const Call *call)
{
    static const ClockKind kinds[] = {CLOCK_T3, CLOCK_T4, CLOCK_T6};
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        TRY(act_clock_start(act, &(ClockStart){.kind = kinds[i], .call = call->no, .unit = call->callee}));
    return OK;
}

Err act_call_issued(Act *act, Call *call)
{
    call->state = CALL_ISSUED;
    call->issued_at = act->now;
    return start_call_clocks(act, call);
}

static Err already_called(Act *act, Str unit)
{
    for (size_t i = 0; i < act->file->call_count; i++) {
        const Call *call = &act->file->calls[i];
        if (str_eq(call->callee, unit) && call_is_live((CallState)call->state))
            return fail_field(act->tx->ctx, "units", MSG_UNIT_CALLED_ALREADY, unit);
    }
    return OK;
}

Err act_issue_call(Act *act, const CallTarget *target, Call **out)
{
    Ctx *ctx = act->tx->ctx;
    const Unit *callee = NULL, *caller = NULL;
    TRY(act_unit(act, target->unit, "units", &callee));
    TRY(act_unit(act, act->unit, "unit", &caller));
    TRY(already_called(act, callee->code));
    CallCondition condition = CONDITION_DIRECT;
    if (call_right(&act->district->rights, caller->kind, callee->kind, &condition) != WAY_CALL)
        return fail(ctx, ERR_FORBIDDEN, MSG_MAY_NOT_CALL, unit_name(caller, ctx->lang), unit_name(callee, ctx->lang));
    if (act->file->call_count == CASE_CALLS_MAX)
        return fail(ctx, ERR_CONFLICT, MSG_CALLS_FULL);
    Call *call = &act->file->calls[act->file->call_count++];
    *call = (Call){.no = (int64_t)act->file->call_count,
                   .state = CALL_PENDING,
                   .before = CALL_PENDING,
                   .lead = target->lead,
                   .required = target->required,
                   .callee = callee->code,
                   .caller = caller->code,
                   .called_by = ctx->actor->person,
                   .presence = PRESENCE_NONE,
                   .distance_m = -1};
    *out = call;
    return condition == CONDITION_COUNTERSIGNED ? OK : act_call_issued(act, call);
}

void act_end_calls(Act *act, CallState how)
{
    for (size_t i = 0; i < act->file->call_count; i++) {
        Call *call = &act->file->calls[i];
        if (!call_is_live((CallState)call->state))
            continue;
        call->state = call->present_at != 0 ? CALL_RELEASED : how;
        call->ended_at = act->now;
        for (size_t k = 0; k < act->file->clock_count; k++)
            if (act->file->clocks[k].call == call->no)
                clock_void(&act->file->clocks[k], act->now);
    }
}

void act_void_clocks(Act *act)
{
    for (size_t i = 0; i < act->file->clock_count; i++)
        clock_void(&act->file->clocks[i], act->now);
}

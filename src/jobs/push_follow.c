/* What another city's server says of a case that was handed on to it, made deeds of the unit of ours that it answers
 * for: it has it: the call is signed; it says something new, or has taken a step: progress; it closed it: the unit
 * reports, from afar (so that the caller decides whether that counts as having come), and then that it is done. Each
 * deed goes through the table of transitions and the rights of everybody; what these do not allow yet is left, and
 * tried again at the next look. */
#include "actions/actions.h"
#include "jobs/push.h"

typedef struct Following {
    Tx *tx;
    Push push;
    const CityServer *server;
    const PushNews *heard;
    CaseFile *file;
    Call *call;
    bool not_now; /* the law did not allow the last deed */
} Following;

static Err load(Following *f)
{
    f->file = case_file_new(f->tx->ctx->arena);
    TRY(case_load(f->tx, f->push.number, f->file));
    f->call = case_call(f->file, f->push.call);
    return OK;
}

/* What the law does not allow now is no failure. */
static Err deed(Following *f, CaseAction action, ActionInput in)
{
    Ctx *ctx = f->tx->ctx;
    const Unit *unit = unit_find(&ctx->district->rights, f->server->unit);
    Role role = unit != NULL && unit->kind == UNIT_MUNICIPAL ? ROLE_MUNICIPAL_LIAISON : ROLE_DEPARTMENT_DESK;
    Grant grant = {role, f->server->unit};
    Actor actor = {.person = str_printf(ctx->arena, "server:" STR_FMT, STR_ARG(f->server->code)),
                   .name = f->server->name_zh,
                   .grants = &grant,
                   .grant_count = 1};
    in.number = f->push.number;
    in.call = f->push.call;
    in.version = f->file->version;
    const struct Actor *before = ctx->actor;
    ctx->actor = &actor;
    Err err = action(f->tx, &in);
    ctx->actor = before;
    f->not_now = err == ERR_CONFLICT || err == ERR_FORBIDDEN || err == ERR_INVALID;
    if (f->not_now) {
        f->push.said = str_of(message_code(ctx->failure.message));
        ctx->failure = (Failure){0};
        return OK;
    }
    TRY(err);
    return load(f);
}

static Str words_of(const Following *f)
{
    const Ctx *ctx = f->tx->ctx;
    MsgId state = f->heard->done ? MSG_PUSH_CLOSED : f->heard->returned ? MSG_PUSH_RETURNED : MSG_PUSH_OPEN;
    Str args[] = {f->server->name_zh, message_text(ctx->arena, state, ctx->lang, NULL, 0),
                  str_empty(f->push.notes) ? message_text(ctx->arena, MSG_PUSH_NO_WORDS, ctx->lang, NULL, 0)
                                           : f->push.notes};
    return message_text(ctx->arena, MSG_PUSH_NOTES, ctx->lang, args, COUNT_OF(args));
}

static Err sign_it(Following *f)
{
    Str args[] = {f->server->name_zh, f->push.remote};
    Arena *arena = f->tx->ctx->arena;
    return deed(f, sign_call,
                (ActionInput){.note = message_text(arena, MSG_PUSH_ELSEWHERE, f->tx->ctx->lang, args, COUNT_OF(args))});
}

/* The lead answers for the whole with the four elements; others only for their call. Once the caller has sent the work
 * back, only people say that it is done: the server goes on saying what it said. */
static Err finish_it(Following *f)
{
    const Call *call = f->call;
    Ctx *ctx = f->tx->ctx;
    if (call->returned > 0)
        return OK;
    if (call->state == CALL_SIGNED && call->presence != PRESENCE_REMOTE)
        return deed(f, check_in, (ActionInput){.note = words_of(f)});
    if (call->state != CALL_PRESENT && call->state != CALL_WORKING)
        return OK;
    if (!call->lead)
        return deed(f, finish_call, (ActionInput){.note = words_of(f)});
    return deed(f, propose_done,
                (ActionInput){.received = clock_format(ctx->arena, f->push.made_at),
                              .contacted = f->server->name_zh,
                              .measure = words_of(f),
                              .limit = clock_format(ctx->arena, ctx->now)});
}

/* Each step once, in their order: how far we are stands in the row, which is written in the same transaction. One that
 * cannot stand on the case now (it is suspended, say) waits, and those behind it with it. */
static Err tell_steps(Following *f, bool *news)
{
    Arena *arena = f->tx->ctx->arena;
    f->not_now = false;
    for (size_t i = 0; i < f->heard->step_count && !f->not_now; i++) {
        const ExchangeStep *step = &f->heard->steps[i];
        Str args[] = {f->server->name_zh, step->text};
        if (step->no <= f->push.step)
            continue;
        TRY(deed(f, progress,
                 (ActionInput){.note = message_text(arena, MSG_PUSH_STEP, f->tx->ctx->lang, args, COUNT_OF(args))}));
        if (f->not_now)
            break;
        f->push.step = step->no;
        *news = true;
    }
    return OK;
}

static Err follow(Following *f, bool *news)
{
    const PushNews *heard = f->heard;
    bool other_notes = !str_eq(heard->notes, f->push.notes);
    bool telling = heard->steps == NULL ? other_notes || !str_eq(heard->status, f->push.status)
                                        : other_notes && !str_empty(heard->notes);
    *news = telling || !str_eq(heard->status, f->push.status);
    f->push.status = heard->status;
    f->push.notes = heard->notes;
    f->push.heard_at = f->tx->ctx->now;
    f->push.said = STR("");
    if (f->call->state == CALL_ISSUED && heard->accepted)
        TRY(sign_it(f));
    TRY(tell_steps(f, news));
    if (telling)
        TRY(deed(f, progress, (ActionInput){.note = words_of(f)}));
    return heard->done ? finish_it(f) : OK;
}

static bool is_over(const Call *call)
{
    return call == NULL || !call_is_live((CallState)call->state);
}

Err push_heard(Tx *tx, const void *in, void *out)
{
    const PushHeard *asked = in;
    Following f = {.tx = tx, .heard = asked->heard};
    bool news = false, ours = false;
    TRY(push_load(tx, asked->push->number, asked->push->call, &f.push));
    f.server = server_find(tx->ctx->district, f.push.server);
    if (f.push.version != asked->push->version || f.server == NULL)
        return OK;
    f.push.said = asked->push->said;
    TRY(load(&f));
    if (asked->heard != NULL && !is_over(f.call))
        TRY(follow(&f, &news));
    f.push.tries = news ? 0 : f.push.tries + 1;
    f.push.next_at = tx->ctx->now + push_wait(f.push.tries);
    if (is_over(f.call)) {
        f.push.state = STR("done");
        f.push.next_at = 0;
    }
    TRY(push_set(tx, &f.push, &ours));
    *(bool *)out = news;
    return OK;
}

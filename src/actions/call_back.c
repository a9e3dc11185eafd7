/* See call_back.h. */
#include "actions/call_back.h"

#include "actions/phone_desk.h"

#define DUE_WITHIN DAYS(30)

static Err require_operator(Ctx *ctx)
{
    return phone_is_operator(ctx) ? OK : fail(ctx, ERR_FORBIDDEN, MSG_PHONE_OPERATOR_ONLY);
}

Err promise_call_back(Tx *tx, const PromiseCallBack *in)
{
    Ctx *ctx = tx->ctx;
    CallBack known;
    Str id = str_printf(ctx->arena, STR_FMT "-promise", STR_ARG(in->call));
    TRY(phone_require_on_call(tx, in->call));
    if (in->due_at <= ctx->now || in->due_at > ctx->now + DUE_WITHIN)
        return fail_field(ctx, "due_at", MSG_CALL_BACK_DUE);
    if (call_back_load(tx, id, &known) == OK)
        return fail(ctx, ERR_CONFLICT, MSG_CALL_BACK_PROMISED);
    ctx->failure = (Failure){0};
    return call_back_add(tx, &(CallBack){.id = id,
                                         .call = in->call,
                                         .why = STR("promised"),
                                         .made_at = ctx->now,
                                         .due_at = in->due_at,
                                         .made_by = ctx->actor->person,
                                         .note = in->note});
}

Err take_call_back(Tx *tx, Str id)
{
    CallBack known;
    bool taken = false;
    TRY(require_operator(tx->ctx));
    TRY(call_back_load(tx, id, &known));
    TRY(call_back_take(tx, id, &taken));
    return taken ? OK : fail(tx->ctx, ERR_CONFLICT, MSG_CALL_BACK_TAKEN);
}

static Err state_after(Ctx *ctx, const SettleCallBack *in, Str *out)
{
    static const struct {
        const char *result, *state;
    } results[] = {{"reached", "reached"},
                   {"no_answer", "open"},
                   {"busy", "open"},
                   {"wrong_number", "given_up"},
                   {"refused", "given_up"}};
    for (size_t i = 0; i < COUNT_OF(results); i++)
        if (str_is(in->result, results[i].result)) {
            bool again = str_is(str_of(results[i].state), "open");
            *out = again && in->give_up ? STR("given_up") : str_of(results[i].state);
            return OK;
        }
    return fail_field(ctx, "result", MSG_FIELD_CHOICE, STR("result"), in->result);
}

Err settle_call_back(Tx *tx, const SettleCallBack *in)
{
    CallBack known;
    CallBackTry attempt = {.id = in->id, .result = in->result, .note = in->note};
    StoredCall *call = ARENA_NEW(tx->ctx->arena, StoredCall);
    bool counted = false;
    TRY(require_operator(tx->ctx));
    TRY(state_after(tx->ctx, in, &attempt.state));
    TRY(call_back_load(tx, in->id, &known));
    TRY(call_back_try(tx, &attempt, &counted));
    if (!counted)
        return fail(tx->ctx, ERR_CONFLICT, MSG_CALL_BACK_NOT_TAKEN);
    if (!str_is(attempt.state, "reached"))
        return OK;
    TRY(phone_call_load(tx, known.call, call));
    return call_back_reached(tx, call->call.number);
}

/* The request's context; see ctx.h. */
#include "base/ctx.h"

Err ctx_fail(Ctx *ctx, Err err, MsgId message, const char *field, const Str *args)
{
    ctx->failure = (Failure){.err = err, .message = message, .field = field};
    while (args->at != NULL && ctx->failure.arg_count < COUNT_OF(ctx->failure.args))
        ctx->failure.args[ctx->failure.arg_count++] = str_copy(ctx->arena, *args++);
    return err;
}

Err ctx_retell(Ctx *ctx, const Ctx *own)
{
    Failure failure = own->failure;
    for (size_t i = 0; i < failure.arg_count; i++)
        failure.args[i] = str_copy(ctx->arena, failure.args[i]);
    failure.internal = str_copy(ctx->arena, failure.internal);
    ctx->failure = failure;
    return failure.err;
}

Str ctx_failure_text(const Ctx *ctx)
{
    const Failure *f = &ctx->failure;
    if (f->err == OK)
        return message_text(ctx->arena, MSG_UNEXPECTED, ctx->lang, NULL, 0);
    return message_text(ctx->arena, f->message, ctx->lang, f->args, f->arg_count);
}

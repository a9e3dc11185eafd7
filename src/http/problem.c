/* Failures as RFC 9457 problem JSON: what is remembered in ctx, said in the person's language. */
#include "http/response.h"

static const char *title_of(int status)
{
    switch (status) {
    case 400:
        return "Bad request";
    case 405:
        return "Method not allowed";
    case 408:
        return "Request timeout";
    case 414:
        return "URI too long";
    case 431:
        return "Request header fields too large";
    case 501:
        return "Not implemented";
    case 505:
        return "HTTP version not supported";
    default:
        for (int e = OK + 1; e < ERR_COUNT; e++)
            if (err_status((Err)e) == status)
                return err_title((Err)e);
        return "Internal server error";
    }
}

static void write_problem(Response *res, int status)
{
    const Ctx *ctx = res->ctx;
    const Failure *failure = &ctx->failure;
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "type", STR("about:blank"));
    json_field_str(&out, "title", str_of(title_of(status)));
    json_field_i64(&out, "status", status);
    json_field_str(&out, "detail", ctx_failure_text(ctx));
    json_field_str(&out, "code", str_of(message_code(failure->err != OK ? failure->message : MSG_UNEXPECTED)));
    if (failure->field != NULL)
        json_field_str(&out, "field", str_of(failure->field));
    json_field_str(&out, "request_id", ctx->request_id);
    json_close(&out, '}');
    respond_json(res, status, &out);
    res->content_type = "application/problem+json";
    res->etag = res->cache_control = (Str){"", 0};
    if (status == 429 || status == 503)
        response_header(res, "Retry-After", status == 503 ? STR("3") : STR("30"));
}

/* TOO_MANY's own first argument is the wait in seconds. */
static bool wait_is_told(const Failure *failure)
{
    int64_t seconds = 0;
    return failure->err == ERR_TOO_MANY && failure->arg_count > 0 && str_to_i64(failure->args[0], &seconds);
}

void respond_problem(Response *res, Err err)
{
    const Failure *failure = &res->ctx->failure;
    if (failure->err != err) /* an Err without a fail(): still an answer, and a plain one */
        res->ctx->failure = (Failure){0};
    write_problem(res, err_status(err));
    if (wait_is_told(failure))
        res->headers[res->header_count - 1].value = failure->args[0];
}

void respond_status_args(Response *res, int status, MsgId message, const Str *args)
{
    (void)ctx_fail(res->ctx, ERR_INVALID, message, NULL, args);
    write_problem(res, status);
}

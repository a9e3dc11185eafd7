/* See body.h. Memory grows with what has really arrived, never with what was announced. */
#include "http/body.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "http/part_head.h"
#include "http/path.h"
#include "http/upload.h"

enum { PART_HEADER_BYTES = 4096, MEBIBYTE = 1024 * 1024 };

struct Body {
    BodyPlan plan;
    size_t most;
    size_t received;
    char *at; /* malloc; dropped with the arena */
    size_t len, room;
    Multipart *multipart; /* or NULL */
    UploadSet *uploads;
};

static void body_drop(void *what)
{
    Body *body = what;
    free(body->at);
}

static bool type_is(Str content_type, const char *wanted)
{
    Str type = content_type, parameters;
    (void)str_cut(content_type, ';', &type, &parameters);
    return header_word_is(str_trim(type), wanted);
}

static bool type_suits(const BodyPlan *plan, bool multipart)
{
    switch (plan->route->body) {
    case BODY_JSON:
        return type_is(plan->content_type, "application/json");
    case BODY_FORM:
        return multipart || type_is(plan->content_type, "application/x-www-form-urlencoded");
    case BODY_UPLOAD:
        return multipart;
    case BODY_RAW:
    case BODY_NONE:
        break;
    }
    return true;
}

static size_t body_most(const BodyPlan *plan, bool multipart)
{
    if (plan->route->body_max != 0)
        return plan->route->body_max;
    return multipart ? plan->limits->upload_bytes : plan->limits->body_bytes;
}

static Err too_large(Ctx *ctx, size_t most)
{
    return fail(ctx, ERR_TOO_LARGE, MSG_BODY_TOO_LARGE,
                str_printf(ctx->arena, "%zu", (most + MEBIBYTE - 1) / MEBIBYTE));
}

static Err judge(const BodyPlan *plan, bool multipart, size_t most)
{
    bool present = plan->frame.chunked || plan->frame.length > 0;
    if (plan->route->body == BODY_UPLOAD ? !multipart : present && !type_suits(plan, multipart))
        return fail(plan->ctx, ERR_UNSUPPORTED, MSG_UNSUPPORTED_TYPE, plan->content_type);
    if (plan->route->body == BODY_NONE && present)
        return fail(plan->ctx, ERR_INVALID, MSG_BODY_NOT_EXPECTED);
    if (plan->frame.length > most)
        return too_large(plan->ctx, most);
    return OK;
}

Err body_begin(const BodyPlan *plan, Body **out)
{
    Str boundary;
    bool form = plan->route->body == BODY_FORM || plan->route->body == BODY_UPLOAD;
    bool multipart = form && multipart_boundary(plan->content_type, &boundary);
    size_t most = body_most(plan, multipart);
    TRY(judge(plan, multipart, most));
    Ctx *ctx = plan->ctx;
    Body *body = ARENA_NEW(ctx->arena, Body);
    *body = (Body){.plan = *plan, .most = most};
    arena_on_drop(ctx->arena, body_drop, body);
    if (multipart) {
        body->uploads = upload_set_new(ctx, plan->folder, plan->limits->upload_parts);
        body->multipart = multipart_new(ctx, boundary, (MultipartLimits){plan->limits->upload_parts, PART_HEADER_BYTES},
                                        upload_sink(body->uploads));
    }
    *out = body;
    return OK;
}

static void keep(Body *body, Str bytes)
{
    if (body->len + bytes.len > body->room) {
        body->room = (body->len + bytes.len) * 2;
        body->at = realloc(body->at, body->room);
        if (body->at == NULL)
            abort();
    }
    memcpy(body->at + body->len, bytes.at, bytes.len);
    body->len += bytes.len;
}

Err body_push(Body *body, Str bytes)
{
    if (bytes.len > body->most - body->received)
        return too_large(body->plan.ctx, body->most);
    body->received += bytes.len;
    if (body->multipart != NULL)
        return multipart_push(body->multipart, bytes);
    keep(body, bytes);
    return OK;
}

static Err finish_text(Body *body, Request *req)
{
    Ctx *ctx = body->plan.ctx;
    BodyKind kind = body->plan.route->body;
    req->body = (Str){body->at != NULL ? body->at : "", body->len};
    if (kind == BODY_RAW)
        return OK;
    if (!utf8_valid(req->body))
        return fail(ctx, ERR_INVALID, MSG_BAD_UTF8);
    if (kind == BODY_FORM && !query_parse(ctx->arena, req->body, body->plan.limits->query_count, &req->fields))
        return fail(ctx, ERR_INVALID, MSG_BAD_REQUEST, STR("a form that is not properly encoded"));
    return OK;
}

Err body_finish(Body *body, Request *req)
{
    if (body->multipart == NULL)
        return finish_text(body, req);
    TRY(multipart_finish(body->multipart));
    return upload_set_finish(body->uploads, req);
}

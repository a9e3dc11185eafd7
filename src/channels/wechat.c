/* The platform's callback: it proves to be the platform, we answer within its five seconds, and a message that it sends
 * again (because an answer was late) gets the same answer and makes nothing twice. What it means is wechat_turn.h's. */
#include "channels/wechat.h"

#include "channels/channels.h"
#include "channels/wechat_turn.h"
#include "store/once_store.h"

#define CLOCK_APART MINUTES(10) /* between the platform's clock and ours */

static const Wechat *wechat_of(const Request *req)
{
    return app_of(req)->wechat;
}

static Err check_signature(const Request *req, Str cipher)
{
    const Wechat *wechat = wechat_of(req);
    int64_t seconds = 0;
    WechatSigned what = {.timestamp = request_query(req, "timestamp"),
                         .nonce = request_query(req, "nonce"),
                         .cipher = cipher,
                         .signature = request_query(req, str_empty(cipher) ? "signature" : "msg_signature")};
    if (wechat == NULL)
        return fail(req->ctx, ERR_NOT_FOUND, MSG_WECHAT_OFF);
    bool fresh = str_to_i64(what.timestamp, &seconds) && seconds > 0 && seconds < INT64_MAX / 1000 &&
                 seconds * 1000 > req->ctx->now - CLOCK_APART && seconds * 1000 < req->ctx->now + CLOCK_APART;
    return fresh && wechat_signature_fits(&wechat->seal, req->ctx, &what)
               ? OK
               : fail(req->ctx, ERR_FORBIDDEN, MSG_WECHAT_NOT_SEALED);
}

/* The platform asks once, when the address is entered there. */
static Err greet(Request *req, Response *res)
{
    TRY(check_signature(req, STR("")));
    respond_bytes(res, "text/plain; charset=utf-8", request_query(req, "echostr"));
    return OK;
}

typedef struct Spoken {
    Str signature, with_message;
} Spoken;

static Err take_signature(Tx *tx, const void *in, void *out)
{
    const Spoken *spoken = in;
    UnixMs until = tx->ctx->now + 2 * CLOCK_APART;
    bool first = false, other = false;
    (void)out;
    TRY(once_use(tx, &(Once){STR("wechat"), spoken->signature, until}, &first));
    TRY(once_use(tx, &(Once){STR("wechat"), spoken->with_message, until}, &other));
    return first || !other ? OK : fail(tx->ctx, ERR_FORBIDDEN, MSG_WECHAT_NOT_SEALED);
}

/* In plain mode the signature is not of the body: whoever saw one address that the platform called (in a proxy's log,
 * say) could say anything in anybody's name under it. So it speaks for one message, which may come again. */
static Err check_spoken(const Request *req, const WechatMessage *message)
{
    Ctx *ctx = req->ctx;
    Str signature = request_query(req, "signature");
    Hash both = hash_sha256_parts((const Str[]){signature, STR("\n"), wechat_message_id(ctx, message)}, 3);
    Spoken spoken = {signature, hash_hex(ctx->arena, &both)};
    return db_write(app_of(req)->db, ctx, take_signature, &spoken, NULL);
}

static Err open_message(const Request *req, WechatMessage *out)
{
    const Wechat *wechat = wechat_of(req);
    WechatMessage outer;
    Str inner;
    if (wechat == NULL)
        return fail(req->ctx, ERR_NOT_FOUND, MSG_WECHAT_OFF);
    if (!wechat->seal.encrypts)
        TRY(check_signature(req, STR("")));
    TRY(wechat_message_read(req->ctx, req->body, &outer));
    if (!wechat->seal.encrypts) {
        *out = outer;
        return str_empty(outer.encrypted) ? check_spoken(req, &outer) : fail(req->ctx, ERR_INVALID, MSG_WECHAT_XML);
    }
    if (str_empty(outer.encrypted))
        return fail(req->ctx, ERR_FORBIDDEN, MSG_WECHAT_NOT_SEALED);
    TRY(check_signature(req, outer.encrypted));
    TRY(wechat_open(&wechat->seal, req->ctx, outer.encrypted, &inner));
    TRY(wechat_message_read(req->ctx, inner, out));
    return str_empty(out->encrypted) ? OK : fail(req->ctx, ERR_INVALID, MSG_WECHAT_XML);
}

static Err seal_answer(const Request *req, Str xml, Str *out)
{
    Ctx *ctx = req->ctx;
    const WechatSeal *seal = &wechat_of(req)->seal;
    if (!seal->encrypts) {
        *out = xml;
        return OK;
    }
    WechatSigned what = {.timestamp = str_printf(ctx->arena, "%lld", (long long)(ctx->now / 1000)),
                         .nonce = request_query(req, "nonce")};
    TRY(wechat_close(seal, ctx, xml, &what.cipher));
    *out = wechat_envelope(ctx, &(WechatEnvelope){.cipher = what.cipher,
                                                  .signature = wechat_signature(seal, ctx, &what),
                                                  .timestamp = what.timestamp,
                                                  .nonce = what.nonce});
    return OK;
}

static Err receive(Request *req, Response *res)
{
    WechatMessage message;
    Str answer, sealed;
    TRY(open_message(req, &message));
    respond_bytes(res, "text/plain; charset=utf-8", STR("success")); /* the platform's word for "no answer" */
    if (wechat_is_quiet(&message))
        return wechat_left(req, &message);
    TRY(wechat_answer_message(req, &message, &answer));
    TRY(seal_answer(req, wechat_answer(req->ctx, &message, answer), &sealed));
    respond_bytes(res, "text/xml; charset=utf-8", sealed);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/wechat", greet, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_POST, "/wechat", receive, RIGHTS_OPEN, BODY_RAW, 256UL << 10},
};

void wechat_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

/* POST webhook: a partner says where it wants to be told of the progress of the cases it sent; an empty url ends it.
 * The secret by which we sign is told once, here (auth/hooks.h). */
#include "auth/hooks.h"
#include "channels/open311.h"

typedef struct Registration {
    Str partner, url;
} Registration;

static Err register_in_tx(Tx *tx, const void *in, void *out)
{
    const Registration *want = in;
    if (str_empty(want->url))
        TRY(hook_drop(tx, want->partner));
    else
        TRY(hook_put(tx, want->partner, want->url));
    return hook_load(tx, want->partner, out);
}

Err hook_register(App *app, Ctx *ctx, const HookWish *wish, Hash *secret)
{
    Registration want = {wish->partner, str_trim(wish->url)};
    Hook hook;
    if (!str_empty(want.url) && !open311_is_address(want.url))
        return fail_field(ctx, "url", MSG_OPEN311_ADDRESS, STR("url"));
    TRY(db_write(app->db, ctx, register_in_tx, &want, &hook));
    *secret = hook_secret(&app->keys, ctx, &hook);
    return OK;
}

Err open311_hook(Request *req, const Asked311 *asked, GeoAnswer *out)
{
    Ctx *ctx = req->ctx;
    App *app = app_of(req);
    Partner partner;
    Hash secret;
    (void)asked;
    TRY(open311_enter(req, &partner));
    Str url = str_trim(request_field(req, "url"));
    TRY(hook_register(app, ctx, &(HookWish){partner.id, url}, &secret));
    bool on = !str_empty(url);
    geo_list(out, "webhooks");
    geo_item(out, "webhook");
    geo_text(out, "url", url);
    geo_text(out, "secret", on ? hash_hex(ctx->arena, &secret) : STR(""));
    geo_item_end(out, "webhook");
    geo_list_end(out, "webhooks");
    return OK;
}

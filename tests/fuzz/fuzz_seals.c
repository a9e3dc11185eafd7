/* What comes back from browsers, letters and partners as if we had made it: cookies, links, secrets, marks. Nothing
 * that a fuzzer makes was made with our keys. */
#include "auth/secrets.h"
#include "base/seal.h"
#include "fuzz/fuzz.h"
#include "notify/mail_letter.h"

FUZZ(ctx, input)
{
    static const ServerKeys keys = {.tracking.bytes = {1}, .photo.bytes = {2}, .seal.bytes = {3}};
    Str number = STR("2026112200017"), text;
    SealedPass pass = {.purpose = "wechat-state"};
    ctx->jurisdiction = STR("350102");
    ctx->now = 1795400000000;
    ALWAYS(!pass_open(&keys, ctx, input, &pass));
    ALWAYS(!seal_open(ctx->arena, &(Seal){&keys.seal, STR("sign-on")}, input, &text));
    ALWAYS(tracking_check(&keys, ctx, number, input) != OK);
    ALWAYS(follower_check(&keys, ctx, number, input) != OK);
    ALWAYS(follow_offer_check(&keys, ctx, number, input) != OK);
    ALWAYS(photo_link_check(&keys, ctx, &(PhotoLink){number, input, 1795400100}, STR("k")) != OK);
    ALWAYS(photo_link_check(&keys, ctx, &(PhotoLink){number, STR("full"), 1795400100}, input) != OK);
    MailMark mark = mail_mark_find(input);
    ALWAYS(str_empty(mark.number) || !reply_mac_fits(&keys, ctx, mark.number, mark.mac));
    ALWAYS(!reply_mac_fits(&keys, ctx, number, input));
}

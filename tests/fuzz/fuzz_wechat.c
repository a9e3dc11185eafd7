/* Whatever claims to be the platform: its XML, and a cipher that may be anything. */
#include "channels/wechat_seal.h"
#include "channels/wechat_xml.h"

#include "fuzz/fuzz.h"

FUZZ(ctx, input)
{
    WechatMessage message;
    WechatSeal seal = {.token = STR("t"), .app_id = STR("wx1"), .encrypts = true};
    Str opened;
    if (wechat_message_read(ctx, input, &message) == OK) {
        Str answer = wechat_answer(ctx, &message, message.content);
        WechatMessage again;
        ALWAYS(wechat_message_read(ctx, answer, &again) == OK);
        ALWAYS(str_eq(again.content, str_trim(message.content)));
    }
    if (wechat_open(&seal, ctx, input, &opened) == OK)
        ALWAYS(opened.len <= input.len);
}

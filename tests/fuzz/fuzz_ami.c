/* Whatever claims to be Asterisk: lines in any pieces, then what they mean, remembered from message to message. */
#include <string.h>

#include "calls/ear.h"

#include "fuzz/fuzz.h"

static void check(Ctx *ctx, Ear *ear, Str text)
{
    static Message message;
    PhoneTold told;
    if (!message_split(text, &message))
        return;
    for (size_t i = 0; i < message.len; i++) {
        ALWAYS(message.at[i].name.len > 0);
        ALWAYS(memchr(message.at[i].value.at, '\n', message.at[i].value.len) == NULL);
    }
    if (!ami_means(ear, ctx->arena, &message, &told))
        return;
    ALWAYS(ear_find(ear, told.call) != NULL); /* only of calls that are the hotline's */
    ALWAYS(told.event.id.len > 0 && told.event.type < PHONE_EVENT_COUNT);
    ALWAYS(str_empty(told.event.agent) || str_eq(ear_extension(told.event.agent), told.event.agent));
    ALWAYS(str_empty(told.event.recording) || str_starts(told.event.recording, STR("https://r/")));
}

FUZZ(ctx, input)
{
    static MessageReader reader;
    static Ear ear;
    memset(&reader, 0, sizeof reader);
    ear = (Ear){.source = "ami", .numbers = STR("12345,main"), .recordings = STR("https://r/")};
    Str text;
    for (size_t i = 0; i < input.len; i++)
        if (message_reader_take(&reader, input.at[i], &text)) {
            ALWAYS(text.len > 0 && text.len < MESSAGE_BYTES_MOST);
            check(ctx, &ear, text);
        }
    ALWAYS(ear.len <= EAR_CHANNELS_MOST);
}

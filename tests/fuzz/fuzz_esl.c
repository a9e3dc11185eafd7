/* Whatever claims to be FreeSWITCH: messages with bodies of a said length, percent-encoded events, and what they mean.
 */
#include <string.h>

#include "calls/ear.h"
#include "calls/esl_read.h"

#include "fuzz/fuzz.h"

static void check(Ctx *ctx, Ear *ear, Str body)
{
    static Message event;
    PhoneTold told;
    if (!esl_event(ctx->arena, body, &event) || !esl_means(ear, ctx->arena, &event, &told))
        return;
    ALWAYS(ear_find(ear, told.call) != NULL);
    ALWAYS(str_empty(told.event.agent) || str_eq(ear_extension(told.event.agent), told.event.agent));
    ALWAYS(str_empty(told.event.recording) || str_starts(told.event.recording, STR("https://r/")));
}

FUZZ(ctx, input)
{
    static EslReader reader;
    static Ear ear;
    memset(&reader, 0, sizeof reader);
    ear = (Ear){.source = "esl", .numbers = STR("12345"), .recordings = STR("https://r/")};
    EslMessage message;
    for (size_t i = 0; i < input.len; i++)
        if (esl_reader_take(&reader, input.at[i], &message)) {
            ALWAYS(message.headers.len < MESSAGE_BYTES_MOST && message.body.len <= ESL_BODY_MOST);
            ALWAYS(!reader.broken);
            check(ctx, &ear, message.body);
        }
    check(ctx, &ear, input); /* an event without its envelope */
    ALWAYS(percent_decoded(ctx->arena, input).len <= input.len);
}

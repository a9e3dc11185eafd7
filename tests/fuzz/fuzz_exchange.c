/* Whatever another platform may answer about a case: what comes out is bounded, is UTF-8 without control characters,
 * and its steps rise. */
#include "base/utf8.h"
#include "net/exchange_client.h"

#include "fuzz/fuzz.h"

static void check_words(Str text)
{
    ALWAYS(utf8_valid(text) && utf8_length(text) <= 500);
    for (size_t i = 0; i < text.len; i++)
        ALWAYS((unsigned char)text.at[i] >= 0x20 && text.at[i] != 0x7f);
}

FUZZ(ctx, input)
{
    ExchangeStanding *out = ARENA_NEW(ctx->arena, ExchangeStanding);
    if (exchange_read(ctx, input, out) != OK)
        return;
    const Str texts[] = {out->theirs, out->state, out->unit, out->reason, out->error};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        check_words(texts[i]);
    ALWAYS(out->step_count <= EXCHANGE_STEPS_MOST);
    for (size_t i = 0; i < out->step_count; i++) {
        check_words(out->steps[i].text);
        ALWAYS(out->steps[i].no > (i == 0 ? 0 : out->steps[i - 1].no));
    }
}

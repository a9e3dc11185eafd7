/* Folding any bytes: valid UTF-8 comes out, twice changes nothing, every byte knows where it came from. */
#include "fuzz/fuzz.h"

#include "base/utf8.h"
#include "text/fold.h"

FUZZ(ctx, input)
{
    Folded folded = text_fold(ctx->arena, input);
    ALWAYS(utf8_valid(folded.text) && utf8_printable(folded.text));
    ALWAYS(str_eq(text_fold_plain(ctx->arena, input), folded.text));
    ALWAYS(str_eq(text_fold_plain(ctx->arena, folded.text), folded.text));
    for (size_t i = 0; i <= folded.text.len; i++)
        ALWAYS(folded.from[i] <= input.len && (i == 0 || folded.from[i] >= folded.from[i - 1]));
    for (size_t i = 0; i < folded.text.len; i += 1 + folded.text.len / 16) {
        Str original = folded_original(&folded, input, i, folded.text.len);
        ALWAYS(original.len <= input.len);
    }
}

/* Tokens of any folded text: whole characters, in order, inside the text, and every Han character is in one. */
#include "fuzz/fuzz.h"

#include "base/utf8.h"
#include "text/fold.h"
#include "text/similar.h"
#include "text/tokenise.h"

static size_t han_characters(Str text)
{
    size_t at = 0, count = 0;
    while (at < text.len)
        count += text_is_han(utf8_next(text, &at));
    return count;
}

FUZZ(ctx, input)
{
    Str folded = text_fold_plain(ctx->arena, input);
    Tokens tokens = tokens_of(folded);
    Token token;
    size_t last = 0, count = 0, han = 0, told = 0;
    while (token_next(&tokens, &token)) {
        ALWAYS(token.text.at == folded.at + token.from && token.from + token.text.len <= folded.len);
        ALWAYS(token.text.len > 0 && utf8_valid(token.text));
        ALWAYS(count++ == 0 || token.from > last);
        size_t inside = han_characters(token.text);
        ALWAYS(inside == (token.kind == TOKEN_HAN_PAIR ? 2 : token.kind == TOKEN_HAN_SINGLE ? 1 : 0));
        size_t fresh = token.from >= told ? inside : inside - (inside > 0);
        han += fresh;
        told = inside > 0 ? token.from + token.text.len : told;
        last = token.from;
    }
    ALWAYS(han == han_characters(folded));
    ALWAYS(!token_next(&tokens, &token));
    double self = text_similarity(ctx->arena, input, input);
    ALWAYS(count == 0 ? self == 0.0 : self > 0.999 && self < 1.001);
}

/* A question and, after the first line, a text: whatever both are, the question becomes bounded terms, and the pieces
 * of a snippet are the text's own. */
#include "base/utf8.h"
#include "fuzz/fuzz.h"
#include "search/snippet.h"

FUZZ(ctx, input)
{
    Str question = input, text = {"", 0};
    SearchWords words;
    (void)str_cut(input, '\n', &question, &text);
    if (!utf8_valid(input) || search_words_parse(ctx, question, &words) != OK)
        return;
    ALWAYS(words.count <= SEARCH_TERMS_MAX && words.number.len <= SEARCH_NUMBER_MAX);
    ALWAYS(words.count > 0 || !str_empty(words.number));
    (void)words_match(&words, search_plain(ctx->arena, text));
    Snippet snippet = snippet_of(ctx->arena, &words, text);
    ALWAYS(snippet.count <= SNIPPET_PIECES_MAX);
    for (size_t i = 0; i < snippet.count; i++) {
        Str piece = snippet.pieces[i].text;
        ALWAYS(utf8_valid(piece) && piece.at >= text.at && piece.at + piece.len <= text.at + text.len);
    }
}

#include "test.h"

#include "base/buf.h"
#include "text/fold.h"
#include "text/tokenise.h"

static Str tokens(const char *z)
{
    Ctx ctx = test_ctx();
    Buf buf = buf_new(ctx.arena);
    Tokens reader = tokens_of(text_fold_plain(ctx.arena, str_of(z)));
    for (Token token; token_next(&reader, &token);) {
        buf_z(&buf, buf.len > 0 ? "|" : "");
        buf_add(&buf, token.text);
        assert_true(str_eq(str_slice(reader.folded, token.from, token.from + token.text.len), token.text));
    }
    return buf_str(&buf);
}

TEST(han_come_in_overlapping_pairs)
{
    assert_str(tokens("江厝路公园"), "江厝|厝路|路公|公园");
    assert_str(tokens("灯，坏了！"), "灯|坏了");
    assert_str(tokens("灯"), "灯");
    assert_str(tokens(""), "");
}

TEST(words_and_numbers_stay_whole)
{
    assert_str(tokens("WiFi坏了3天，Open311 v2"), "wifi|坏了|3|天|open|311|v|2");
    assert_str(tokens("１０号楼A座"), "10|号楼|a|座");
    assert_str(tokens("café 😀 hello-world"), "café|hello|world");
}

TEST(kinds_tell_a_pair_from_a_lone_character)
{
    Ctx ctx = test_ctx();
    Tokens reader = tokens_of(text_fold_plain(ctx.arena, STR("灯a1路灯")));
    static const TokenKind kinds[] = {TOKEN_HAN_SINGLE, TOKEN_WORD, TOKEN_NUMBER, TOKEN_HAN_PAIR};
    Token token;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        assert_true(token_next(&reader, &token));
        assert_int_equal(token.kind, kinds[i]);
    }
    assert_false(token_next(&reader, &token));
}

/* Whatever follows a word in the text, a query for the word finds its tokens there, in one run. */
TEST(what_was_written_can_be_found)
{
    static const char *const words[] = {"路灯", "江厝路", "垃圾分类", "wifi"};
    static const char *const texts[] = {"坏了的路灯。", "在江厝路上", "做好垃圾分类工作", "公园wifi连不上"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        assert_true(str_find(tokens(texts[i]), tokens(words[i])) >= 0);
}

TEST(random_bytes_do_no_harm)
{
    Ctx ctx = test_ctx();
    for (int i = 0; i < 5000; i++) {
        char bytes[32];
        rand_bytes(ctx.rand, bytes, sizeof bytes);
        Tokens reader = tokens_of((Str){bytes, rand_below(ctx.rand, sizeof bytes + 1)});
        size_t last = 0;
        for (Token token; token_next(&reader, &token); last = token.from)
            assert_true(token.text.len > 0 && token.from >= last && token.from + token.text.len <= reader.folded.len);
    }
}

#include "test.h"

#include "base/utf8.h"

TEST(what_turns_text_around_or_cannot_be_seen_is_left_out)
{
    Ctx ctx = test_ctx();
    static const struct {
        const char *sent, *shown;
    } texts[] = {
        {"李\u202e明已办结", "李明已办结"},             /* would read backwards from there */
        {"\u202d138 0013 8000\u202c", "138 0013 8000"}, /* as address books copy numbers */
        {"a\u2066b\u2069c\u061c\u200e\u200f", "abc"},   /* isolates and marks */
        {"一\u2028二\u2029三", "一二三"},               /* lines to a browser, not to a log */
        {"\xc2\x9b"
         "31m\xc2\x85",
         "31m"},                                /* C1: a terminal obeys */
        {"\ufeff头\uffff尾\U0001fffe", "头尾"}, /* no characters: XML has no way to say them */
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_str(utf8_shown(ctx.arena, str_of(texts[i].sent)), texts[i].shown);
}

TEST(what_can_be_seen_stays_byte_by_byte)
{
    Ctx ctx = test_ctx();
    static const char *const texts[] = {"",         "plain",       "江厝路\n下穿通道\t积水", "👩\u200d🔧 à \u0301 ﷺ",
                                        "مرحبا 12", "\ufdcf\ufdf0"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Str sent = str_of(texts[i]), shown = utf8_shown(ctx.arena, sent);
        assert_true(str_eq(shown, sent));
        assert_ptr_equal(shown.at, sent.at);
    }
}

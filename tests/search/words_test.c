/* What can be searched, and how it is asked. */
#include "test.h"

#include "base/buf.h"
#include "search/words.h"

static Ctx ctx_new(void)
{
    return (Ctx){.arena = arena_new(0)};
}

static void put(void *self, Str token)
{
    Buf *out = self;
    if (out->len > 0)
        buf_char(out, ' ');
    buf_add(out, token);
}

static Str tokens(Arena *arena, Str plain)
{
    Buf out = buf_new(arena);
    words_each(plain, put, &out);
    return buf_str(&out);
}

TEST(a_text_becomes_runs_words_and_numbers_and_phones_are_dropped)
{
    Ctx ctx = ctx_new();
    assert_str(search_plain(ctx.arena, STR("五一路3号ＡＴＭ旁，垃圾堆積。")), "五一路 3 号 atm 旁 垃圾堆积");
    assert_str(search_plain(ctx.arena, STR("请打13800000000找我")), "请打 找我");
    assert_str(search_plain(ctx.arena, STR("138-0000-0000 或 138 0000 0001")), "或");
    assert_str(search_plain(ctx.arena, STR("3-201室，12号")), "3 201 室 12 号");
    assert_str(search_plain(ctx.arena, STR("!!! ——")), "");
    arena_free(ctx.arena);
}

TEST(the_index_holds_pairs_and_single_characters)
{
    Ctx ctx = ctx_new();
    assert_str(tokens(ctx.arena, STR("堆垃圾 3 abc")), "堆垃 堆 垃 垃圾 垃 圾 3 abc");
    assert_str(tokens(ctx.arena, STR("路")), "路");
    arena_free(ctx.arena);
}

TEST(words_of_a_question_stay_apart_and_quotes_hold_them_together)
{
    Ctx ctx = ctx_new();
    SearchWords w;
    assert_ok(search_words_parse(&ctx, STR("垃圾　噪音 -公园"), &w));
    assert_int_equal(w.count, 3);
    assert_str(w.terms[0].plain, "垃圾");
    assert_str(w.terms[1].plain, "噪音");
    assert_true(w.terms[2].excluded);
    assert_str(w.whole, "垃圾噪音");
    assert_ok(search_words_parse(&ctx, STR("“五一路 3号” -\"下 水道\""), &w));
    assert_int_equal(w.count, 2);
    assert_str(w.terms[0].plain, "五一路 3 号");
    assert_str(w.terms[1].plain, "下水道");
    assert_ok(search_words_parse(&ctx, STR("五一路3号"), &w));
    assert_int_equal(w.count, 3);
    assert_str(w.whole, "五一路 3 号");
    arena_free(ctx.arena);
}

TEST(six_to_thirteen_digits_are_a_case_number)
{
    Ctx ctx = ctx_new();
    SearchWords w;
    assert_ok(search_words_parse(&ctx, STR(" ２６１１２２ "), &w));
    assert_str(w.number, "261122");
    assert_int_equal(w.count, 0);
    assert_ok(search_words_parse(&ctx, STR("1234"), &w));
    assert_str(w.number, "");
    assert_str(w.terms[0].plain, "1234");
    arena_free(ctx.arena);
}

TEST(hostile_questions_are_refused_in_clear_words)
{
    Ctx ctx = ctx_new();
    SearchWords w;
    const struct {
        const char *question;
        MsgId message;
    } bad[] = {
        {"", MSG_SEARCH_NOTHING},
        {"   ", MSG_SEARCH_NOTHING},
        {"*\"'()&|!:<->%_", MSG_SEARCH_NOTHING},
        {"。，、！？…", MSG_SEARCH_NOTHING},
        {"-垃圾", MSG_SEARCH_ONLY_NOT},
        {"138-0013-8000", MSG_SEARCH_NO_PHONES},
        {"\xff\xfe", MSG_SEARCH_NOTHING},
        {"\"\"\"\"", MSG_SEARCH_NOTHING},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_err(search_words_parse(&ctx, str_of(bad[i].question), &w), ERR_INVALID);
        assert_int_equal(ctx.failure.message, bad[i].message);
    }
    char *long_one = arena_array(ctx.arena, 10000, 1);
    memset(long_one, 'a', 10000);
    assert_err(search_words_parse(&ctx, (Str){long_one, 10000}, &w), ERR_INVALID);
    assert_int_equal(ctx.failure.message, MSG_SEARCH_TOO_LONG);
    assert_err(search_words_parse(&ctx, STR("a b c d e f g h i j k l m n o p q"), &w), ERR_INVALID);
    assert_int_equal(ctx.failure.message, MSG_SEARCH_TOO_MANY);
    assert_ok(search_words_parse(&ctx, STR("垃圾' OR 1=1) AND NOT \"x"), &w));
    arena_free(ctx.arena);
}

TEST(characters_count_within_runs_but_words_only_whole)
{
    assert_int_equal(words_occur(STR("垃圾堆放 旁 垃圾"), STR("垃圾")), 2);
    assert_int_equal(words_occur(STR("垃圾 堆放"), STR("垃圾堆放")), 0);
    assert_int_equal(words_occur(STR("atm atms 12 123"), STR("atm")), 1);
    assert_int_equal(words_occur(STR("112 12 号"), STR("12 号")), 1);
    assert_int_equal(words_occur(STR("五一路 3 号"), STR("一路 3")), 1);
    assert_int_equal(words_occur(STR("五一路 33 号"), STR("一路 3")), 0);
}

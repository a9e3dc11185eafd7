#include "test.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/fold.h"

static Str folded(const char *z)
{
    Ctx ctx = test_ctx();
    return text_fold_plain(ctx.arena, str_of(z));
}

TEST(a_message_from_taiwan_reads_like_one_from_fuzhou)
{
    assert_str(folded("五鳳街道湖前社區　路燈壞了，沒人修理！"), "五凤街道湖前社区路灯坏了,没人修理!");
    assert_str(folded("臺灣廣場旁汙水橫流"), "台湾广场旁污水横流");
}

TEST(wide_letters_digits_and_signs_become_narrow_lower_case)
{
    assert_str(folded("ＡＢＣ１２３＃（Ｘ）"), "abc123#(x)");
    assert_str(folded("【急】“漏水”……"), "[急]\"漏水\"..");
}

TEST(white_space_shrinks_and_vanishes_between_han)
{
    assert_str(folded("  路灯 \t 坏了\r\n\r\n没人修  "), "路灯坏了\n没人修");
    assert_str(folded("east  lake　plaza"), "east lake plaza");
    assert_str(folded("a\u200bb\ufeffc"), "abc");
    assert_str(folded(" \n\t "), "");
}

TEST(chinese_numerals_turn_into_digits_only_before_a_door)
{
    assert_str(folded("三号楼二单元五〇二室"), "3号楼2单元502室");
    assert_str(folded("江厝路一百零三号"), "江厝路103号");
    assert_str(folded("十楼、二十层、三十五栋、一千号"), "10楼,20层,35栋,1000号");
    assert_str(folded("八一七北路三坊七巷五一广场十字路口"), "八一七北路三坊七巷五一广场十字路口");
    assert_str(folded("十十号"), "十十号");
    assert_str(folded("1二号"), "1二号");
}

TEST(a_folded_place_leads_back_to_what_was_written)
{
    Ctx ctx = test_ctx();
    Str original = STR("在 五 鳳 街道 三十號樓");
    Folded f = text_fold(ctx.arena, original);
    assert_str(f.text, "在五凤街道30号楼");
    assert_str(folded_original(&f, original, 3, 15), "五 鳳 街道");
    assert_str(folded_original(&f, original, 15, f.text.len), "三十號樓");
    assert_str(folded_original(&f, original, 5, 5), "");
}

static Str random_text(Ctx *ctx, size_t len)
{
    static const char *const bits[] = {"一",
                                       "十",
                                       "百",
                                       "千",
                                       "零",
                                       "号",
                                       "樓",
                                       "單元",
                                       " ",
                                       "　",
                                       "\n",
                                       "\u200b",
                                       "A",
                                       "Ｂ",
                                       "3",
                                       "鳳",
                                       "凤",
                                       "。",
                                       "\xff",
                                       "\xe4\xb8",
                                       "é",
                                       "É",
                                       "\xf0\xa0\x80\x80",
                                       "\0"};
    Buf buf = buf_new(ctx->arena);
    for (size_t i = 0; i < len; i++) {
        if (rand_below(ctx->rand, 4) == 0)
            buf_char(&buf, (char)rand_below(ctx->rand, 256));
        else
            buf_z(&buf, bits[rand_below(ctx->rand, COUNT_OF(bits))]);
    }
    return buf_str(&buf);
}

TEST(folding_twice_changes_nothing_and_random_bytes_do_no_harm)
{
    Ctx ctx = test_ctx();
    for (int i = 0; i < 20000; i++) {
        Arena *arena = arena_new(0);
        Ctx small = ctx;
        small.arena = arena;
        Str original = random_text(&small, rand_below(ctx.rand, 24));
        Folded once = text_fold(arena, original);
        assert_true(utf8_valid(once.text));
        Str twice = text_fold_plain(arena, once.text);
        assert_true(str_eq(once.text, twice));
        for (size_t k = 0; k < once.text.len; k++)
            assert_true(once.from[k] <= once.from[k + 1]);
        assert_int_equal(once.from[once.text.len], original.len);
        arena_free(arena);
    }
}

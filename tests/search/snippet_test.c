/* Where the words stand, in the writer's own spelling. */
#include "test.h"

#include "base/buf.h"
#include "search/snippet.h"

static Str shown(Ctx *ctx, const char *question, const char *text)
{
    SearchWords words;
    assert_ok(search_words_parse(ctx, str_of(question), &words));
    Snippet snippet = snippet_of(ctx->arena, &words, str_of(text));
    Buf out = buf_new(ctx->arena);
    buf_z(&out, snippet.cut_before ? "…" : "");
    for (size_t i = 0; i < snippet.count; i++) {
        buf_z(&out, snippet.pieces[i].hit ? "[" : "");
        buf_add(&out, snippet.pieces[i].text);
        buf_z(&out, snippet.pieces[i].hit ? "]" : "");
    }
    buf_z(&out, snippet.cut_after ? "…" : "");
    return buf_str(&out);
}

TEST(hits_are_marked_in_the_original_spelling)
{
    Ctx ctx = test_ctx();
    assert_str(shown(&ctx, "垃圾堆积 atm", "ＡＴＭ旁<b>垃圾堆積</b>，垃圾 堆積"),
               "[ＡＴＭ]旁<b>[垃圾堆積]</b>，[垃圾 堆積]");
    assert_str(shown(&ctx, "3号 路灯", "五一路3号33号"), "五一路[3号]33[号]");
    assert_str(shown(&ctx, "\"五一路 3号\"", "在五一路3号"), "在[五一路3号]");
    assert_str(shown(&ctx, "垃圾", "路灯不亮"), "");
}

TEST(a_long_text_is_cut_around_its_first_hit)
{
    Ctx ctx = test_ctx();
    Buf text = buf_new(ctx.arena);
    for (int i = 0; i < 60; i++)
        buf_z(&text, "前文");
    buf_z(&text, "垃圾");
    for (int i = 0; i < 60; i++)
        buf_z(&text, "后文");
    Str out = shown(&ctx, "垃圾", str_z(ctx.arena, buf_str(&text)));
    assert_true(str_starts(out, STR("…前文")));
    assert_true(str_ends(out, STR("后文…")));
    assert_true(str_find(out, STR("前文[垃圾]后文")) > 0);
}

#include "test.h"

#include "base/utf8.h"
#include "channels/mail_words.h"

TEST(words_in_the_charsets_of_the_country_are_read_whatever_they_are_called)
{
    Ctx ctx = test_ctx();
    Str gbk = STR("\xc0\xac\xbb\xf8"), utf8 = STR("垃圾"), four = STR("\x95\x34\xb2\x35"); /* U+20BB7 in GB18030 */
    assert_str(mail_decode(&ctx, gbk, STR("gb2312")), "垃圾");
    assert_str(mail_decode(&ctx, gbk, STR("GBK")), "垃圾");
    assert_str(mail_decode(&ctx, gbk, STR("")), "垃圾");
    assert_str(mail_decode(&ctx, gbk, STR("no-such-charset")), "垃圾");
    assert_str(mail_decode(&ctx, utf8, STR("us-ascii")), "垃圾");
    assert_str(mail_decode(&ctx, four, STR("gb2312")), "𠮷");
    assert_str(mail_decode(&ctx, STR("\xa9\x55\xa7\xa3"), STR("big5")), "垃圾");
}

TEST(what_cannot_be_read_is_marked_and_what_cannot_be_seen_goes)
{
    Ctx ctx = test_ctx();
    assert_true(utf8_valid(mail_decode(&ctx, STR("a\xff\xff\xff z"), STR("utf-8"))));
    assert_str(mail_decode(&ctx,
                           STR("a\r\nb\x07\x1b[31m\tc\xe2\x80\xae"
                               "d"),
                           STR("utf-8")),
               "a\nb[31m\tcd");
    assert_str(mail_decode(&ctx, STR("a"), STR("utf-8//TRANSLIT")), "a");
}

TEST(markup_becomes_what_a_person_reads)
{
    Ctx ctx = test_ctx();
    assert_str(
        mail_html_words(&ctx, STR("<html><head><title>x</title></head><body>a<br>b &lt;c&gt;&#26753;&#x6881;</body>")),
        "a\nb <c>梁梁");
    assert_str(mail_html_words(&ctx, STR("<script>if (a < b) alert('</p>')</script>a & b &unknown; &#0; &#xD800;")),
               "a & b");
    assert_str(mail_html_words(&ctx, STR("a&#x202e;b&#8238;c&#x9b;d&#127;e&#xfeff;f")),
               "abcdef"); /* nor by the back door */
    assert_str(mail_html_words(&ctx, STR("<p>a<p>b<")), "a\nb");
    assert_str(mail_html_words(&ctx, STR("<style>")), "");
}

TEST(an_answer_is_without_what_it_answers)
{
    assert_str(mail_own_words(STR("好的\n\n在 2026年11月22日，鼓楼区 <front@gulou.test> 写道：\n> 旧\n")), "好的");
    assert_str(mail_own_words(STR("Yes\n\nOn Sun, Nov 22, 2026 at 9:00 Front <f@g.cn> wrote:\n\n> old")), "Yes");
    assert_str(mail_own_words(STR("嗯\n------------------ 原始邮件 ------------------\n发件人: x")), "嗯");
    assert_str(mail_own_words(STR("words\n-- \nLi")), "words");
    assert_str(mail_own_words(STR("> only what was said before")), "> only what was said before");
    assert_str(mail_own_words(STR("")), "");
}

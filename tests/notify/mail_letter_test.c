#include "test.h"

#include "domain/district.h"
#include "notify/mail_letter.h"

TEST(long_chinese_headers_are_folded_and_no_character_is_cut)
{
    Ctx ctx = test_ctx();
    Str words = mail_header_words(&ctx, STR("鼓楼区城市运行指挥中心关于您反映的公园垃圾问题的答复"));
    Str rest = words, line, tail;
    int lines = 0;
    while (!str_empty(rest)) {
        if (!str_cut(rest, '\n', &line, &tail)) {
            line = rest;
            tail = STR("");
        }
        line = str_trim(line);
        assert_true(line.len <= 75); /* RFC 2047, 2 */
        assert_true(str_starts(line, STR("=?UTF-8?B?")));
        assert_true((line.len - 12) % 4 == 0);
        lines++;
        rest = tail;
    }
    assert_true(lines > 1);
    assert_str(mail_header_words(&ctx, STR("plain words")), "plain words");
    assert_str(mail_header_words(&ctx, STR("a\r\nBcc: b")), "=?UTF-8?B?YQ0KQmNjOiBi?=");
    assert_str(mail_header_words(&ctx, STR("=?x?=")), "=?UTF-8?B?PT94Pz0=?=");
}

TEST(bodies_are_quoted_so_that_no_server_changes_them)
{
    Ctx ctx = test_ctx();
    assert_str(mail_quoted_printable(&ctx, STR("a=b \n.c\n\nd")), "a=3Db=20\r\n=2Ec\r\n\r\nd\r\n");
    Str body = mail_quoted_printable(&ctx, STR("诉求诉求诉求诉求诉求诉求诉求诉求诉求诉求"));
    assert_int_equal(str_find(body, STR("=\r\n")), 75);
    assert_str(mail_quoted_printable(&ctx, STR("")), "");
}

TEST(a_mark_is_found_in_addresses_and_message_ids_and_nothing_else_is)
{
    MailMark mark = mail_mark_find(STR("x gulou.1 <front+gulou.2611231407984.0123456789abcdef01234567@g.cn>"));
    assert_str(mark.number, "2611231407984");
    assert_str(mark.mac, "0123456789abcdef01234567");
    assert_str(mark.id, "");
    mark = mail_mark_find(STR("<gulou.2611231407984.0123456789abcdef01234567.00112233445566778899aabbccddeeff@g.cn>"));
    assert_str(mark.id, "00112233445566778899aabbccddeeff");
    assert_str(mail_mark_find(STR("gulou.2611231407984.0123456789abcdef0123456")).number, "");
    assert_str(mail_mark_find(STR("gulou.26112314079840.0123456789abcdef01234567")).number, "");
    assert_str(mail_mark_find(STR("gulou.")).number, "");
}

TEST(a_letter_for_staff_bears_no_mark_and_invites_no_answer)
{
    Ctx ctx = test_ctx();
    District district = {.name_zh = STR("鼓楼区"), .name_en = STR("Gulou")};
    ctx.district = &district;
    MailHouse house = {
        .from = STR("front@g.cn"), .cases = STR("front@g.cn"), .public_url = STR("http://intern"), .name = STR("a\"b")};
    Letter letter = {.id = STR("00112233445566778899aabbccddeeff"),
                     .kind = STR("notice"),
                     .to = STR("li@g.cn"),
                     .text = STR("x"),
                     .leave = STR("t"),
                     .number = STR("2611231407984")};
    Str mail = mail_letter(&ctx, &house, &letter);
    assert_true(str_find(mail, STR("Message-ID: <00112233445566778899aabbccddeeff@g.cn>\r\n")) > 0);
    assert_true(str_find(mail, STR("Reply-To")) < 0);
    assert_true(str_find(mail, STR("List-Unsubscribe")) < 0); /* one click wants https */
    assert_true(str_find(mail, STR("a\"b")) < 0);
}

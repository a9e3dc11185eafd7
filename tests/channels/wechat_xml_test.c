/* What 微信 sends, and what only claims to be from there. */
#include "channels/wechat_xml.h"

#include "test.h"

#define HEAD "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o_1]]></FromUserName>"

TEST(a_message_is_read_by_its_names_whatever_stands_between)
{
    Ctx ctx = test_ctx();
    WechatMessage m;
    Str xml =
        STR(HEAD "<CreateTime>1780538400</CreateTime><MsgType><![CDATA[text]]></MsgType><Later><Content>no"
                 "</Content></Later>\n<Content> 路灯<![CDATA[ <坏> & ]]>了 <b>!</b></Content><MsgId>7</MsgId></xml>");
    assert_ok(wechat_message_read(&ctx, xml, &m));
    assert_str(m.to, "gh_1");
    assert_str(m.from, "o_1");
    assert_str(m.kind, "text");
    assert_str(m.content, "路灯 <坏> & 了");
    assert_str(m.id, "7");
    assert_int_equal(m.sent, 1780538400);
}

TEST(a_sealed_message_needs_nothing_else)
{
    Ctx ctx = test_ctx();
    WechatMessage m;
    assert_ok(wechat_message_read(&ctx, STR("<xml><Encrypt>abc==</Encrypt></xml>"), &m));
    assert_str(m.encrypted, "abc==");
}

TEST(our_answer_reads_as_what_it_says)
{
    Ctx ctx = test_ctx();
    WechatMessage m, again;
    assert_ok(wechat_message_read(&ctx, STR(HEAD "<MsgType>text</MsgType></xml>"), &m));
    assert_ok(wechat_message_read(&ctx, wechat_answer(&ctx, &m, STR("到此]]>为止")), &again));
    assert_str(again.to, "o_1");
    assert_str(again.from, "gh_1");
    assert_str(again.content, "到此]]>为止");
}

TEST(what_is_no_message_is_refused)
{
    static const char *const texts[] = {
        "",
        "<xml></xml>",
        HEAD "</xml>", /* no kind */
        "<html>" HEAD "<MsgType>text</MsgType></xml></html>",
        HEAD "<MsgType>text</MsgType>",
        "<!DOCTYPE xml [<!ENTITY e \"text\">]>" HEAD "<MsgType>&e;</MsgType></xml>",
        HEAD "<MsgType>text</MsgType><a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a></xml>",
        HEAD "<MsgType>text</MsgType><Content>\xb9\xc4</Content></xml>",
    };
    Ctx ctx = test_ctx();
    WechatMessage m = {.id = STR("before")};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_err(wechat_message_read(&ctx, str_of(texts[i]), &m), ERR_INVALID);
        assert_int_equal(ctx.failure.message, MSG_WECHAT_XML);
        assert_str(m.id, "before");
    }
}

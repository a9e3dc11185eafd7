/* XML from outside: what is told of it, and what is not taken. */
#include "base/xml.h"

#include "base/buf.h"

#include "test.h"

enum { MOST = 4096 };

typedef struct Heard {
    Arena *arena;
    Buf lines; /* "depth root/parent/name=text\n" */
    const char *refuses;
    int ends;
} Heard;

static bool hear(void *self, const XmlElement *element)
{
    Heard *heard = self;
    heard->ends++;
    buf_printf(&heard->lines, "%d %s/%s/%s=" STR_FMT "\n", element->depth, element->root, element->parent,
               element->name, STR_ARG(element->text));
    return heard->refuses == NULL || strcmp(element->name, heard->refuses) != 0;
}

static bool read_by(Heard *heard, Str bytes)
{
    return xml_read(&(XmlDocument){heard->arena, bytes, MOST, heard, hear});
}

static Heard heard_new(Ctx *ctx)
{
    return (Heard){.arena = ctx->arena, .lines = buf_new(ctx->arena)};
}

TEST(each_element_is_told_as_it_ends_with_its_own_words)
{
    Ctx ctx = test_ctx();
    Heard heard = heard_new(&ctx);
    Str text =
        STR("<?xml version=\"1.0\"?><r>a<i>b<j>c &amp; d</j><![CDATA[e<f]]></i>g<s:k xmlns:s=\"x\" w=\"1\"/></r>");
    assert_true(read_by(&heard, text));
    assert_str(buf_str(&heard.lines), "3 r/i/j=c & d\n2 r/r/i=be<f\n2 r/r/k=\n1 r//r=ag\n");
}

TEST(a_name_longer_than_any_of_ours_is_none)
{
    Ctx ctx = test_ctx();
    Heard heard = heard_new(&ctx);
    assert_true(read_by(
        &heard, STR("<a><n234567890123456789012345678901234567890>x</n234567890123456789012345678901234567890>"
                    "<n23456789012345678901234567890123456789>y</n23456789012345678901234567890123456789></a>")));
    assert_str(buf_str(&heard.lines), "2 a/a/=x\n2 a/a/n23456789012345678901234567890123456789=y\n1 a//a=\n");
}

TEST(what_is_no_plain_document_is_refused)
{
    static const char *const texts[] = {
        "",
        "no XML",
        "<a>",
        "<a></b>",
        "<a/><a/>",
        "<a>\xb9\xc4\xc2\xa5</a>", /* GBK */
        "<a>&undefined;</a>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM \"http://127.0.0.1/a.dtd\"><a/>",
        "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>",
        "<a><a><a><a><a><a><a><a><a>x</a></a></a></a></a></a></a></a></a>",
        "<a><a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a></a>",
    };
    Ctx ctx = test_ctx();
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Heard heard = heard_new(&ctx);
        assert_str(read_by(&heard, str_of(texts[i])) ? str_of(texts[i]) : STR("refused"), "refused");
    }
    Heard heard = heard_new(&ctx);
    assert_true(
        read_by(&heard, STR("<a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a>"))); /* eight levels are taken */
}

TEST(entities_that_would_unfold_are_refused_before_anything_is_told)
{
    Ctx ctx = test_ctx();
    Heard heard = heard_new(&ctx);
    assert_false(read_by(&heard, STR("<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                                     "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><l><i>&c;</i></l>")));
    assert_int_equal(heard.ends, 0);
}

TEST(more_bytes_than_the_reader_wants_are_refused)
{
    Ctx ctx = test_ctx();
    char text[MOST + 1];
    memset(text, ' ', sizeof text);
    memcpy(text, "<a/>", 4);
    Heard heard = heard_new(&ctx);
    assert_true(read_by(&heard, (Str){text, MOST}));
    assert_false(read_by(&heard, (Str){text, MOST + 1}));
}

TEST(the_reader_may_refuse_and_hears_no_more)
{
    Ctx ctx = test_ctx();
    Heard heard = heard_new(&ctx);
    heard.refuses = "b";
    assert_false(read_by(&heard, STR("<r><a/><b/><c/></r>")));
    assert_str(buf_str(&heard.lines), "2 r/r/a=\n2 r/r/b=\n");
}

/* --- streams --- */

typedef struct Streamed {
    Buf words;
    XmlStream *refuses;
} Streamed;

static void stream_start(void *self, const char *element, const char **attributes)
{
    Streamed *streamed = self;
    buf_printf(&streamed->words, "<%s", element);
    for (; *attributes != NULL; attributes += 2)
        buf_printf(&streamed->words, " %s=%s", attributes[0], attributes[1]);
    buf_char(&streamed->words, '>');
    if (streamed->refuses != NULL)
        xml_refuse(streamed->refuses);
}

static void stream_text(void *self, const char *at, int len)
{
    Streamed *streamed = self;
    buf_add(&streamed->words, (Str){at, (size_t)len});
}

TEST(a_stream_may_be_cut_anywhere)
{
    static const char text[] = "<r><x:c r=\"A1\">鼓楼</x:c><!-- - --><c/></r>";
    Ctx ctx = test_ctx();
    Streamed streamed = {.words = buf_new(ctx.arena)};
    XmlStream stream CLEANUP(xml_close) = {.to = {&streamed, .start = stream_start, .text = stream_text}, .levels = 2};
    xml_open(&stream);
    for (size_t i = 0; i < sizeof text - 1; i++)
        assert_int_equal(xml_feed(&stream, (Str){text + i, 1}), XML_FED);
    assert_int_equal(xml_feed(&stream, STR("")), XML_FED);
    assert_str(buf_str(&streamed.words), "<r><c r=A1>鼓楼<c>");
}

TEST(a_tag_that_does_not_end_is_given_up)
{
    char piece[64 * 1024];
    int pieces = 0;
    XmlFed fed = XML_FED;
    XmlStream stream CLEANUP(xml_close) = {.levels = 2};
    memset(piece, 'x', sizeof piece);
    xml_open(&stream);
    assert_int_equal(xml_feed(&stream, STR("<r a=\"")), XML_FED);
    for (; pieces < 100 && fed == XML_FED; pieces++)
        fed = xml_feed(&stream, (Str){piece, sizeof piece});
    assert_int_equal(fed, XML_ENDLESS);
    assert_in_range(pieces, 4, 5);
}

TEST(a_long_text_is_no_tag_that_does_not_end)
{
    char piece[64 * 1024];
    XmlStream stream CLEANUP(xml_close) = {.levels = 2};
    memset(piece, 'x', sizeof piece);
    xml_open(&stream);
    assert_int_equal(xml_feed(&stream, STR("<r>")), XML_FED);
    for (int i = 0; i < 32; i++)
        assert_int_equal(xml_feed(&stream, (Str){piece, sizeof piece}), XML_FED);
    assert_int_equal(xml_feed(&stream, STR("</r>")), XML_FED);
    assert_int_equal(xml_feed(&stream, STR("")), XML_FED);
}

TEST(a_stream_ends_where_a_handler_a_level_or_a_document_type_forbids_it)
{
    Ctx ctx = test_ctx();
    Streamed streamed = {.words = buf_new(ctx.arena)};
    XmlStream by_handler CLEANUP(xml_close) = {.to = {&streamed, .start = stream_start}, .levels = 9};
    streamed.refuses = &by_handler;
    xml_open(&by_handler);
    assert_int_equal(xml_feed(&by_handler, STR("<r><c/></r>")), XML_REFUSED);
    assert_str(buf_str(&streamed.words), "<r>");

    XmlStream too_deep CLEANUP(xml_close) = {.levels = 2};
    xml_open(&too_deep);
    assert_int_equal(xml_feed(&too_deep, STR("<r><c><v/>")), XML_REFUSED);

    XmlStream with_type CLEANUP(xml_close) = {.levels = 2};
    xml_open(&with_type);
    assert_int_equal(xml_feed(&with_type, STR("<!DOCTYPE r [")), XML_REFUSED);
}

/* What a store says, read with suspicion. */
#include "depot/s3_xml.h"

#include "base/buf.h"

#include "test.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
#define ENTRY(key, when) "<Contents><Key>" key "</Key><LastModified>" when "</LastModified><Size>9</Size></Contents>"

TEST(a_page_tells_names_their_age_and_the_way_on)
{
    Ctx ctx = test_ctx();
    S3Page *page = ARENA_NEW(ctx.arena, S3Page);
    Str text = STR(HEAD "<Name>b</Name><Prefix>p/</Prefix><IsTruncated>true</IsTruncated>" ENTRY(
        "p/photos/3f/a.jpg", "2026-11-22T18:31:05.250Z") ENTRY("p/photos/3f/b&amp;c", "yesterday") "<NextContinuationToken>1/x+=="
                                                                                                  "</NextContinuationToken></"
                                                                                                  "ListBucketResult>");
    assert_true(s3_xml_page(ctx.arena, text, page));
    assert_int_equal(page->len, 2);
    assert_str(page->at[0].name, "p/photos/3f/a.jpg");
    assert_int_equal(page->at[0].written, 1795372265000);
    assert_str(page->at[1].name, "p/photos/3f/b&c");
    assert_int_equal(page->at[1].written, INT64_MAX); /* of unknown age: never swept */
    assert_str(page->next, "1/x+==");
}

TEST(an_empty_shelf_is_a_page_without_entries)
{
    Ctx ctx = test_ctx();
    S3Page *page = ARENA_NEW(ctx.arena, S3Page);
    assert_true(s3_xml_page(ctx.arena, STR(HEAD "<IsTruncated>false</IsTruncated></ListBucketResult>"), page));
    assert_int_equal(page->len, 0);
    assert_true(str_empty(page->next));
}

TEST(what_is_no_page_is_refused)
{
    static const char *const texts[] = {
        "",
        "<html><body>502 Bad Gateway</body></html>",
        "<Error><Code>AccessDenied</Code></Error>",
        HEAD,                                                     /* cut short */
        HEAD "<IsTruncated>true</IsTruncated></ListBucketResult>", /* more, but no way to it */
        HEAD ENTRY("", "2026-11-22T18:31:05Z") "</ListBucketResult>",
        "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><ListBucketResult>&a;</ListBucketResult>",
        "<a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></a></a>",
    };
    Ctx ctx = test_ctx();
    S3Page *page = ARENA_NEW(ctx.arena, S3Page);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_str(s3_xml_page(ctx.arena, str_of(texts[i]), page) ? str_of(texts[i]) : STR("refused"), "refused");
}

TEST(more_entries_than_were_asked_for_are_refused)
{
    Ctx ctx = test_ctx();
    S3Page *page = ARENA_NEW(ctx.arena, S3Page);
    Buf text = buf_new(ctx.arena);
    buf_z(&text, HEAD);
    for (int i = 0; i < S3_PAGE_MOST + 1; i++)
        buf_z(&text, ENTRY("k", "2026-11-22T18:31:05Z"));
    buf_z(&text, "</ListBucketResult>");
    assert_false(s3_xml_page(ctx.arena, buf_str(&text), page));
}

TEST(an_error_s_code_goes_to_the_log_only_as_plain_letters)
{
    Ctx ctx = test_ctx();
    assert_str(s3_xml_code(ctx.arena, STR("<Error><Code>SignatureDoesNotMatch</Code><StringToSign>x</StringToSign></Error>")),
               "SignatureDoesNotMatch");
    assert_str(s3_xml_code(ctx.arena, STR("<Error><Code>No\nSuch \"Key\"</Code></Error>")), "");
    assert_str(s3_xml_code(ctx.arena, STR("<html/>")), "");
    assert_str(s3_xml_code(ctx.arena, STR("")), "");
}

/* What another city's Open311 server answers, and what a broken or hostile one does. */
#include "net/geo_answer.h"

#include "base/buf.h"

#include "test.h"

static GeoRequests read_ok(Ctx *ctx, GeoFormat format, Str bytes)
{
    GeoRequests out = {0};
    assert_ok(geo_answer_read(ctx, bytes, format, &out));
    return out;
}

static const Str both[] = {
    [GEO_XML] =
        STR("<?xml version=\"1.0\"?><service_requests><request><service_request_id> 12 </service_request_id>"
            "<status>open</status><status_notes>a\nb</status_notes><notice><status>closed</status></notice></request>"
            "<request><token>t</token></request></service_requests>"),
    [GEO_JSON] =
        STR("[{\"service_request_id\": 12, \"status\": \"open\", \"status_notes\": \"a\\nb\"}, {\"token\": \"t\"}]"),
};

TEST(both_forms_say_the_same)
{
    for (unsigned format = GEO_XML; format <= GEO_JSON; format++) {
        Ctx ctx = test_ctx();
        GeoRequests out = read_ok(&ctx, (GeoFormat)format, both[format]);
        assert_int_equal(out.len, 2);
        assert_str(out.at[0].id, "12");
        assert_str(out.at[0].status, "open");
        assert_str(out.at[0].notes, "a b"); /* a line break would be ours on the case */
        assert_str(out.at[0].token, "");
        assert_str(out.at[1].token, "t");
        assert_str(out.at[1].id, ""); /* nothing is left over from the one before */
        assert_str(out.error, "");
    }
}

TEST(the_first_error_is_told)
{
    Ctx ctx = test_ctx();
    Str xml = STR("<errors><error><code>403</code><description>no key</description></error>"
                  "<error><code>404</code><description>no service</description></error></errors>");
    assert_str(read_ok(&ctx, GEO_XML, xml).error, "403: no key");
    assert_int_equal(read_ok(&ctx, GEO_XML, xml).len, 0);
    assert_str(read_ok(&ctx, GEO_JSON, STR("{\"errors\": [{\"code\": 403, \"description\": \"no key\"}]}")).error,
               "403: no key");
}

TEST(what_is_no_answer_is_refused)
{
    static const char *const texts[] = {
        "",
        "<html><body>502</body></html>",
        "<service_requests><request>",
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
        "<service_requests><request><status>&b;</status></request></service_requests>",
        "<service_requests><a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a></service_requests>",
    };
    Ctx ctx = test_ctx();
    GeoRequests out = {.len = 99};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_err(geo_answer_read(&ctx, str_of(texts[i]), GEO_XML, &out), ERR_INVALID);
        assert_int_equal(ctx.failure.message, MSG_PUSH_ANSWER);
        assert_int_equal(out.len, 99);
    }
}

TEST(more_requests_than_anybody_asked_for_are_refused)
{
    Ctx ctx = test_ctx();
    GeoRequests out;
    Buf text = buf_new(ctx.arena);
    buf_z(&text, "<service_requests>");
    for (int i = 0; i < GEO_REQUESTS_MOST; i++)
        buf_z(&text, "<request/>");
    Str most = str_join(ctx.arena, (const Str[]){buf_str(&text), STR("</service_requests>")}, 2, STR(""));
    Str more = str_join(ctx.arena, (const Str[]){buf_str(&text), STR("<request/></service_requests>")}, 2, STR(""));
    assert_int_equal(read_ok(&ctx, GEO_XML, most).len, GEO_REQUESTS_MOST);
    assert_err(geo_answer_read(&ctx, more, GEO_XML, &out), ERR_INVALID);
}

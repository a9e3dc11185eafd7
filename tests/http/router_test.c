#include "test.h"

#include "http/path.h"
#include "http/router.h"

static Err nothing(Request *req, Response *res)
{
    (void)req, (void)res;
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/", nothing, 1, BODY_NONE, 0},
    {HTTP_POST, "/api/cases/{number}/{action}", nothing, 2, BODY_JSON, 0},
    {HTTP_GET, "/api/cases/{number}", nothing, 3, BODY_NONE, 0},
    {HTTP_GET, "/api/cases/mine", nothing, 4, BODY_NONE, 0},
    {HTTP_POST, "/api/cases/{number}/photos", nothing, 5, BODY_UPLOAD, 0},
    {HTTP_DELETE, "/api/{kind}/mine", nothing, 6, BODY_NONE, 0},
};

static RouteMatch match(Ctx *ctx, HttpMethod method, Str path)
{
    RouteMatch out;
    NameValues segments;
    Router *router = router_new(ctx->arena);
    router_add(router, routes, COUNT_OF(routes));
    assert_true(path_split(ctx->arena, path, 32, &segments));
    router_match(router, method, &segments, &out);
    return out;
}

static int rights(const RouteMatch *m)
{
    return m->route != NULL ? m->route->rights : 0;
}

TEST(a_literal_segment_beats_a_parameter_whatever_the_order)
{
    Ctx ctx = test_ctx();
    RouteMatch m = match(&ctx, HTTP_GET, STR("/api/cases/mine"));
    assert_int_equal(rights(&m), 4);
    m = match(&ctx, HTTP_GET, STR("/api/cases/GL-5"));
    assert_int_equal(rights(&m), 3);
    m = match(&ctx, HTTP_POST, STR("/api/cases/GL-5/photos"));
    assert_int_equal(rights(&m), 5);
    m = match(&ctx, HTTP_POST, STR("/api/cases/GL-5/check-in"));
    assert_int_equal(rights(&m), 2);
    assert_int_equal(m.param_count, 2);
    assert_str(m.params[0].name, "number");
    assert_str(m.params[0].value, "GL-5");
    assert_str(m.params[1].value, "check-in");
}

TEST(head_takes_the_row_of_get)
{
    Ctx ctx = test_ctx();
    RouteMatch m = match(&ctx, HTTP_HEAD, STR("/"));
    assert_int_equal(rights(&m), 1);
}

TEST(what_a_path_allows_is_collected_over_all_rows_that_fit)
{
    Ctx ctx = test_ctx();
    RouteMatch m = match(&ctx, HTTP_PUT, STR("/api/cases/mine"));
    assert_null(m.route);
    assert_str(router_allow(ctx.arena, m.methods), "GET, HEAD, DELETE, OPTIONS");
}

TEST(an_unknown_path_is_owned_when_its_first_segment_is)
{
    Ctx ctx = test_ctx();
    RouteMatch m = match(&ctx, HTTP_GET, STR("/api/unknown"));
    assert_int_equal(m.methods, 0);
    assert_true(m.owned);
    m = match(&ctx, HTTP_GET, STR("/field/task/5"));
    assert_false(m.owned);
}

TEST(neither_a_trailing_slash_nor_an_empty_parameter_fits)
{
    Ctx ctx = test_ctx();
    RouteMatch m = match(&ctx, HTTP_GET, STR("/api/cases/"));
    assert_null(m.route);
    m = match(&ctx, HTTP_GET, STR("/api/cases/mine/"));
    assert_null(m.route);
    m = match(&ctx, HTTP_GET, STR("//api/cases/mine"));
    assert_null(m.route);
}

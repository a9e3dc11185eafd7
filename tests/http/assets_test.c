/* Web files from the embedded table, from a folder, and through a real server. */
#include "test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/negotiate.h"
#include "http/server.h"
#include "support/loopback.h"

static const WebApp apps[] = {{"/", "/index.html"}, {"/field/", "/field/index.html"}};

static Err say_hello(Request *req, Response *res)
{
    (void)req;
    respond_bytes(res, "text/plain", STR("hello"));
    return OK;
}

static const Route routes[] = {{HTTP_GET, "/api/hello", say_hello, 0, BODY_NONE, 0}};

static void put_file(const char *folder, const char *name, const char *text)
{
    char path[300];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    (void)fputs(text, f);
    (void)fclose(f);
}

static char *site(void)
{
    char *folder = test_folder();
    char path[300];
    static const char *const below[] = {"web", "web/assets", "web/field"};
    for (size_t i = 0; i < COUNT_OF(below); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, below[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    put_file(folder, "secret.txt", "secret");
    put_file(folder, "web/index.html", "citizen page");
    put_file(folder, "web/field/index.html", "field page");
    put_file(folder, "web/assets/app-1a2b.js", "script");
    (void)snprintf(path, sizeof path, "%s/web/leak.txt", folder);
    assert_int_equal(symlink("../secret.txt", path), 0);
    return folder;
}

static Loopback fresh(Ctx *ctx, const Assets *assets)
{
    Loopback lo = loopback_new(ctx->arena, routes, COUNT_OF(routes));
    lo.config.assets = assets;
    loopback_start(ctx, &lo);
    return lo;
}

static Str get(Ctx *ctx, const Loopback *lo, const char *path)
{
    return ask(ctx->arena, lo, str_z(ctx->arena, str_printf(ctx->arena, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path)));
}

TEST(an_address_inside_an_application_gets_its_page)
{
    Ctx ctx = test_ctx();
    Assets assets = {.folder = str_z(ctx.arena, str_printf(ctx.arena, "%s/web", site())), .apps = apps, .app_count = 2};
    Loopback lo = fresh(&ctx, &assets);
    assert_true(str_ends(get(&ctx, &lo, "/"), STR("citizen page")));
    assert_true(str_ends(get(&ctx, &lo, "/my/cases/5"), STR("citizen page")));
    assert_true(str_ends(get(&ctx, &lo, "/field/"), STR("field page")));
    assert_true(str_ends(get(&ctx, &lo, "/field"), STR("field page")));
    assert_true(str_ends(get(&ctx, &lo, "/field/tasks/7"), STR("field page")));
    assert_true(answer_has(get(&ctx, &lo, "/field/tasks/7"), "Cache-Control: no-cache\r\n"));
    assert_true(answer_has(get(&ctx, &lo, "/assets/app-1a2b.js"), "immutable"));
    http_server_stop(lo.server);
}

TEST(a_missing_file_is_no_page_and_an_unknown_api_address_is_none_either)
{
    Ctx ctx = test_ctx();
    Assets assets = {.folder = str_z(ctx.arena, str_printf(ctx.arena, "%s/web", site())), .apps = apps, .app_count = 2};
    Loopback lo = fresh(&ctx, &assets);
    Str answer = get(&ctx, &lo, "/assets/gone-99.js");
    assert_int_equal(answer_status(answer), 404);
    assert_true(answer_has(answer, "no-store")); /* a missing script must not be remembered */
    assert_int_equal(answer_status(get(&ctx, &lo, "/api/unknown")), 404);
    answer = ask(ctx.arena, &lo, "POST /somewhere HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(answer_status(answer), 405);
    http_server_stop(lo.server);
}

TEST(nothing_outside_the_folder_can_be_had)
{
    Ctx ctx = test_ctx();
    Assets assets = {.folder = str_z(ctx.arena, str_printf(ctx.arena, "%s/web", site()))};
    Loopback lo = fresh(&ctx, &assets);
    static const char *const tries[] = {
        "/../secret.txt", "/%2e%2e/secret.txt", "/leak.txt", "/assets/..%2f..%2fsecret.txt",
        "//etc/passwd",   "/%2fetc/passwd",     "/assets",   "/..%2fsecret.txt"};
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        Str answer = get(&ctx, &lo, tries[i]);
        assert_in_range(answer_status(answer), 400, 404);
        assert_false(answer_has(answer, "secret\n"));
    }
    http_server_stop(lo.server);
}

TEST(an_embedded_file_is_sent_in_the_best_coding_the_client_takes)
{
    Ctx ctx = test_ctx();
    Str plain = str_printf(ctx.arena, "%03000d", 5), gzip = {0};
    assert_true(gzip_text(ctx.arena, plain, &gzip));
    Asset files[] = {
        {"/assets/a-1.js", "text/javascript; charset=utf-8", "e1", true, {NULL, 0}, gzip, STR("brotli bytes")},
        {"/index.html", "text/html; charset=utf-8", "e2", false, STR("page"), {NULL, 0}, {NULL, 0}},
    };
    AssetTable table = {files, 2};
    Assets assets = {.table = &table, .apps = apps, .app_count = 1};
    Loopback lo = fresh(&ctx, &assets);
    Str answer = ask(ctx.arena, &lo, "GET /assets/a-1.js HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, br\r\n\r\n");
    assert_true(answer_has(answer, "Content-Encoding: br"));
    assert_true(answer_has(answer, "ETag: \"e1-br\""));
    assert_true(str_ends(answer, STR("brotli bytes")));
    answer = ask(ctx.arena, &lo, "GET /assets/a-1.js HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
    assert_true(str_ends(answer, gzip));
    answer = get(&ctx, &lo, "/assets/a-1.js");
    assert_false(answer_has(answer, "Content-Encoding"));
    assert_true(str_ends(answer, plain));
    answer = ask(ctx.arena, &lo, "GET /anything HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"e2\"\r\n\r\n");
    assert_int_equal(answer_status(answer), 304);
    http_server_stop(lo.server);
}

/* See stores.h. */
#include "support/stores.h"

#include "db/conn.h"

static const char *server(void)
{
    const char *url = getenv("GULOU_TEST_DATABASE");
    return url != NULL && url[0] != '\0' ? url : NULL;
}

bool test_store_is_server(void)
{
    return server() != NULL;
}

static void make_schema(Ctx *ctx, Str name)
{
    Conn *conn = NULL;
    assert_ok(conn_open(ctx, server(), true, &conn));
    assert_ok(conn_script(conn, ctx, str_z(ctx->arena, str_printf(ctx->arena, "CREATE SCHEMA IF NOT EXISTS " STR_FMT, STR_ARG(name)))));
    conn_close(conn);
}

/* /tmp/gulou-test-a1B2c3 -> t_613142326333: names fold to lower case there */
const char *test_store(Ctx *ctx, const char *folder)
{
    if (server() == NULL)
        return str_z(ctx->arena, str_printf(ctx->arena, "%s/gulou.db", folder));
    Str tail = str_of(strrchr(folder, '-') + 1);
    Str hex = str_hex(ctx->arena, (const unsigned char *)tail.at, tail.len);
    Str name = str_printf(ctx->arena, "t_" STR_FMT, STR_ARG(hex));
    make_schema(ctx, name);
    return str_z(ctx->arena, str_printf(ctx->arena, "%s?options=-csearch_path%%3D" STR_FMT, server(), STR_ARG(name)));
}

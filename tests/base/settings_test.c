#include "test.h"

#include "base/settings.h"

static const SettingSpec specs[] = {
    {"data", "", "folder", 0, 0},
    {"http.port", "12345", "port", 1, 65535},
};

static Settings *read_lines(Ctx *ctx, const char *const *lines, Err wanted)
{
    Settings *settings = settings_new(ctx->arena, specs, COUNT_OF(specs));
    Str section = STR("");
    Err err = OK;
    for (; *lines != NULL && err == OK; lines++)
        err = settings_read_line(settings, ctx, str_of(*lines), STR("gulou.ini:1"), &section);
    assert_int_equal(err, wanted);
    return settings;
}

TEST(a_key_above_the_first_section_stands_alone)
{
    Ctx ctx = test_ctx();
    const char *lines[] = {"# ours", "data = /srv/gulou ", "", "[http]", "; web", "port=80", NULL};
    Settings *settings = read_lines(&ctx, lines, OK);
    assert_str(settings_str(settings, "data"), "/srv/gulou");
    assert_int_equal(settings_i64(settings, "http.port"), 80);
}

TEST(a_wrong_line_is_told_with_its_place_and_changes_nothing)
{
    Ctx ctx = test_ctx();
    const char *range[] = {"[http]", "port = 70000", NULL};
    assert_int_equal(settings_i64(read_lines(&ctx, range, ERR_INVALID), "http.port"), 12345);
    assert_int_equal(ctx.failure.message, MSG_SETTING_RANGE);
    assert_str(ctx.failure.args[0], "gulou.ini:1");
    const char *unknown[] = {"port = 80", NULL}; /* without its section */
    (void)read_lines(&ctx, unknown, ERR_INVALID);
    assert_int_equal(ctx.failure.message, MSG_SETTING_UNKNOWN);
    const char *broken[] = {"[http", NULL};
    (void)read_lines(&ctx, broken, ERR_INVALID);
    assert_int_equal(ctx.failure.message, MSG_SETTING_LINE);
}

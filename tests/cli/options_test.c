#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/options.h"

static Exit never(Cli *cli)
{
    (void)cli;
    return EXIT_REFUSED;
}

static const SettingSpec serve_specs[] = {
    {"data", "", "folder", 0, 0},
    {"http.port", "12345", "port", 1, 65535},
    {"serve.demo", "0", "demo", 0, 1},
    {"http.body_max", "100", "bytes", 1, 1000},
};
static const SettingSpec other_specs[] = {{"data", "", "folder", 0, 0}, {"other.depth", "3", "depth", 1, 9}};
static const Command serve = {.name = "serve",
                              .words = "[WORD]",
                              .words_most = 1,
                              .specs = serve_specs,
                              .spec_count = COUNT_OF(serve_specs),
                              .run = never};
static const Command other = {
    .name = "other", .words = "", .specs = other_specs, .spec_count = COUNT_OF(other_specs), .run = never};
static const Command *const all[] = {&serve, &other};

static Cli cli;

static Err read_words(char **words)
{
    int count = 0;
    while (words[count] != NULL)
        count++;
    cli = (Cli){.ctx = test_ctx()};
    OptionSource source = {.command = &serve, .all = all, .count = COUNT_OF(all), .argc = count, .argv = words};
    return options_read(&source, &cli);
}

#define READ(...) read_words((char *[]){__VA_ARGS__ __VA_OPT__(, ) NULL})

TEST(a_flag_is_the_end_of_its_key)
{
    assert_ok(READ("--data", "/srv/a", "--port=80", "--body-max", "7"));
    assert_str(settings_str(cli.settings, "data"), "/srv/a");
    assert_int_equal(settings_i64(cli.settings, "http.port"), 80);
    assert_int_equal(settings_i64(cli.settings, "http.body_max"), 7);
    assert_int_equal(settings_i64(cli.settings, "serve.demo"), 0);
}

TEST(a_switch_takes_no_value_from_the_next_word)
{
    assert_ok(READ("--demo", "word"));
    assert_int_equal(settings_i64(cli.settings, "serve.demo"), 1);
    assert_int_equal(cli.word_count, 1);
    assert_string_equal(cli.words[0], "word");
    assert_ok(READ("--demo=0"));
    assert_int_equal(settings_i64(cli.settings, "serve.demo"), 0);
}

TEST(after_two_dashes_everything_is_a_word)
{
    assert_ok(READ("--", "--port"));
    assert_string_equal(cli.words[0], "--port");
}

TEST(another_commands_option_is_no_option_of_this_one)
{
    assert_err(READ("--depth", "4"), ERR_INVALID);
    assert_int_equal(cli.ctx.failure.message, MSG_CLI_FLAG_UNKNOWN);
    assert_err(READ("-p", "4"), ERR_INVALID);
    assert_err(READ("--port"), ERR_INVALID);
    assert_int_equal(cli.ctx.failure.message, MSG_CLI_FLAG_VALUE);
    assert_err(READ("--port", "no"), ERR_INVALID);
    assert_err(READ("one", "two", "three", "four", "five", "six"), ERR_INVALID);
    assert_int_equal(cli.ctx.failure.message, MSG_CLI_WORDS);
}

TEST(one_file_serves_all_commands_the_environment_and_flags_win_over_it)
{
    Ctx ctx = test_ctx();
    char *path = str_z(ctx.arena, str_printf(ctx.arena, "%s/gulou.ini", test_folder()));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs("data = /file\n[other]\ndepth = 5\n[http]\nport = 81\nbody_max = 8\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(setenv("GULOU_HTTP_PORT", "82", 1), 0);
    assert_int_equal(setenv("GULOU_HTTP_BODY_MAX", "9", 1), 0);
    assert_ok(READ("--config", path, "--body-max", "10"));
    (void)unsetenv("GULOU_HTTP_PORT");
    (void)unsetenv("GULOU_HTTP_BODY_MAX");
    assert_str(settings_str(cli.settings, "data"), "/file");
    assert_int_equal(settings_i64(cli.settings, "http.port"), 82);
    assert_int_equal(settings_i64(cli.settings, "http.body_max"), 10);
    assert_int_equal(settings_i64(cli.settings, "other.depth"), 5);
    assert_err(READ("--config=/nowhere/gulou.ini"), ERR_NOT_FOUND);
}

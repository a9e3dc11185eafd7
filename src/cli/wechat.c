/* gulou wechat menu: the official account's menu as the district's wechat_menu.csv says. Done again, it changes
 * nothing. Works beside the server, with which it shares the access token. */
#include "channels/wechat_menu.h"
#include "cli/commands.h"
#include "cli/data.h"
#include "district/parse.h"

static const SettingSpec specs[] = {
    {"data", "", "data folder", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
    {"notify.public_url", "", "this server's address as residents see it", 0, 0},
    {"wechat.app_id", "", "AppID of the WeChat official account", 0, 0},
    {"wechat.secret", "", "its AppSecret (better in the file or GULOU_WECHAT_SECRET)", 0, 0},
    {"wechat.api", "https://api.weixin.qq.com", "address of the platform", 0, 0},
    {"wechat.lang", "zh", "zh or en: the menu's language", 0, 0},
    {"wechat.dry_run", "0", "print the menu, and ask nobody", 0, 1},
};

static Str option(const Cli *cli, const char *key)
{
    return settings_str(cli->settings, key);
}

static Err put_menu(Cli *cli, const Data *data)
{
    Ctx *ctx = &cli->ctx;
    Str lang = option(cli, "wechat.lang"), url = option(cli, "notify.public_url");
    Wechat wechat = {.seal = {.app_id = option(cli, "wechat.app_id")},
                     .secret = option(cli, "wechat.secret"),
                     .api = option(cli, "wechat.api")};
    bool changed = false;
    if (ctx->district->menu_count == 0)
        return fail(ctx, ERR_NOT_FOUND, MSG_WECHAT_MENU_NONE);
    if (!str_is(lang, "zh") && !str_is(lang, "en"))
        return fail(ctx, ERR_INVALID, MSG_FIELD_CHOICE, STR("wechat.lang"), lang);
    if (str_empty(url))
        return fail(ctx, ERR_INVALID, MSG_FIELD_MISSING, STR("notify.public_url"));
    Str menu = wechat_menu_json(ctx, str_is(lang, "en") ? LANG_EN : LANG_ZH, url);
    if (settings_i64(cli->settings, "wechat.dry_run") == 1) {
        cli_say(cli, MSG_WECHAT_MENU_TEXT, menu);
        return OK;
    }
    if (str_empty(wechat.seal.app_id) || str_empty(wechat.secret))
        return fail(ctx, ERR_INVALID, MSG_FIELD_MISSING, STR("wechat.app_id, wechat.secret"));
    TRY(wechat_menu_put(&(WechatLine){&wechat, data->db}, ctx, menu, &changed));
    cli_say(cli, changed ? MSG_WECHAT_MENU_MADE : MSG_WECHAT_MENU_SAME);
    return OK;
}

static Exit run(Cli *cli)
{
    Data data CLEANUP(data_close) = {0};
    District *district CLEANUP(district_freep) = NULL;
    if (!str_is(str_of(cli->words[0]), "menu")) {
        (void)fail(&cli->ctx, ERR_INVALID, MSG_FIELD_CHOICE, STR("wechat"), str_of(cli->words[0]));
        (void)cli_failed(cli);
        return EXIT_USAGE;
    }
    Exit opened = data_open_for(cli, DATA_WRITE, &data);
    if (opened != EXIT_DONE)
        return opened;
    Err err = data_district(&cli->ctx, data.db, &district);
    if (err == OK)
        err = put_menu(cli, &data);
    return err == OK ? EXIT_DONE : cli_failed(cli);
}

const Command command_wechat = {
    .name = "wechat",
    .words = "menu",
    .words_least = 1,
    .words_most = 1,
    .zh = "微信公众号：按辖区数据建立菜单",
    .en = "the WeChat account: make its menu from the district's data",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = run,
};

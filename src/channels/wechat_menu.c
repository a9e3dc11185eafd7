/* See wechat_menu.h. Source: developers.weixin.qq.com, 自定义菜单 (menu/create, menu/get). */
#include "channels/wechat_menu.h"

enum { NO_MENU = 46003 }; /* errcode */

static void put_button(JsonOut *out, const Ctx *ctx, const MenuButton *button, Lang lang, Str public_url)
{
    bool view = button->kind == MENU_VIEW;
    Str url = str_starts(button->value, STR("/"))
                  ? str_join(ctx->arena, (const Str[]){public_url, button->value}, 2, STR(""))
                  : button->value;
    json_field_str(out, "name", lang == LANG_EN ? button->name_en : button->name_zh);
    if (button->kind == MENU_GROUP)
        return;
    json_field_str(out, "type", view ? STR("view") : STR("click"));
    json_field_str(out, view ? "url" : "key", view ? url : button->value);
}

Str wechat_menu_json(Ctx *ctx, Lang lang, Str public_url)
{
    const District *d = ctx->district;
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_key(&out, "button");
    json_open(&out, '[');
    for (size_t i = 0; i < d->menu_count; i++) {
        const MenuButton *top = &d->menu[i];
        if (top->below)
            continue;
        json_open(&out, '{');
        put_button(&out, ctx, top, lang, public_url);
        if (top->kind == MENU_GROUP) {
            json_key(&out, "sub_button");
            json_open(&out, '[');
            for (size_t j = i + 1; j < d->menu_count && d->menu[j].below; j++) {
                json_open(&out, '{');
                put_button(&out, ctx, &d->menu[j], lang, public_url);
                json_close(&out, '}');
            }
            json_close(&out, ']');
        }
        json_close(&out, '}');
    }
    json_close(&out, ']');
    json_close(&out, '}');
    return json_text(&out);
}

/* Buttons in one form, whoever wrote them: the platform adds empty lists and orders fields as it likes. */
static void put_plain(JsonOut *out, const Json *buttons)
{
    static const char *const fields[] = {"type", "name", "key", "url"};
    json_open(out, '[');
    for (size_t i = 0; i < json_length(buttons); i++) {
        const Json *button = json_at(buttons, i);
        json_open(out, '{');
        for (size_t f = 0; f < COUNT_OF(fields); f++) {
            Str value = STR("");
            (void)json_str(json_get(button, fields[f]), &value);
            json_field_str(out, fields[f], value);
        }
        json_key(out, "sub_button");
        put_plain(out, json_get(button, "sub_button"));
        json_close(out, '}');
    }
    json_close(out, ']');
}

static Str plain(Ctx *ctx, const Json *menu)
{
    JsonOut out = json_out(ctx->arena);
    put_plain(&out, json_get(menu, "button"));
    return json_text(&out);
}

Err wechat_menu_put(const WechatLine *line, Ctx *ctx, Str menu, bool *changed)
{
    WechatAnswer there;
    const Json *ours = NULL;
    TRY(json_parse(ctx, menu, &ours));
    TRY(wechat_ask(line, ctx, &(WechatAsk){.path = "/cgi-bin/menu/get"}, &there));
    if (there.errcode != 0 && there.errcode != NO_MENU)
        return wechat_refused(ctx, there.errcode);
    *changed = there.errcode == NO_MENU || !str_eq(plain(ctx, json_get(there.json, "menu")), plain(ctx, ours));
    if (!*changed)
        return OK;
    TRY(wechat_ask(line, ctx, &(WechatAsk){.path = "/cgi-bin/menu/create", .body = menu}, &there));
    return there.errcode == 0 ? OK : wechat_refused(ctx, there.errcode);
}

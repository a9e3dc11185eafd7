/* 自定义菜单: the buttons below the conversation, from the district's wechat_menu.csv. */
#ifndef GULOU_CHANNELS_WECHAT_MENU_H
#define GULOU_CHANNELS_WECHAT_MENU_H

#include "channels/wechat_api.h"
#include "domain/district.h"

/* As the platform takes it; paths of our pages become addresses below `public_url`. */
Str wechat_menu_json(Ctx *ctx, Lang lang, Str public_url);
/* Asks what is there, and makes it so only where it differs. BUSY: the platform is away, or says no. */
MUST_USE Err wechat_menu_put(const WechatLine *line, Ctx *ctx, Str menu, bool *changed);

#endif

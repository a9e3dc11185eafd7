/* See articles.h. */
#include "demo/articles.h"

#include "actions/knowledge.h"
#include "domain/district.h"

enum { STILL_VALID_DAYS = 12 };

Err articles_write(Tx *tx)
{
    const District *district = tx->ctx->district;
    Day last = calendar_day_of(&district->calendar, tx->ctx->now) + STILL_VALID_DAYS;
    Article draft = {.kind = STR("guide"),
                     .audience = STR("staff"),
                     .title = STR("【示例】积水报警接报要点"),
                     .body =
                         STR("积水传感器报警后，先电话核实路面情况，再呼叫建设部门到场；有人被困请报警人拨打 119。"),
                     .keywords = STR("积水 传感器 报警"),
                     .owner = district->centre};
    Article ending = {.kind = STR("guide"),
                      .audience = STR("public"),
                      .title = STR("【示例】东街口地下通道改造期间怎么走"),
                      .body = STR("改造期间地下通道封闭，请走地面斑马线；夜间施工噪声扰民可随时反映。"),
                      .keywords = STR("东街口 地下通道 施工 绕行"),
                      .owner = district->centre,
                      .valid_until = day_number(last)};
    Str id;
    TRY(write_article(tx, &(WriteArticle){.article = draft}, &id));
    TRY(write_article(tx, &(WriteArticle){.article = ending}, &id));
    return move_article(tx, &(MoveArticle){.id = id, .version = 1, .publish = true});
}

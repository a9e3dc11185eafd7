/* Reasons as a desk officer would give them: whole sentences from the catalogue, in both languages at once, so that a
 * stored decision can be read in either. */
#include <math.h>

#include "base/buf.h"
#include "brain/parts.h"

static Str never_null(Str s)
{
    return s.at != NULL ? s : STR("");
}

Both both(Str zh, Str en)
{
    return (Both){{[LANG_ZH] = never_null(zh), [LANG_EN] = never_null(str_empty(en) ? zh : en)}};
}

Both same(Str word)
{
    return both(word, word);
}

Both both_number(Ctx *ctx, double number)
{
    double step = number < 20.0 ? 1.0 : number < 1000.0 ? 10.0 : 100.0;
    return same(str_printf(ctx->arena, "%.0f", round(number / step) * step));
}

Both both_area(const Brain *brain, Str code)
{
    const DistrictArea *area = area_find(brain->district, code);
    return area != NULL ? both(area->name_zh, area->name_en) : same(STR(""));
}

Both both_unit(const Brain *brain, Str code)
{
    const Unit *unit = unit_find(&brain->district->rights, code);
    return unit != NULL ? both(unit->name_zh, unit->name_en) : same(code);
}

Both both_category(const Brain *brain, Str code)
{
    const Category *category = category_find(brain->district, code);
    return category != NULL ? both(category->name_zh, category->name_en) : same(code);
}

Both both_quoted(Ctx *ctx, const Str *words, size_t count)
{
    Buf zh = buf_new(ctx->arena), en = buf_new(ctx->arena);
    for (size_t i = 0; i < count; i++) {
        buf_add(&zh, STR("「"));
        buf_add(&zh, words[i]);
        buf_add(&zh, STR("」"));
        buf_add(&en, i > 0 ? STR(", “") : STR("“"));
        buf_add(&en, words[i]);
        buf_add(&en, STR("”"));
    }
    return both(buf_str(&zh), buf_str(&en));
}

void explain_with(Ctx *ctx, Decision *decision, MsgId message, const Both *args)
{
    if (decision->reason_count == BRAIN_REASONS)
        return;
    Str words[LANG_COUNT][4];
    size_t count = 0;
    for (; count < 4 && args[count].in[LANG_ZH].at != NULL; count++) {
        words[LANG_ZH][count] = args[count].in[LANG_ZH];
        words[LANG_EN][count] = args[count].in[LANG_EN];
    }
    size_t at = decision->reason_count++;
    decision->reasons_zh[at] = message_text(ctx->arena, message, LANG_ZH, words[LANG_ZH], count);
    decision->reasons_en[at] = message_text(ctx->arena, message, LANG_EN, words[LANG_EN], count);
}

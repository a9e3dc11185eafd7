/* wechat_menu.csv: the buttons below the conversation of the official account. At most three, each alone or with up to
 * five below it; the platform cuts names that are longer, so they are refused here. */
#include "district/tables.h"

enum { TOP_MOST = 3, BELOW_MOST = 5, TOP_NAME_BYTES = 16, BELOW_NAME_BYTES = 60 };

enum { MENU_LEVEL, MENU_NAME_ZH, MENU_NAME_EN, MENU_KIND_COLUMN, MENU_VALUE };
static const Column menu_columns[] = {
    {"level", "层级", "level"},
    {"name_zh", "中文名", "Chinese name"},
    {"name_en", "英文名", "English name"},
    {"kind", "类型", "kind"},
    {"value", "内容", "value"},
};

static MenuKind read_kind(const Line *line)
{
    static const char *const kinds[] = {"group", "click", "view"};
    Str kind = cell_need(line, MENU_KIND_COLUMN);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_is(kind, kinds[i]))
            return (MenuKind)i;
    if (!str_empty(kind))
        cell_problem(line, MENU_KIND_COLUMN, MSG_DISTRICT_WORD, kind, STR("group click view"));
    return MENU_GROUP;
}

static void check_name(const Line *line, size_t column, Str name, size_t most)
{
    if (name.len > most)
        cell_problem(line, column, MSG_DISTRICT_MENU_NAME, str_printf(line->sheet->reading->ctx->arena, "%zu", most));
}

static void check_button(const Line *line, const MenuButton *button)
{
    static const char *const clicks[] = {"REPORT", "PROGRESS", "HELP"};
    size_t most = button->below ? BELOW_NAME_BYTES : TOP_NAME_BYTES;
    bool good = button->kind == MENU_GROUP
                    ? !button->below && str_empty(button->value)
                    : str_starts(button->value, STR("/")) || str_starts(button->value, STR("https://"));
    if (button->kind == MENU_CLICK)
        good = str_is(button->value, clicks[0]) || str_is(button->value, clicks[1]) || str_is(button->value, clicks[2]);
    check_name(line, MENU_NAME_ZH, button->name_zh, most);
    check_name(line, MENU_NAME_EN, button->name_en, most);
    if (!good)
        cell_problem(line, MENU_VALUE, MSG_DISTRICT_MENU_VALUE);
}

/* How many stand beside each other, and that those below have somebody above. */
static void check_order(const Line *line, const MenuButton *button, size_t *tops, size_t *below)
{
    *tops += !button->below;
    *below = button->below ? *below + 1 : 0;
    if (*tops > TOP_MOST || *below > BELOW_MOST || (button->below && *tops == 0))
        cell_problem(line, MENU_LEVEL, MSG_DISTRICT_MENU_MANY);
}

void read_menu(Reading *reading)
{
    Sheet sheet;
    size_t tops = 0, below = 0;
    if (!SHEET_OPEN(reading, "wechat_menu.csv", menu_columns, &sheet))
        return;
    MenuButton *menu = ARENA_ARRAY(reading->arena, MenuButton, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        menu[i] = (MenuButton){.below = cell_number(&line, MENU_LEVEL, 1, 2) == 2,
                               .name_zh = cell_need(&line, MENU_NAME_ZH),
                               .name_en = cell_need(&line, MENU_NAME_EN),
                               .kind = read_kind(&line),
                               .value = cell_keep(&line, MENU_VALUE)};
        check_button(&line, &menu[i]);
        check_order(&line, &menu[i], &tops, &below);
        bool under = menu[i].below && i > 0 && !menu[i - 1].below && menu[i - 1].kind != MENU_GROUP;
        bool bare = !menu[i].below && i > 0 && !menu[i - 1].below && menu[i - 1].kind == MENU_GROUP;
        if (under || bare)
            cell_problem(&line, MENU_LEVEL, MSG_DISTRICT_MENU_MANY);
    }
    reading->district->menu = menu;
    reading->district->menu_count = sheet_rows(&sheet);
}

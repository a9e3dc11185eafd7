/* device_kinds.csv: what a kind of device measures, when that is an alarm, and what matter it then is
 * (domain/device.h). */
#include "district/tables.h"

#define CATEGORIES "categories.csv"

enum {
    CODE,
    NAME_ZH,
    NAME_EN,
    QUANTITY_ZH,
    QUANTITY_EN,
    UNIT,
    CATEGORY,
    URGENCY,
    ALARMS,
    RAISE,
    CLEAR,
    LEAST,
    MOST,
    HOLD,
    REARM,
    SILENT,
    STORM_METRES,
    STORM_FOR
};
static const Column columns[] = {
    {"code", "编码", "code"},
    {"name_zh", "中文名", "Chinese name"},
    {"name_en", "英文名", "English name"},
    {"quantity_zh", "中文量名", "Chinese quantity"},
    {"quantity_en", "英文量名", "English quantity"},
    {"unit", "计量单位", "unit"},
    {"category", "事项类别", "category"},
    {"urgency", "紧急程度", "urgency"},
    {"alarms", "报警方向", "direction"},
    {"raise", "报警值", "raising threshold"},
    {"clear", "解除值", "clearing threshold"},
    {"least", "最小可能值", "least"},
    {"most", "最大可能值", "most"},
    {"hold_s", "持续秒数", "hold time"},
    {"rearm_s", "解除秒数", "re-arm time"},
    {"silent_min", "静默分钟", "silent minutes"},
    {"storm_metres", "并发范围", "storm metres"},
    {"storm_min", "并发分钟", "storm minutes"},
};

enum { SECONDS_MOST = 86400, MINUTES_MOST = 10080, METRES_MOST = 5000 };

static Milli cell_milli(const Line *line, size_t column)
{
    Milli value = 0;
    if (!milli_parse(cell(line, column), &value))
        cell_problem(line, column, MSG_DISTRICT_DECIMAL, cell(line, column));
    return value;
}

static AlarmRule read_rule(const Line *line)
{
    AlarmRule rule = {.below = str_is(cell(line, ALARMS), "below"),
                      .raise = cell_milli(line, RAISE),
                      .clear = cell_milli(line, CLEAR),
                      .least = cell_milli(line, LEAST),
                      .most = cell_milli(line, MOST),
                      .hold = SECONDS(cell_number(line, HOLD, 0, SECONDS_MOST)),
                      .rearm = SECONDS(cell_number(line, REARM, 0, SECONDS_MOST))};
    if (!rule.below && !str_is(cell(line, ALARMS), "above"))
        cell_problem(line, ALARMS, MSG_DISTRICT_WORD, cell(line, ALARMS), STR("above below"));
    else if (!alarm_rule_sound(&rule))
        cell_problem(line, CLEAR, MSG_DISTRICT_THRESHOLDS);
    return rule;
}

static void read_kind(const Line *line, Codes *codes, DeviceKind *kind)
{
    *kind = (DeviceKind){.code = cell_code(line, CODE, codes),
                         .name_zh = cell_need(line, NAME_ZH),
                         .name_en = cell_need(line, NAME_EN),
                         .quantity_zh = cell_need(line, QUANTITY_ZH),
                         .quantity_en = cell_need(line, QUANTITY_EN),
                         .unit = cell_keep(line, UNIT),
                         .category = cell_ref(line, CATEGORY, &line->sheet->reading->categories, CATEGORIES),
                         .rule = read_rule(line),
                         .silent = MINUTES(cell_number(line, SILENT, 1, MINUTES_MOST)),
                         .storm_metres = cell_number(line, STORM_METRES, 0, METRES_MOST),
                         .storm_for = MINUTES(cell_number(line, STORM_FOR, 0, MINUTES_MOST))};
    const Category *category = category_find(line->sheet->reading->district, cell_need(line, CATEGORY));
    if (category != NULL && !category->leaf)
        cell_problem(line, CATEGORY, MSG_DISTRICT_WORD, kind->category, STR("a kind, not a group"));
    if (!urgency_parse(cell_upper(line, URGENCY), &kind->urgency))
        cell_problem(line, URGENCY, MSG_DISTRICT_WORD, cell(line, URGENCY), STR("U1 U2 U3"));
}

void read_device_kinds(Reading *reading)
{
    Sheet sheet;
    Codes codes = {0};
    if (!SHEET_OPEN(reading, "device_kinds.csv", columns, &sheet))
        return;
    size_t count = sheet_rows(&sheet);
    DeviceKind *kinds = ARENA_ARRAY(reading->arena, DeviceKind, count);
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        read_kind(&line, &codes, &kinds[i]);
    }
    reading->district->device_kinds = kinds;
    reading->district->device_kind_count = count;
}

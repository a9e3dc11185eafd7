/* events.csv: the event modes that a centre can switch on. duties.csv: 权责清单, who answers for what where the table
 * of categories does not say it all. Two rows between which nobody could choose are refused here, with both lines. */
#include <stdlib.h>

#include "district/tables.h"
#include "domain/duty.h"

#define CATEGORIES "categories.csv"
#define EVENTS "events.csv"
#define UNITS "units.csv"

enum { EVENT_HOURS_MAX = 24 * 31 };

enum { EVENT_CODE, EVENT_NAME_ZH, EVENT_NAME_EN, EVENT_HOURS, EVENT_NOTICE_ZH, EVENT_NOTICE_EN };
static const Column event_columns[] = {
    {"code", "编码", "code"},
    {"name_zh", "中文名", "Chinese name"},
    {"name_en", "英文名", "English name"},
    {"hours", "时长", "duration"},
    {"notice_zh", "中文提示", "Chinese notice"},
    {"notice_en", "英文提示", "English notice"},
};

void read_events(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, EVENTS, event_columns, &sheet))
        return;
    size_t count = sheet_rows(&sheet);
    DistrictEvent *events = ARENA_ARRAY(reading->arena, DistrictEvent, count);
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        events[i] = (DistrictEvent){.code = cell_code(&line, EVENT_CODE, &reading->events),
                                    .name_zh = cell_need(&line, EVENT_NAME_ZH),
                                    .name_en = cell_need(&line, EVENT_NAME_EN),
                                    .hours = cell_number(&line, EVENT_HOURS, 1, EVENT_HOURS_MAX),
                                    .notice_zh = cell_need(&line, EVENT_NOTICE_ZH),
                                    .notice_en = cell_need(&line, EVENT_NOTICE_EN)};
    }
    if (count > EVENTS_MAX)
        file_problem(reading, EVENTS, 0, MSG_DISTRICT_EVENTS, str_printf(reading->ctx->arena, "%d", EVENTS_MAX));
    reading->district->events = events;
    reading->district->event_count = count;
}

enum {
    RULE,
    ABOUT,
    AREA,
    DAYS_OF_WEEK,
    HOURS_OF_DAY,
    EVENT,
    LEAD,
    CO,
    FALLBACK,
    URGENCY,
    NOTE_ZH,
    NOTE_EN,
    FROM,
    UNTIL
};
static const Column columns[] = {
    {"rule", "规则号", "rule"},
    {"about", "事项", "kind"},
    {"area", "区域", "area"},
    {"days", "星期", "weekdays"},
    {"hours", "时段", "hours"},
    {"event", "事件模式", "event mode"},
    {"lead", "牵头单位", "lead unit"},
    {"co_units", "协办单位", "co-units"},
    {"fallback", "兜底单位", "fallback unit"},
    {"urgency", "紧急程度", "urgency"},
    {"note_zh", "中文说明", "Chinese note"},
    {"note_en", "英文说明", "English note"},
    {"from", "开始日期", "first day"},
    {"until", "结束日期", "last day"},
};

static void check_unit(const Line *line, size_t column, Str code)
{
    const Codes *units = &line->sheet->reading->units;
    if (!str_empty(code) && !str_is(code, "JIEZ") && !str_is(code, "SQ") && units->count > 0 &&
        codes_line(units, code) == 0)
        cell_problem(line, column, MSG_DISTRICT_NOT_IN, code, STR(UNITS));
}

static Str cell_unit(const Line *line, size_t column)
{
    Str code = cell_keep(line, column);
    check_unit(line, column, code);
    return code;
}

static Str cell_units(const Line *line, size_t column)
{
    Str codes = cell_keep(line, column), rest = codes, word;
    size_t count = 0;
    while (!str_empty(rest) && !str_is(codes, "-")) {
        if (!str_cut(rest, ' ', &word, &rest)) {
            word = rest;
            rest = STR("");
        }
        check_unit(line, column, word);
        count += !str_empty(word);
    }
    if (count > DUTY_CO_MAX)
        cell_problem(line, column, MSG_DISTRICT_NUMBER, str_printf(line->sheet->reading->ctx->arena, "%zu", count),
                     STR("0"), str_printf(line->sheet->reading->ctx->arena, "%d", DUTY_CO_MAX));
    return codes;
}

/* A kind or a group; * is every kind. */
static Str cell_about(const Line *line)
{
    if (str_is(cell_need(line, ABOUT), "*"))
        return STR("");
    Str code = cell_ref(line, ABOUT, &line->sheet->reading->categories, CATEGORIES);
    const Category *category = category_find(line->sheet->reading->district, code);
    if (category != NULL && category->confidential)
        cell_problem(line, ABOUT, MSG_DISTRICT_DUTY_SECRET, code);
    return code;
}

static void read_window(const Line *line, DutyRule *rule)
{
    Str days = cell(line, DAYS_OF_WEEK), hours = cell(line, HOURS_OF_DAY), from, to;
    if (!str_empty(days) && !duty_parse_days(days, &rule->days))
        cell_problem(line, DAYS_OF_WEEK, MSG_DISTRICT_DAYS, days);
    if (str_empty(hours))
        return;
    if (!str_cut(hours, '-', &from, &to) || !minute_parse(str_trim(from), &rule->from_minute) ||
        !minute_parse(str_trim(to), &rule->to_minute) || rule->from_minute == rule->to_minute)
        cell_problem(line, HOURS_OF_DAY, MSG_DISTRICT_HOURS, hours);
}

static void read_rule(const Line *line, DutyRule *rule, Codes *seen)
{
    Reading *reading = line->sheet->reading;
    *rule = (DutyRule){.rule = cell_code(line, RULE, seen),
                       .about = cell_about(line),
                       .area = cell_ref(line, AREA, &reading->areas, "areas.csv"),
                       .event = cell_ref(line, EVENT, &reading->events, EVENTS),
                       .lead = cell_unit(line, LEAD),
                       .co = cell_units(line, CO),
                       .fallback = cell_unit(line, FALLBACK),
                       .raises = cell(line, URGENCY).len > 0,
                       .urgency = URGENCY_U3,
                       .note_zh = cell_need(line, NOTE_ZH),
                       .note_en = cell_need(line, NOTE_EN),
                       .from_day = cell(line, FROM).len > 0 ? cell_date(line, FROM) : 0,
                       .until_day = cell(line, UNTIL).len > 0 ? cell_date(line, UNTIL) : 0,
                       .line = line->row->line};
    read_window(line, rule);
    if (!str_empty(rule->event) && reading->events.count == 0)
        cell_problem(line, EVENT, MSG_DISTRICT_NOT_IN, rule->event, STR(EVENTS));
    if (rule->raises && !urgency_parse(cell_upper(line, URGENCY), &rule->urgency))
        cell_problem(line, URGENCY, MSG_DISTRICT_WORD, cell(line, URGENCY), STR("U1 U2 U3"));
    if (str_empty(rule->lead) && str_empty(rule->co) && str_empty(rule->fallback) && !rule->raises)
        line_problem(line, MSG_DISTRICT_DUTY_NOTHING, rule->rule);
    if (rule->until_day != 0 && rule->until_day < rule->from_day)
        cell_problem(line, UNTIL, MSG_DISTRICT_DUTY_DATES);
    duty_rank(reading->district, rule);
}

static int by_specificity(const void *a, const void *b)
{
    const DutyRule *one = a, *two = b;
    int order = duty_order(one, two);
    return order != 0 ? order : (one->line > two->line) - (one->line < two->line);
}

/* Rows that are equally specific stand together; in the order of the file among themselves. */
static void refuse_ties(Reading *reading, const DutyRule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = i; k > 0 && duty_order(&rules[k - 1], &rules[i]) == 0; k--)
            if (duty_clash(&rules[k - 1], &rules[i])) {
                file_problem(reading, "duties.csv", rules[i].line, MSG_DISTRICT_DUTY_TIE, rules[i].rule,
                             str_printf(reading->ctx->arena, "%lld", (long long)rules[k - 1].line), rules[k - 1].rule);
                break;
            }
}

void read_duties(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "duties.csv", columns, &sheet))
        return;
    Codes seen = {0};
    size_t count = sheet_rows(&sheet);
    DutyRule *rules = ARENA_ARRAY(reading->arena, DutyRule, count);
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        read_rule(&line, &rules[i], &seen);
    }
    qsort(rules, count, sizeof *rules, by_specificity);
    refuse_ties(reading, rules, count);
    reading->district->duties = rules;
    reading->district->duty_count = count;
}

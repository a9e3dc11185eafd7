/* units.csv and areas.csv: one tree of units, one tree of areas, and who serves which. They point at each other, so the
 * codes of both are read first and looked up after. */
#include <stdlib.h>

#include "district/tables.h"

#define UNITS "units.csv"
#define AREAS "areas.csv"

enum { DEPTH_MAX = 16 };

enum { U_CODE, U_NAME_ZH, U_NAME_EN, U_KIND, U_PARENT, U_AREA };
static const Column unit_columns[] = {
    {"code", "编码", "code"},     {"name_zh", "中文名", "Chinese name"}, {"name_en", "英文名", "English name"},
    {"kind", "单位类型", "kind"}, {"parent", "上级单位", "parent unit"}, {"area", "区域", "area"},
};
enum { A_CODE, A_LEVEL, A_NAME_ZH, A_NAME_EN, A_PARENT, A_UNIT };
static const Column area_columns[] = {
    {"code", "编码", "code"},
    {"level", "级别", "level"},
    {"name_zh", "中文名", "Chinese name"},
    {"name_en", "英文名", "English name"},
    {"parent", "上级区域", "parent area"},
    {"unit", "服务单位", "unit"},
};

static const char *const levels[] = {
    [AREA_DISTRICT] = "district",
    [AREA_SUBDISTRICT] = "subdistrict",
    [AREA_COMMUNITY] = "community",
    [AREA_GRID] = "grid",
};
/* What stands above each kind of unit; departments and municipal units may stand below any. */
typedef struct Above {
    bool fixed;
    UnitKind kind;
} Above;
static const Above above[UNIT_KIND_COUNT] = {
    [UNIT_SUBDISTRICT] = {true, UNIT_CENTRE},
    [UNIT_COMMUNITY] = {true, UNIT_SUBDISTRICT},
    [UNIT_GRID] = {true, UNIT_COMMUNITY},
};

static int by_code(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b); /* the code is the first field of both */
}

static void read_units(Reading *reading, const Sheet *sheet)
{
    Unit *units = ARENA_ARRAY(reading->arena, Unit, sheet_rows(sheet));
    for (size_t i = 0; i < sheet_rows(sheet); i++) {
        Line line = sheet_line(sheet, i);
        Unit *unit = &units[i];
        unit->code = cell_code(&line, U_CODE, &reading->units);
        unit->name_zh = cell_need(&line, U_NAME_ZH);
        unit->name_en = cell_need(&line, U_NAME_EN);
        unit->parent = cell_keep(&line, U_PARENT);
        unit->area = cell_keep(&line, U_AREA);
        unit->kind = UNIT_DEPARTMENT; /* the one that asks nothing of its parent, should the word be wrong */
        if (!unit_kind_parse(cell_upper(&line, U_KIND), &unit->kind))
            cell_problem(&line, U_KIND, MSG_DISTRICT_WORD, cell(&line, U_KIND),
                         STR("centre subdistrict community grid department municipal"));
    }
    qsort(units, sheet_rows(sheet), sizeof *units, by_code);
    reading->district->rights.units = units;
    reading->district->rights.unit_count = sheet_rows(sheet);
}

static bool level_parse(Str text, DistrictArea *area)
{
    for (size_t i = 0; i < COUNT_OF(levels); i++)
        if (str_is(text, levels[i])) {
            area->level = i;
            return true;
        }
    return false;
}

static void read_areas(Reading *reading, const Sheet *sheet)
{
    DistrictArea *areas = ARENA_ARRAY(reading->arena, DistrictArea, sheet_rows(sheet));
    for (size_t i = 0; i < sheet_rows(sheet); i++) {
        Line line = sheet_line(sheet, i);
        DistrictArea *area = &areas[i];
        area->code = cell_code(&line, A_CODE, &reading->areas);
        area->name_zh = cell_need(&line, A_NAME_ZH);
        area->name_en = cell_need(&line, A_NAME_EN);
        area->parent = cell_keep(&line, A_PARENT);
        area->unit = cell_need(&line, A_UNIT);
        if (!level_parse(cell(&line, A_LEVEL), area))
            cell_problem(&line, A_LEVEL, MSG_DISTRICT_WORD, cell(&line, A_LEVEL),
                         STR("district subdistrict community grid"));
    }
    qsort(areas, sheet_rows(sheet), sizeof *areas, by_code);
    reading->district->areas = areas;
    reading->district->area_count = sheet_rows(sheet);
}

static bool climbs_to_the_top(const Reading *reading, const Unit *unit)
{
    for (int depth = 0; depth < DEPTH_MAX; depth++) {
        if (unit == NULL || unit->parent.len == 0) /* an unknown parent is told by its own line */
            return true;
        unit = unit_find(&reading->district->rights, unit->parent);
    }
    return false;
}

static Str kind_word(const Reading *reading, UnitKind kind)
{
    return str_lower_ascii(reading->ctx->arena, str_of(unit_kind_code(kind)));
}

static void check_unit(const Line *line)
{
    Reading *reading = line->sheet->reading;
    const Unit *unit = unit_find(&reading->district->rights, cell(line, U_CODE));
    if (unit == NULL) /* a code that could not be kept is told already */
        return;
    Str parent_code = cell_ref(line, U_PARENT, &reading->units, UNITS);
    (void)cell_ref(line, U_AREA, &reading->areas, AREAS);
    if (unit->kind == UNIT_CENTRE) {
        if (parent_code.len > 0)
            cell_problem(line, U_PARENT, MSG_DISTRICT_NOT_EMPTY, parent_code);
        reading->district->centre = unit->code;
        return;
    }
    const Unit *parent = unit_find(&reading->district->rights, parent_code);
    if (parent_code.len == 0)
        cell_problem(line, U_PARENT, MSG_DISTRICT_EMPTY);
    else if (!climbs_to_the_top(reading, unit))
        cell_problem(line, U_PARENT, MSG_DISTRICT_CYCLE, parent_code);
    else if (parent != NULL && above[unit->kind].fixed && parent->kind != above[unit->kind].kind)
        cell_problem(line, U_PARENT, MSG_DISTRICT_PARENT_KIND, parent_code, kind_word(reading, above[unit->kind].kind));
}

static void check_units(Reading *reading, const Sheet *sheet)
{
    int64_t centres = 0;
    for (size_t i = 0; i < sheet_rows(sheet); i++) {
        Line line = sheet_line(sheet, i);
        check_unit(&line);
        centres += str_is(cell(&line, U_KIND), "centre");
    }
    Str supervision = reading->district->rights.supervision_unit;
    if (supervision.len > 0 && unit_find(&reading->district->rights, supervision) == NULL)
        file_problem(reading, "district.ini", 0, MSG_DISTRICT_NOT_IN, STR("supervision_unit"), supervision, STR(UNITS));
    if (centres != 1)
        file_problem(reading, UNITS, 0, MSG_DISTRICT_ONE, STR("centre"),
                     str_printf(reading->ctx->arena, "%lld", (long long)centres));
}

/* A level's parent is the level above it, so areas cannot form a circle. */
static void check_area(const Line *line)
{
    Reading *reading = line->sheet->reading;
    const DistrictArea *area = area_find(reading->district, cell(line, A_CODE));
    if (area == NULL) /* a code that could not be kept is told already */
        return;
    Str parent_code = cell_ref(line, A_PARENT, &reading->areas, AREAS);
    const DistrictArea *parent = area_find(reading->district, parent_code);
    if (area->level == AREA_DISTRICT && parent_code.len > 0)
        cell_problem(line, A_PARENT, MSG_DISTRICT_NOT_EMPTY, parent_code);
    if (area->level != AREA_DISTRICT && parent_code.len == 0)
        cell_problem(line, A_PARENT, MSG_DISTRICT_EMPTY);
    if (area->level != AREA_DISTRICT && parent != NULL && parent->level + 1 != area->level)
        cell_problem(line, A_PARENT, MSG_DISTRICT_PARENT_KIND, parent_code, str_of(levels[area->level - 1]));
    Str unit_code = cell_ref(line, A_UNIT, &reading->units, UNITS);
    const Unit *unit = unit_find(&reading->district->rights, unit_code);
    if (unit != NULL && unit->area.len > 0 && !str_eq(unit->area, area->code))
        cell_problem(line, A_UNIT, MSG_DISTRICT_UNIT_OF_AREA, unit_code, unit->area);
}

static void check_areas(Reading *reading, const Sheet *sheet)
{
    int64_t districts = 0;
    for (size_t i = 0; i < sheet_rows(sheet); i++) {
        Line line = sheet_line(sheet, i);
        check_area(&line);
        districts += str_is(cell(&line, A_LEVEL), levels[AREA_DISTRICT]);
    }
    if (districts != 1)
        file_problem(reading, AREAS, 0, MSG_DISTRICT_ONE, str_of(levels[AREA_DISTRICT]),
                     str_printf(reading->ctx->arena, "%lld", (long long)districts));
}

void read_units_and_areas(Reading *reading)
{
    Sheet units, areas;
    bool have_units = SHEET_OPEN(reading, UNITS, unit_columns, &units);
    bool have_areas = SHEET_OPEN(reading, AREAS, area_columns, &areas);
    if (have_units)
        read_units(reading, &units);
    if (have_areas)
        read_areas(reading, &areas);
    if (have_units)
        check_units(reading, &units);
    if (have_areas)
        check_areas(reading, &areas);
}

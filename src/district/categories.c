/* categories.csv: what kinds of matter there are, who leads each and how long it may take. A category that stands above
 * others is a group and carries none of that. public.csv: which of them everybody may see; a row about a group holds
 * for all below it that have no row of their own, and without the file nothing is public. */
#include <stdlib.h>

#include "district/tables.h"

#define CATEGORIES "categories.csv"
#define UNITS "units.csv"

enum {
    CODE,
    NAME_ZH,
    NAME_EN,
    PARENT,
    LEAD,
    CO,
    URGENCY,
    LIMIT,
    FALLBACK,
    CONFIDENTIAL,
    AFTER_PHOTO,
    PUBLISHED,
    KEYWORDS,
    GUIDANCE_ZH,
    GUIDANCE_EN,
    DIFFICULTY
};
static const Column columns[] = {
    {"code", "编码", "code"},
    {"name_zh", "中文名", "Chinese name"},
    {"name_en", "英文名", "English name"},
    {"parent", "上级类别", "parent"},
    {"lead", "牵头单位", "lead unit"},
    {"co", "协办单位", "co-unit"},
    {"urgency", "紧急程度", "urgency"},
    {"limit", "时限", "limit"},
    {"fallback", "兜底单位", "fallback unit"},
    {"confidential", "保密", "confidential mark"},
    {"after_photo", "办结照片", "after-photo mark"},
    {"published", "已公布时限", "published mark"},
    {"keywords", "关键词", "keywords"},
    {"guidance_zh", "中文指引", "Chinese guidance"},
    {"guidance_en", "英文指引", "English guidance"},
    {"difficulty", "难度", "difficulty"},
};

enum { DEPTH_MAX = 8 };

static int by_code(const void *a, const void *b)
{
    return str_cmp(((const Category *)a)->code, ((const Category *)b)->code);
}

/* A unit of the table, or the place's own: JIEZ its sub-district, SQ its community. */
static Str cell_unit(const Line *line, size_t column)
{
    Str code = cell(line, column);
    if (str_is(code, "JIEZ") || str_is(code, "SQ"))
        return cell_keep(line, column);
    return cell_ref(line, column, &line->sheet->reading->units, UNITS);
}

static void read_row(const Line *line, Category *category)
{
    category->code = cell_code(line, CODE, &line->sheet->reading->categories);
    category->name_zh = cell_need(line, NAME_ZH);
    category->name_en = cell_need(line, NAME_EN);
    category->parent = cell_keep(line, PARENT);
    category->lead = cell_unit(line, LEAD);
    category->co = cell_unit(line, CO);
    category->fallback = cell_unit(line, FALLBACK);
    category->confidential = cell_flag(line, CONFIDENTIAL);
    category->after_photo = cell_flag(line, AFTER_PHOTO);
    (void)cell_flag(line, PUBLISHED);
    category->keywords = cell_keep(line, KEYWORDS);
    category->guidance_zh = cell_keep(line, GUIDANCE_ZH);
    category->guidance_en = cell_keep(line, GUIDANCE_EN);
    category->urgency = URGENCY_U3;
    category->difficulty = DIFFICULTY_ORDINARY;
    category->leaf = true;
}

static void check_leaf(const Line *line, Category *category)
{
    static const size_t needed[] = {LEAD, FALLBACK};
    for (size_t i = 0; i < COUNT_OF(needed); i++)
        (void)cell_need(line, needed[i]);
    category->limit = cell_limit(line, LIMIT);
    if (!urgency_parse(cell_upper(line, URGENCY), &category->urgency))
        cell_problem(line, URGENCY, MSG_DISTRICT_WORD, cell(line, URGENCY), STR("U1 U2 U3"));
    if (cell(line, DIFFICULTY).len > 0 && !difficulty_parse(cell_upper(line, DIFFICULTY), &category->difficulty))
        cell_problem(line, DIFFICULTY, MSG_DISTRICT_WORD, cell(line, DIFFICULTY), STR("ordinary hard tough"));
}

static void check_group(const Line *line)
{
    static const size_t empty[] = {LEAD, CO, URGENCY, LIMIT, FALLBACK};
    for (size_t i = 0; i < COUNT_OF(empty); i++)
        if (cell(line, empty[i]).len > 0)
            cell_problem(line, empty[i], MSG_DISTRICT_NOT_EMPTY, cell(line, empty[i]));
}

/* What only the supervision unit may see is led by it alone. */
static void check_confidential(const Line *line, const Category *category)
{
    Str supervision = line->sheet->reading->district->rights.supervision_unit;
    if (category->lead.len > 0 && !str_eq(category->lead, supervision))
        cell_problem(line, LEAD, MSG_DISTRICT_CONFIDENTIAL_LEAD, category->lead, supervision);
    if (category->co.len > 0)
        cell_problem(line, CO, MSG_DISTRICT_CONFIDENTIAL_CO);
}

static bool climbs_to_the_top(const District *district, const Category *category)
{
    for (int depth = 0; depth < DEPTH_MAX; depth++) {
        if (category == NULL || category->parent.len == 0)
            return true;
        category = category_find(district, category->parent);
    }
    return false;
}

static void check_row(const Line *line)
{
    const District *district = line->sheet->reading->district;
    Category *category = (Category *)category_find(district, cell(line, CODE)); /* still ours to write */
    if (category == NULL) /* a code that could not be kept is told already */
        return;
    Str parent = cell_ref(line, PARENT, &line->sheet->reading->categories, CATEGORIES);
    if (!climbs_to_the_top(district, category))
        cell_problem(line, PARENT, MSG_DISTRICT_CYCLE, parent);
    if (category->leaf)
        check_leaf(line, category);
    else
        check_group(line);
    if (category->leaf && category->confidential)
        check_confidential(line, category);
}

void read_categories(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, CATEGORIES, columns, &sheet))
        return;
    size_t count = sheet_rows(&sheet);
    Category *categories = ARENA_ARRAY(reading->arena, Category, count);
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        read_row(&line, &categories[i]);
    }
    qsort(categories, count, sizeof *categories, by_code);
    reading->district->categories = categories;
    reading->district->category_count = count;
    for (size_t i = 0; i < count; i++) {
        Category *above = (Category *)category_find(reading->district, categories[i].parent);
        if (above != NULL)
            above->leaf = false;
    }
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        check_row(&line);
    }
}

enum { ABOUT, SHOWN };
static const Column public_columns[] = {
    {"about", "类别", "category"},
    {"shown", "公开", "public mark"},
};

enum { UNSAID = 2 }; /* beside 0 and 1 */

/* What the row of the nearest above (or its own) says. */
static bool shown(const District *district, const unsigned char *said, const Category *category)
{
    for (int depth = 0; category != NULL && depth < DEPTH_MAX; depth++) {
        unsigned char row = said[category - district->categories];
        if (row != UNSAID)
            return row == 1;
        category = category_find(district, category->parent);
    }
    return false;
}

void read_public(Reading *reading)
{
    Sheet sheet;
    const District *district = reading->district;
    if (!SHEET_OPEN(reading, "public.csv", public_columns, &sheet))
        return;
    unsigned char *said = ARENA_ARRAY(reading->ctx->arena, unsigned char, district->category_count + 1);
    for (size_t i = 0; i < district->category_count; i++)
        said[i] = UNSAID;
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        const Category *category = category_find(district, cell_ref(&line, ABOUT, &reading->categories, CATEGORIES));
        bool everybody = cell_flag(&line, SHOWN);
        if (category != NULL && category->confidential && everybody)
            cell_problem(&line, SHOWN, MSG_DISTRICT_CONFIDENTIAL_PUBLIC);
        if (category != NULL)
            said[category - district->categories] = everybody;
    }
    for (size_t i = 0; i < district->category_count; i++) {
        Category *category = (Category *)&district->categories[i]; /* still ours to write */
        category->public = category->leaf && !category->confidential && shown(district, said, category);
    }
}

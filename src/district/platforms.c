/* platforms.csv: what another platform calls our kinds of matter and our units (domain/district.h). */
#include "district/tables.h"

enum { PLATFORM, WHAT, THEIRS, OURS };
static const Column columns[] = {
    {"platform", "平台", "platform"},
    {"what", "种类", "what it names"},
    {"theirs", "对方编码", "their code"},
    {"ours", "我方编码", "our code"},
};

static void read_code(const Line *line, PlatformCode *code)
{
    const Reading *reading = line->sheet->reading;
    Str what = cell(line, WHAT);
    *code = (PlatformCode){.platform = cell_need(line, PLATFORM), .theirs = cell_need(line, THEIRS)};
    if (str_is(what, "category")) {
        code->what = PLATFORM_CATEGORY;
        code->ours = cell_ref(line, OURS, &reading->categories, "categories.csv");
    } else if (str_is(what, "unit")) {
        code->what = PLATFORM_UNIT;
        code->ours = cell_ref(line, OURS, &reading->units, "units.csv");
    } else {
        cell_problem(line, WHAT, MSG_DISTRICT_WORD, what, STR("category unit"));
    }
    (void)cell_need(line, OURS);
}

void read_platforms(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "platforms.csv", columns, &sheet))
        return;
    size_t count = sheet_rows(&sheet);
    PlatformCode *codes = ARENA_ARRAY(reading->arena, PlatformCode, count);
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        read_code(&line, &codes[i]);
    }
    reading->district->platform_codes = codes;
    reading->district->platform_code_count = count;
}

/* retention.csv: how long what concerns people is kept. Without the file, or without a row, the defaults of
 * domain/retention.h hold: what cases say stays, what only serves the traffic goes. */
#include "district/tables.h"

enum { WHAT, HOW, AFTER, AFTER_CONTESTED, NOTE_ZH, NOTE_EN };
static const Column columns[] = {
    {"what", "内容", "what"},
    {"how", "处理方式", "how"},
    {"after", "期限", "after"},
    {"after_contested", "有争议时的期限", "after, if contested"},
    {"note_zh", "说明（中文）", "note (Chinese)"},
    {"note_en", "说明（英文）", "note (English)"},
};

static UnixMs read_span(const Line *line, size_t column)
{
    UnixMs span = 0;
    if (!retention_span_parse(cell(line, column), &span))
        cell_problem(line, column, MSG_DISTRICT_KEPT_SPAN, cell(line, column));
    return span;
}

/* A case that may still be opened again must not have lost its words. */
static void check_windows(const Line *line, Retained what, const RetentionRule *rule)
{
    if (retained_of_case(what) && rule->after < RETENTION_CASE_LEAST)
        cell_problem(line, AFTER, MSG_DISTRICT_KEPT_SHORT, cell(line, AFTER));
    if (rule->after_contested < rule->after)
        cell_problem(line, AFTER_CONTESTED, MSG_DISTRICT_KEPT_SHORT, cell(line, AFTER_CONTESTED));
}

static RetentionRule read_rule(const Line *line, Retained what)
{
    RetentionRule rule = {.erase = str_is(cell(line, HOW), "erase")};
    if (!rule.erase && !str_is(cell(line, HOW), "keep"))
        cell_problem(line, HOW, MSG_DISTRICT_WORD, cell(line, HOW), STR("erase keep"));
    if (!rule.erase) {
        for (size_t column = AFTER; column <= AFTER_CONTESTED; column++)
            if (cell(line, column).len > 0)
                cell_problem(line, column, MSG_DISTRICT_NOT_EMPTY, cell(line, column));
        return rule;
    }
    rule.after = rule.after_contested = read_span(line, AFTER);
    if (cell(line, AFTER_CONTESTED).len > 0)
        rule.after_contested = read_span(line, AFTER_CONTESTED);
    check_windows(line, what, &rule);
    return rule;
}

void read_retention(Reading *reading)
{
    Sheet sheet;
    reading->district->retention = retention_defaults();
    if (!SHEET_OPEN(reading, "retention.csv", columns, &sheet))
        return;
    Codes seen = {0};
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        Retained what = RETAINED_COUNT;
        (void)cell_code(&line, WHAT, &seen);
        if (retained_parse(cell(&line, WHAT), &what))
            reading->district->retention.at[what] = read_rule(&line, what);
        else
            cell_problem(&line, WHAT, MSG_DISTRICT_WORD, cell(&line, WHAT),
                         STR("contact report notes photos followers messages submission_keys calls readings alerts account_log"));
    }
}

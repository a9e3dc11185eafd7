/* One table of a district; see sheet.h. */
#include "district/sheet.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "domain/deadline.h"

enum { CODE_MAX = 32, TEXT_MAX = 2000 };

static Str number(const Reading *reading, int64_t n)
{
    return str_printf(reading->ctx->arena, "%lld", (long long)n);
}

static Str placed(Reading *reading, const ProblemSpot *spot, Lang lang, Str sentence)
{
    Str args[] = {str_of(spot->file), spot->line > 0 ? number(reading, spot->line) : sentence, sentence};
    MsgId form = spot->line > 0 ? MSG_DISTRICT_AT_LINE : MSG_DISTRICT_IN_FILE;
    return message_text(reading->ctx->arena, form, lang, args, COUNT_OF(args));
}

void problem_add(Reading *reading, const ProblemSpot *spot, MsgId message, const Str *args)
{
    DistrictProblems *problems = reading->problems;
    if (problems->all++ >= DISTRICT_PROBLEMS_MAX)
        return;
    DistrictProblem *problem = &problems->at[problems->len++];
    *problem = (DistrictProblem){.file = str_of(spot->file), .line = spot->line};
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Str filled[5];
        size_t count = 0;
        if (spot->column != NULL)
            filled[count++] = str_of(lang == LANG_ZH ? spot->column->zh : spot->column->en);
        for (const Str *arg = args; arg->at != NULL && count < COUNT_OF(filled); arg++)
            filled[count++] = *arg;
        Str sentence = message_text(reading->ctx->arena, message, lang, filled, count);
        problem->text[lang] = placed(reading, spot, lang, sentence);
    }
}

void problem_from_failure(Reading *reading, const ProblemSpot *spot, MsgId joined_by)
{
    const Failure *failure = &reading->ctx->failure;
    DistrictProblems *problems = reading->problems;
    if (problems->all++ >= DISTRICT_PROBLEMS_MAX)
        return;
    DistrictProblem *problem = &problems->at[problems->len++];
    *problem = (DistrictProblem){.file = str_of(spot->file), .line = spot->line};
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Str text = message_text(reading->ctx->arena, failure->message, lang, failure->args, failure->arg_count);
        Str args[] = {str_of(spot->file), text};
        problem->text[lang] = message_text(reading->ctx->arena, joined_by, lang, args, COUNT_OF(args));
    }
}

static bool is_required(const char *file)
{
    for (size_t i = 0; i < district_file_kind_count; i++)
        if (strcmp(file, district_file_kinds[i].name) == 0)
            return district_file_kinds[i].required;
    return false;
}

static bool place_columns(Sheet *sheet, size_t count)
{
    Reading *reading = sheet->reading;
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        ptrdiff_t at = csv_column(&sheet->csv, sheet->columns[i].name);
        sheet->place[i] = at < 0 ? 0 : (size_t)at;
        if (at >= 0)
            continue;
        file_problem(reading, sheet->file, 1, MSG_DISTRICT_COLUMN_MISSING, str_of(sheet->columns[i].name));
        good = false;
    }
    for (size_t i = 0; i < sheet->csv.column_count; i++) {
        bool known = false;
        for (size_t j = 0; j < count && !known; j++)
            known = str_is(sheet->csv.header[i], sheet->columns[j].name);
        if (known)
            continue;
        file_problem(reading, sheet->file, 1, MSG_DISTRICT_COLUMN_UNKNOWN, sheet->csv.header[i]);
        good = false;
    }
    return good;
}

bool sheet_open(Reading *reading, const char *file, const Column *columns, size_t count, Sheet *out)
{
    const DistrictFile *found = district_file(reading->files, file);
    *out = (Sheet){.reading = reading, .file = file, .columns = columns};
    if (found == NULL) {
        if (is_required(file))
            file_problem(reading, file, 0, MSG_DISTRICT_FILE_MISSING);
        return false;
    }
    if (csv_read(reading->ctx, found->content, &out->csv) != OK) {
        ProblemSpot spot = {.file = file};
        (void)str_to_i64(reading->ctx->failure.args[0], &spot.line); /* csv.h tells the line first */
        problem_from_failure(reading, &spot, MSG_DISTRICT_BESIDE);
        return false;
    }
    if (out->csv.row_count == 0 && is_required(file))
        file_problem(reading, file, 0, MSG_DISTRICT_FILE_EMPTY);
    return place_columns(out, count);
}

size_t sheet_rows(const Sheet *sheet)
{
    return sheet->csv.row_count;
}

Line sheet_line(const Sheet *sheet, size_t row)
{
    return (Line){sheet, &sheet->csv.rows[row]};
}

Str cell(const Line *line, size_t column)
{
    return str_trim(line->row->cells[line->sheet->place[column]]);
}

Str cell_keep(const Line *line, size_t column)
{
    Str text = cell(line, column);
    if (text.len > TEXT_MAX && utf8_length(text) > TEXT_MAX) {
        cell_problem(line, column, MSG_DISTRICT_LONG, number(line->sheet->reading, TEXT_MAX));
        return STR("");
    }
    return str_copy(line->sheet->reading->arena, text);
}

Str cell_need(const Line *line, size_t column)
{
    Str text = cell_keep(line, column);
    if (text.len == 0)
        cell_problem(line, column, MSG_DISTRICT_EMPTY);
    return text;
}

bool is_code(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!good)
            return false;
    }
    return text.len <= CODE_MAX && !str_is(text, "JIEZ") && !str_is(text, "SQ");
}

Str cell_code(const Line *line, size_t column, Codes *codes)
{
    Reading *reading = line->sheet->reading;
    Str code = cell_need(line, column);
    if (code.len == 0)
        return code;
    if (!is_code(code))
        cell_problem(line, column, MSG_DISTRICT_CODE, code);
    int64_t earlier = codes_add(codes, reading->ctx->arena, code, line->row->line);
    if (earlier != 0)
        cell_problem(line, column, MSG_DISTRICT_TWICE, code, number(reading, earlier));
    return code;
}

Str cell_ref(const Line *line, size_t column, const Codes *codes, const char *file)
{
    Str code = cell_keep(line, column);
    if (code.len > 0 && codes->count > 0 && codes_line(codes, code) == 0)
        cell_problem(line, column, MSG_DISTRICT_NOT_IN, code, str_of(file));
    return code;
}

Str cell_upper(const Line *line, size_t column)
{
    Str text = cell(line, column);
    char *out = arena_alloc(line->sheet->reading->ctx->arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        out[i] = (char)(text.at[i] >= 'a' && text.at[i] <= 'z' ? text.at[i] - 'a' + 'A' : text.at[i]);
    return (Str){out, text.len};
}

bool cell_flag(const Line *line, size_t column)
{
    Str text = cell(line, column);
    if (text.len > 0 && !str_is(text, "0") && !str_is(text, "1"))
        cell_problem(line, column, MSG_DISTRICT_WORD, text, STR("0 1"));
    return str_is(text, "1");
}

int64_t cell_number(const Line *line, size_t column, int64_t min, int64_t max)
{
    const Reading *reading = line->sheet->reading;
    Str text = cell(line, column);
    int64_t n = 0;
    if (str_to_i64(text, &n) && n >= min && n <= max)
        return n;
    cell_problem(line, column, MSG_DISTRICT_NUMBER, text, number(reading, min), number(reading, max));
    return min;
}

double cell_degrees(const Line *line, size_t column, double most)
{
    Str text = cell(line, column);
    double degrees = 0;
    if (text.len == 0 || (str_to_double(text, &degrees) && fabs(degrees) <= most))
        return degrees;
    Arena *arena = line->sheet->reading->ctx->arena;
    cell_problem(line, column, MSG_DISTRICT_NUMBER, text, str_printf(arena, "%.0f", -most),
                 str_printf(arena, "%.0f", most));
    return NAN;
}

int32_t cell_date(const Line *line, size_t column)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    Str text = cell(line, column);
    int64_t y = 0, m = 0, d = 0;
    bool read = text.len == 10 && text.at[4] == '-' && text.at[7] == '-' && str_to_i64(str_slice(text, 0, 4), &y) &&
                str_to_i64(str_slice(text, 5, 7), &m) && str_to_i64(str_slice(text, 8, 10), &d);
    if (read && y >= 2000 && y <= 2999 && m >= 1 && m <= 12 && d >= 1) {
        bool leap = m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
        if (d <= lengths[m - 1] + leap)
            return (int32_t)(y * 10000 + m * 100 + d);
    }
    cell_problem(line, column, MSG_DISTRICT_DATE, text);
    return 0;
}

bool minute_parse(Str text, int *out)
{
    Str hours, minutes;
    int64_t h = 0, m = 0;
    bool read =
        text.len == 5 && str_cut(text, ':', &hours, &minutes) && str_to_i64(hours, &h) && str_to_i64(minutes, &m);
    if (!read || h < 0 || m < 0 || m >= 60 || h * 60 + m > 24 * 60)
        return false;
    *out = (int)(h * 60 + m);
    return true;
}

int cell_minute(const Line *line, size_t column)
{
    Str text = cell(line, column);
    int minute = 0;
    if (!minute_parse(text, &minute))
        cell_problem(line, column, MSG_DISTRICT_TIME, text);
    return minute;
}

Str cell_limit(const Line *line, size_t column)
{
    Limit limit;
    Str text = cell_need(line, column);
    if (text.len > 0 && !limit_parse(text, &limit))
        cell_problem(line, column, MSG_DISTRICT_LIMIT, text);
    return text;
}

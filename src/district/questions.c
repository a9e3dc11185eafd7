/* questions.csv: what is asked about a kind of matter beyond words, photo and place (domain/question.h). */
#include "district/tables.h"

#define CATEGORIES "categories.csv"

enum { ABOUT, CODE, TYPE, REQUIRED, ORDER, QUESTION_ZH, QUESTION_EN, OPTIONS };
static const Column columns[] = {
    {"about", "事项", "kind"},
    {"code", "编码", "code"},
    {"type", "类型", "type"},
    {"required", "必答", "required mark"},
    {"order", "顺序", "order"},
    {"question_zh", "中文问题", "Chinese question"},
    {"question_en", "英文问题", "English question"},
    {"options", "选项", "options"},
};

enum { OPTION_CHARS_MAX = 100, ORDER_MAX = 1000 };

/* "key=中文|English" */
static bool read_option(Str text, Arena *arena, QuestionOption *out)
{
    Str key, names, zh, en;
    if (!str_cut(text, '=', &key, &names) || !str_cut(names, '|', &zh, &en))
        return false;
    *out =
        (QuestionOption){str_copy(arena, str_trim(key)), str_copy(arena, str_trim(zh)), str_copy(arena, str_trim(en))};
    return !str_empty(out->key) && is_code(out->key) && !str_empty(out->zh) && !str_empty(out->en) &&
           out->zh.len <= OPTION_CHARS_MAX && out->en.len <= OPTION_CHARS_MAX && str_find_char(out->en, '|') < 0;
}

static void read_options(const Line *line, Question *question)
{
    Arena *arena = line->sheet->reading->arena;
    Str rest = cell(line, OPTIONS), part;
    QuestionOption *options = ARENA_ARRAY(arena, QuestionOption, QUESTION_OPTIONS_MAX);
    bool sound = !str_empty(rest), more = sound;
    question->options = options;
    while (more && sound) {
        more = str_cut(rest, ';', &part, &rest);
        QuestionOption option = {0};
        sound = question->option_count < QUESTION_OPTIONS_MAX && read_option(more ? part : rest, arena, &option) &&
                question_option(question, option.key) == NULL;
        if (sound)
            options[question->option_count++] = option;
    }
    if (!sound)
        cell_problem(line, OPTIONS, MSG_DISTRICT_OPTIONS);
}

static void read_question(const Line *line, Question *question)
{
    *question = (Question){.about = cell_ref(line, ABOUT, &line->sheet->reading->categories, CATEGORIES),
                           .code = cell_need(line, CODE),
                           .zh = cell_need(line, QUESTION_ZH),
                           .en = cell_need(line, QUESTION_EN),
                           .required = cell_flag(line, REQUIRED),
                           .order = cell_number(line, ORDER, 0, ORDER_MAX)};
    (void)cell_need(line, ABOUT);
    if (!str_empty(question->code) && !is_code(question->code))
        cell_problem(line, CODE, MSG_DISTRICT_CODE, question->code);
    if (!question_type_parse(cell(line, TYPE), &question->type))
        cell_problem(line, TYPE, MSG_DISTRICT_WORD, cell(line, TYPE),
                     STR("string number datetime text singlevaluelist multivaluelist"));
    bool list = question->type == QUESTION_SINGLEVALUELIST || question->type == QUESTION_MULTIVALUELIST;
    if (list)
        read_options(line, question);
    else if (cell(line, OPTIONS).len > 0)
        cell_problem(line, OPTIONS, MSG_DISTRICT_NOT_EMPTY, cell(line, OPTIONS));
}

static bool stands_above(const District *district, Str above, Str code)
{
    enum { DEPTH_MAX = 8 };
    const Category *category = category_find(district, code);
    for (int depth = 0; category != NULL && depth < DEPTH_MAX; depth++) {
        if (str_eq(category->code, above))
            return true;
        category = category_find(district, category->parent);
    }
    return false;
}

/* An answer is known by its code: within a kind no two questions may share one. */
static void check_code(const Sheet *sheet, const Question *questions, size_t row)
{
    const District *district = sheet->reading->district;
    for (size_t i = 0; i < row; i++) {
        const Question *before = &questions[i], *here = &questions[row];
        bool meet =
            stands_above(district, before->about, here->about) || stands_above(district, here->about, before->about);
        if (!meet || !str_eq(before->code, here->code))
            continue;
        Line line = sheet_line(sheet, row), other = sheet_line(sheet, i);
        cell_problem(&line, CODE, MSG_DISTRICT_QUESTION_TWICE, here->code,
                     str_printf(sheet->reading->ctx->arena, "%lld", (long long)other.row->line));
        return;
    }
}

static void check_count(Reading *reading)
{
    const District *d = reading->district;
    for (size_t i = 0; i < d->category_count; i++) {
        size_t count = 0;
        for (size_t j = 0; j < d->question_count; j++)
            count += stands_above(d, d->questions[j].about, d->categories[i].code);
        if (count > QUESTIONS_MAX)
            file_problem(reading, "questions.csv", 0, MSG_DISTRICT_QUESTIONS_MANY, d->categories[i].code,
                         str_printf(reading->ctx->arena, "%d", QUESTIONS_MAX));
    }
}

void read_questions(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "questions.csv", columns, &sheet))
        return;
    size_t count = sheet_rows(&sheet);
    Question *questions = ARENA_ARRAY(reading->arena, Question, count);
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        read_question(&line, &questions[i]);
        check_code(&sheet, questions, i);
    }
    reading->district->questions = questions;
    reading->district->question_count = count;
    check_count(reading);
}

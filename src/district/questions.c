/* questions.csv: what is asked about a kind of matter beyond words, photo and place (domain/question.h). stoppers.csv:
 * for which a telephone comes first (domain/stopper.h). replies.csv: texts that staff begin with. */
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

/* "key=中文|English;…", each key once. */
static const QuestionOption *read_options(const Line *line, size_t column, size_t *count)
{
    Arena *arena = line->sheet->reading->arena;
    Str rest = cell(line, column), part;
    QuestionOption *options = ARENA_ARRAY(arena, QuestionOption, QUESTION_OPTIONS_MAX);
    Question so_far = {.options = options};
    bool sound = !str_empty(rest), more = sound;
    while (more && sound) {
        more = str_cut(rest, ';', &part, &rest);
        QuestionOption option = {0};
        sound = so_far.option_count < QUESTION_OPTIONS_MAX && read_option(more ? part : rest, arena, &option) &&
                question_option(&so_far, option.key) == NULL;
        if (sound)
            options[so_far.option_count++] = option;
    }
    if (!sound)
        cell_problem(line, column, MSG_DISTRICT_OPTIONS);
    *count = so_far.option_count;
    return options;
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
        question->options = read_options(line, OPTIONS, &question->option_count);
    else if (cell(line, OPTIONS).len > 0)
        cell_problem(line, OPTIONS, MSG_DISTRICT_NOT_EMPTY, cell(line, OPTIONS));
}

/* An answer is known by its code: within a kind no two questions may share one. */
static void check_code(const Sheet *sheet, const Question *questions, size_t row)
{
    const District *district = sheet->reading->district;
    for (size_t i = 0; i < row; i++) {
        const Question *before = &questions[i], *here = &questions[row];
        bool meet = category_within(district, here->about, before->about) ||
                    category_within(district, before->about, here->about);
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
            count += category_within(d, d->categories[i].code, d->questions[j].about);
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

enum { STOPPER_CODE, STOPPER_ABOUT, SIGNALS, CALLS, INSTEAD, ADVICE_ZH, ADVICE_EN };
static const Column stopper_columns[] = {
    {"code", "编码", "code"},
    {"about", "事项", "kind"},
    {"signals", "险情词", "signals"},
    {"calls", "电话", "numbers to call"},
    {"instead", "先打电话", "mark of a call first"},
    {"advice_zh", "中文提示", "Chinese advice"},
    {"advice_en", "英文提示", "English advice"},
};

void read_stoppers(Reading *reading)
{
    Sheet sheet;
    Codes seen = {0};
    if (!SHEET_OPEN(reading, "stoppers.csv", stopper_columns, &sheet))
        return;
    size_t count = sheet_rows(&sheet);
    Stopper *stoppers = ARENA_ARRAY(reading->arena, Stopper, count);
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        Stopper *stopper = &stoppers[i];
        *stopper = (Stopper){.code = cell_code(&line, STOPPER_CODE, &seen),
                             .about = cell_ref(&line, STOPPER_ABOUT, &reading->categories, CATEGORIES),
                             .signals = cell_keep(&line, SIGNALS),
                             .instead = cell_flag(&line, INSTEAD),
                             .zh = cell_need(&line, ADVICE_ZH),
                             .en = cell_need(&line, ADVICE_EN)};
        stopper->calls = read_options(&line, CALLS, &stopper->call_count);
        if (str_empty(stopper->about))
            (void)cell_need(&line, SIGNALS);
    }
    reading->district->stoppers = stoppers;
    reading->district->stopper_count = count;
}

enum { REPLY_CODE, REPLY_ACTION, REPLY_ABOUT, TITLE_ZH, TITLE_EN, TEXT_ZH, TEXT_EN };
static const Column reply_columns[] = {
    {"code", "编码", "code"},
    {"action", "操作", "action"},
    {"about", "事项", "kind"},
    {"title_zh", "中文标题", "Chinese title"},
    {"title_en", "英文标题", "English title"},
    {"text_zh", "中文内容", "Chinese text"},
    {"text_en", "英文内容", "English text"},
};

static bool is_hole(Str name)
{
    static const char *const known[] = {"number", "category", "place", "desk", "due", "time", "hotline"};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (str_is(name, known[i]))
            return true;
    return false;
}

/* A hole that nobody fills would be read by a resident as it stands. */
static void check_holes(const Line *line, size_t column)
{
    Str rest = cell(line, column), before, hole;
    while (str_cut(rest, '{', &before, &rest)) {
        Str after = rest;
        if (!str_cut(rest, '}', &hole, &after) || !is_hole(hole))
            cell_problem(line, column, MSG_DISTRICT_HOLE,
                         STR("{number} {category} {place} {desk} {due} {time} {hotline}"));
        rest = after;
    }
}

static void read_reply(const Line *line, Reply *reply)
{
    static const char *const actions[] = {"answer", "progress", "reject", "contact"};
    bool known = false;
    reply->action = cell_keep(line, REPLY_ACTION);
    reply->about = cell_ref(line, REPLY_ABOUT, &line->sheet->reading->categories, CATEGORIES);
    reply->title_zh = cell_need(line, TITLE_ZH);
    reply->title_en = cell_need(line, TITLE_EN);
    reply->zh = cell_need(line, TEXT_ZH);
    reply->en = cell_need(line, TEXT_EN);
    for (size_t i = 0; i < COUNT_OF(actions); i++)
        known = known || str_is(reply->action, actions[i]);
    if (!known)
        cell_problem(line, REPLY_ACTION, MSG_DISTRICT_WORD, reply->action, STR("answer progress reject contact"));
    check_holes(line, TEXT_ZH);
    check_holes(line, TEXT_EN);
}

void read_replies(Reading *reading)
{
    Sheet sheet;
    Codes seen = {0};
    if (!SHEET_OPEN(reading, "replies.csv", reply_columns, &sheet))
        return;
    size_t count = sheet_rows(&sheet);
    Reply *replies = ARENA_ARRAY(reading->arena, Reply, count);
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        replies[i].code = cell_code(&line, REPLY_CODE, &seen);
        read_reply(&line, &replies[i]);
    }
    reading->district->replies = replies;
    reading->district->reply_count = count;
}

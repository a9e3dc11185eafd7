/* See question.h. */
#include "domain/question.h"

#include "base/utf8.h"
#include "domain/district.h"

static const char *const type_codes[] = {
#define X(code, name) name,
    QUESTION_TYPES(X)
#undef X
};

const char *question_type_code(QuestionType type)
{
    return type_codes[type];
}

bool question_type_parse(Str code, QuestionType *out)
{
    for (int i = 0; i < QUESTION_TYPE_COUNT; i++)
        if (str_is(code, type_codes[i])) {
            *out = (QuestionType)i;
            return true;
        }
    return false;
}

const QuestionOption *question_option(const Question *question, Str key)
{
    for (size_t i = 0; i < question->option_count; i++)
        if (str_eq(question->options[i].key, key))
            return &question->options[i];
    return NULL;
}

static size_t put_in_order(const Question *question, const Question *out[QUESTIONS_MAX], size_t count)
{
    if (count == QUESTIONS_MAX)
        return count;
    size_t at = count;
    for (; at > 0 && out[at - 1]->order > question->order; at--)
        out[at] = out[at - 1];
    out[at] = question;
    return count + 1;
}

size_t questions_of(const District *district, Str category, const Question *out[QUESTIONS_MAX])
{
    enum { DEPTH_MAX = 8 };
    size_t count = 0;
    const Category *about = category_find(district, category);
    for (int depth = 0; about != NULL && depth < DEPTH_MAX; depth++) {
        for (size_t i = 0; i < district->question_count; i++)
            if (str_eq(district->questions[i].about, about->code))
                count = put_in_order(&district->questions[i], out, count);
        about = category_find(district, about->parent);
    }
    return count;
}

static Str name_of(const Ctx *ctx, const Question *question)
{
    return ctx->lang == LANG_EN ? question->en : question->zh;
}

#define wrong(ctx, question, message, ...)                                                                             \
    fail_field((ctx), str_z((ctx)->arena, str_printf((ctx)->arena, "answers." STR_FMT, STR_ARG((question)->code))),    \
               (message), name_of((ctx), (question)), ##__VA_ARGS__)

/* "2026-11-22T08:30", with or without seconds and offset: what a page's field and a form of Open311 send. */
static bool is_datetime(Str value)
{
    static const char pattern[] = "dddd-dd-ddTdd:dd";
    if (value.len < sizeof pattern - 1 || value.len > 35)
        return false;
    for (size_t i = 0; i < sizeof pattern - 1; i++) {
        char c = value.at[i];
        if (pattern[i] == 'd' ? c < '0' || c > '9' : c != pattern[i])
            return false;
    }
    for (size_t i = sizeof pattern - 1; i < value.len; i++) {
        char c = value.at[i];
        if ((c < '0' || c > '9') && c != ':' && c != '.' && c != 'Z' && c != '+' && c != '-')
            return false;
    }
    int64_t month = 0, day = 0, hour = 0, minute = 0;
    return str_to_i64(str_slice(value, 5, 7), &month) && str_to_i64(str_slice(value, 8, 10), &day) &&
           str_to_i64(str_slice(value, 11, 13), &hour) && str_to_i64(str_slice(value, 14, 16), &minute) && month >= 1 &&
           month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59;
}

static Err check_value(Ctx *ctx, const Question *question, Str value)
{
    double number = 0;
    size_t most = question->type == QUESTION_TEXT ? ANSWER_TEXT_MAX : ANSWER_STRING_MAX;
    switch (question->type) {
    case QUESTION_NUMBER:
        return str_to_double(value, &number) ? OK : wrong(ctx, question, MSG_ANSWER_NUMBER);
    case QUESTION_DATETIME:
        return is_datetime(value) ? OK : wrong(ctx, question, MSG_ANSWER_DATETIME);
    case QUESTION_SINGLEVALUELIST:
    case QUESTION_MULTIVALUELIST:
        return question_option(question, value) != NULL ? OK : wrong(ctx, question, MSG_ANSWER_OPTION, value);
    default:
        return utf8_length(value) <= most ? OK
                                          : wrong(ctx, question, MSG_ANSWER_LONG, str_printf(ctx->arena, "%zu", most));
    }
}

static Err check_answer(Ctx *ctx, const Question *question, const GivenAnswer *answer)
{
    if (answer->count > 1 && question->type != QUESTION_MULTIVALUELIST)
        return wrong(ctx, question, MSG_ANSWER_ONE);
    for (size_t i = 0; i < answer->count; i++) {
        TRY(check_value(ctx, question, answer->values[i]));
        for (size_t j = 0; j < i; j++)
            if (str_eq(answer->values[i], answer->values[j]))
                return wrong(ctx, question, MSG_ANSWER_TWICE);
    }
    return OK;
}

static const GivenAnswer *answer_to(const Answers *answers, Str code)
{
    for (size_t i = 0; i < answers->len; i++)
        if (str_eq(answers->at[i].code, code))
            return &answers->at[i];
    return NULL;
}

/* In the order of the questions, so that the same answers are the same text. */
static Str kept_text(Ctx *ctx, const Answers *answers, const Question **questions, size_t count)
{
    bool any = false;
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "category", answers->category);
    json_key(&out, "values");
    json_open(&out, '{');
    for (size_t i = 0; i < count; i++) {
        const GivenAnswer *answer = answer_to(answers, questions[i]->code);
        if (answer == NULL || answer->count == 0)
            continue;
        any = true;
        json_key_str(&out, answer->code);
        json_open(&out, '[');
        for (size_t j = 0; j < answer->count; j++)
            json_put_str(&out, answer->values[j]);
        json_close(&out, ']');
    }
    json_close(&out, '}');
    json_close(&out, '}');
    return any ? json_text(&out) : STR("");
}

static Err check_known(Ctx *ctx, const Answers *answers, const Question **questions, size_t count)
{
    for (size_t i = 0; i < answers->len; i++) {
        bool known = false;
        for (size_t j = 0; j < count; j++)
            known = known || str_eq(answers->at[i].code, questions[j]->code);
        if (!known)
            return fail_field(ctx, "answers", MSG_ANSWER_UNASKED, utf8_cut(answers->at[i].code, 40));
        if (answer_to(answers, answers->at[i].code) != &answers->at[i])
            return fail_field(ctx, "answers", MSG_ANSWER_TWICE, answers->at[i].code);
    }
    return OK;
}

typedef enum Form { FORM_WHOLE, FORM_PART } Form;

static Err check(Ctx *ctx, const Answers *answers, Form form, Str *out)
{
    const Question *questions[QUESTIONS_MAX];
    size_t count = questions_of(ctx->district, answers->category, questions);
    if (category_find(ctx->district, answers->category) == NULL)
        return fail_field(ctx, "answers", MSG_FIELD_CHOICE, STR("answers.category"), answers->category);
    TRY(check_known(ctx, answers, questions, count));
    for (size_t i = 0; i < count; i++) {
        const GivenAnswer *answer = answer_to(answers, questions[i]->code);
        bool given = answer != NULL && answer->count > 0;
        if (given)
            TRY(check_answer(ctx, questions[i], answer));
        else if (form == FORM_WHOLE && questions[i]->required)
            return wrong(ctx, questions[i], MSG_ANSWER_MISSING);
    }
    *out = kept_text(ctx, answers, questions, count);
    return OK;
}

Err answers_check_form(Ctx *ctx, const Answers *answers, Str *out)
{
    return check(ctx, answers, FORM_WHOLE, out);
}

Err answers_check(Ctx *ctx, const Answers *answers, Str *out)
{
    return check(ctx, answers, FORM_PART, out);
}

typedef struct Gathering {
    Arena *arena;
    GivenAnswer *at;
    size_t len;
    bool bad;
} Gathering;

static void gather(void *self, Str code, const Json *value)
{
    Gathering *g = self;
    bool list = json_is_array(value);
    size_t given = list ? json_length(value) : json_is_null(value) ? 0 : 1, count = 0;
    if (g->len == QUESTIONS_MAX || given > QUESTION_OPTIONS_MAX) {
        g->bad = true;
        return;
    }
    Str *values = ARENA_ARRAY(g->arena, Str, given + 1);
    for (size_t i = 0; i < given; i++) {
        Str text = STR("");
        g->bad = !json_str(list ? json_at(value, i) : value, &text) || !utf8_printable(text) || g->bad;
        text = str_trim(utf8_shown(g->arena, text));
        if (!str_empty(text))
            values[count++] = str_copy(g->arena, text);
    }
    if (count > 0)
        g->at[g->len++] = (GivenAnswer){str_copy(g->arena, code), values, count};
}

Err answers_read(Ctx *ctx, const Json *json, Answers *out)
{
    Answers answers = {0};
    Gathering g = {.arena = ctx->arena, .at = ARENA_ARRAY(ctx->arena, GivenAnswer, QUESTIONS_MAX)};
    if (json_is_null(json))
        return OK;
    const Json *values = json_get(json, "values");
    json_each(values, gather, &g);
    if (g.bad || !json_is_object(values) || !json_str(json_get(json, "category"), &answers.category))
        return fail_field(ctx, "answers", MSG_ANSWER_FORM);
    answers.at = g.at;
    answers.len = g.len;
    *out = answers;
    return OK;
}

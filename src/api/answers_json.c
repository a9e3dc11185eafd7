/* See answers_json.h. */
#include "api/answers_json.h"

static void put_question(JsonOut *out, const Question *q)
{
    json_open(out, '{');
    json_field_str(out, "code", q->code);
    json_field_str(out, "type", str_of(question_type_code(q->type)));
    json_field_bool(out, "required", q->required);
    put_names(out, "question", q->zh, q->en);
    json_key(out, "options");
    json_open(out, '[');
    for (size_t i = 0; i < q->option_count; i++) {
        json_open(out, '{');
        json_field_str(out, "key", q->options[i].key);
        put_names(out, "name", q->options[i].zh, q->options[i].en);
        json_close(out, '}');
    }
    json_close(out, ']');
    json_close(out, '}');
}

void put_questions(JsonOut *out, const Request *req, const char *key, Str category)
{
    const Question *questions[QUESTIONS_MAX];
    size_t count = questions_of(req->ctx->district, category, questions);
    json_key(out, key);
    json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        put_question(out, questions[i]);
    json_close(out, ']');
}

typedef struct Given {
    GivenAnswer answer;
    Str category;
    int64_t seq;
} Given;

enum { GIVEN_MAX = 4 * QUESTIONS_MAX };

typedef struct GivenList {
    Given at[GIVEN_MAX];
    size_t len;
} GivenList;

static void take(GivenList *list, const Given *given)
{
    size_t i = 0;
    while (i < list->len && !str_eq(list->at[i].answer.code, given->answer.code))
        i++;
    if (i < GIVEN_MAX)
        list->at[i] = *given;
    if (i == list->len && i < GIVEN_MAX)
        list->len++;
}

static Err gather(Ctx *ctx, const CasePage *page, GivenList *list)
{
    for (size_t i = 0; i < page->text_count; i++) {
        const StoredText *text = &page->texts[i];
        const Json *json = NULL;
        Answers answers = {0};
        if (!str_is(text->field, "answers") || text->erased_at != 0)
            continue;
        TRY(json_parse(ctx, text->body, &json));
        TRY(answers_read(ctx, json, &answers));
        for (size_t j = 0; j < answers.len; j++)
            take(list, &(Given){answers.at[j], answers.category, text->seq});
    }
    return OK;
}

static const Question *question_of(const District *district, Str category, Str code)
{
    const Question *questions[QUESTIONS_MAX];
    size_t count = questions_of(district, category, questions);
    for (size_t i = 0; i < count; i++)
        if (str_eq(questions[i]->code, code))
            return questions[i];
    return NULL; /* the district has dropped it since */
}

static void put_given(JsonOut *out, const Request *req, const Given *given)
{
    const GivenAnswer *answer = &given->answer;
    const Question *question = question_of(req->ctx->district, given->category, answer->code);
    json_open(out, '{');
    json_field_str(out, "code", answer->code);
    put_names(out, "question", question != NULL ? question->zh : answer->code,
              question != NULL ? question->en : answer->code);
    json_key(out, "values");
    json_open(out, '[');
    for (size_t i = 0; i < answer->count; i++) {
        const QuestionOption *option = question != NULL ? question_option(question, answer->values[i]) : NULL;
        put_names(out, NULL, option != NULL ? option->zh : answer->values[i],
                  option != NULL ? option->en : answer->values[i]);
    }
    json_close(out, ']');
    json_field_i64(out, "seq", given->seq);
    json_close(out, '}');
}

static void put_open(JsonOut *out, const Request *req, const CasePage *page, const GivenList *list)
{
    const Question *questions[QUESTIONS_MAX];
    size_t count = questions_of(req->ctx->district, page->file->c.category, questions);
    json_key(out, "open_questions");
    json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        bool answered = false;
        for (size_t j = 0; j < list->len; j++)
            answered = answered || str_eq(list->at[j].answer.code, questions[i]->code);
        if (!answered)
            put_question(out, questions[i]);
    }
    json_close(out, ']');
}

Err put_answers(JsonOut *out, const Request *req, const CasePage *page)
{
    GivenList *list = ARENA_NEW(req->ctx->arena, GivenList);
    TRY(gather(req->ctx, page, list));
    json_key(out, "answers");
    json_open(out, '[');
    for (size_t i = 0; i < list->len; i++)
        put_given(out, req, &list->at[i]);
    json_close(out, ']');
    put_open(out, req, page, list);
    return OK;
}

void put_no_answers(JsonOut *out)
{
    static const char *const members[] = {"answers", "open_questions"};
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        json_key(out, members[i]);
        json_open(out, '[');
        json_close(out, ']');
    }
}

/* 追问: what a district wants to know about a kind of matter beyond words, photo and place, as data (questions.csv).
 * A question of a group holds for every kind below it. The types are Open311's (GeoReport v2, service definition). An
 * answer is kept as a text of the event that brought it, so that it is seen, redacted and erased as any other words. */
#ifndef GULOU_DOMAIN_QUESTION_H
#define GULOU_DOMAIN_QUESTION_H

#include "base/json.h"

#define QUESTION_TYPES(X)                                                                                              \
    X(STRING, "string")                                                                                                \
    X(NUMBER, "number")                                                                                                \
    X(DATETIME, "datetime")                                                                                            \
    X(TEXT, "text")                                                                                                    \
    X(SINGLEVALUELIST, "singlevaluelist")                                                                              \
    X(MULTIVALUELIST, "multivaluelist")

#define X(code, name) QUESTION_##code,
typedef enum QuestionType { QUESTION_TYPES(X) QUESTION_TYPE_COUNT } QuestionType;
#undef X

typedef struct QuestionOption {
    Str key, zh, en;
} QuestionOption;

typedef struct Question { /* a row of questions.csv */
    Str about;            /* a kind or a group */
    Str code, zh, en;
    QuestionType type;
    bool required; /* whoever fills the form in answers it; a report without the form is taken all the same */
    int64_t order;
    const QuestionOption *options; /* of the lists */
    size_t option_count;
} Question;

enum { QUESTIONS_MAX = 12, QUESTION_OPTIONS_MAX = 20, ANSWER_STRING_MAX = 200, ANSWER_TEXT_MAX = 1000 };

const char *question_type_code(QuestionType type);
bool question_type_parse(Str code, QuestionType *out);
const QuestionOption *question_option(const Question *question, Str key); /* NULL: none */

typedef struct District District;
/* Those of a kind and of the groups above it, in the order they are asked; returns how many. */
size_t questions_of(const District *district, Str category, const Question *out[QUESTIONS_MAX]);

typedef struct GivenAnswer {
    Str code;
    const Str *values; /* one, but for a multivaluelist; keys of options, or the words themselves */
    size_t count;
} GivenAnswer;

typedef struct Answers {
    Str category; /* whose questions these answer */
    const GivenAnswer *at;
    size_t len;
} Answers;

/* The whole form, as with a report: a required question must be answered. */
MUST_USE Err answers_check_form(Ctx *ctx, const Answers *answers, Str *out);
/* Any of them, as when somebody asks later. Both: INVALID, told with field "answers.CODE"; `out` is the text that is
 * kept, empty when nothing was answered. */
MUST_USE Err answers_check(Ctx *ctx, const Answers *answers, Str *out);
/* {"category": …, "values": {code: a text or a list of texts}}: what is sent and what is kept alike. Empty values are
 * no answers; null is none at all. INVALID on field "answers". */
MUST_USE Err answers_read(Ctx *ctx, const Json *json, Answers *out);

#endif

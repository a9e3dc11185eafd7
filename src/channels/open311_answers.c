/* Service attributes are the district's extra questions (questions.csv, domain/question.h), which have Open311's types:
 * how a definition tells them, and how attribute[CODE] of a report answers them. */
#include "base/utf8.h"
#include "channels/open311.h"

static void put_values(GeoAnswer *out, const Ctx *ctx, const Question *question)
{
    geo_list(out, "values");
    for (size_t i = 0; i < question->option_count; i++) {
        const QuestionOption *option = &question->options[i];
        geo_item(out, "value");
        geo_text(out, "key", option->key);
        geo_text(out, "name", in_words(ctx, option->zh, option->en));
        geo_item_end(out, "value");
    }
    geo_list_end(out, "values");
}

void open311_put_questions(GeoAnswer *out, const Ctx *ctx, const Category *category)
{
    const Question *questions[QUESTIONS_MAX];
    size_t count = questions_of(ctx->district, category->code, questions);
    geo_list(out, "attributes");
    for (size_t i = 0; i < count; i++) {
        const Question *question = questions[i];
        bool when = question->type == QUESTION_DATETIME;
        geo_item(out, "attribute");
        geo_bool(out, "variable", true);
        geo_text(out, "code", question->code);
        geo_text(out, "datatype", str_of(question_type_code(question->type)));
        geo_bool(out, "required", question->required);
        geo_text(out, "datatype_description", when ? STR("YYYY-MM-DDThh:mm") : STR(""));
        geo_number(out, "order", (int64_t)i + 1);
        geo_text(out, "description", in_words(ctx, question->zh, question->en));
        if (question->option_count > 0)
            put_values(out, ctx, question);
        geo_item_end(out, "attribute");
    }
    geo_list_end(out, "attributes");
}

/* "attribute[depth]" and, as some programs send lists, "attribute[when][]": the code within. */
static bool attribute_code(Str name, Str *code)
{
    Str prefix = STR("attribute["), list = STR("[]");
    if (!str_starts(name, prefix))
        return false;
    Str rest = str_slice(name, prefix.len, name.len);
    if (str_ends(rest, list))
        rest = str_slice(rest, 0, rest.len - list.len);
    if (!str_ends(rest, STR("]")))
        return false;
    *code = str_slice(rest, 0, rest.len - 1);
    return true;
}

static GivenAnswer *answer_of(GivenAnswer *list, size_t *len, Str code)
{
    for (size_t i = 0; i < *len; i++)
        if (str_eq(list[i].code, code))
            return &list[i];
    if (*len == QUESTIONS_MAX)
        return NULL;
    list[*len] = (GivenAnswer){.code = code};
    return &list[(*len)++];
}

Err open311_read_answers(Ctx *ctx, const NameValues *fields, Str category, Answers *out)
{
    GivenAnswer *list = ARENA_ARRAY(ctx->arena, GivenAnswer, QUESTIONS_MAX);
    Str(*values)[QUESTION_OPTIONS_MAX] = arena_alloc(ctx->arena, sizeof(Str[QUESTIONS_MAX][QUESTION_OPTIONS_MAX]));
    size_t len = 0;
    Str code;
    for (size_t i = 0; i < fields->count; i++) {
        Str value = str_trim(fields->at[i].value);
        if (!attribute_code(fields->at[i].name, &code) || str_empty(value))
            continue;
        GivenAnswer *answer = answer_of(list, &len, code);
        if (answer == NULL || answer->count == QUESTION_OPTIONS_MAX || !utf8_printable(value) || !utf8_printable(code))
            return fail_field(ctx, "attribute", MSG_ANSWER_FORM);
        Str *kept = values[answer - list];
        kept[answer->count++] = value;
        answer->values = kept;
    }
    *out = (Answers){category, list, len};
    return OK;
}

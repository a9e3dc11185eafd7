/* What is asked about a kind, and which answers are taken; asked of the starter district and of tables made for it. */
#include "district/gulou.h"

#include "domain/district.h"

static Ctx ctx;
static DistrictFiles files;
static District *district;

static void drop(void)
{
    district_free(district);
    district = NULL;
}

static void use(void)
{
    static bool told;
    drop();
    assert_ok(district_parse(&ctx, &files, &district));
    ctx.district = district;
    if (!told)
        atexit(drop);
    told = true;
}

static void starter(void)
{
    ctx = test_ctx();
    files = gulou_files(&ctx);
    use();
}

/* These rows as the whole table. */
static void table(const char *rows)
{
    ctx = test_ctx();
    files = gulou_files(&ctx);
    gulou_file(&files, "questions.csv")->content =
        str_printf(ctx.arena, "about,code,type,required,order,question_zh,question_en,options\n%s", rows);
    use();
}

static Answers sent(const char *json)
{
    const Json *value = NULL;
    Answers answers = {0};
    assert_ok(json_parse(&ctx, str_of(json), &value));
    assert_ok(answers_read(&ctx, value, &answers));
    return answers;
}

static void refused(const char *json, MsgId message, const char *field)
{
    Answers answers = sent(json);
    Str kept = STR("untouched");
    ctx.failure = (Failure){0};
    assert_err(answers_check_form(&ctx, &answers, &kept), ERR_INVALID);
    assert_int_equal(ctx.failure.message, message);
    assert_string_equal(ctx.failure.field, field);
    assert_str(kept, "untouched");
}

static Str taken(const char *json)
{
    Answers answers = sent(json);
    Str kept = STR("");
    if (answers_check_form(&ctx, &answers, &kept) != OK)
        assert_str(ctx_failure_text(&ctx), "");
    return kept;
}

TEST(a_kind_is_asked_its_own_questions_and_its_groups_in_order)
{
    table("P01,mark,string,0,30,编号？,A mark?,\n"
          "P0108,since,datetime,0,20,何时？,Since when?,\n"
          "P0108,lamps,number,0,10,几盏？,How many?,\n"
          "P0201,depth,number,0,10,多深？,How deep?,\n");
    const Question *questions[QUESTIONS_MAX];
    assert_int_equal(questions_of(district, STR("P0108"), questions), 3);
    assert_str(questions[0]->code, "lamps");
    assert_str(questions[1]->code, "since");
    assert_str(questions[2]->code, "mark");
    assert_int_equal(questions_of(district, STR("P0102"), questions), 1);
    assert_int_equal(questions_of(district, STR("S0101"), questions), 0);
    assert_int_equal(questions_of(district, STR("nothing"), questions), 0);
}

TEST(answers_of_every_type_are_kept_in_the_order_of_the_questions)
{
    table("E0101,words,string,0,60,名？,Name?,\n"
          "E0101,story,text,0,50,经过？,Story?,\n"
          "E0101,many,number,0,40,几个？,How many?,\n"
          "E0101,since,datetime,0,30,何时？,When?,\n"
          "E0101,one,singlevaluelist,1,20,哪个？,Which?,a=甲|A;b=乙|B\n"
          "E0101,some,multivaluelist,0,10,哪些？,Which ones?,a=甲|A;b=乙|B;c=丙|C\n");
    Str kept = taken("{\"category\":\"E0101\",\"values\":{\"words\":\" 某店 \",\"story\":\"一\\n二\",\"many\":\"3.5\","
                     "\"since\":\"2026-11-22T08:30\",\"one\":\"b\",\"some\":[\"c\",\"a\"]}}");
    assert_str(kept, "{\"category\":\"E0101\",\"values\":{\"some\":[\"c\",\"a\"],\"one\":[\"b\"],\"since\":["
                     "\"2026-11-22T08:30\"],\"many\":[\"3.5\"],\"story\":[\"一\\n二\"],\"words\":[\"某店\"]}}");
    const Json *json = NULL;
    Answers again = {0};
    assert_ok(json_parse(&ctx, kept, &json));
    assert_ok(answers_read(&ctx, json, &again));
    assert_int_equal(again.len, 6);
    assert_str(again.at[0].values[1], "a");
}

TEST(an_answer_that_does_not_fit_its_question_is_refused_by_the_questions_name)
{
    table("E0101,one,singlevaluelist,0,10,哪个？,Which?,a=甲|A;b=乙|B\n"
          "E0101,some,multivaluelist,0,20,哪些？,Which ones?,a=甲|A;b=乙|B\n"
          "E0101,many,number,0,30,几个？,How many?,\n"
          "E0101,since,datetime,0,40,何时？,When?,\n"
          "E0101,words,string,0,50,名？,Name?,\n");
#define VALUE(text) "{\"category\":\"E0101\",\"values\":{" text "}}"
    refused(VALUE("\"one\":\"c\""), MSG_ANSWER_OPTION, "answers.one");
    refused(VALUE("\"one\":[\"a\",\"b\"]"), MSG_ANSWER_ONE, "answers.one");
    refused(VALUE("\"some\":[\"a\",\"a\"]"), MSG_ANSWER_TWICE, "answers.some");
    refused(VALUE("\"many\":\"三\""), MSG_ANSWER_NUMBER, "answers.many");
    refused(VALUE("\"many\":\"inf\""), MSG_ANSWER_NUMBER, "answers.many");
    refused(VALUE("\"since\":\"yesterday\""), MSG_ANSWER_DATETIME, "answers.since");
    refused(VALUE("\"since\":\"2026-13-01T08:30\""), MSG_ANSWER_DATETIME, "answers.since");
    refused(VALUE("\"since\":\"2026-11-22T08:30<script>\""), MSG_ANSWER_DATETIME, "answers.since");
    refused(VALUE("\"other\":\"x\""), MSG_ANSWER_UNASKED, "answers");
    char letters[ANSWER_STRING_MAX + 2] = {0};
    memset(letters, 'x', ANSWER_STRING_MAX + 1);
    refused(str_z(ctx.arena, str_printf(ctx.arena, VALUE("\"words\":\"%s\""), letters)), MSG_ANSWER_LONG,
            "answers.words");
    refused("{\"category\":\"Z9\",\"values\":{}}", MSG_FIELD_CHOICE, "answers");
}

TEST(a_required_question_binds_the_form_and_not_a_later_answer)
{
    table("E0101,one,singlevaluelist,1,10,哪个？,Which?,a=甲|A;b=乙|B\n"
          "E0101,words,string,0,50,名？,Name?,\n");
    refused(VALUE("\"words\":\"某店\""), MSG_ANSWER_MISSING, "answers.one");
    refused(VALUE("\"one\":\"  \""), MSG_ANSWER_MISSING, "answers.one");
    Answers later = sent(VALUE("\"words\":\"某店\""));
    Str kept = STR("");
    assert_ok(answers_check(&ctx, &later, &kept));
    assert_true(kept.len > 0);
}

TEST(nothing_answered_keeps_nothing)
{
    table("E0101,words,string,0,50,名？,Name?,\n");
    assert_str(taken(VALUE("\"words\":\"\"")), "");
    assert_str(taken(VALUE("\"words\":[]")), "");
    assert_str(taken(VALUE("\"words\":null")), "");
}

TEST(answers_of_another_shape_are_no_answers)
{
    static const char *const shapes[] = {
        "[]",
        "\"E0101\"",
        "{\"category\":\"E0101\"}",
        "{\"category\":1,\"values\":{}}",
        "{\"category\":\"E0101\",\"values\":[]}",
        VALUE("\"words\":{\"a\":1}"),
        VALUE("\"words\":[1]"),
        VALUE("\"words\":\"a\\u0007b\""),
        VALUE("\"1\":\"\",\"2\":\"x\",\"3\":\"x\",\"4\":\"x\",\"5\":\"x\",\"6\":\"x\",\"7\":\"x\",\"8\":\"x\",\"9\":"
              "\"x\",\"10\":\"x\",\"11\":\"x\",\"12\":\"x\",\"13\":\"x\",\"14\":\"x\"")};
    starter();
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        const Json *json = NULL;
        Answers answers = {0};
        assert_ok(json_parse(&ctx, str_of(shapes[i]), &json));
        if (answers_read(&ctx, json, &answers) != ERR_INVALID)
            assert_string_equal(shapes[i], "refused");
        assert_int_equal(answers.len, 0);
    }
}

TEST(the_starter_districts_questions_can_all_be_answered)
{
    starter();
    assert_true(district->question_count > 20);
    const Question *questions[QUESTIONS_MAX];
    assert_int_equal(questions_of(district, STR("P0503"), questions), 3);
    assert_str(questions[0]->code, "trapped");
    assert_true(questions[0]->required);
    assert_non_null(question_option(questions[0], STR("unsure")));
}

static void spoilt(const char *row, const char *zh, const char *en)
{
    ctx = test_ctx();
    files = gulou_files(&ctx);
    int64_t line = gulou_append(&ctx, &files, "questions.csv", row);
    DistrictProblems problems;
    District *none = NULL;
    assert_err(district_parse_telling(&ctx, &files, &problems, &none), ERR_INVALID);
    if (problems.all != 1)
        print_error("%s: " STR_FMT "\n", row, STR_ARG(problems.at[0].text[LANG_EN]));
    assert_int_equal(problems.all, 1);
    assert_int_equal(problems.at[0].line, line);
    assert_true(str_find(problems.at[0].text[LANG_ZH], str_of(zh)) >= 0);
    assert_true(str_find(problems.at[0].text[LANG_EN], str_of(en)) >= 0);
}

TEST(a_wrong_row_is_told_with_its_line)
{
    spoilt("P9999,x,string,0,1,问？,Q?,", "categories.csv", "categories.csv");
    spoilt("P0402,x,words,0,1,问？,Q?,", "类型", "the type “words” is not one of");
    spoilt("P0402,x y,string,0,1,问？,Q?,", "编码", "code");
    spoilt("P0402,x,singlevaluelist,0,1,问？,Q?,", "选项应写成", "the options should be such as");
    spoilt("P0402,x,singlevaluelist,0,1,问？,Q?,a=甲|A;a=乙|B", "选项应写成", "the options should be such as");
    spoilt("P0402,x,singlevaluelist,0,1,问？,Q?,a=甲", "选项应写成", "the options should be such as");
    spoilt("P0402,x,singlevaluelist,0,1,问？,Q?,=甲|A", "选项应写成", "the options should be such as");
    spoilt("P0402,x,string,0,1,问？,Q?,a=甲|A", "应为空", "should be empty");
    spoilt("P0108,marked,string,0,1,问？,Q?,", "已由第 2 行使用", "already used by line 2");
    spoilt("P0402,x,string,0,1,,Q?,", "不能为空", "is missing");
}

/* An office's own files: what is read, what is refused with which words, and that nobody is examined on what they
 * learnt from. */
#include "test.h"

#include "base/buf.h"
#include "learning/evaluate_label.h"
#include "learning/label_table.h"

static LabelTable table_of(Ctx *ctx, Str bytes, const char *column)
{
    LabelTable table = {0};
    LabelFile file = {.name = STR("a.csv"), .bytes = bytes, .column = str_of(column)};
    assert_ok(label_table_read(ctx, &file, &table));
    return table;
}

static void refuse(Str bytes, const char *column, const char *zh, const char *en)
{
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Ctx ctx = test_ctx();
        ctx.lang = lang;
        LabelTable table = {0};
        LabelFile file = {.name = STR("a.csv"), .bytes = bytes, .column = str_of(column)};
        assert_err(label_table_read(&ctx, &file, &table), ERR_INVALID);
        Str told = ctx_failure_text(&ctx);
        if (str_find(told, str_of(lang == LANG_ZH ? zh : en)) < 0)
            print_error(STR_FMT "\n", STR_ARG(told));
        assert_true(str_find(told, str_of(lang == LANG_ZH ? zh : en)) >= 0);
        assert_true(str_starts(told, STR("a.csv")));
    }
}

TEST(a_file_saved_by_excel_and_one_with_other_names_read_alike)
{
    Ctx ctx = test_ctx();
    LabelTable excel = table_of(
        &ctx, STR("\xef\xbb\xbfid,subject,body,label\r\n1,标题,\"正文，\n\"\"两行\"\"\", 市政 \r\n2,,x,环保\r\n"), "");
    LabelTable ours = table_of(&ctx, STR("category,text\n市政,x\n"), "");
    assert_int_equal(excel.len, 2);
    assert_int_equal(excel.labels, 2);
    assert_str(excel.at[0].message.subject, "标题");
    assert_str(excel.at[0].message.body, "正文，\n\"两行\"");
    assert_str(excel.at[0].label, "市政");
    assert_int_equal(excel.lines[1], 4);
    assert_str(ours.at[0].label, "市政");
    assert_str(ours.at[0].message.body, "x");
}

TEST(the_column_of_the_label_can_be_chosen)
{
    Ctx ctx = test_ctx();
    Str bytes = STR("text,label,level\nx,A,一级\ny,B,一级\n");
    assert_int_equal(table_of(&ctx, bytes, "").labels, 2);
    LabelTable levels = table_of(&ctx, bytes, "level");
    assert_int_equal(levels.labels, 1);
    assert_str(levels.at[1].label, "一级");
}

TEST(what_is_wrong_with_a_file_is_told_with_its_row_and_what_to_do)
{
    refuse(STR("id,text\n1,x\n"), "", "没有「label」这一列。现有的列：id, text", "no column “label”. It has: id, text");
    refuse(STR("text,label\nx,A\n"), "level", "没有「level」", "no column “level”");
    refuse(STR("label,note\nA,x\n"), "", "没有「body」", "no column “body”");
    refuse(STR("text,label\nx,A\n\"y\nz\", \n"), "", "第 3 行：没有类别。请填上",
           "line 3: the label is empty. Fill it in");
    refuse(STR("text,label\nx\n"), "", "第 2 行：有 1 格", "line 2: 1 cells");
    refuse(STR("text,label\n"), "", "没有内容", "no row");
    refuse(STR("text,label\nx,\xc4\xe3\n"), "", "第 2 行：不是 UTF-8", "line 2: this is no UTF-8");
    char wide[300] = "text,label\nx,";
    memset(wide + strlen(wide), 'a', 250);
    refuse(str_of(wide), "", "第 2 行：类别太长", "line 2: the label is too long");
}

/* Every message is a word of its own: only who has seen it can know its label. */
static LabelTable riddles(Ctx *ctx, size_t count)
{
    static const char *const signs[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"};
    Buf csv = buf_new(ctx->arena);
    buf_z(&csv, "text,label\n");
    for (size_t i = 0; i < count; i++)
        buf_printf(&csv, "%s%s%s,%c\n", signs[i % 10], signs[i / 10 % 10], signs[(i * 7 + i / 3) % 10],
                   "ABC"[i * i % 7 % 3]);
    return table_of(ctx, buf_str(&csv), "");
}

static LabelTable plain_matters(Ctx *ctx, size_t of_each)
{
    static const char *const matters[][2] = {{"路灯不亮", "灯"}, {"垃圾没人收", "垃圾"}, {"半夜噪音", "噪音"}};
    static const char *const places[] = {"湖前路", "公园", "小区", "学校旁", "江厝路", "桥下", "巷口"};
    Buf csv = buf_new(ctx->arena);
    buf_z(&csv, "text,label\n");
    for (size_t i = 0; i < 3 * of_each; i++) /* sorted by label, as exports are */
        buf_printf(&csv, "%s%s%zu,%s\n", places[i % 7], matters[i / of_each][0], i, matters[i / of_each][1]);
    return table_of(ctx, buf_str(&csv), "");
}

TEST(cross_validation_answers_every_row_by_a_model_that_has_not_seen_it)
{
    Ctx ctx = test_ctx();
    LabelFolds folds;
    LabelTable easy = plain_matters(&ctx, 20), hard = riddles(&ctx, 60);
    assert_ok(label_cross_validate(&ctx, &easy, 4, &folds));
    assert_int_equal(folds.exam.result.n, 60);
    assert_true(folds.exam.result.accuracy > 0.95);
    assert_int_equal(folds.exam.unknown, 0); /* each part has its share of each label, though the file is sorted */
    for (size_t i = 0; i < easy.len; i++)
        assert_true(folds.exam.answers[i].guess_count == 3 && str_eq(folds.exam.answers[i].truth, easy.at[i].label));
    assert_ok(label_cross_validate(&ctx, &hard, 5, &folds));
    assert_true(folds.exam.result.accuracy < 0.8); /* by heart it would be 1 */
    LabelTrained trained;
    LabelExam by_heart;
    assert_ok(label_train(&ctx, &hard, &trained));
    assert_ok(label_examine(&ctx, &trained, &hard, &by_heart));
    classifier_free(trained.model);
    assert_true(by_heart.result.accuracy > 0.95);
}

TEST(too_many_parts_are_refused)
{
    Ctx ctx = test_ctx();
    LabelTable table = plain_matters(&ctx, 2);
    LabelFolds folds;
    assert_err(label_cross_validate(&ctx, &table, 1, &folds), ERR_INVALID);
    assert_err(label_cross_validate(&ctx, &table, 4, &folds), ERR_INVALID);
    assert_err(label_cross_validate(&ctx, &table, 21, &folds), ERR_INVALID);
}

TEST(a_label_the_training_never_saw_is_counted_and_cannot_be_right)
{
    Ctx ctx = test_ctx();
    LabelTable train = plain_matters(&ctx, 10),
               test = table_of(&ctx, STR("text,label\n路灯不亮,灯\n路灯不亮,井盖\n"), "");
    LabelTrained trained;
    LabelExam exam;
    assert_ok(label_train(&ctx, &train, &trained));
    assert_int_equal(trained.labels, 3);
    assert_true(trained.bytes == trained.saved.len && trained.bytes > 1000);
    assert_ok(label_examine(&ctx, &trained, &test, &exam));
    classifier_free(trained.model);
    assert_int_equal(exam.unknown, 1);
    assert_int_equal(exam.result.right, 1);
    assert_true(exam.messages_per_second > 100.0);
    assert_str(exam.answers[0].guesses[0].label, "灯"); /* outlives the model */
}

#include "test.h"

#include "base/csv.h"

static Csv read_ok(Ctx *ctx, Str text)
{
    Csv csv = {0};
    assert_ok(csv_read(ctx, text, &csv));
    return csv;
}

static void refuse(Str text, MsgId message, const char *line)
{
    Ctx ctx = test_ctx();
    Csv csv = {0};
    assert_err(csv_read(&ctx, text, &csv), ERR_INVALID);
    assert_int_equal(ctx.failure.message, message);
    assert_str(ctx.failure.args[0], line);
    assert_null(csv.header);
}

TEST(quotes_commas_and_line_breaks_inside_a_cell_are_text)
{
    Ctx ctx = test_ctx();
    Csv csv = read_ok(&ctx, STR("a,b\n\"x, \"\"y\"\"\",\"1\n2\"\nlast,\n"));
    assert_int_equal(csv.row_count, 2);
    assert_str(csv.rows[0].cells[0], "x, \"y\"");
    assert_str(csv.rows[0].cells[1], "1\n2");
    assert_str(csv.rows[1].cells[1], "");
    assert_int_equal(csv.rows[0].line, 2);
    assert_int_equal(csv.rows[1].line, 4); /* the quoted cell took two lines */
}

TEST(a_file_from_windows_reads_like_one_from_unix)
{
    Ctx ctx = test_ctx();
    Csv csv = read_ok(&ctx, STR("\xef\xbb\xbf编码,名称\r\nA,\"甲\r\n乙\"\r\n\r\nB,丙"));
    assert_int_equal(csv_column(&csv, "编码"), 0);
    assert_int_equal(csv_column(&csv, "名称"), 1);
    assert_int_equal(csv_column(&csv, "电话"), -1);
    assert_int_equal(csv.row_count, 2);
    assert_str(csv.rows[0].cells[1], "甲\r\n乙");
    assert_str(csv.rows[1].cells[1], "丙");
    assert_int_equal(csv.rows[1].line, 5);
}

TEST(empty_cells_at_every_place_are_kept)
{
    Ctx ctx = test_ctx();
    Csv csv = read_ok(&ctx, STR("a,b,c\n,,\n\"\",\"\"\"\",x"));
    assert_int_equal(csv.row_count, 2);
    assert_str(csv.rows[0].cells[2], "");
    assert_str(csv.rows[1].cells[0], "");
    assert_str(csv.rows[1].cells[1], "\"");
}

TEST(broken_quotes_are_told_with_the_line_they_began_on)
{
    refuse(STR("a,b\n1,\"open\n2,3\n"), MSG_CSV_QUOTE_OPEN, "2");
    refuse(STR("a,b\n1,2\n\"x\"y,3\n"), MSG_CSV_QUOTE_AFTER, "3");
    refuse(STR("a,b\n1,x\"y\"\n"), MSG_CSV_QUOTE_INSIDE, "2");
    refuse(STR("a\n\""), MSG_CSV_QUOTE_OPEN, "2");
}

TEST(a_row_as_wide_as_no_header_is_refused_with_its_line)
{
    refuse(STR("a,b\n1,2\n1\n"), MSG_CSV_WIDTH, "3");
    refuse(STR("a,b\n\"1\n1\",2\n1,2,3\n"), MSG_CSV_WIDTH, "4");
}

TEST(bytes_that_are_no_text_are_told_with_their_line)
{
    refuse(STR("a,b\n1,2\n1,\xc3\x28\n"), MSG_CSV_UTF8, "3");
    refuse(STR("a,b\n1,\xb9\xc4\xc2\xa5\n"), MSG_CSV_UTF8, "2"); /* GBK, as old office programs save it */
    refuse((Str){"a\nx\0y\n", 6}, MSG_CSV_CONTROL, "2");
    refuse(STR("a,b\n1\r,2\n"), MSG_CSV_RETURN, "2");
}

TEST(a_table_needs_a_header_of_different_names)
{
    refuse(STR(""), MSG_CSV_NO_HEADER, "1");
    refuse(STR("\xef\xbb\xbf\n1,2\n"), MSG_CSV_NO_HEADER, "1");
    refuse(STR("a,,b\n"), MSG_CSV_HEADER_EMPTY, "1");
    refuse(STR("a,b,a\n"), MSG_CSV_HEADER_TWICE, "1");
}

TEST(a_thousand_commas_are_too_many_columns)
{
    char wide[1001];
    memset(wide, ',', 1000);
    refuse((Str){wide, 1000}, MSG_CSV_COLUMNS, "1");
}

/* Tables of offices: what Excel in China saves is read, what is no table is refused, and nothing written is a formula.
 */
#include "sheets/sheets.h"

#include <stdlib.h>
#include <zip.h>

#include "test.h"

typedef struct Part {
    const char *name;
    Str content;
} Part;

#define WORKBOOK                                                                                                       \
    STR("<workbook xmlns:r='r'><sheets><sheet name='a' r:id='rId1'/><sheet name='b' "                                  \
        "r:id='rId2'/></sheets></workbook>")
#define RELATIONS STR("<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/></Relationships>")

static Str zip_of(Ctx *ctx, const Part *parts, size_t count)
{
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &why);
    zip_source_keep(source);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &why);
    for (size_t i = 0; i < count; i++)
        assert_true(zip_file_add(zip, parts[i].name,
                                 zip_source_buffer(zip, parts[i].content.at, parts[i].content.len, 0), 0) >= 0);
    assert_int_equal(zip_close(zip), 0);
    zip_stat_t stat;
    assert_int_equal(zip_source_stat(source, &stat), 0);
    char *bytes = arena_alloc(ctx->arena, stat.size);
    assert_int_equal(zip_source_open(source), 0);
    assert_int_equal(zip_source_read(source, bytes, stat.size), (zip_int64_t)stat.size);
    zip_source_close(source);
    zip_source_free(source);
    return (Str){bytes, stat.size};
}

static Str book(Ctx *ctx, Str strings, Str sheet)
{
    Part parts[] = {{"xl/workbook.xml", WORKBOOK},
                    {"xl/_rels/workbook.xml.rels", RELATIONS},
                    {"xl/sharedStrings.xml", strings},
                    {"xl/worksheets/sheet1.xml", sheet}};
    return zip_of(ctx, parts, COUNT_OF(parts));
}

#define NO_STRINGS STR("<sst/>")

TEST(what_excel_in_china_saves_as_csv_is_read)
{
    Ctx own = test_ctx(), *ctx = &own;
    Csv table;
    /* GBK: 编号,内容 / 1,路灯不亮 */
    Str gbk = STR("\xb1\xe0\xba\xc5,\xc4\xda\xc8\xdd\r\n1,\xc2\xb7\xb5\xc6\xb2\xbb\xc1\xc1\r\n");
    assert_ok(sheets_read(ctx, gbk, &table));
    assert_str(table.header[0], "编号");
    assert_str(table.rows[0].cells[1], "路灯不亮");
    assert_ok(sheets_read(ctx, STR("\xef\xbb\xbf编号,内容\r\n0012,\"一,\n二\"\r\n"), &table));
    assert_str(table.rows[0].cells[0], "0012");
    assert_str(table.rows[0].cells[1], "一,\n二");
}

TEST(bytes_that_are_no_text_are_refused)
{
    Ctx own = test_ctx(), *ctx = &own;
    Csv table;
    assert_err(sheets_read(ctx, STR("a,b\r\n\xff\xff,1\r\n"), &table), ERR_INVALID);
    assert_err(sheets_read(ctx, STR("a,b\r\n1\r\n"), &table), ERR_INVALID);
    assert_err(sheets_read(ctx, STR(""), &table), ERR_INVALID);
}

TEST(a_sheet_is_read_by_addresses_with_gaps_shared_and_inline_words)
{
    Ctx own = test_ctx(), *ctx = &own;
    Csv table;
    Str strings =
        STR("<sst><si><t>编号</t></si><si><r><t>内</t></r><r><t>容</t></r><rPh><t>nei rong</t></rPh></si></sst>");
    Str sheet = STR("<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
                    "<c r='C1' t='inlineStr'><is><t>地点</t></is></c></row>"
                    "<row r='4'><c r='A4'><v>12</v></c><c r='C4' t='str'><f>A1</f><v>五凤</v></c></row>"
                    "<row r='5'><c r='A5'/></row></sheetData></worksheet>");
    assert_ok(xlsx_read(ctx, book(ctx, strings, sheet), &table));
    assert_int_equal(table.column_count, 3);
    assert_str(table.header[1], "内容");
    assert_int_equal(table.row_count, 1);
    assert_int_equal(table.rows[0].line, 4);
    assert_str(table.rows[0].cells[0], "12");
    assert_str(table.rows[0].cells[1], "");
    assert_str(table.rows[0].cells[2], "五凤");
}

TEST(entities_of_a_document_type_never_unfold)
{
    Ctx own = test_ctx(), *ctx = &own;
    Csv table;
    Str laughs = STR("<!DOCTYPE sst [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><sst><si><t>&b;</t></si></sst>");
    Str outside = STR("<!DOCTYPE w [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><worksheet><sheetData>"
                      "<row><c t='inlineStr'><is><t>&x;</t></is></c></row></sheetData></worksheet>");
    assert_err(xlsx_read(ctx, book(ctx, laughs, STR("<worksheet/>")), &table), ERR_INVALID);
    assert_err(xlsx_read(ctx, book(ctx, NO_STRINGS, outside), &table), ERR_INVALID);
}

TEST(a_zip_bomb_ends_at_the_allowance)
{
    Ctx own = test_ctx(), *ctx = &own;
    Csv table;
    size_t len = (size_t)SHEETS_UNPACKED_MOST + 4096;
    char *spaces = malloc(len);
    memset(spaces, ' ', len);
    memcpy(spaces, "<sst>", 5);
    Str bomb = book(ctx, (Str){spaces, len}, STR("<worksheet/>"));
    free(spaces);
    assert_true(bomb.len < SHEETS_UNPACKED_MOST / 100);
    assert_err(xlsx_read(ctx, bomb, &table), ERR_TOO_LARGE);
}

/* expat before 2.6 takes the square of its length for a tag that comes in pieces. */
TEST(a_tag_of_many_megabytes_is_not_waited_for)
{
    Ctx own = test_ctx(), *ctx = &own;
    Csv table;
    static const char *const ends[] = {"<sst x='", "<sst><!--", "<sst><?a "};
    size_t len = (size_t)16 << 20;
    char *letters = malloc(len);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        memset(letters, 'a', len);
        memcpy(letters, ends[i], strlen(ends[i]));
        memcpy(letters + len - 16, "' --> ?></sst>  ", 16);
        assert_err(xlsx_read(ctx, book(ctx, (Str){letters, len}, STR("<worksheet/>")), &table), ERR_TOO_LARGE);
    }
    memset(letters, 'a', len); /* words may be long: they come piece by piece */
    memcpy(letters, "<sst><si><t>", 12);
    memcpy(letters + len - 20, "</t></si><si/></sst>", 20);
    Str sheet = STR("<worksheet><sheetData><row r='1'><c t='s'><v>1</v></c></row></sheetData></worksheet>");
    assert_err(xlsx_read(ctx, book(ctx, (Str){letters, len}, sheet), &table),
               ERR_INVALID); /* no header, and read to its end */
    free(letters);
}

TEST(what_only_looks_like_a_workbook_is_refused)
{
    Ctx own = test_ctx(), *ctx = &own;
    Csv table;
    assert_err(sheets_read(ctx, STR("PK\x03\x04 and nothing else"), &table), ERR_INVALID);
    Part lonely[] = {{"xl/workbook.xml", WORKBOOK}};
    assert_err(xlsx_read(ctx, zip_of(ctx, lonely, 1), &table), ERR_INVALID);
    Str far = STR("<worksheet><sheetData><row><c r='A1' t='s'><v>99</v></c></row></sheetData></worksheet>");
    assert_err(xlsx_read(ctx, book(ctx, NO_STRINGS, far), &table), ERR_INVALID);
    Str beyond = STR("<worksheet><sheetData><row><c r='A1' t='inlineStr'><is><t>a</t></is></c></row>"
                     "<row><c r='ZZZZZZ2'><v>1</v></c></row></sheetData></worksheet>");
    assert_err(xlsx_read(ctx, book(ctx, NO_STRINGS, beyond), &table), ERR_INVALID);
    Str twice =
        STR("<worksheet><sheetData><row><c t='inlineStr'><is><t>a</t></is></c><c t='inlineStr'><is><t>a</t></is>"
            "</c></row></sheetData></worksheet>");
    assert_err(xlsx_read(ctx, book(ctx, NO_STRINGS, twice), &table), ERR_INVALID);
}

TEST(nothing_written_is_a_formula)
{
    Ctx own = test_ctx(), *ctx = &own;
    Str header[] = {STR("编号"), STR("内容")};
    Str one[] = {STR("0012"), STR("=HYPERLINK(\"http://x\")")}, two[] = {STR("+1"), STR("他说\"好\"")};
    CsvRow rows[] = {{one, 2}, {two, 3}};
    Csv again, table = {header, 2, rows, 2};
    Str text = csv_write(ctx->arena, &table);
    assert_ok(csv_read(ctx, text, &again));
    assert_str(again.rows[0].cells[1], "'=HYPERLINK(\"http://x\")");
    assert_str(again.rows[1].cells[0], "'+1");
    assert_str(again.rows[1].cells[1], "他说\"好\"");
    const Str before = one[1];
    static const char *const runs[] = {"-1+1|cmd", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1"};
    for (size_t i = 0; i < COUNT_OF(runs); i++) {
        one[1] = str_of(runs[i]);
        assert_ok(csv_read(ctx, csv_write(ctx->arena, &table), &again));
        assert_true(again.rows[0].cells[1].at[0] == '\'');
    }
    one[1] = before;
    Str bytes;
    assert_ok(xlsx_write(ctx, &table, &bytes));
    assert_ok(sheets_read(ctx, bytes, &again));
    assert_str(again.rows[0].cells[0], "0012");
    assert_str(again.rows[0].cells[1], "=HYPERLINK(\"http://x\")");
    assert_str(again.header[0], "编号");
}

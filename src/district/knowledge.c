/* knowledge.csv: the articles a district begins with. They become published articles once; what people made of them
 * since stays as it is when the district is imported again. */
#include "district/tables.h"

enum { CODE, KIND, AUDIENCE, OWNER, TITLE, KEYWORDS, BODY };
static const Column columns[] = {
    {"code", "编码", "code"},       {"kind", "种类", "kind"},   {"audience", "对象", "audience"},
    {"owner", "归口单位", "owner"}, {"title", "标题", "title"}, {"keywords", "关键词", "keywords"},
    {"body", "正文", "body"},
};

static Str one_of(const Line *line, size_t column, const char *among)
{
    Str word = cell_need(line, column);
    Str padded = str_printf(line->sheet->reading->ctx->arena, " " STR_FMT " ", STR_ARG(word));
    if (str_find(str_of(among), padded) < 0)
        cell_problem(line, column, MSG_DISTRICT_WORD, word, str_of(among));
    return word;
}

void read_knowledge(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "knowledge.csv", columns, &sheet))
        return;
    Codes seen = {0};
    DistrictArticle *articles = ARENA_ARRAY(reading->arena, DistrictArticle, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        (void)cell_need(&line, OWNER);
        articles[i] = (DistrictArticle){.code = cell_code(&line, CODE, &seen),
                                        .kind = one_of(&line, KIND, " policy guide faq "),
                                        .audience = one_of(&line, AUDIENCE, " public staff "),
                                        .owner = cell_ref(&line, OWNER, &reading->units, "units.csv"),
                                        .title = cell_need(&line, TITLE),
                                        .keywords = cell_keep(&line, KEYWORDS),
                                        .body = cell_need(&line, BODY)};
    }
    reading->district->articles = articles;
    reading->district->article_count = sheet_rows(&sheet);
}

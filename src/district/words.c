/* What people say: place names, words of danger and spam, examples of each kind, reasons to reject, texts of the pages.
 */
#include <math.h>

#include "base/utf8.h"
#include "district/tables.h"
#include "text/gazetteer.h"

enum { DEGREES_FROM_MIDDLE = 1 };

void check_point(const Line *line, double lat, double lon)
{
    Reading *reading = line->sheet->reading;
    const District *d = reading->district;
    bool unknown = isnan(lat) || isnan(lon) || (lat == 0 && lon == 0) || (d->centre_lat == 0 && d->centre_lon == 0);
    if (unknown ||
        (fabs(lat - d->centre_lat) <= DEGREES_FROM_MIDDLE && fabs(lon - d->centre_lon) <= DEGREES_FROM_MIDDLE))
        return;
    line_problem(line, MSG_DISTRICT_POINT, str_printf(reading->ctx->arena, "%.6f", lat),
                 str_printf(reading->ctx->arena, "%.6f", lon));
}

enum { PLACE_NAME, PLACE_KIND, PLACE_AREA, PLACE_LAT, PLACE_LON, PLACE_ALIASES, PLACE_CERTAIN };
static const Column place_columns[] = {
    {"name", "名称", "name"},
    {"kind", "类型", "kind"},
    {"area", "区域", "area"},
    {"lat", "纬度", "latitude"},
    {"lon", "经度", "longitude"},
    {"aliases", "别名", "aliases"},
    {"certain", "可定位", "certain mark"},
};

static Str kind_choices(const Reading *reading)
{
#define X(name, key, zh) " " key
    return str_trim(str_copy(reading->ctx->arena, str_of(PLACE_KIND_TABLE(X))));
#undef X
}

void read_places(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "gazetteer.csv", place_columns, &sheet))
        return;
    DistrictPlace *places = ARENA_ARRAY(reading->arena, DistrictPlace, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        places[i] = (DistrictPlace){
            .name = cell_need(&line, PLACE_NAME),
            .kind = cell_need(&line, PLACE_KIND),
            .area = cell_ref(&line, PLACE_AREA, &reading->areas, "areas.csv"),
            .aliases = cell_keep(&line, PLACE_ALIASES),
            .lat = cell_degrees(&line, PLACE_LAT, 90),
            .lon = cell_degrees(&line, PLACE_LON, 180),
            .certain = cell_flag(&line, PLACE_CERTAIN),
        };
        PlaceKind kind;
        if (places[i].kind.len > 0 && !place_kind_parse(places[i].kind, &kind))
            cell_problem(&line, PLACE_KIND, MSG_DISTRICT_WORD, places[i].kind, kind_choices(reading));
        check_point(&line, places[i].lat, places[i].lon);
    }
    reading->district->places = places;
    reading->district->place_count = sheet_rows(&sheet);
}

enum { DANGER_TEXT, DANGER_URGENCY, DANGER_ADVICE_ZH, DANGER_ADVICE_EN };
static const Column danger_columns[] = {
    {"phrase", "词语", "phrase"},
    {"urgency", "紧急程度", "urgency"},
    {"advice_zh", "中文提示", "Chinese advice"},
    {"advice_en", "英文提示", "English advice"},
};
enum { SPAM_TEXT, SPAM_KIND };
static const Column spam_columns[] = {{"phrase", "词语", "phrase"}, {"kind", "类型", "kind"}};

static void read_danger(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "urgency.csv", danger_columns, &sheet))
        return;
    DistrictPhrase *phrases = ARENA_ARRAY(reading->arena, DistrictPhrase, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        phrases[i].text = cell_need(&line, DANGER_TEXT);
        phrases[i].advice_zh = cell_keep(&line, DANGER_ADVICE_ZH);
        phrases[i].advice_en = cell_keep(&line, DANGER_ADVICE_EN);
        if (!urgency_parse(cell_upper(&line, DANGER_URGENCY), &phrases[i].urgency))
            cell_problem(&line, DANGER_URGENCY, MSG_DISTRICT_WORD, cell(&line, DANGER_URGENCY), STR("U1 U2 U3"));
    }
    reading->district->danger = phrases;
    reading->district->danger_count = sheet_rows(&sheet);
}

enum { PAIR_FIRST, PAIR_SECOND, PAIR_WITHIN, PAIR_URGENCY, PAIR_ADVICE_ZH, PAIR_ADVICE_EN, PAIR_FAR = 60 };
static const Column pair_columns[] = {
    {"first", "一组词", "first words"},
    {"second", "另一组词", "second words"},
    {"within", "相隔", "distance"},
    {"urgency", "紧急程度", "urgency"},
    {"advice_zh", "中文提示", "Chinese advice"},
    {"advice_en", "英文提示", "English advice"},
};

static void read_pairs(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "urgency_pairs.csv", pair_columns, &sheet))
        return;
    DistrictPair *pairs = ARENA_ARRAY(reading->arena, DistrictPair, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        pairs[i] = (DistrictPair){.first = cell_need(&line, PAIR_FIRST),
                                  .second = cell_need(&line, PAIR_SECOND),
                                  .within = cell_number(&line, PAIR_WITHIN, 0, PAIR_FAR),
                                  .advice_zh = cell_need(&line, PAIR_ADVICE_ZH),
                                  .advice_en = cell_need(&line, PAIR_ADVICE_EN)};
        if (!urgency_parse(cell_upper(&line, PAIR_URGENCY), &pairs[i].urgency))
            cell_problem(&line, PAIR_URGENCY, MSG_DISTRICT_WORD, cell(&line, PAIR_URGENCY), STR("U1 U2 U3"));
    }
    reading->district->pairs = pairs;
    reading->district->pair_count = sheet_rows(&sheet);
}

static void read_spam(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "spam.csv", spam_columns, &sheet))
        return;
    DistrictPhrase *phrases = ARENA_ARRAY(reading->arena, DistrictPhrase, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        phrases[i].text = cell_need(&line, SPAM_TEXT);
        phrases[i].urgency = URGENCY_U3;
        Str kind = cell(&line, SPAM_KIND);
        if (!str_is(kind, "ad") && !str_is(kind, "abuse") && !str_is(kind, "test"))
            cell_problem(&line, SPAM_KIND, MSG_DISTRICT_WORD, kind, STR("ad abuse test"));
    }
    reading->district->spam = phrases;
    reading->district->spam_count = sheet_rows(&sheet);
}

void read_phrases(Reading *reading)
{
    read_danger(reading);
    read_pairs(reading);
    read_spam(reading);
}

enum { EXAMPLE_CATEGORY, EXAMPLE_TEXT };
static const Column example_columns[] = {{"category", "事项类别", "category"}, {"text", "文字", "text"}};

static size_t read_corpus(Reading *reading, const char *file, const Example **out)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, file, example_columns, &sheet))
        return 0;
    Example *examples = ARENA_ARRAY(reading->arena, Example, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        (void)cell_need(&line, EXAMPLE_CATEGORY);
        examples[i].category = cell_ref(&line, EXAMPLE_CATEGORY, &reading->categories, "categories.csv");
        examples[i].text = cell_need(&line, EXAMPLE_TEXT);
    }
    *out = examples;
    return sheet_rows(&sheet);
}

void read_examples(Reading *reading)
{
    District *d = reading->district;
    d->corpus_count = read_corpus(reading, "corpus.csv", &d->corpus);
    d->check_count = read_corpus(reading, "corpus_check.csv", &d->check);
}

enum { REJECT_CODE, REJECT_NAME_ZH, REJECT_NAME_EN, REJECT_WHERE_ZH, REJECT_WHERE_EN };
static const Column rejection_columns[] = {
    {"code", "编码", "code"},
    {"name_zh", "中文名", "Chinese name"},
    {"name_en", "英文名", "English name"},
    {"where_zh", "中文去向", "Chinese direction"},
    {"where_en", "英文去向", "English direction"},
};

void read_rejections(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "rejections.csv", rejection_columns, &sheet))
        return;
    Codes seen = {0};
    Rejection *rejections = ARENA_ARRAY(reading->arena, Rejection, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        rejections[i] = (Rejection){
            .code = cell_code(&line, REJECT_CODE, &seen),
            .name_zh = cell_need(&line, REJECT_NAME_ZH),
            .name_en = cell_need(&line, REJECT_NAME_EN),
            .where_zh = cell_need(&line, REJECT_WHERE_ZH),
            .where_en = cell_need(&line, REJECT_WHERE_EN),
        };
    }
    reading->district->rejections = rejections;
    reading->district->rejection_count = sheet_rows(&sheet);
}

enum { TEXT_KEY, TEXT_ZH, TEXT_EN };
static const Column text_columns[] = {{"key", "键", "key"}, {"zh", "中文", "Chinese"}, {"en", "英文", "English"}};

static void check_key(const Line *line, Codes *seen, Str key)
{
    Arena *arena = line->sheet->reading->ctx->arena;
    int64_t earlier = key.len > 0 ? codes_add(seen, arena, key, line->row->line) : 0;
    if (earlier != 0)
        cell_problem(line, TEXT_KEY, MSG_DISTRICT_TWICE, key, str_printf(arena, "%lld", (long long)earlier));
}

void read_texts(Reading *reading)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "texts.csv", text_columns, &sheet))
        return;
    Codes seen = {0};
    size_t count = sheet_rows(&sheet);
    TextRow *texts = ARENA_ARRAY(reading->arena, TextRow, count + 1);
    for (size_t i = 0; i < count; i++) {
        Line line = sheet_line(&sheet, i);
        texts[i] = (TextRow){
            .key = cell_need(&line, TEXT_KEY), .zh = cell_need(&line, TEXT_ZH), .en = cell_need(&line, TEXT_EN)};
        check_key(&line, &seen, texts[i].key);
    }
    texts[count] = reading->emergency;
    reading->district->texts = texts;
    reading->district->text_count = count + 1;
}

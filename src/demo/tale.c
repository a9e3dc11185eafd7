/* Matters by chance; see tale.h. */
#include "demo/tale.h"

enum { TRIES = 60 };

const DistrictPlace *place_named(const District *district, Str name)
{
    for (size_t i = 0; i < district->place_count; i++)
        if (str_eq(district->places[i].name, name))
            return &district->places[i];
    return NULL;
}

static bool names_a_place(const District *district, Str text)
{
    for (size_t i = 0; i < district->place_count; i++)
        if (str_find(text, district->places[i].name) >= 0)
            return true;
    return false;
}

static bool fits(const District *district, const Example *example)
{
    const Category *category = category_find(district, example->category);
    bool foreign = example->text.len > 0 && (unsigned char)example->text.at[0] < 0x80;
    return category != NULL && category->leaf && !category->confidential && !foreign &&
           !names_a_place(district, example->text);
}

/* A third of what residents write is new to the brain, as it is in life: the texts that it is only checked with. */
static void add_unheard(const District *district, Tales *tales)
{
    size_t learnt = tales->example_count;
    while (district->check_count > 0 && tales->example_count < learnt + learnt / 2) {
        size_t before = tales->example_count;
        for (size_t i = 0; i < district->check_count && tales->example_count < learnt + learnt / 2; i++)
            if (fits(district, &district->check[i]))
                tales->examples[tales->example_count++] = &district->check[i];
        if (tales->example_count == before)
            return;
    }
}

void tales_open(Ctx *ctx, const District *district, const Brain *brain, const DistrictPlace *quiet, Tales *out)
{
    Tales tales = {.district = district, .brain = brain};
    tales.examples = ARENA_ARRAY(ctx->arena, const Example *, district->corpus_count * 3 / 2 + 1);
    tales.places = ARENA_ARRAY(ctx->arena, const DistrictPlace *, district->place_count + 1);
    for (size_t i = 0; i < district->corpus_count; i++)
        if (fits(district, &district->corpus[i]))
            tales.examples[tales.example_count++] = &district->corpus[i];
    add_unheard(district, &tales);
    for (size_t i = 0; i < district->place_count; i++) {
        const DistrictPlace *place = &district->places[i];
        const DistrictArea *area = area_find(district, place->area);
        bool small = area != NULL && area->level == AREA_COMMUNITY && !str_is(place->kind, "community");
        bool by_itself = quiet != NULL && str_eq(place->name, quiet->name);
        if (small && !by_itself)
            tales.places[tales.place_count++] = place;
    }
    *out = tales;
}

/* Streets and facilities mostly; what needs an office now and then. In per cent, by the code's first letter. */
static char draw_letter(Rand *rand)
{
    uint64_t n = rand_below(rand, 100);
    return n < 55 ? 'E' : n < 84 ? 'P' : n < 94 ? 'S' : n < 97 ? 'B' : 'L';
}

/* What every hotline hears most: parking, rubbish, noise, vendors, lamps, potholes, trees, property managers. */
static bool is_frequent(Str category)
{
    static const char *const frequent[] = {"E0102", "E0301", "E0501", "E0502", "E0503", "E0504",
                                           "E0506", "P0108", "P0201", "P0302", "P0402", "S0101"};
    for (size_t i = 0; i < COUNT_OF(frequent); i++)
        if (str_is(category, frequent[i]))
            return true;
    return false;
}

static const Example *draw_example(const Tales *tales, Rand *rand)
{
    char letter = draw_letter(rand);
    const Example *example = tales->examples[0];
    for (int i = 0; i < TRIES; i++) {
        example = tales->examples[rand_below(rand, tales->example_count)];
        if (example->category.at[0] == letter && (is_frequent(example->category) || rand_below(rand, 4) == 0))
            break;
    }
    return example;
}

static Channel draw_channel(Rand *rand, Str text)
{
    uint64_t n = rand_below(rand, 100);
    if (str_find(text, STR("来电")) >= 0 || str_find(text, STR("市民")) >= 0)
        return CHANNEL_HOTLINE;
    return n < 42   ? CHANNEL_WEB
           : n < 66 ? CHANNEL_WECHAT
           : n < 82 ? CHANNEL_HOTLINE
           : n < 96 ? CHANNEL_PATROL
                    : CHANNEL_OFFICIAL;
}

void tale_contact(Ctx *ctx, Rand *rand, Tale *tale)
{
    static const char *const surnames[] = {"陈", "林", "黄", "郑", "王", "吴", "张", "刘",
                                           "李", "杨", "叶", "许", "高", "何", "方", "江"};
    const char *title = rand_below(rand, 2) == 0 ? "女士" : "先生";
    tale->contact =
        (Contact){.name = str_printf(ctx->arena, "%s%s", surnames[rand_below(rand, COUNT_OF(surnames))], title),
                  .phone = str_printf(ctx->arena, "000%08u", (unsigned)rand_below(rand, 100000000)),
                  .lang = LANG_ZH};
}

void tale_pin(Tale *tale, const DistrictPlace *place, Rand *rand)
{
    double north = (double)rand_below(rand, 2001) / 1000 - 1, east = (double)rand_below(rand, 2001) / 1000 - 1;
    tale->lat = place->lat + north * 0.0001;
    tale->lon = place->lon + east * 0.0001;
    tale->report.has_point = true;
    tale->report.lat = tale->lat;
    tale->report.lon = tale->lon;
    tale->report.accuracy_m = 5 + (int64_t)rand_below(rand, 20);
    tale->report.point_source = rand_below(rand, 3) == 0 ? STR("gps") : STR("pin");
}

/* Somewhere around the place, but in its own community. */
static void pin_around(Ctx *ctx, const Tales *tales, Tale *tale, const DistrictPlace *place, Rand *rand)
{
    tale_pin(tale, place, rand);
    for (int i = 0; i < 4; i++) {
        double north = (double)rand_below(rand, 2001) / 1000 - 1, east = (double)rand_below(rand, 2001) / 1000 - 1;
        double lat = place->lat + north * 0.0009, lon = place->lon + east * 0.001;
        if (!str_eq(brain_areas_at(tales->brain, ctx, lat, lon).community, place->area))
            continue;
        tale->lat = tale->report.lat = lat;
        tale->lon = tale->report.lon = lon;
        return;
    }
}

static Str tell(Ctx *ctx, Rand *rand, Str place, Str text)
{
    if (str_starts(text, STR("您好，")))
        text = str_slice(text, sizeof "您好，" - 1, text.len);
    switch (rand_below(rand, 4)) {
    case 0:
        return str_printf(ctx->arena, STR_FMT "附近，" STR_FMT, STR_ARG(place), STR_ARG(text));
    case 1:
        return str_printf(ctx->arena, STR_FMT "这边" STR_FMT, STR_ARG(place), STR_ARG(text));
    case 2:
        return str_printf(ctx->arena, STR_FMT "：" STR_FMT, STR_ARG(place), STR_ARG(text));
    default:
        return text;
    }
}

void tale_draw(Ctx *ctx, const Tales *tales, Rand *rand, Tale *out)
{
    const DistrictPlace *place = tales->places[rand_below(rand, tales->place_count)];
    const Example *example = draw_example(tales, rand);
    Tale tale = {.truth = example->category, .community = place->area, .channel = draw_channel(rand, example->text)};
    /* what the brain is checked with is told as it stands, so that it is known again and never learnt from */
    bool unheard = example >= tales->district->check && example < tales->district->check + tales->district->check_count;
    tale.report.text = unheard ? example->text : tell(ctx, rand, place->name, example->text);
    tale.report.place_text = place->name;
    bool staff = tale.channel == CHANNEL_PATROL || tale.channel == CHANNEL_OFFICIAL;
    pin_around(ctx, tales, &tale, place, rand);
    if (tale.channel == CHANNEL_HOTLINE && rand_below(rand, 2) == 0) { /* only words */
        tale.report.has_point = false;
        tale.report.point_source = STR("");
    }
    if (!staff && (tale.channel == CHANNEL_HOTLINE || rand_below(rand, 100) < 70))
        tale_contact(ctx, rand, &tale);
    *out = tale;
}

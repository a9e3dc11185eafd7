#include "test.h"

#include <time.h>

#include <stdio.h>

#include "base/buf.h"
#include "text/gazetteer.h"

#define P(name_, aliases_, kind_, area_)                                                                               \
    {                                                                                                                  \
        .name = {name_, sizeof(name_) - 1}, .aliases = {aliases_, sizeof(aliases_) - 1}, .kind = PLACE_##kind_,        \
        .area_code = {area_, sizeof(area_) - 1}, .lng = 119.3, .lat = 26.1, .certain = true                            \
    }

static const Place places[] = {
    P("五凤街道", "五凤", SUBDISTRICT, "350102009"),
    P("湖前社区", "", COMMUNITY, "350102009010"),
    P("江厝路", "", ROAD, "350102009"),
    P("湖前路", "", ROAD, "350102009"),
    P("五一路", "", ROAD, ""),
    P("五一北路", "", ROAD, ""),
    P("左海公园", "左海;左海湖", PARK, "350102009008"),
    P("天元花园", "天元小区;天元花园", ESTATE, "350102009002"),
    P("温泉街", "", ROAD, "350102003"),
    P("中山社区", "文化宫", COMMUNITY, "350102001001"),
    P("工人文化宫", "文化宫", LANDMARK, "350102005"),
    P("West Lake", "", PARK, "350102009008"),
    P("西", "", PLACE, ""),
};

typedef struct Found {
    Gazetteer *gazetteer;
    PlaceMatches matches;
    Str text;
} Found;

static Found find(const char *z)
{
    Ctx ctx = test_ctx();
    Found found = {.gazetteer = gazetteer_new(places, COUNT_OF(places)), .text = str_of(z)};
    found.matches = gazetteer_find(found.gazetteer, ctx.arena, found.text);
    return found;
}

static Str span(const Found *f, size_t i)
{
    return str_slice(f->text, f->matches.at[i].from, f->matches.at[i].to);
}

TEST(a_complaint_names_its_street_and_its_sub_district)
{
    Found f = find("五鳳街道江厝路街头公园里，很多人露营乱扔垃圾");
    assert_int_equal(f.matches.len, 2);
    assert_str(span(&f, 0), "五鳳街道");
    assert_str(f.matches.at[0].place->area_code, "350102009");
    assert_str(span(&f, 1), "江厝路");
    assert_int_equal(f.matches.at[1].place->kind, PLACE_ROAD);
    assert_true(f.matches.at[1].place->certain && f.matches.at[1].place->lat > 26.0);
    gazetteer_free(f.gazetteer);
}

TEST(the_longest_name_wins)
{
    Found f = find("五一北路和五一路，左海公园旁");
    assert_int_equal(f.matches.len, 3);
    assert_str(span(&f, 0), "五一北路");
    assert_str(span(&f, 1), "五一路");
    assert_str(span(&f, 2), "左海公园");
    gazetteer_free(f.gazetteer);
}

TEST(a_name_swallowed_by_a_longer_word_is_no_place)
{
    Found f = find("温泉街道的路灯");
    assert_int_equal(f.matches.len, 0);
    gazetteer_free(f.gazetteer);
    f = find("温泉街的路灯");
    assert_int_equal(f.matches.len, 1);
    gazetteer_free(f.gazetteer);
}

TEST(two_places_of_one_name_are_rivals)
{
    Found f = find("文化宫门口");
    assert_int_equal(f.matches.len, 2);
    assert_int_equal(f.matches.at[0].rivals, 1);
    assert_int_equal(f.matches.at[1].rivals, 1);
    assert_int_equal(f.matches.at[0].from, f.matches.at[1].from);
    assert_true(f.matches.at[0].place != f.matches.at[1].place);
    gazetteer_free(f.gazetteer);
}

TEST(door_numbers_belong_to_the_street_before_them)
{
    Found f = find("住在江厝路 十二弄８号旁边");
    assert_int_equal(f.matches.len, 1);
    assert_str(span(&f, 0), "江厝路 十二弄８号");
    assert_int_equal(f.matches.at[0].parts.lane, 12);
    assert_int_equal(f.matches.at[0].parts.door, 8);
    assert_str(str_slice(f.text, f.matches.at[0].from, f.matches.at[0].name_to), "江厝路");
    gazetteer_free(f.gazetteer);
}

TEST(a_flat_in_an_estate_is_read_part_by_part)
{
    Found f = find("天元小区三号楼2单元１２层1203室漏水");
    assert_int_equal(f.matches.len, 1);
    const DoorParts *parts = &f.matches.at[0].parts;
    assert_int_equal(parts->building, 3);
    assert_int_equal(parts->unit, 2);
    assert_int_equal(parts->floor, 12);
    assert_int_equal(parts->room, 1203);
    assert_str(span(&f, 0), "天元小区三号楼2单元１２层1203室");
    gazetteer_free(f.gazetteer);

    f = find("天元花园3-2-502");
    assert_int_equal(f.matches.at[0].parts.building, 3);
    assert_int_equal(f.matches.at[0].parts.unit, 2);
    assert_int_equal(f.matches.at[0].parts.room, 502);
    gazetteer_free(f.gazetteer);
}

TEST(numbers_that_are_no_doors_are_left_alone)
{
    static const char *const texts[] = {"江厝路2号线施工", "江厝路3号口", "江厝路20多人", "江厝路99999999号",
                                        "江厝路12",        "江厝路3-",    "天元花园5楼盘"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Found f = find(texts[i]);
        assert_int_equal(f.matches.len, 1);
        assert_int_equal(f.matches.at[0].to, f.matches.at[0].name_to);
        assert_int_equal(f.matches.at[0].parts.door, 0);
        gazetteer_free(f.gazetteer);
    }
}

TEST(two_streets_that_meet_know_each_other)
{
    static const char *const texts[] = {"江厝路与湖前路交叉口红绿灯坏了", "江厝路湖前路路口", "江厝路、湖前路的交汇处",
                                        "江厝路/湖前路口"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Found f = find(texts[i]);
        assert_int_equal(f.matches.len, 2);
        assert_int_equal(f.matches.at[0].crossing, 1);
        assert_int_equal(f.matches.at[1].crossing, 0);
        assert_true(f.matches.at[1].to > f.matches.at[1].name_to);
        gazetteer_free(f.gazetteer);
    }
    Found f = find("江厝路和湖前路都堵");
    assert_int_equal(f.matches.at[0].crossing, -1);
    gazetteer_free(f.gazetteer);
    f = find("江厝路与左海公园路口");
    assert_int_equal(f.matches.at[0].crossing, -1);
    gazetteer_free(f.gazetteer);
}

TEST(latin_names_need_whole_words_and_single_characters_name_nothing)
{
    Found f = find("Near ＷＥＳＴ　lake, not Midwest Lakes. 西边");
    assert_int_equal(f.matches.len, 1);
    assert_str(span(&f, 0), "ＷＥＳＴ　lake");
    gazetteer_free(f.gazetteer);
}

TEST(kinds_are_known_by_their_names)
{
    PlaceKind kind = PLACE_PLACE;
    assert_true(place_kind_parse(STR("estate"), &kind));
    assert_int_equal(kind, PLACE_ESTATE);
    assert_false(place_kind_parse(STR("castle"), &kind));
    assert_string_equal(place_kind_name(PLACE_METRO), "metro");
}

static void random_name(Rand *rand, Buf *buf)
{
    for (uint64_t n = 3 + rand_below(rand, 4); n > 0; n--) {
        uint32_t c = 0x4e00 + (uint32_t)rand_below(rand, 0x51a6);
        char utf8[3] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)), (char)(0x80 | (c & 0x3f))};
        buf_add(buf, (Str){utf8, 3});
    }
}

TEST(every_one_of_ten_thousand_names_is_found_in_any_context)
{
    enum { NAMES = 10000 };
    Ctx ctx = test_ctx();
    Place *all = ARENA_ARRAY(ctx.arena, Place, NAMES);
    for (size_t i = 0; i < NAMES; i++) {
        Buf buf = buf_new(ctx.arena);
        random_name(ctx.rand, &buf);
        all[i] = (Place){.name = buf_str(&buf), .kind = PLACE_ESTATE};
    }
    Gazetteer *gazetteer = gazetteer_new(all, NAMES);
    assert_int_equal(gazetteer_count(gazetteer), NAMES);
    for (size_t i = 0; i < NAMES; i++) {
        Buf buf = buf_new(ctx.arena);
        buf_z(&buf, "昨晚在，");
        size_t from = buf.len;
        buf_add(&buf, all[i].name);
        buf_z(&buf, "！3号楼");
        PlaceMatches found = gazetteer_find(gazetteer, ctx.arena, buf_str(&buf));
        bool seen = false;
        for (size_t k = 0; k < found.len; k++)
            seen = seen || (found.at[k].from == from && str_eq(found.at[k].place->name, all[i].name));
        assert_true(seen);
    }
    gazetteer_free(gazetteer);
}

TEST(a_rant_that_names_one_road_ten_thousand_times_is_read_in_a_moment)
{
    Ctx ctx = test_ctx();
    Gazetteer *gazetteer = gazetteer_new(places, COUNT_OF(places));
    static const char *const bits[] = {"江厝路", "江厝路12号3栋与湖前路路口", "江错路上"};
    for (size_t i = 0; i < COUNT_OF(bits); i++) {
        Buf rant = buf_new(ctx.arena);
        for (int k = 0; k < 10000; k++)
            buf_z(&rant, bits[i]);
        clock_t from = clock();
        PlaceMatches found = gazetteer_find(gazetteer, ctx.arena, buf_str(&rant));
        assert_true((double)(clock() - from) / CLOCKS_PER_SEC < 1.0);
        assert_true(found.len <= 2 * PLACE_NAMES_MAX);
    }
    gazetteer_free(gazetteer);
}

TEST(random_bytes_do_no_harm)
{
    Ctx ctx = test_ctx();
    Gazetteer *gazetteer = gazetteer_new(places, COUNT_OF(places));
    static const char *const bits[] = {"江厝路", "湖前路", "与", "路口", "3", "号", "-", "单元", "天元", "花园", " "};
    for (int i = 0; i < 20000; i++) {
        Arena *arena = arena_new(0);
        Buf buf = buf_new(arena);
        for (uint64_t n = rand_below(ctx.rand, 20); n > 0; n--) {
            if (rand_below(ctx.rand, 5) == 0)
                buf_char(&buf, (char)rand_below(ctx.rand, 256));
            else
                buf_z(&buf, bits[rand_below(ctx.rand, COUNT_OF(bits))]);
        }
        PlaceMatches found = gazetteer_find(gazetteer, arena, buf_str(&buf));
        for (size_t k = 0; k < found.len; k++) {
            const PlaceMatch *m = &found.at[k];
            assert_true(m->from < m->name_to && m->name_to <= m->to && m->to <= buf.len);
            assert_true(m->crossing < (int32_t)found.len);
        }
        arena_free(arena);
    }
    gazetteer_free(gazetteer);
}

static const Place villages[] = {
    P("霄边社区居民委员会", "", COMMUNITY, "1"),
    P("中心社区居民委员会", "", COMMUNITY, "2"),
    P("新塘村村民委员会", "", COMMUNITY, "3"),
    P("新塘社区居民委员会", "", COMMUNITY, "4"),
    P("厚街镇", "", SUBDISTRICT, "5"),
    P("中山东社区居民委员会", "", COMMUNITY, "6"),
    P("石潭埔社区居民委员会", "", COMMUNITY, "7"),
    P("新市社区居民委员会", "", COMMUNITY, "8"),
};

/* How far the first match is believed; 0: none. */
static double trust_in(const char *z)
{
    Ctx ctx = test_ctx();
    Gazetteer *gazetteer = gazetteer_new(villages, COUNT_OF(villages));
    PlaceMatches found = gazetteer_find(gazetteer, ctx.arena, str_of(z));
    double trust = found.len > 0 ? found.at[0].trust : 0.0;
    gazetteer_free(gazetteer);
    return trust;
}

TEST(a_short_name_is_believed_by_what_stands_around_it)
{
    double bare = trust_in("霄边路灯"), office = trust_in("霄边村委会"), site = trust_in("某镇霄边第五工业区");
    double street = trust_in("霄边大道"), lead = trust_in("住在霄边");
    assert_true(office > 0.95 && site > 0.9 && street < office && bare < lead && lead < office);
}

TEST(a_word_of_everyday_language_needs_its_tail)
{
    assert_true(trust_in("在市中心吃饭") < 0.3);
    assert_true(trust_in("中心小学门口") < 0.2);
    assert_true(trust_in("中心社区居委会") >= 0.75);
}

TEST(what_is_cut_out_of_other_words_is_hardly_believed)
{
    assert_true(trust_in("新市场门口") < 0.3);    /* 市场 */
    assert_true(trust_in("中山东路621号") < 0.3); /* the road 中山, its east */
    assert_true(trust_in("贯洞镇霄边村") < 0.3);  /* a town that we do not have */
    assert_true(trust_in("厚街镇霄边村") > 0.9);
    assert_true(trust_in("霄边街道办事处") < 0.01); /* not ours: a town of that name */
}

TEST(of_two_villages_of_one_name_the_tail_fits_one)
{
    Ctx ctx = test_ctx();
    Gazetteer *gazetteer = gazetteer_new(villages, COUNT_OF(villages));
    PlaceMatches found = gazetteer_find(gazetteer, ctx.arena, STR("新塘社区"));
    assert_int_equal(found.len, 2);
    for (size_t i = 0; i < 2; i++)
        assert_true((found.at[i].fit > 2.0) == str_is(found.at[i].place->area_code, "4"));
    gazetteer_free(gazetteer);
}

TEST(a_blank_for_a_town_is_noticed_with_what_it_leaves)
{
    static const struct {
        const char *text, *tail;
        bool blanked;
    } cases[] = {{"某镇霄边", "镇", true},   {"□□街道路灯", "街道", true}, {"XX镇的事", "镇", true},
                 {"（）镇田美", "镇", true}, {"□□上沙", "", true},         {"厚街镇霄边", "", false},
                 {"镇政府不管", "", false},  {"李某某打人", "", false},    {"街道办电话没人接", "", false}};
    Ctx ctx = test_ctx();
    Gazetteer *gazetteer = gazetteer_new(villages, COUNT_OF(villages));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        PlaceMatches found = gazetteer_find(gazetteer, ctx.arena, str_of(cases[i].text));
        assert_int_equal(found.blanked, cases[i].blanked);
        assert_str(found.blanked_tail, cases[i].tail);
    }
    gazetteer_free(gazetteer);
}

TEST(three_thousand_names_in_one_rant_take_no_time_to_speak_of)
{
    Ctx ctx = test_ctx();
    Buf buf = buf_new(ctx.arena);
    for (int i = 0; i < 1500; i++)
        buf_z(&buf, "霄边厚街镇");
    Gazetteer *gazetteer = gazetteer_new(villages, COUNT_OF(villages));
    int64_t start = clock_monotonic_us();
    PlaceMatches found = gazetteer_find(gazetteer, ctx.arena, buf_str(&buf));
    assert_true(found.len >= 100);
    assert_true(clock_monotonic_us() - start < 2000000); /* sanitized, on a busy machine */
    gazetteer_free(gazetteer);
}

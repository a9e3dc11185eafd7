/* What the brain decides, told as reports that come in. */
#include "brain/stage.h"

#include "base/json.h"
#include "base/utf8.h"
#include "geo/area_index.h"

#define WUFENG "350102009"
#define ANTAI "350102006"
#define PARK_LAT 26.119007
#define PARK_LON 119.273207

static void assert_to_centre(const Decision *d)
{
    assert_false(d->confident);
    assert_str(d->owner, "CEN");
}

static Report pinned(const char *text, double lat, double lon, int64_t accuracy)
{
    return (Report){.text = str_of(text),
                    .has_point = true,
                    .lat = lat,
                    .lon = lon,
                    .accuracy_m = accuracy,
                    .point_source = STR("pin")};
}

TEST(litter_in_the_park_finds_its_street_by_words_alone)
{
    Decision d = ask_text("江厝路街头公园里，很多人露营乱扔垃圾");
    assert_true(d.confident);
    assert_str(d.owner, WUFENG);
    assert_str(d.subdistrict, WUFENG);
    assert_str(d.community, "350102009004");
    assert_str(d.category, "E0106");
    assert_str(d.place_source, "words");
    assert_int_equal(d.urgency, URGENCY_U3);
    assert_true(d.has_point);
    assert_reason(&d, "「江厝路街头公园」", "Wufeng Sub-district");
    assert_reason(&d, "「露营」", "quite sure");
}

TEST(the_place_field_answers_where_before_the_story_does)
{
    Decision d = ask(&(Report){.text = STR("我从于山社区走过来，看到路灯不亮"), .place_text = STR("江厝路街头公园")});
    assert_true(d.confident);
    assert_str(d.subdistrict, WUFENG);
}

TEST(a_pin_and_words_that_agree_are_told_as_both)
{
    Report report = pinned("江厝路街头公园里有人露营乱扔垃圾", PARK_LAT, PARK_LON, 20);
    Decision d = ask(&report);
    assert_true(d.confident);
    assert_str(d.owner, WUFENG);
    assert_str(d.grid, "350102009004-G2");
    assert_str(d.places[0].source, "both");
    assert_int_equal(d.lat_e7, 261190070);
    assert_reason(&d, "距边界约", "from its border");
}

TEST(a_pin_that_contradicts_certain_words_sends_nobody_and_offers_both)
{
    Report report = pinned("江厝路街头公园里有人露营乱扔垃圾", 26.0798, 119.2979, 20);
    Decision d = ask(&report);
    assert_to_centre(&d);
    assert_str(d.subdistrict, "");
    assert_int_equal(d.place_count, 2);
    assert_false(str_eq(d.places[0].subdistrict, d.places[1].subdistrict));
    assert_reason(&d, "两者不一致", "contradict");
    assert_str(d.category, "E0106");
}

TEST(a_point_outside_the_district_waits_at_the_centre_with_the_hotline)
{
    Report report = pinned("路灯不亮", 26.5, 119.3, 20);
    Decision d = ask(&report);
    assert_true(d.outside);
    assert_to_centre(&d);
    assert_str(d.subdistrict, "");
    assert_reason(&d, "12345", "12345");
}

TEST(no_place_at_all_waits_at_the_centre_with_its_category)
{
    Decision d = ask_text("路灯不亮，晚上很黑");
    assert_to_centre(&d);
    assert_str(d.category, "P0108");
    assert_int_equal(d.place_count, 0);
    assert_false(d.has_point);
    assert_reason(&d, "没有定位", "no position");
}

TEST(two_streets_in_one_sentence_are_both_offered)
{
    Decision d = ask_text("五凤街道和水部街道都有人乱贴小广告");
    assert_to_centre(&d);
    assert_int_equal(d.place_count, 2);
    assert_reason(&d, "水部街道", "Shuibu");
}

/* --- at a border --- */

/* A point of the border that two sub-districts share, by walking from one's label towards the other's. */
static void find_border(const char *from, const char *to, double *lat, double *lon)
{
    stage_set();
    AreaIndex *index = NULL;
    assert_ok(area_index_load(&stage.ctx, &(AreaSource){.geojson = stage.district->areas_geojson}, &index));
    LngLat a = area_index_find(index, str_of(from))->inside, b = area_index_find(index, str_of(to))->inside;
    for (int i = 0; i < 60; i++) {
        LngLat middle = {(a.lng + b.lng) / 2, (a.lat + b.lat) / 2};
        PointAreas at = brain_areas_at(stage.brain, &stage.ctx, middle.lat, middle.lng);
        if (str_is(at.subdistrict, from))
            a = middle;
        else
            b = middle;
    }
    *lat = a.lat;
    *lon = a.lng;
    area_index_free(index);
}

TEST(a_pin_on_the_border_is_not_silently_given_to_one_side)
{
    double lat, lon;
    find_border("350102001", "350102002", &lat, &lon);
    Report report = pinned("路灯不亮", lat, lon, 30);
    Decision d = ask(&report);
    assert_to_centre(&d);
    assert_true(d.place_count >= 2);
    assert_false(str_eq(d.places[0].subdistrict, d.places[1].subdistrict));
    assert_reason(&d, "交界处", "border");
}

TEST(words_break_the_tie_at_a_border)
{
    double lat, lon;
    find_border("350102001", "350102002", &lat, &lon);
    Report report = pinned("鼓西街道这边路灯不亮", lat, lon, 30);
    Decision d = ask(&report);
    assert_true(d.confident);
    assert_str(d.owner, "350102002");
    assert_str(d.place_source, "pin");
    assert_reason(&d, "据此归鼓西街道", "hence Guxi");
    report.text = STR("鼓东街道这边路灯不亮");
    assert_str(ask(&report).owner, "350102001");
}

TEST(a_pin_near_a_border_goes_to_the_side_of_its_clear_lead_and_says_so)
{
    double lat, lon;
    find_border("350102001", "350102002", &lat, &lon);
    stage_set();
    Report report = {0};
    for (int step = 1; step < 200; step++) { /* away from the border, metre by metre, until the lead is clear */
        report = pinned("路灯不亮", lat, lon + step * 1e-5, 60);
        Decision d = ask(&report);
        if (!d.confident)
            continue;
        assert_true(step > 5);
        assert_str(d.owner, "350102001");
        assert_reason(&d, "多半", "most likely");
        return;
    }
    assert_true(false); /* never clear */
}

/* --- what kind --- */

TEST(a_sure_place_is_dispatched_though_the_kind_is_unsure)
{
    Decision d = ask_text("于山社区这里有点问题，来个人看看");
    assert_true(d.confident);
    assert_str(d.owner, ANTAI);
    assert_true(d.category_count >= 3);
    assert_reason(&d, "人工确认", "somebody has to");
}

TEST(the_reporters_choice_is_kept_unless_the_words_clearly_say_otherwise)
{
    Decision d = ask(&(Report){.text = STR("湖前路这里有点问题"), .category_choice = STR("P0202")});
    assert_str(d.category, "P0202");
    assert_reason(&d, "予以采用", "kept");
    d = ask(&(Report){.text = STR("湖前路路面有大坑"), .category_choice = STR("E0106")});
    assert_str(d.category, "P0201");
    assert_reason(&d, "提交人选择了「绿地脏乱(含露营垃圾)」", "please check");
    d = ask(&(Report){.text = STR("湖前路路面有大坑"), .category_choice = STR("NOPE")});
    assert_str(d.category, "P0201");
}

TEST(a_chosen_group_leaves_only_its_kinds_in_question)
{
    Decision d = ask(&(Report){.text = STR("湖前路上的井盖坏了"), .category_choice = STR("P01")});
    for (size_t i = 0; i < d.category_count; i++)
        assert_true(str_starts(d.categories[i].code, STR("P01")));
}

TEST(a_complaint_about_an_official_never_goes_to_a_street)
{
    Decision d = ask_text("五凤街道办事处的工作人员态度恶劣，还索要好处费");
    assert_true(d.confidential);
    assert_str(d.owner, "XNDC");
    assert_reason(&d, "作风", "conduct");
    d = ask(&(Report){.text = STR("江厝路街头公园"), .category_choice = STR("S0503")});
    assert_true(d.confidential);
    assert_str(d.owner, "XNDC");
}

TEST(a_firms_question_needs_no_place)
{
    Decision d = ask_text("企业想申请科技项目补贴，找谁");
    assert_true(d.confident);
    assert_str(d.owner, "CEN");
    assert_str(d.category, "B0101");
    assert_reason(&d, "不分地段", "do not depend on the place");
}

/* --- how fast --- */

TEST(told_danger_makes_it_critical_and_tells_what_to_do_now)
{
    Decision d = ask_text("江厝路街头公园的路灯杆漏电，有人触电");
    assert_int_equal(d.urgency, URGENCY_U1);
    assert_true(str_find(d.guidance_zh, STR("120")) >= 0 && str_find(d.guidance_en, STR("120")) >= 0);
    assert_reason(&d, "「漏电」", "Critical");
}

TEST(denied_danger_does_not_hurry_anybody)
{
    Decision d = ask_text("没有着火，就是江厝路街头公园的路灯不亮");
    assert_int_equal(d.urgency, URGENCY_U3);
    assert_str(d.category, "P0108");
    assert_reason(&d, "并没有发生「着火」", "no “着火”");
}

TEST(what_only_sounds_like_danger_does_not_hurry_anybody)
{
    Decision d = ask_text("江厝路街头公园门口贴满跳楼价清仓的小广告");
    assert_int_equal(d.urgency, URGENCY_U3);
    assert_int_equal(d.danger_count, 0);
    d = ask_text("江厝路街头公园门口贴满跳楼价清仓的小广告，楼顶有人要跳楼");
    assert_int_equal(d.urgency, URGENCY_U1);
}

TEST(advertising_waits_at_the_centre_and_anger_does_not)
{
    Decision d = ask_text("加微信免费领取，日赚500");
    assert_true(d.spam);
    assert_to_centre(&d);
    d = ask_text("傻逼物业，江厝路街头公园垃圾堆成山没人管");
    assert_false(d.spam);
    assert_str(d.owner, WUFENG);
    d = ask_text("加微信免费领取，着火了快来人");
    assert_false(d.spam);
}

/* --- what is no report at all --- */

TEST(photos_without_words_go_where_the_pin_says)
{
    Report report = pinned("", PARK_LAT, PARK_LON, 15);
    report.photo_count = 2;
    Decision d = ask(&report);
    assert_true(d.confident);
    assert_str(d.owner, WUFENG);
    assert_str(d.category, "X99");
    assert_reason(&d, "只有照片", "only photos");
    report.has_point = false;
    d = ask(&report);
    assert_to_centre(&d);
}

TEST(signs_and_digits_are_told_as_such)
{
    const char *const odd[] = {"11111111", "?????", "😀😀😀", "......", "12 34 56", "\xff\xfe\x80", "　 \n"};
    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        Decision d = ask_text(odd[i]);
        assert_to_centre(&d);
        assert_str(d.category, "X99");
        Report report = pinned(odd[i], PARK_LAT, PARK_LON, 15);
        d = ask(&report);
        assert_to_centre(&d);
    }
}

TEST(an_english_sentence_gets_suggestions_and_its_pin_is_believed)
{
    Report report = pinned("The street lamp is broken", PARK_LAT, PARK_LON, 15);
    Decision d = ask(&report);
    assert_str(d.owner, WUFENG);
    assert_reason(&d, "不是中文", "not Chinese");
    assert_true(d.category_count > 0);
}

static void assert_whole(const Decision *d)
{
    assert_true(d->reason_count > 0 && d->reason_count <= BRAIN_REASONS);
    for (size_t i = 0; i < d->reason_count; i++) {
        assert_true(d->reasons_zh[i].len > 6 && d->reasons_en[i].len > 6);
        assert_true(utf8_valid(d->reasons_zh[i]) && utf8_valid(d->reasons_en[i]));
        assert_true(str_find(d->reasons_zh[i], STR("{")) < 0 && str_find(d->reasons_en[i], STR("{")) < 0);
    }
    assert_false(str_empty(d->owner) || str_empty(d->model));
    assert_true(d->confident || str_is(d->owner, "CEN"));
    const Json *json = NULL;
    assert_ok(json_parse(&stage.ctx, decision_json(stage.ctx.arena, d), &json));
    assert_int_equal(json_length(json_get(json_get(json, "reasons"), "zh")), d->reason_count);
}

TEST(whatever_comes_in_gets_whole_reasons_in_both_languages)
{
    stage_set();
    Buf rant = buf_new(stage.ctx.arena);
    while (utf8_length(buf_str(&rant)) < 4000)
        buf_z(&rant, "江厝路漏水没人管，物业推给水务，水务推给街道！！！😡 五凤街道 water 12345 ");
    const char *const texts[] = {"",
                                 "😀",
                                 "江",
                                 "\xe6\xb1",
                                 "江厝路\xff街头公园",
                                 "{0}{1}{2}",
                                 "\"}],\\",
                                 "没有没有没有漏气",
                                 "公园公园公园公园",
                                 "ＡＢＣ　江厝路",
                                 "a",
                                 "街道",
                                 "null",
                                 "%s%n",
                                 "\x01\x02"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Decision d = ask_text(texts[i]);
        assert_whole(&d);
        Report report = pinned(texts[i], PARK_LAT, PARK_LON, 0);
        d = ask(&report);
        assert_whole(&d);
    }
    Decision d = ask(&(Report){.text = buf_str(&rant)});
    assert_whole(&d);
    assert_str(d.subdistrict, WUFENG);
    Report odd = pinned("路灯不亮", 1e300, -1e300, INT64_MAX);
    d = ask(&odd);
    assert_whole(&d);
    odd = pinned("路灯不亮", PARK_LAT, PARK_LON, 1000000);
    d = ask(&odd);
    assert_whole(&d);
    assert_to_centre(&d);
}

TEST(the_same_report_is_decided_the_same_way)
{
    Report report = pinned("湖前路电线掉下来了，旁边五凤小学学生要经过", 26.11, 119.27, 80);
    Decision one = ask(&report), two = ask(&report);
    Str a = decision_json(stage.ctx.arena, &one), b = decision_json(stage.ctx.arena, &two);
    assert_true(str_eq(a, b));
}

/* --- the model as a file --- */

TEST(a_stored_model_decides_like_the_trained_one_and_a_spoilt_one_is_refused)
{
    stage_set();
    Str bytes;
    Brain *again = NULL;
    assert_ok(brain_save_model(&stage.ctx, stage.brain, &bytes));
    assert_ok(brain_new_from_model(&stage.ctx, stage.district, bytes, &again));
    Report report = {.text = STR("江厝路街头公园里，很多人露营乱扔垃圾")};
    Decision one, two;
    brain_decide(stage.brain, &stage.ctx, &report, &one);
    brain_decide(again, &stage.ctx, &report, &two);
    assert_true(str_eq(decision_json(stage.ctx.arena, &one), decision_json(stage.ctx.arena, &two)));
    brain_free(again);
    char *spoilt = str_z(stage.ctx.arena, bytes);
    const size_t places[] = {0, 20, bytes.len / 2, bytes.len - 1};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        spoilt[places[i]] ^= 1;
        assert_err(brain_new_from_model(&stage.ctx, stage.district, (Str){spoilt, bytes.len}, &again), ERR_INVALID);
        spoilt[places[i]] ^= 1;
    }
    assert_err(brain_new_from_model(&stage.ctx, stage.district, STR(""), &again), ERR_INVALID);
    assert_err(brain_new_from_model(&stage.ctx, stage.district, str_slice(bytes, 0, 1000), &again), ERR_INVALID);
}

TEST(a_model_of_a_district_with_other_categories_is_refused)
{
    stage_set();
    Str bytes;
    Brain *again = NULL;
    assert_ok(brain_save_model(&stage.ctx, stage.brain, &bytes));
    District other = *stage.district;
    other.category_count = 0;
    assert_err(brain_new_from_model(&stage.ctx, &other, bytes, &again), ERR_INVALID);
}

TEST(a_district_without_examples_polygons_or_places_still_gets_answers)
{
    stage_set();
    District bare = *stage.district;
    bare.corpus_count = bare.place_count = bare.danger_count = bare.spam_count = bare.category_count = 0;
    bare.areas_geojson = STR("");
    Brain *brain = NULL;
    assert_ok(brain_new(&stage.ctx, &bare, &brain));
    Report report = pinned("五凤街道路灯不亮", PARK_LAT, PARK_LON, 20);
    Decision d;
    brain_decide(brain, &stage.ctx, &report, &d);
    assert_whole(&d);
    assert_str(d.owner, WUFENG);
    assert_str(d.category, "");
    brain_free(brain);
}

/* --- asking only for the place --- */

TEST(where_is_this_answers_with_candidates_best_first)
{
    stage_set();
    PlaceGuess guesses[3];
    int inside = 7;
    Report report = {.place_text = STR("左海公园")};
    size_t n = brain_locate(stage.brain, &stage.ctx, &report, guesses, 3, &inside);
    assert_true(n >= 1);
    assert_int_equal(inside, -1);
    assert_str(guesses[0].name, "左海公园");
    assert_str(guesses[0].subdistrict, WUFENG);
    report = pinned("", PARK_LAT, PARK_LON, 10);
    n = brain_locate(stage.brain, &stage.ctx, &report, guesses, 1, &inside);
    assert_int_equal(n, 1);
    assert_int_equal(inside, 1);
    assert_str(guesses[0].subdistrict, WUFENG);
    report = pinned("", 10, 10, 10);
    n = brain_locate(stage.brain, &stage.ctx, &report, guesses, 3, &inside);
    assert_int_equal(n, 0);
    assert_int_equal(inside, 0);
}

TEST(the_areas_of_a_point_are_of_one_branch)
{
    stage_set();
    PointAreas at = brain_areas_at(stage.brain, &stage.ctx, PARK_LAT, PARK_LON);
    assert_str(at.subdistrict, WUFENG);
    assert_str(at.community, "350102009004");
    assert_str(at.grid, "350102009004-G2");
    at = brain_areas_at(stage.brain, &stage.ctx, 0, 0);
    assert_str(at.subdistrict, "");
}

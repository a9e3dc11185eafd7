#include "district/gulou.h"

static District *gulou(Ctx *ctx)
{
    District *d = NULL;
    *ctx = test_ctx();
    DistrictFiles files = gulou_files(ctx);
    assert_ok(district_parse(ctx, &files, &d));
    return d;
}

TEST(every_row_is_found_by_its_code_and_no_other)
{
    Ctx ctx;
    District *d CLEANUP(district_freep) = gulou(&ctx);
    for (size_t i = 0; i < d->category_count; i++)
        assert_ptr_equal(category_find(d, d->categories[i].code), &d->categories[i]);
    for (size_t i = 0; i < d->area_count; i++)
        assert_ptr_equal(area_find(d, d->areas[i].code), &d->areas[i]);
    assert_null(category_find(d, STR("")));
    assert_null(category_find(d, STR("P0101x")));
    assert_null(area_find(d, STR("35010")));
    assert_null(rejection_find(d, STR("R99")));
    assert_non_null(rejection_find(d, STR("R01")));
}

TEST(jiez_and_sq_become_the_places_own_street_and_community)
{
    Ctx ctx;
    District *d CLEANUP(district_freep) = gulou(&ctx);
    Str street = STR("350102001"), community = STR("350102100012");
    assert_str(district_resolve_unit(d, STR("JIEZ"), street, community), "350102001");
    assert_str(district_resolve_unit(d, STR("SQ"), street, community), "350102100012");
    assert_str(district_resolve_unit(d, STR("CGJ"), street, community), "CGJ");
    assert_str(district_resolve_unit(d, STR("SQ"), street, STR("")), "");
    assert_str(district_resolve_unit(d, STR("NOBODY"), street, community), "");
    assert_str(district_area_unit(d, STR("350102")), "CEN");
    assert_str(district_area_unit(d, STR("nowhere")), "");
}

TEST(a_text_is_told_in_the_language_asked_for)
{
    Ctx ctx;
    District *d CLEANUP(district_freep) = gulou(&ctx);
    assert_true(str_find(district_text(d, "welcome.title", LANG_ZH), STR("十分钟")) >= 0);
    assert_true(str_find(district_text(d, "welcome.title", LANG_EN), STR("ten minutes")) >= 0);
    assert_str(district_text(d, "no.such.text", LANG_ZH), "");
}

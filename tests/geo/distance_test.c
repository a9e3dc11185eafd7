#include "test.h"

#include <math.h>

#include "geo/distance.h"

TEST(a_degree_of_a_meridian_is_a_hundred_and_eleven_kilometres)
{
    double metres = distance_metres((LngLat){119.3, 26.0}, (LngLat){119.3, 27.0});
    assert_true(fabs(metres - 111195.08) < 0.1);
}

TEST(fifty_metres_are_fifty_metres)
{
    /* 0.0005 degrees of longitude at 26.08 N */
    double metres = distance_metres_e7(1192960000, 260800000, 1192965000, 260800000);
    assert_true(fabs(metres - 0.0005 * 111195.0797 * cos(26.08 * M_PI / 180.0)) < 0.001);
    assert_true(distance_metres_e7(1, 2, 1, 2) == 0.0);
}

TEST(antipodes_do_not_yield_a_nan)
{
    double metres = distance_metres((LngLat){0, 0}, (LngLat){180, 0});
    assert_true(fabs(metres - M_PI * 6371008.8) < 1.0);
}

TEST(the_box_holds_the_whole_circle_and_little_more)
{
    Ctx ctx = test_ctx();
    LngLat centre = {119.3, 26.08};
    Box box = distance_box(centre, 50.0);
    for (int i = 0; i < 20000; i++) {
        LngLat p = {119.299 + (double)rand_below(ctx.rand, 20000) / 1e7,
                    26.079 + (double)rand_below(ctx.rand, 20000) / 1e7};
        bool in_box = p.lng >= box.south_west.lng && p.lng <= box.north_east.lng && p.lat >= box.south_west.lat &&
                      p.lat <= box.north_east.lat;
        double apart = distance_metres(centre, p);
        assert_true(in_box || apart > 50.0);
        assert_true(!in_box || apart < 50.0 * M_SQRT2 + 0.01);
    }
}

TEST(near_the_pole_the_box_goes_all_around)
{
    Box box = distance_box((LngLat){10, 89.9999}, 100.0);
    assert_true(box.south_west.lng == -180.0 && box.north_east.lng == 180.0 && box.north_east.lat == 90.0);
}

#include "test.h"

#include <math.h>
#include <stdio.h>

#include "geo/datum.h"
#include "geo/distance.h"

static void assert_near(LngLat a, LngLat b, double metres)
{
    double apart = distance_metres(a, b);
    if (!(apart <= metres))
        print_error("%.8f,%.8f is %.3f m from %.8f,%.8f\n", a.lng, a.lat, apart, b.lng, b.lat);
    assert_true(apart <= metres);
}

/* The vectors of eviltransform's own tests (googollee/eviltransform, transform_test.go). */
TEST(published_points_shift_as_published)
{
    static const LngLat wgs[] = {{121.5272106, 31.1774276}, {113.912316, 22.543847}, {116.377817, 39.911954}};
    static const LngLat gcj[] = {{121.531541859215, 31.17530398364597},
                                 {113.9171764808363, 22.540796131694766},
                                 {116.38404722455657, 39.91334545536069}};
    for (size_t i = 0; i < COUNT_OF(wgs); i++) {
        assert_near(gcj02_from_wgs84(wgs[i]), gcj[i], 0.01);
        assert_near(wgs84_from_gcj02(gcj[i]), wgs[i], 0.01);
    }
    assert_near(bd09_from_gcj02((LngLat){116.404, 39.915}), (LngLat){116.41036949, 39.92133699}, 0.01);
}

TEST(points_abroad_stay_where_they_are)
{
    static const LngLat abroad[] = {{2.2945, 48.8584}, {-74.0445, 40.6892}, {151.2153, -33.8568}, {0, 0}, {179, 89}};
    for (size_t i = 0; i < COUNT_OF(abroad); i++)
        for (Datum datum = DATUM_WGS84; datum <= DATUM_BD09; datum++) {
            LngLat there = datum_from_wgs84(abroad[i], datum), back = datum_to_wgs84(abroad[i], datum);
            assert_memory_equal(&there, &abroad[i], sizeof there);
            assert_memory_equal(&back, &abroad[i], sizeof back);
        }
}

TEST(there_and_back_again_ends_within_a_millimetre)
{
    Ctx ctx = test_ctx();
    for (int i = 0; i < 5000; i++) {
        LngLat p = {75.0 + (double)rand_below(ctx.rand, 60000) / 1000.0,
                    4.0 + (double)rand_below(ctx.rand, 49000) / 1000.0};
        assert_near(datum_to_wgs84(datum_from_wgs84(p, DATUM_GCJ02), DATUM_GCJ02), p, 0.001);
        assert_near(datum_to_wgs84(datum_from_wgs84(p, DATUM_BD09), DATUM_BD09), p, 0.001);
    }
}

TEST(a_datum_is_known_by_any_of_its_spellings)
{
    Datum datum = DATUM_WGS84;
    assert_true(datum_parse(STR("GCJ-02"), &datum));
    assert_int_equal(datum, DATUM_GCJ02);
    assert_true(datum_parse(STR("bd09"), &datum));
    assert_int_equal(datum, DATUM_BD09);
    assert_false(datum_parse(STR("cgcs2000"), &datum));
    assert_false(datum_parse(STR(""), &datum));
}

TEST(degrees_fit_into_a_row_and_come_back)
{
    assert_int_equal(degrees_to_e7(119.2965432), 1192965432);
    assert_int_equal(degrees_to_e7(-0.00000004), 0);
    assert_int_equal(degrees_to_e7(500), 1800000000);
    assert_int_equal(degrees_to_e7((double)NAN), -1800000000);
    assert_near(point_from_e7(1192965432, 260821234), (LngLat){119.2965432, 26.0821234}, 0.0001);
}

/* id,place,wgs_lng,wgs_lat,gcj_lng,gcj_lat,gcj_lng_coordtransform,gcj_lat_coordtransform,bd_lng,bd_lat,source */
static void check_row(const char *line)
{
    double n[8];
    const char *at = strchr(strchr(line, ',') + 1, ',');
    while (at != NULL && strchr("-0123456789", at[1]) == NULL) /* a place may hold a comma */
        at = strchr(at + 1, ',');
    assert_non_null(at);
    assert_int_equal(
        sscanf(at + 1, "%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7), 8);
    LngLat wgs = {n[0], n[1]}, gcj = {n[2], n[3]}, bd = {n[6], n[7]};
    assert_near(gcj02_from_wgs84(wgs), gcj, 0.01);
    if (!datum_in_china(wgs)) /* the package shifts BD-09 abroad as well; we do not */
        return;
    assert_near(bd09_from_gcj02(gcj), bd, 0.01);
    assert_near(datum_to_wgs84(gcj, DATUM_GCJ02), wgs, 1.0);
    assert_near(datum_to_wgs84(bd, DATUM_BD09), wgs, 1.0);
}

TEST(two_independent_packages_agree_with_us_on_every_vector)
{
    FILE *file = fopen("../shared/data/geo/gcj_wgs_vectors.csv", "r");
    if (file == NULL) {
        print_message("skipped: the vectors are not at hand\n");
        skip();
    }
    char line[1024];
    int rows = 0;
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        check_row(line);
        rows++;
    }
    fclose(file);
    assert_true(rows > 200);
}

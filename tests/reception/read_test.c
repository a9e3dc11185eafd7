#include "test.h"

#include "reception/read.h"

TEST(a_moment_that_no_clock_shows_is_refused)
{
    Ctx ctx = test_ctx();
    static const char *const wrong[] = {
        "2026-11-22T24:00:00Z",      "2026-11-22T08:60:00Z", "2026-11-22T-1:00:00Z",
        "2026-11-22T08:-9:00Z",      "2026-11-22T08:00:-1Z", "2026-11-22T08:00:00+24:00",
        "2026-11-22T08:00:00+08:99", "2026-11-22T08:00:00",  "2026-11-22 08:00:00Z"};
    UnixMs at = 0;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_err(read_time(&ctx, "at", str_of(wrong[i]), &at), ERR_INVALID);
    assert_int_equal(at, 0);
    assert_ok(read_time(&ctx, "at", STR("2026-11-22T23:59:60.5-03:30"), &at)); /* a leap second is shown */
    assert_int_equal(at, 1795404600500);
}

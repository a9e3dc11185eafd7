#include "test.h"

#include "base/json.h"

TEST(a_number_of_three_hundred_digits_is_written_so_that_it_reads_the_same)
{
    Ctx ctx = test_ctx();
    static const double numbers[] = {1e308, -1e308, 9007199254740992.0, -1.5e17, 26.0798};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        JsonOut out = json_out(ctx.arena);
        json_put_number(&out, numbers[i], 4);
        const Json *value = NULL;
        double again = 0.0;
        assert_ok(json_parse(&ctx, json_text(&out), &value));
        assert_true(json_number(value, &again) && again == numbers[i]);
    }
}

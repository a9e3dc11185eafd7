#include "test.h"

#include "auth/totp.h"

#define SECRET STR("12345678901234567890")

/* RFC 6238, appendix B (SHA-1), the last six of its eight digits. */
TEST(the_codes_of_the_standard_come_out)
{
    static const struct {
        int64_t seconds;
        const char *code;
    } vectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                   {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    Ctx ctx = test_ctx();
    for (size_t i = 0; i < COUNT_OF(vectors); i++)
        assert_str(totp_code(ctx.arena, SECRET, totp_step(SECONDS(vectors[i].seconds))), vectors[i].code);
}

static int64_t match(Ctx *ctx, int64_t step_of_code, int64_t used)
{
    UnixMs at = SECONDS(1111111111);
    TotpTry in = {SECRET, totp_code(ctx->arena, SECRET, totp_step(at) + step_of_code), at, used};
    return totp_match(ctx->arena, &in);
}

TEST(a_code_counts_one_step_early_or_late_and_never_twice)
{
    Ctx ctx = test_ctx();
    int64_t now = totp_step(SECONDS(1111111111));
    assert_int_equal(match(&ctx, 0, 0), now);
    assert_int_equal(match(&ctx, -1, 0), now - 1);
    assert_int_equal(match(&ctx, 1, 0), now + 1);
    assert_int_equal(match(&ctx, -2, 0), -1);
    assert_int_equal(match(&ctx, 2, 0), -1);
    assert_int_equal(match(&ctx, 0, now), -1);
    assert_int_equal(match(&ctx, -1, now), -1); /* nor an older one after it */
    assert_int_equal(match(&ctx, 1, now), now + 1);
}

TEST(what_is_no_code_matches_nothing)
{
    Ctx ctx = test_ctx();
    static const char *const typed[] = {"", "28708", "2870821", "28708a", "\xef\xbc\x91"};
    for (size_t i = 0; i < COUNT_OF(typed); i++)
        assert_int_equal(totp_match(ctx.arena, &(TotpTry){SECRET, str_of(typed[i]), SECONDS(59), 0}), -1);
}

TEST(secrets_are_written_as_authenticators_read_them)
{
    Ctx ctx = test_ctx();
    assert_str(base32(ctx.arena, SECRET), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_str(base32(ctx.arena, STR("f")), "MY");
    assert_str(base32(ctx.arena, STR("fooba")), "MZXW6YTB");
}

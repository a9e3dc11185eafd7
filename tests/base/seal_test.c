#include "test.h"

#include "base/seal.h"

TEST(what_was_sealed_opens_for_the_same_purpose_and_key_alone)
{
    Ctx ctx = test_ctx();
    Hash key = hash_sha256(STR("a")), other = hash_sha256(STR("b"));
    Seal seal = {&key, STR("cookie")};
    Str sealed = seal_text(ctx.arena, &seal, STR("state\nnonce")), text;
    assert_true(seal_open(ctx.arena, &seal, sealed, &text));
    assert_str(text, "state\nnonce");
    assert_false(seal_open(ctx.arena, &(Seal){&key, STR("secret")}, sealed, &text));
    assert_false(seal_open(ctx.arena, &(Seal){&other, STR("cookie")}, sealed, &text));
    assert_false(str_eq(sealed, seal_text(ctx.arena, &seal, STR("state\nnonce"))));
}

TEST(any_changed_or_missing_letter_spoils_the_seal)
{
    Ctx ctx = test_ctx();
    Hash key = hash_sha256(STR("a"));
    Seal seal = {&key, STR("cookie")};
    Str sealed = seal_text(ctx.arena, &seal, STR("x")), text;
    for (size_t i = 0; i < sealed.len; i++) {
        char *spoilt = str_z(ctx.arena, sealed);
        spoilt[i] = spoilt[i] == 'A' ? 'Q' : 'A';
        assert_false(seal_open(ctx.arena, &seal, str_of(spoilt), &text));
        assert_false(seal_open(ctx.arena, &seal, str_slice(sealed, 0, i), &text));
    }
}

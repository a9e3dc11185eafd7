#include "test.h"

#include "base/argon2.h"
#include "base/sign.h"

TEST(a_signature_is_that_of_rfc_8032)
{
    Ctx ctx = test_ctx(); /* §7.1, test 2 */
    Hash seed;
    assert_true(hash_unhex(STR("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"), &seed));
    SignKey key = sign_key_of(&seed);
    assert_str(hash_hex(ctx.arena, &key.public_key),
               "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    Str signature = sign_text(ctx.arena, &key, STR("\x72"));
    assert_str(signature, "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                          "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    assert_true(sign_verify(&key.public_key, STR("\x72"), signature));
    assert_false(sign_verify(&key.public_key, STR("\x73"), signature));
    assert_false(sign_verify(&key.public_key, STR("\x72"), STR("92a0")));
}

TEST(a_password_fits_its_own_hash_only_and_no_password_fits_the_dummy)
{
    Ctx ctx = test_ctx();
    Str hash = argon2_hash(ctx.arena, STR("鼓楼 drum tower"));
    assert_true(argon2_verify(ctx.arena, hash, STR("鼓楼 drum tower")));
    assert_false(argon2_verify(ctx.arena, hash, STR("鼓楼 drum towers")));
    assert_false(argon2_verify(ctx.arena, STR("no hash at all"), STR("")));
    assert_false(argon2_verify(ctx.arena, argon2_dummy(ctx.arena), STR("")));
    assert_false(argon2_is_weaker(ctx.arena, hash));
    assert_false(argon2_is_weaker(ctx.arena, argon2_dummy(ctx.arena))); /* well formed and as dear as a real one */
    assert_true(argon2_is_weaker(ctx.arena, STR("$argon2id$v=19$m=8192,t=1,p=1$Z3Vsb3UgZHJ1bSB0b3dlcg$"
                                                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")));
}

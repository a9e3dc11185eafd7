/* Which JPEGs the server accepts from its own worker. */
#include "photos/jpeg_check.h"
#include "photos/stage.h"

TEST(a_bare_picture_passes_and_anything_added_does_not)
{
    Stage s = stage();
    Picture p;
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("upright.jpg"), &p));
    Str jpeg = kept(&s, &p, PHOTO_FULL);
    stage_end(&s);
    assert_true(jpeg_is_plain(jpeg, 480, 640));
    assert_false(jpeg_is_plain(jpeg, 640, 480));
    assert_false(jpeg_is_plain(str_slice(jpeg, 0, jpeg.len - 2), 480, 640));
    assert_false(jpeg_is_plain(str_slice(jpeg, 1, jpeg.len), 480, 640));
    assert_false(jpeg_is_plain(STR(""), 0, 0));

    static const Str additions[] = {{"\xff\xe1\0\x08"
                                     "Exif\0\0",
                                     10},
                                    {"\xff\xfe\0\x05"
                                     "abc",
                                     7},
                                    {"\xff\xe2\0\x04"
                                     "ab",
                                     6},
                                    {"\xff\xe0\0\x04"
                                     "ab",
                                     6}};
    for (size_t i = 0; i < COUNT_OF(additions); i++) {
        Str parts[] = {str_slice(jpeg, 0, 2), additions[i], str_slice(jpeg, 2, jpeg.len)};
        assert_false(jpeg_is_plain(str_join(s.ctx.arena, parts, 3, STR("")), 480, 640));
    }
    Str behind[] = {jpeg, STR("<html>")};
    assert_false(jpeg_is_plain(str_join(s.ctx.arena, behind, 2, STR("")), 480, 640));
}

TEST(a_cut_or_scrambled_file_is_walked_without_falling_off)
{
    Ctx ctx = test_ctx();
    Str whole = file_read(ctx.arena, FIXTURE("upright.jpg"));
    for (size_t len = 0; len < 2000; len++) {
        char *exact = malloc(len + 1); /* AddressSanitizer guards its end */
        memcpy(exact, whole.at, len);
        assert_false(jpeg_is_plain((Str){exact, len}, 640, 480));
        free(exact);
    }
}

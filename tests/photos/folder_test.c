/* Kept files: found, erased, never reached by a crafted name, never half there. */
#include "photos/stage.h"

static Stage folder_stage(void)
{
    Stage s = {.ctx = test_ctx(), .data = test_folder()};
    assert_ok(photo_folder_open(&s.ctx, s.data, &s.folder));
    return s;
}

TEST(a_kept_photo_can_be_sent_until_it_is_erased)
{
    Stage s = folder_stage();
    Str id;
    assert_ok(photo_keep(&s.ctx, &s.folder, STR("full"), STR("thumb"), &id));
    assert_int_equal(id.len, PHOTO_ID_LEN);
    Picture p = {.id = id};
    assert_str(kept(&s, &p, PHOTO_FULL), "full");
    assert_str(kept(&s, &p, PHOTO_THUMB), "thumb");
    char *path = str_z(
        s.ctx.arena, str_printf(s.ctx.arena, "%s/" STR_FMT, s.data, STR_ARG(photo_path(s.ctx.arena, id, PHOTO_THUMB))));
    assert_str(file_read(s.ctx.arena, path), "thumb");
    assert_ok(photo_erase(&s.ctx, &s.folder, id));
    PhotoFile file;
    assert_told(&s, photo_open(&s.ctx, &s.folder, id, PHOTO_FULL, &file), ERR_NOT_FOUND, MSG_PICTURE_GONE);
    assert_int_equal(access(path, F_OK), -1);
    assert_ok(photo_erase(&s.ctx, &s.folder, id)); /* again */
    photo_folder_close(&s.folder);
}

TEST(a_crafted_id_reaches_no_other_file)
{
    static const Str ids[] = {STR("../../etc/passwd"),
                              STR(""),
                              STR("tmp"),
                              STR("../../../../../../../etc/passwd."),
                              STR("ABCDEF0123456789ABCDEF0123456789"),
                              STR("00/0000000000000000000000000000a"),
                              STR("0123456789abcdef0123456789abcde\0")};
    Stage s = folder_stage();
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        PhotoFile file;
        assert_err(photo_open(&s.ctx, &s.folder, ids[i], PHOTO_FULL, &file), ERR_NOT_FOUND);
        assert_err(photo_erase(&s.ctx, &s.folder, ids[i]), ERR_NOT_FOUND);
    }
    photo_folder_close(&s.folder);
}

TEST(chance_that_repeats_itself_never_overwrites_a_photo)
{
    Stage s = folder_stage();
    Str first, second;
    assert_ok(photo_keep(&s.ctx, &s.folder, STR("one"), STR("1"), &first));
    *s.ctx.rand = rand_seeded(42); /* what test_ctx began with */
    assert_ok(photo_keep(&s.ctx, &s.folder, STR("two"), STR("2"), &second));
    assert_false(str_eq(first, second));
    assert_str(kept(&s, &(Picture){.id = first}, PHOTO_FULL), "one");
    assert_str(kept(&s, &(Picture){.id = first}, PHOTO_THUMB), "1");
    photo_folder_close(&s.folder);
}

TEST(what_a_power_cut_left_half_written_is_swept)
{
    Stage s = folder_stage();
    const char *left = file_write(&s, "photos/tmp/0123.jpg", STR("half"));
    photo_folder_close(&s.folder);
    assert_ok(photo_folder_open(&s.ctx, s.data, &s.folder));
    assert_int_equal(access(left, F_OK), -1);
    photo_folder_close(&s.folder);
    assert_err(photo_folder_open(&s.ctx, "/nowhere", &s.folder), ERR_STORAGE);
}

/* Kept files: found, erased, never reached by a crafted name, never half there. */
#include "photos/stage.h"

#include <time.h>

static Stage folder_stage(void)
{
    Stage s = {.ctx = test_ctx(), .data = test_folder()};
    assert_ok(depot_open_folder(&s.ctx, s.data, &s.depot));
    return s;
}

TEST(a_kept_photo_can_be_sent_until_it_is_erased)
{
    Stage s = folder_stage();
    Str id;
    assert_ok(photo_keep(&s.ctx, s.depot, STR("full"), STR("thumb"), &id));
    assert_int_equal(id.len, PHOTO_ID_LEN);
    Picture p = {.photo.id = id};
    assert_str(kept(&s, &p, PHOTO_FULL), "full");
    assert_str(kept(&s, &p, PHOTO_THUMB), "thumb");
    char *path = str_z(
        s.ctx.arena, str_printf(s.ctx.arena, "%s/" STR_FMT, s.data, STR_ARG(photo_path(s.ctx.arena, id, PHOTO_THUMB))));
    assert_str(file_read(s.ctx.arena, path), "thumb");
    assert_ok(photo_erase(&s.ctx, s.depot, id));
    DepotOpened file;
    assert_told(&s, photo_open(&s.ctx, s.depot, id, PHOTO_FULL, &file), ERR_NOT_FOUND, MSG_PICTURE_GONE);
    assert_int_equal(access(path, F_OK), -1);
    assert_ok(photo_erase(&s.ctx, s.depot, id)); /* again */
    depot_close(s.depot);
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
        DepotOpened file;
        assert_err(photo_open(&s.ctx, s.depot, ids[i], PHOTO_FULL, &file), ERR_NOT_FOUND);
        assert_err(photo_erase(&s.ctx, s.depot, ids[i]), ERR_NOT_FOUND);
    }
    depot_close(s.depot);
}

TEST(chance_that_repeats_itself_never_overwrites_a_photo)
{
    Stage s = folder_stage();
    Str first, second;
    assert_ok(photo_keep(&s.ctx, s.depot, STR("one"), STR("1"), &first));
    *s.ctx.rand = rand_seeded(42); /* what test_ctx began with */
    assert_ok(photo_keep(&s.ctx, s.depot, STR("two"), STR("2"), &second));
    assert_false(str_eq(first, second));
    assert_str(kept(&s, &(Picture){.photo.id = first}, PHOTO_FULL), "one");
    assert_str(kept(&s, &(Picture){.photo.id = first}, PHOTO_THUMB), "1");
    depot_close(s.depot);
}

TEST(what_a_power_cut_left_half_written_is_swept)
{
    Stage s = folder_stage();
    assert_ok(depot_put(&s.ctx, s.depot, &(DepotFile){STR("photos/aa/x.jpg"), STR("x")}, 1)); /* makes photos/tmp */
    const char *left = file_write(&s, "photos/tmp/0123.jpg", STR("half"));
    assert_ok(photo_folder_ready(&s.ctx, s.data));
    assert_int_equal(access(left, F_OK), 0); /* of this very moment: perhaps another server's */
    struct timespec long_ago[2] = {{.tv_sec = time(NULL) - 3700}, {.tv_sec = time(NULL) - 3700}};
    assert_int_equal(utimensat(AT_FDCWD, left, long_ago, 0), 0);
    assert_ok(photo_folder_ready(&s.ctx, s.data));
    assert_int_equal(access(left, F_OK), -1);
    depot_close(s.depot);
    assert_err(photo_folder_ready(&s.ctx, "/nowhere"), ERR_STORAGE);
    assert_err(depot_open_folder(&s.ctx, "/nowhere", &s.depot), ERR_STORAGE);
}

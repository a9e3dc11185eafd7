/* What residents send, good and bad, through the real worker. */
#include "base/buf.h"
#include "base/hash.h"
#include "photos/stage.h"

#include <math.h>
#include <zlib.h>

#include <jpeglib.h>

typedef struct Pixels {
    int width, height;
    unsigned char *rgb;
} Pixels;

static Pixels jpeg_look(Arena *arena, Str file)
{
    struct jpeg_decompress_struct d;
    struct jpeg_error_mgr errors; /* its default ends the program, which is what a test wants */
    d.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&d);
    jpeg_mem_src(&d, (const unsigned char *)file.at, file.len);
    assert_int_equal(jpeg_read_header(&d, TRUE), JPEG_HEADER_OK);
    (void)jpeg_start_decompress(&d);
    assert_int_equal(d.output_components, 3);
    Pixels p = {(int)d.output_width, (int)d.output_height, arena_array(arena, d.output_width * d.output_height, 3)};
    while (d.output_scanline < d.output_height) {
        JSAMPROW row = p.rgb + (size_t)d.output_scanline * d.output_width * 3;
        (void)jpeg_read_scanlines(&d, &row, 1);
    }
    (void)jpeg_finish_decompress(&d);
    jpeg_destroy_decompress(&d);
    return p;
}

static bool is_near(const Pixels *p, int x, int y, int r, int g, int b)
{
    const unsigned char *at = p->rgb + ((size_t)y * (size_t)p->width + (size_t)x) * 3;
    bool near = abs(at[0] - r) <= 12 && abs(at[1] - g) <= 12 && abs(at[2] - b) <= 12;
    if (!near)
        print_error("at %d,%d: %d %d %d\n", x, y, at[0], at[1], at[2]);
    return near;
}

static void assert_bare(Str jpeg)
{
    static const char *const traces[] = {"Exif",  "http://ns.adobe.com", "ICC_PROFILE", "secret", "Photoshop", "sP3C",
                                         "Gulou", "2026:06:01",          "<script",     "acsp"};
    for (size_t i = 0; i < COUNT_OF(traces); i++)
        if (holds(jpeg, traces[i])) {
            print_error("the kept photo still says %s\n", traces[i]);
            assert_true(false);
        }
}

TEST(a_phone_photo_is_turned_upright_placed_and_stripped)
{
    Stage s = stage();
    assert_true(holds(file_read(s.ctx.arena, FIXTURE("upright.jpg")), "Exif")); /* there was something to strip */
    assert_true(holds(file_read(s.ctx.arena, FIXTURE("upright.jpg")), "http://ns.adobe.com"));
    assert_true(holds(file_read(s.ctx.arena, FIXTURE("upright.jpg")), "ICC_PROFILE"));
    Picture p;
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("upright.jpg"), &p));
    assert_int_equal(p.photo.width, 480);
    assert_int_equal(p.photo.height, 640);
    assert_true(p.has_place);
    assert_true(fabs(p.latitude - 26.0837) < 1e-5 && fabs(p.longitude - 119.2965) < 1e-5);
    assert_int_equal(p.taken_at, 1780270200000); /* 2026-06-01 08:30 +09:00 */
    Str full = kept(&s, &p, PHOTO_FULL), thumb = kept(&s, &p, PHOTO_THUMB);
    assert_bare(full);
    assert_bare(thumb);
    assert_int_equal(p.photo.bytes, full.len);
    Hash hash = hash_sha256(full);
    assert_true(str_eq(hash_hex(s.ctx.arena, &hash), p.photo.sha256));
    Pixels big = jpeg_look(s.ctx.arena, full), small = jpeg_look(s.ctx.arena, thumb);
    assert_true(is_near(&big, 240, 40, 255, 0, 0)); /* P3's red is beyond sRGB's */
    assert_false(is_near(&big, 240, 600, 255, 0, 0));
    assert_int_equal(small.width, 300);
    assert_int_equal(small.height, 400);
    assert_true(is_near(&small, 150, 30, 255, 0, 0));
    stage_end(&s);
}

TEST(south_and_west_are_negative_and_a_camera_without_zone_is_in_ours)
{
    Stage s = stage();
    Picture p;
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("rio.jpg"), &p));
    assert_true(p.has_place);
    assert_true(fabs(p.latitude + 22.9519) < 1e-5 && fabs(p.longitude + 43.2105) < 1e-5);
    assert_int_equal(p.taken_at, 1780273800000); /* 2026-06-01 08:30 +08:00 */
    assert_int_equal(p.photo.width, 32);         /* never made larger */
    s.ctx.now = 1700000000000;                   /* 2023: that camera's clock is wrong */
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("rio.jpg"), &p));
    assert_int_equal(p.taken_at, 0);
    stage_end(&s);
}

TEST(a_transparent_drawing_lies_on_white_and_its_texts_are_gone)
{
    Stage s = stage();
    assert_true(holds(file_read(s.ctx.arena, FIXTURE("transparent.png")), "secret"));
    Picture p;
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("transparent.png"), &p));
    Str full = kept(&s, &p, PHOTO_FULL);
    assert_bare(full);
    Pixels pixels = jpeg_look(s.ctx.arena, full);
    assert_int_equal(pixels.width, 300);
    assert_true(is_near(&pixels, 50, 100, 0, 0, 255));
    assert_true(is_near(&pixels, 250, 100, 255, 255, 255));
    assert_false(p.has_place);
    assert_int_equal(p.taken_at, 0);
    stage_end(&s);
}

TEST(an_iphone_photo_is_read_and_of_several_pictures_the_first)
{
    Stage s = stage();
    Picture p;
    assert_str(picture_accept(&s.ctx, s.pool), "image/jpeg,image/png,image/heic,image/heif");
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("phone.heic"), &p));
    assert_int_equal(p.photo.width, 640);
    assert_int_equal(p.photo.height, 480);
    assert_true(p.has_place);
    assert_true(fabs(p.latitude - 26.0837) < 1e-5);
    Str full = kept(&s, &p, PHOTO_FULL);
    assert_bare(full);
    Pixels pixels = jpeg_look(s.ctx.arena, full);
    assert_true(is_near(&pixels, 320, 60, 255, 0, 0));
    stage_end(&s);
}

TEST(printers_colours_and_progressive_files_come_out_as_plain_srgb)
{
    Stage s = stage();
    Picture p;
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("cmyk.jpg"), &p));
    Pixels pixels = jpeg_look(s.ctx.arena, kept(&s, &p, PHOTO_FULL));
    const unsigned char *middle = pixels.rgb + (32 * 64 + 32) * 3;
    assert_true(middle[0] > 180 && middle[1] < 80 && middle[2] < 80);
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("wide.jpg"), &p));
    pixels = jpeg_look(s.ctx.arena, kept(&s, &p, PHOTO_FULL));
    assert_true(is_near(&pixels, 32, 32, 90, 160, 60));
    assert_ok(picture_process(&s.ctx, s.pool, FIXTURE("progressive.jpg"), &p));
    assert_int_equal(p.photo.width, 640);
    stage_end(&s);
}

TEST(a_pdf_called_jpg_is_told_to_be_a_pdf)
{
    Stage s = stage();
    Picture p = {.photo.width = -1};
    const char *path = file_write(&s, "letter.jpg", STR("%PDF-1.7\n1 0 obj\n"));
    assert_told(&s, picture_process(&s.ctx, s.pool, path, &p), ERR_UNSUPPORTED, MSG_PICTURE_PDF);
    s.ctx.lang = LANG_EN;
    assert_true(holds(ctx_failure_text(&s.ctx), "This is a PDF, not a photo"));
    assert_int_equal(p.photo.width, -1);
    stage_end(&s);
}

TEST(other_kinds_are_named_and_refused)
{
    static const struct {
        Str bytes;
        const char *name;
    } kinds[] = {
        {STR("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "SVG"},
        {STR("GIF89a\1\0\1\0\0\0\0"), "GIF"},
        {STR("RIFF\x24\0\0\0WEBPVP8 "), "WebP"},
        {STR("II*\0\x08\0\0\0"), "TIFF"},
        {STR("\0\0\0\x20"
             "ftypavif\0\0\0\0"),
         "AVIF"},
        {STR("\0\0\0\x20"
             "ftypisom\0\0\0\0"),
         "MP4"},
        {STR("  <!DOCTYPE html><title>x</title>"), "HTML"},
        {STR("PK\3\4\x14\0"), "ZIP / Office"},
    };
    Stage s = stage();
    s.ctx.lang = LANG_EN;
    assert_ok(picture_pool_ready(&s.ctx, s.pool));
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        Picture p;
        const char *path = file_write(&s, "x.jpg", kinds[i].bytes);
        assert_told(&s, picture_process(&s.ctx, s.pool, path, &p), ERR_UNSUPPORTED, MSG_PICTURE_OTHER_KIND);
        assert_true(holds(ctx_failure_text(&s.ctx), kinds[i].name));
        assert_true(holds(ctx_failure_text(&s.ctx), "JPEG / PNG / HEIC"));
    }
    Picture p;
    const char *path = file_write(&s, "x.jpg", STR("dear district"));
    assert_told(&s, picture_process(&s.ctx, s.pool, path, &p), ERR_UNSUPPORTED, MSG_PICTURE_NO_PHOTO);
    assert_told(&s, picture_process(&s.ctx, s.pool, FIXTURE("disguised.heic"), &p), ERR_UNSUPPORTED,
                MSG_PICTURE_NO_PHOTO);
    stage_end(&s);
}

TEST(a_truncated_photo_is_refused_wherever_it_was_cut)
{
    static const char *const files[] = {FIXTURE("upright.jpg"), FIXTURE("progressive.jpg"), FIXTURE("transparent.png"),
                                        FIXTURE("phone.heic")};
    Stage s = stage();
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        Str whole = file_read(s.ctx.arena, files[i]);
        for (size_t percent = 20; percent < 100; percent += 25) {
            Picture p;
            const char *path = file_write(&s, "cut", str_slice(whole, 0, whole.len * percent / 100));
            assert_told(&s, picture_process(&s.ctx, s.pool, path, &p), ERR_INVALID, MSG_PICTURE_DAMAGED);
        }
    }
    stage_end(&s);
}

static void chunk_add(Buf *png, const char *type, Str data)
{
    unsigned char len[4] = {(unsigned char)(data.len >> 24), (unsigned char)(data.len >> 16),
                            (unsigned char)(data.len >> 8), (unsigned char)data.len};
    uLong crc = crc32(crc32(0, (const Bytef *)type, 4), (const Bytef *)data.at, (uInt)data.len);
    unsigned char sum[4] = {(unsigned char)(crc >> 24), (unsigned char)(crc >> 16), (unsigned char)(crc >> 8),
                            (unsigned char)crc};
    buf_add(png, (Str){(const char *)len, 4});
    buf_z(png, type);
    buf_add(png, data);
    buf_add(png, (Str){(const char *)sum, 4});
}

/* Claims width x height grey pixels, and all of them are there: a megabyte of zeros a kilobyte. */
static Str bomb(Arena *arena, uint32_t width, uint32_t height, unsigned char interlaced)
{
    unsigned char header[13] = {(unsigned char)(width >> 24),
                                (unsigned char)(width >> 16),
                                (unsigned char)(width >> 8),
                                (unsigned char)width,
                                (unsigned char)(height >> 24),
                                (unsigned char)(height >> 16),
                                (unsigned char)(height >> 8),
                                (unsigned char)height,
                                8,
                                0,
                                0,
                                0,
                                interlaced};
    uLong raw = 1 << 20;
    uLongf packed = compressBound(raw);
    Bytef *zeros = arena_alloc(arena, raw), *data = arena_alloc(arena, packed);
    assert_int_equal(compress(data, &packed, zeros, raw), Z_OK);
    Buf png = buf_new(arena);
    buf_add(&png, (Str){"\x89PNG\r\n\x1a\n", 8});
    chunk_add(&png, "IHDR", (Str){(const char *)header, sizeof header});
    chunk_add(&png, "IDAT", (Str){(const char *)data, packed});
    chunk_add(&png, "IEND", STR(""));
    return buf_str(&png);
}

TEST(a_decompression_bomb_is_refused_by_its_header)
{
    static const struct {
        uint32_t width, height;
        unsigned char interlaced;
    } bombs[] = {{30000, 30000, 0}, {20001, 1, 0}, {10001, 10000, 0}, {7072, 7072, 1}, {1, 0x7fffffff, 0}};
    Stage s = stage();
    for (size_t i = 0; i < COUNT_OF(bombs); i++) {
        Picture p;
        Str png = bomb(s.ctx.arena, bombs[i].width, bombs[i].height, bombs[i].interlaced);
        const char *path = file_write(&s, "bomb.png", png);
        int64_t before = clock_monotonic_us();
        Err err = picture_process(&s.ctx, s.pool, path, &p);
        assert_true(err == ERR_TOO_LARGE || (bombs[i].height > 1000000 && err == ERR_INVALID)); /* libpng's own limit */
        assert_true(clock_monotonic_us() - before < 2000000);
    }
    stage_end(&s);
}

TEST(an_empty_file_and_one_of_26_megabytes_cost_no_worker)
{
    Stage s = stage();
    assert_ok(picture_pool_ready(&s.ctx, s.pool));
    picture_pool_stop(s.pool);
    s.pool = NULL;
    Stage idle = stage_with(STAGE_WORKER, (PictureLimits){.wait_ms = 1});
    Picture p;
    const char *empty = file_write(&idle, "empty.jpg", STR(""));
    assert_told(&idle, picture_process(&idle.ctx, idle.pool, empty, &p), ERR_INVALID, MSG_PICTURE_EMPTY);
    const char *big = file_write(&idle, "big.jpg", STR("\xff\xd8\xff\xe0"));
    assert_int_equal(truncate(big, 26 << 20), 0);
    int64_t before = clock_monotonic_us();
    assert_told(&idle, picture_process(&idle.ctx, idle.pool, big, &p), ERR_TOO_LARGE, MSG_PICTURE_TOO_LARGE);
    assert_true(clock_monotonic_us() - before < 100000);
    assert_true(holds(ctx_failure_text(&idle.ctx), "25 MB"));
    stage_end(&idle);
    stage_end(&s);
}

TEST(a_photo_that_is_also_a_web_page_is_only_a_photo_afterwards)
{
    static const char page[] = "<html><script>alert(document.cookie)</script></html>";
    Stage s = stage();
    Str jpeg = file_read(s.ctx.arena, FIXTURE("rio.jpg"));
    Buf both = buf_new(s.ctx.arena);
    buf_add(&both, str_slice(jpeg, 0, 2)); /* start of image, then a comment segment */
    buf_add(&both, (Str){(const char[]){(char)0xff, (char)0xfe, 0, (char)(sizeof page + 1)}, 4});
    buf_z(&both, page);
    buf_add(&both, str_slice(jpeg, 2, jpeg.len));
    buf_z(&both, page);
    Picture p;
    assert_ok(picture_process(&s.ctx, s.pool, file_write(&s, "both.jpg", buf_str(&both)), &p));
    assert_bare(kept(&s, &p, PHOTO_FULL));
    assert_bare(kept(&s, &p, PHOTO_THUMB));
    stage_end(&s);
}

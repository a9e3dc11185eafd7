/* One picture's way: kind by its first bytes, header, caps, shrink while decoding, upright, sRGB, no
 * transparency, then plain pixels in memory: from there no metadata can have come along. */
#include "photoworker/decoder.h"

#include <string.h>

enum { FULL_QUALITY = 82, THUMB_QUALITY = 78 };

static bool begins_like_heic(const unsigned char *b, size_t len)
{
    static const char brands[][5] = {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"};
    if (len < 12 || memcmp(b + 4, "ftyp", 4) != 0)
        return false;
    for (size_t i = 0; i < sizeof brands / sizeof brands[0]; i++)
        if (memcmp(b + 8, brands[i], 4) == 0)
            return true;
    return false;
}

/* AVIF may wear HEIC's brand: its meta box then has an `av1C` property (libvips goes by the brand alone). */
static bool holds_av1(const unsigned char *b, size_t len)
{
    while (len >= 8) {
        size_t size = (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3];
        size = size < 8 || size > len ? len : size; /* 0: to the end */
        if (memcmp(b + 4, "meta", 4) == 0)
            return memmem(b, size, "av1C", 4) != NULL;
        b += size;
        len -= size;
    }
    return false;
}

uint32_t decoder_kind(const unsigned char *b, size_t len)
{
    if (len >= 3 && memcmp(b, "\xff\xd8\xff", 3) == 0)
        return IMAGE_JPEG;
    if (len >= 8 && memcmp(b, "\x89PNG\r\n\x1a\n", 8) == 0)
        return IMAGE_PNG;
    return begins_like_heic(b, len) && !holds_av1(b, len) ? IMAGE_HEIC : 0;
}

typedef struct Source {
    uint32_t kind;
    const void *bytes;
    size_t len;
    int shrink; /* 1, 2, 4 or 8, while decoding; JPEG only */
} Source;

/* Reads the header; pixels follow when asked for. A damaged file is an error, never a grey rest. */
static VipsImage *source_open(const Source *s)
{
    VipsImage *image = NULL;
    void *bytes = (void *)(uintptr_t)s->bytes; /* libvips only reads it */
    int bad = -1;
    if (s->kind == IMAGE_JPEG)
        bad = vips_jpegload_buffer(bytes, s->len, &image, "shrink", s->shrink, "fail_on", VIPS_FAIL_ON_ERROR, "access",
                                   VIPS_ACCESS_SEQUENTIAL, NULL);
    else if (s->kind == IMAGE_PNG)
        bad = vips_pngload_buffer(bytes, s->len, &image, "fail_on", VIPS_FAIL_ON_ERROR, "access",
                                  VIPS_ACCESS_SEQUENTIAL, NULL);
    else if (s->kind == IMAGE_HEIC)
        bad = vips_heifload_buffer(bytes, s->len, &image, "fail_on", VIPS_FAIL_ON_ERROR, "access",
                                   VIPS_ACCESS_SEQUENTIAL, NULL);
    return bad == 0 ? image : NULL;
}

static bool flag_set(VipsImage *image, const char *name)
{
    int value = 0;
    return vips_image_get_typeof(image, name) != 0 && vips_image_get_int(image, name, &value) == 0 && value != 0;
}

static bool held_whole(VipsImage *image, uint32_t kind)
{
    return kind == IMAGE_HEIC || flag_set(image, "interlaced") || flag_set(image, "jpeg-multiscan");
}

static ImageStatus header_judge(const ImageRequest *request, VipsImage *image, uint32_t kind)
{
    uint64_t width = (uint64_t)vips_image_get_width(image);
    uint64_t height = (uint64_t)vips_image_get_height(image);
    uint64_t most = held_whole(image, kind) ? request->max_whole_pixels : request->max_pixels;
    if (width > request->max_side || height > request->max_side || width * height > most)
        return IMAGE_TOO_MANY_PIXELS;
    return IMAGE_DONE;
}

/* The decoder's own shrinking leaves at least twice the wanted size, so that the last step stays sharp. */
static int shrink_for(VipsImage *image, uint32_t kind, uint32_t side)
{
    int longer = VIPS_MAX(vips_image_get_width(image), vips_image_get_height(image));
    int spare = longer / (int)(2 * side);
    if (kind != IMAGE_JPEG || spare < 2)
        return 1;
    return spare >= 8 ? 8 : spare >= 4 ? 4 : 2;
}

/* Any colours, depth or transparency -> 8-bit sRGB on white. */
static int plain_colours(VipsImage *in, VipsImage **out)
{
    VipsImage *srgb = NULL, *opaque = NULL;
    double white = 255;
    VipsArrayDouble *background = vips_array_double_new(&white, 1);
    int bad = vips_colourspace(in, &srgb, VIPS_INTERPRETATION_sRGB, NULL);
    if (bad == 0 && vips_image_hasalpha(srgb))
        bad = vips_flatten(srgb, &opaque, "background", background, NULL);
    else if (bad == 0)
        bad = vips_copy(srgb, &opaque, NULL);
    bad = bad != 0 ? bad : vips_cast_uchar(opaque, out, NULL);
    vips_area_unref(VIPS_AREA(background));
    VIPS_UNREF(srgb);
    VIPS_UNREF(opaque);
    return bad;
}

/* Through a colour profile only where there is one (or printers' inks): libvips' way there and back bends
 * pure colours, so that an untagged blue would come out purple. */
static int shrink_to(VipsImage *in, uint32_t side, VipsImage **out)
{
    int box = (int)side;
    if (vips_image_get_typeof(in, VIPS_META_ICC_NAME) == 0 && in->Type != VIPS_INTERPRETATION_CMYK)
        return vips_thumbnail_image(in, out, box, "height", box, "size", VIPS_SIZE_DOWN, NULL);
    return vips_thumbnail_image(in, out, box, "height", box, "size", VIPS_SIZE_DOWN, "export_profile", "srgb", "intent",
                                VIPS_INTENT_RELATIVE, NULL);
}

/* A picture of bare pixels, at most `side` long, upright. */
static VipsImage *pixels_of(VipsImage *in, uint32_t side)
{
    VipsImage *small = NULL, *plain = NULL, *bare = NULL;
    size_t size = 0;
    void *pixels = NULL;
    if (shrink_to(in, side, &small) == 0 && plain_colours(small, &plain) == 0 && vips_image_get_bands(plain) == 3)
        pixels = vips_image_write_to_memory(plain, &size);
    if (pixels != NULL)
        bare = vips_image_new_from_memory(pixels, size, vips_image_get_width(plain), vips_image_get_height(plain), 3,
                                          VIPS_FORMAT_UCHAR);
    if (bare != NULL)
        bare->Type = VIPS_INTERPRETATION_sRGB;
    VIPS_UNREF(small);
    VIPS_UNREF(plain);
    return bare;
}

static int jpeg_write(VipsImage *image, int quality, void **out, uint32_t *out_bytes)
{
    size_t bytes = 0;
    if (vips_jpegsave_buffer(image, out, &bytes, "Q", quality, "strip", TRUE, "optimize_coding", TRUE, NULL) != 0)
        return -1;
    *out_bytes = (uint32_t)bytes;
    return 0;
}

static ImageStatus pictures_make(const ImageRequest *request, VipsImage *image, DecodedPicture *out)
{
    VipsImage *full = pixels_of(image, request->full_side);
    VipsImage *thumb = full == NULL ? NULL : pixels_of(full, request->thumb_side);
    if (thumb == NULL || jpeg_write(full, FULL_QUALITY, &out->full, &out->answer.full_bytes) != 0 ||
        jpeg_write(thumb, THUMB_QUALITY, &out->thumb, &out->answer.thumb_bytes) != 0)
        return IMAGE_DAMAGED;
    out->answer.width = (uint32_t)vips_image_get_width(full);
    out->answer.height = (uint32_t)vips_image_get_height(full);
    out->answer.thumb_width = (uint32_t)vips_image_get_width(thumb);
    out->answer.thumb_height = (uint32_t)vips_image_get_height(thumb);
    return IMAGE_DONE;
}

static ImageStatus decode(const ImageRequest *request, const void *bytes, DecodedPicture *out)
{
    Source source = {decoder_kind(bytes, request->bytes), bytes, request->bytes, 1};
    if (source.kind == 0)
        return IMAGE_UNKNOWN;
    VipsImage *image = source_open(&source);
    if (image == NULL)
        return IMAGE_DAMAGED;
    ImageStatus status = header_judge(request, image, source.kind);
    if (status != IMAGE_DONE)
        return status;
    facts_read(image, &out->answer);
    source.shrink = shrink_for(image, source.kind, request->full_side);
    if (source.shrink > 1) {
        VIPS_UNREF(image);
        image = source_open(&source);
    }
    return image == NULL ? IMAGE_DAMAGED : pictures_make(request, image, out);
}

void decoder_run(const ImageRequest *request, const void *bytes, DecodedPicture *out)
{
    *out = (DecodedPicture){.answer = {.magic = IMAGE_MAGIC}};
    ImageStatus status = decode(request, bytes, out);
    if (status != IMAGE_DONE)
        out->answer = (ImageAnswer){.magic = IMAGE_MAGIC};
    out->answer.status = (uint32_t)status;
}

/* Place and time out of EXIF. libvips keeps each field as text: "26/1 5/1 3012/100 (26, 5, 30.12, Rational, ...)". */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "photoworker/decoder.h"

static const char *field_text(VipsImage *image, const char *name)
{
    const char *text = NULL;
    if (vips_image_get_typeof(image, name) == 0 || vips_image_get_string(image, name, &text) != 0)
        return NULL;
    return text;
}

/* Degrees, minutes and seconds as fractions -> degrees; NAN when it is no angle. */
static double angle_read(const char *text)
{
    static const double parts[] = {1, 60, 3600};
    double degrees = 0;
    for (int i = 0; i < 3; i++) {
        char *end = NULL;
        double over = strtod(text, &end);
        if (end == text || *end != '/')
            return NAN;
        text = end + 1;
        double under = strtod(text, &end);
        if (end == text || under <= 0 || over < 0)
            return NAN;
        degrees += over / under / parts[i];
        text = end;
    }
    return degrees;
}

static double coordinate_read(VipsImage *image, const char *name, const char *side_name, char negative)
{
    const char *text = field_text(image, name);
    const char *side = field_text(image, side_name);
    if (text == NULL || side == NULL)
        return NAN;
    double degrees = angle_read(text);
    return side[0] == negative ? -degrees : degrees;
}

static void place_read(VipsImage *image, ImageAnswer *answer)
{
    double latitude = coordinate_read(image, "exif-ifd3-GPSLatitude", "exif-ifd3-GPSLatitudeRef", 'S');
    double longitude = coordinate_read(image, "exif-ifd3-GPSLongitude", "exif-ifd3-GPSLongitudeRef", 'W');
    if (!(fabs(latitude) <= 90 && fabs(longitude) <= 180))
        return;
    if (latitude == 0 && longitude == 0) /* what cameras write that have no fix */
        return;
    answer->has_place = 1;
    answer->latitude = latitude;
    answer->longitude = longitude;
}

/* Copies the field up to the parenthesis that libvips adds, if it has exactly `len` characters. */
static void text_read(VipsImage *image, const char *name, char *out, size_t len)
{
    const char *text = field_text(image, name);
    if (text == NULL || strlen(text) < len || (text[len] != '\0' && strncmp(text + len, " (", 2) != 0))
        return;
    memcpy(out, text, len);
    out[len] = '\0';
}

void facts_read(VipsImage *image, ImageAnswer *answer)
{
    place_read(image, answer);
    text_read(image, "exif-ifd2-DateTimeOriginal", answer->taken, 19);
    text_read(image, "exif-ifd2-OffsetTimeOriginal", answer->taken_offset, 6);
    answer->orientation = (uint32_t)vips_image_get_orientation(image);
}

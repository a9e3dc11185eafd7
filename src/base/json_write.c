/* Writing JSON forward. Strings are assumed valid UTF-8 (checked at the door); '<' and the line
 * separators are escaped too, so that a JSON text may stand inside a script element. */
#include <math.h>
#include <stdio.h>

#include "base/json.h"

#define WHOLE_EXACT 9007199254740992.0 /* 2^53: beyond it a double has no decimals */

JsonOut json_out(Arena *arena)
{
    return (JsonOut){.buf = buf_new(arena)};
}

static void before_value(JsonOut *out)
{
    if (out->comma)
        buf_char(&out->buf, ',');
    out->comma = true;
}

void json_open(JsonOut *out, char bracket)
{
    before_value(out);
    buf_char(&out->buf, bracket);
    out->comma = false;
}

void json_close(JsonOut *out, char bracket)
{
    buf_char(&out->buf, bracket);
    out->comma = true;
}

/* Bytes that may have to be written otherwise; 0xe2 begins the line separators. */
static const bool is_special[256] = {
    [0 ... 0x1f] = true, ['"'] = true, ['\\'] = true, ['<'] = true, [0x7f] = true, [0xe2] = true,
};

static void escaped(Buf *buf, Str s)
{
    buf_char(buf, '"');
    size_t plain = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (!is_special[c])
            continue;
        bool separator = c == 0xe2 && i + 2 < s.len && (unsigned char)s.at[i + 1] == 0x80 &&
                         ((unsigned char)s.at[i + 2] & 0xfe) == 0xa8; /* U+2028, U+2029 */
        if (c == 0xe2 && !separator)
            continue;
        buf_add(buf, str_slice(s, plain, i));
        if (separator) {
            buf_z(buf, (unsigned char)s.at[i + 2] == 0xa8 ? "\\u2028" : "\\u2029");
            i += 2;
        } else if (c == '"' || c == '\\') {
            buf_char(buf, '\\');
            buf_char(buf, (char)c);
        } else if (c == '\n') {
            buf_z(buf, "\\n");
        } else {
            char code[8];
            (void)snprintf(code, sizeof code, "\\u%04x", c);
            buf_z(buf, code);
        }
        plain = i + 1;
    }
    buf_add(buf, str_slice(s, plain, s.len));
    buf_char(buf, '"');
}

void json_key_str(JsonOut *out, Str key)
{
    before_value(out);
    escaped(&out->buf, key);
    buf_char(&out->buf, ':');
    out->comma = false;
}

void json_key(JsonOut *out, const char *key)
{
    json_key_str(out, str_of(key));
}

void json_put_str(JsonOut *out, Str value)
{
    before_value(out);
    escaped(&out->buf, value);
}

void json_put_z(JsonOut *out, const char *value)
{
    if (value == NULL)
        json_put_null(out);
    else
        json_put_str(out, str_of(value));
}

void json_put_i64(JsonOut *out, int64_t value)
{
    before_value(out);
    buf_i64(&out->buf, value);
}

/* Exactly what printf writes, a tenth of its work: only where the product is so small that its rounding error cannot
 * reach the half that decides between two neighbours. */
static bool put_short(Buf *buf, double value, int decimals)
{
    static const double powers[] = {1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e7};
    enum { DECIMALS_MAX = COUNT_OF(powers) - 1 };
    if (decimals < 0 || decimals > DECIMALS_MAX)
        return false;
    double scaled = fabs(value) * powers[decimals], whole = floor(scaled);
    if (scaled > 1e11 || fabs(scaled - whole - 0.5) < 1e-4)
        return false;
    uint64_t number = (uint64_t)whole + (scaled - whole > 0.5);
    char digits[24];
    size_t at = sizeof digits;
    for (int i = 0; i < decimals; i++, number /= 10)
        digits[--at] = (char)('0' + number % 10);
    if (decimals > 0)
        digits[--at] = '.';
    do {
        digits[--at] = (char)('0' + number % 10);
    } while ((number /= 10) > 0);
    if (signbit(value))
        digits[--at] = '-';
    buf_add(buf, (Str){digits + at, sizeof digits - at});
    return true;
}

void json_put_number(JsonOut *out, double value, int decimals)
{
    if (!isfinite(value)) {
        json_put_null(out);
        return;
    }
    before_value(out);
    if (put_short(&out->buf, value, decimals))
        return;
    char digits[64];
    if (fabs(value) < WHOLE_EXACT)
        (void)snprintf(digits, sizeof digits, "%.*f", decimals, value);
    else /* 309 digits would not fit, and mean nothing */
        (void)snprintf(digits, sizeof digits, "%.17e", value);
    buf_z(&out->buf, digits);
}

void json_put_bool(JsonOut *out, bool value)
{
    before_value(out);
    buf_z(&out->buf, value ? "true" : "false");
}

void json_put_null(JsonOut *out)
{
    before_value(out);
    buf_z(&out->buf, "null");
}

void json_put_time(JsonOut *out, UnixMs at)
{
    if (at == 0)
        json_put_null(out);
    else
        json_put_str(out, clock_format(out->buf.arena, at));
}

void json_put_raw(JsonOut *out, Str json)
{
    before_value(out);
    buf_add(&out->buf, json);
}

Str json_text(const JsonOut *out)
{
    return buf_str(&out->buf);
}

void json_field_str(JsonOut *out, const char *key, Str value)
{
    json_key(out, key);
    json_put_str(out, value);
}

void json_field_opt(JsonOut *out, const char *key, Str value)
{
    json_key(out, key);
    if (str_empty(value))
        json_put_null(out);
    else
        json_put_str(out, value);
}

void json_field_i64(JsonOut *out, const char *key, int64_t value)
{
    json_key(out, key);
    json_put_i64(out, value);
}

void json_field_number(JsonOut *out, const char *key, double value, int decimals)
{
    json_key(out, key);
    json_put_number(out, value, decimals);
}

void json_field_bool(JsonOut *out, const char *key, bool value)
{
    json_key(out, key);
    json_put_bool(out, value);
}

void json_field_time(JsonOut *out, const char *key, UnixMs at)
{
    json_key(out, key);
    json_put_time(out, at);
}

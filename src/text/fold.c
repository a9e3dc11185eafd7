/* Two passes over code points, each of which remembers the byte it came from: first single characters
 * (width, case, script, punctuation, white space), then Chinese numerals before a door's or a building's
 * unit. Neither pass undoes or newly enables the other, so folding is idempotent. */
#include "text/fold.h"

#include <pthread.h>

#include "base/utf8.h"
#include "text/fold_table.h"

enum { HAN_FIRST = 0x3400, HAN_LAST = 0x9fff, NO_NUMERAL = -1 };

typedef struct Chars {
    uint32_t *code;
    uint32_t *from;
    size_t len;
} Chars;

static uint16_t simplified[HAN_LAST - HAN_FIRST + 1];
static pthread_once_t simplified_once = PTHREAD_ONCE_INIT;

static void simplified_fill(void)
{
    Str pairs = str_of(fold_pairs);
    for (size_t at = 0; at < pairs.len;) {
        uint32_t traditional = utf8_next(pairs, &at);
        uint32_t simple = utf8_next(pairs, &at);
        if (traditional >= HAN_FIRST && traditional <= HAN_LAST)
            simplified[traditional - HAN_FIRST] = (uint16_t)simple;
    }
}

bool text_is_han(uint32_t c)
{
    return (c >= HAN_FIRST && c <= HAN_LAST) || c == 0x3007 || (c >= 0xf900 && c <= 0xfaff) ||
           (c >= 0x20000 && c <= 0x3ffff);
}

static bool is_invisible(uint32_t c)
{
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2064) ||
           c == 0xfeff || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

static bool is_newline(uint32_t c)
{
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static bool is_space(uint32_t c)
{
    return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
           c == 0x3000 || c == 0xfffd || c == 0x2028 || c == 0x2029;
}

static uint32_t fold_punctuation(uint32_t c)
{
    static const struct {
        uint16_t from, to;
    } signs[] = {
        {0x00b7, '.'},  {0x2010, '-'},  {0x2011, '-'}, {0x2012, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0x2015, '-'},
        {0x2018, '\''}, {0x2019, '\''}, {0x201c, '"'}, {0x201d, '"'}, {0x2022, '.'}, {0x2026, '.'}, {0x2027, '.'},
        {0x2212, '-'},  {0x3001, ','},  {0x3002, '.'}, {0x3008, '<'}, {0x3009, '>'}, {0x300a, '<'}, {0x300b, '>'},
        {0x300c, '"'},  {0x300d, '"'},  {0x300e, '"'}, {0x300f, '"'}, {0x3010, '['}, {0x3011, ']'}, {0x3014, '['},
        {0x3015, ']'},  {0x3016, '['},  {0x3017, ']'}, {0x301c, '~'}, {0x30fb, '.'}, {0xfe50, ','}, {0xff61, '.'},
    };
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (signs[i].from == c)
            return signs[i].to;
    return c;
}

static uint32_t fold_letter(uint32_t c)
{
    if (c >= 'A' && c <= 'Z')
        return c + 32;
    if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) || (c >= 0x410 && c <= 0x42f))
        return c + 32;
    return c;
}

static uint32_t fold_char(uint32_t c)
{
    if (c >= 0xff01 && c <= 0xff5e)
        c -= 0xfee0;
    if (c < 0x80)
        return fold_letter(c);
    if (c >= HAN_FIRST && c <= HAN_LAST) {
        uint16_t simple = simplified[c - HAN_FIRST];
        return simple != 0 ? simple : c;
    }
    return c < 0x600 ? fold_letter(fold_punctuation(c)) : fold_punctuation(c);
}

static void chars_add(Chars *chars, uint32_t code, size_t from)
{
    chars->code[chars->len] = code;
    chars->from[chars->len] = (uint32_t)from;
    chars->len++;
}

static Chars chars_new(Arena *arena, size_t room)
{
    return (Chars){.code = arena_room(arena, (room + 1) * sizeof(uint32_t)),
                   .from = arena_room(arena, (room + 1) * sizeof(uint32_t))};
}

/* White space waits until it is known what follows. */
static Chars fold_single(Arena *arena, Str original)
{
    Chars out = chars_new(arena, original.len);
    uint32_t waiting = 0;
    size_t waiting_from = 0;
    for (size_t at = 0; at < original.len;) {
        size_t from = at;
        uint32_t c = utf8_next(original, &at);
        if (is_invisible(c))
            continue;
        if (is_space(c)) {
            if (waiting == 0)
                waiting_from = from;
            waiting = is_newline(c) || waiting == '\n' ? '\n' : ' ';
            continue;
        }
        c = fold_char(c);
        bool between_han = out.len > 0 && text_is_han(out.code[out.len - 1]) && text_is_han(c);
        if (waiting != 0 && out.len > 0 && !(waiting == ' ' && between_han))
            chars_add(&out, waiting, waiting_from);
        waiting = 0;
        chars_add(&out, c, from);
    }
    return out;
}

static int numeral_digit(uint32_t c)
{
    switch (c) {
    case 0x96f6: /* 零 */
    case 0x3007:
        return 0;
    case 0x4e00:
        return 1;
    case 0x4e8c:
        return 2;
    case 0x4e09:
        return 3;
    case 0x56db:
        return 4;
    case 0x4e94:
        return 5;
    case 0x516d:
        return 6;
    case 0x4e03:
        return 7;
    case 0x516b:
        return 8;
    case 0x4e5d:
        return 9;
    default:
        return NO_NUMERAL;
    }
}

static int numeral_unit(uint32_t c)
{
    return c == 0x5341 ? 10 : c == 0x767e ? 100 : c == 0x5343 ? 1000 : NO_NUMERAL; /* 十百千 */
}

static bool before_door_unit(const Chars *in, size_t at)
{
    static const uint32_t units[] = {0x53f7, 0x680b, 0x5e62, 0x5ea7, 0x5ba4, 0x5c42, 0x697c, 0x5f04, 0x671f};
    if (at >= in->len)
        return false;
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (units[i] == in->code[at])
            return true;
    return in->code[at] == 0x5355 && at + 1 < in->len && in->code[at + 1] == 0x5143; /* 单元 */
}

/* 二〇八 as written; false when a unit stands in it. */
static bool spell_digits(const uint32_t *run, size_t len, char out[8])
{
    if (len > 6)
        return false;
    for (size_t i = 0; i < len; i++) {
        int digit = numeral_digit(run[i]);
        if (digit == NO_NUMERAL)
            return false;
        out[i] = (char)('0' + digit);
    }
    out[len] = 0;
    return true;
}

/* 十二, 一百零三, 三千 by value: units must fall. */
static bool spell_value(const uint32_t *run, size_t len, char out[8])
{
    int total = 0, digit = NO_NUMERAL, last_unit = 10000;
    for (size_t i = 0; i < len; i++) {
        int d = numeral_digit(run[i]), unit = numeral_unit(run[i]);
        if (d > 0 && digit > 0)
            return false;
        if (d != NO_NUMERAL) {
            digit = d;
            continue;
        }
        bool bare_ten = unit == 10 && i == 0;
        if (unit >= last_unit || (digit <= 0 && !bare_ten))
            return false;
        total += (bare_ten ? 1 : digit) * unit;
        last_unit = unit;
        digit = NO_NUMERAL;
    }
    if (digit == 0)
        return false;
    total += digit > 0 ? digit : 0;
    size_t n = 0;
    for (int scale = 1000; scale > 0; scale /= 10)
        if (n > 0 || total >= scale)
            out[n++] = (char)('0' + total / scale % 10);
    out[n] = 0;
    return n > 0;
}

static size_t numeral_run(const Chars *in, size_t at)
{
    size_t end = at;
    while (end < in->len && (numeral_digit(in->code[end]) != NO_NUMERAL || numeral_unit(in->code[end]) != NO_NUMERAL))
        end++;
    return end - at;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static Chars fold_numerals(Arena *arena, const Chars *in)
{
    Chars out = chars_new(arena, in->len * 2);
    for (size_t i = 0; i < in->len;) {
        size_t run = numeral_run(in, i);
        char digits[8];
        bool spelled = run > 0 && before_door_unit(in, i + run) && !(i > 0 && is_digit(in->code[i - 1])) &&
                       (spell_digits(in->code + i, run, digits) || spell_value(in->code + i, run, digits));
        for (const char *d = digits; spelled && *d != 0; d++)
            chars_add(&out, (uint32_t)*d, in->from[i]);
        for (size_t k = 0; !spelled && k < (run > 0 ? run : 1); k++)
            chars_add(&out, in->code[i + k], in->from[i + k]);
        i += run > 0 ? run : 1;
    }
    return out;
}

static Folded encode(Arena *arena, const Chars *chars, size_t original_len)
{
    char *text = arena_room(arena, chars->len * 4 + 1);
    uint32_t *from = arena_room(arena, (chars->len * 4 + 1) * sizeof *from);
    size_t len = 0;
    for (size_t i = 0; i < chars->len; i++) {
        size_t n = 0;
        utf8_encode(chars->code[i], text + len, &n);
        for (size_t k = 0; k < n; k++)
            from[len + k] = chars->from[i];
        len += n;
    }
    from[len] = (uint32_t)original_len;
    return (Folded){.text = {text, len}, .from = from};
}

static Chars fold_all(Arena *arena, Str original)
{
    pthread_once(&simplified_once, simplified_fill);
    Chars single = fold_single(arena, original);
    return fold_numerals(arena, &single);
}

static Str bounded(Str original)
{
    return original.len > UINT32_MAX / 8 ? str_slice(original, 0, UINT32_MAX / 8) : original;
}

Folded text_fold(Arena *arena, Str original)
{
    original = bounded(original);
    Chars all = fold_all(arena, original);
    return encode(arena, &all, original.len);
}

FoldedChars text_fold_chars(Arena *arena, Str original)
{
    Chars all = fold_all(arena, bounded(original));
    return (FoldedChars){.at = all.code, .len = all.len};
}

FoldedText text_fold_once(Arena *arena, Str original)
{
    return (FoldedText){.original = original, .folded = text_fold(arena, original)};
}

Str text_fold_plain(Arena *arena, Str original)
{
    return text_fold(arena, original).text;
}

Str folded_original(const Folded *folded, Str original, size_t from, size_t to)
{
    if (to > folded->text.len)
        to = folded->text.len;
    if (from >= to)
        return (Str){original.at, 0};
    return str_trim(str_slice(original, folded->from[from], folded->from[to]));
}

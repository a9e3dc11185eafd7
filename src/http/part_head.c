/* See part_head.h. Browsers write: Content-Disposition: form-data; name="photo"; filename="a.jpg", with '"', CR and LF
 * inside a name as %22, %0D and %0A. Whatever else quoting could mean is refused. */
#include "http/part_head.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

enum { NAME_BYTES_MAX = 200, FILENAME_BYTES_MAX = 1000 };

bool header_word_is(Str word, const char *wanted)
{
    return word.len == strlen(wanted) && strncasecmp(word.at, wanted, word.len) == 0;
}

static Err malformed(Ctx *ctx, const char *what)
{
    return fail(ctx, ERR_INVALID, MSG_UPLOAD_MALFORMED, str_of(what));
}

static bool cut_crlf(Str lines, Str *line, Str *rest)
{
    ptrdiff_t end = str_find(lines, STR("\r\n"));
    if (end < 0)
        return false;
    *line = str_slice(lines, 0, (size_t)end);
    *rest = str_slice(lines, (size_t)end + 2, lines.len);
    return true;
}

static bool text_is_clean(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] < 0x20 || s.at[i] == 0x7f)
            return false;
    return utf8_valid(s);
}

static Str unescape(Ctx *ctx, Str s)
{
    char *at = arena_alloc(ctx->arena, s.len);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool quote = str_starts(str_slice(s, i, s.len), STR("%22"));
        at[len++] = quote ? '"' : s.at[i];
        i += quote ? 2 : 0;
    }
    return (Str){at, len};
}

/* One `; key="value"` off the front of *rest. */
static bool cut_parameter(Str *rest, Str *key, Str *value)
{
    Str s = str_trim(*rest);
    if (s.len == 0 || s.at[0] != ';')
        return false;
    s = str_trim(str_slice(s, 1, s.len));
    Str after;
    if (!str_cut(s, '=', key, &after) || after.len == 0 || after.at[0] != '"')
        return false;
    return str_cut(str_slice(after, 1, after.len), '"', value, rest);
}

static Err read_disposition(Ctx *ctx, Str value, PartHead *head)
{
    if (head->name.at != NULL)
        return malformed(ctx, "two Content-Disposition in one part");
    ptrdiff_t semicolon = str_find_char(value, ';');
    if (semicolon < 0 || !header_word_is(str_trim(str_slice(value, 0, (size_t)semicolon)), "form-data"))
        return malformed(ctx, "a part that is no form-data");
    Str rest = str_slice(value, (size_t)semicolon, value.len);
    while (str_trim(rest).len > 0) {
        Str key, text;
        if (!cut_parameter(&rest, &key, &text) || str_find_char(text, '\\') >= 0)
            return malformed(ctx, "a Content-Disposition that cannot be read");
        Str *slot = header_word_is(key, "name")       ? &head->name
                    : header_word_is(key, "filename") ? &head->filename
                                                      : NULL;
        if (slot == NULL || slot->at != NULL)
            return malformed(ctx, "a Content-Disposition that cannot be read");
        *slot = unescape(ctx, text);
    }
    if (head->name.len == 0 || head->name.len > NAME_BYTES_MAX || head->filename.len > FILENAME_BYTES_MAX)
        return malformed(ctx, "a part without a proper name");
    return OK;
}

static Err read_line(Ctx *ctx, Str line, PartHead *head)
{
    Str name, value;
    if (!text_is_clean(line) || !str_cut(line, ':', &name, &value) || name.len == 0 || str_trim(name).len != name.len)
        return malformed(ctx, "a part's header cannot be read");
    value = str_trim(value);
    if (header_word_is(name, "content-disposition"))
        return read_disposition(ctx, value, head);
    if (header_word_is(name, "content-type"))
        head->content_type = str_copy(ctx->arena, value);
    if (header_word_is(name, "content-transfer-encoding") && !header_word_is(value, "binary") &&
        !header_word_is(value, "8bit") && !header_word_is(value, "7bit"))
        return malformed(ctx, "a Content-Transfer-Encoding");
    return OK;
}

Err part_head_parse(Ctx *ctx, Str lines, PartHead *out)
{
    PartHead head = {0};
    for (Str line; lines.len > 0;) {
        if (!cut_crlf(lines, &line, &lines))
            return malformed(ctx, "a part's header cannot be read");
        TRY(read_line(ctx, line, &head));
    }
    if (head.name.at == NULL)
        return malformed(ctx, "a part without a name");
    *out = head;
    return OK;
}

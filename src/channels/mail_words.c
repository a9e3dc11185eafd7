/* See mail_words.h. */
#include "channels/mail_words.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/utf8.h"

static bool is_name(Str text, const char *name)
{
    return text.len == strlen(name) && strncasecmp(text.at, name, text.len) == 0;
}

static const char *charset_of(Ctx *ctx, Str charset)
{
    static const char *const chinese[] = {"gb2312", "gbk", "cp936", "x-gbk", "gb_2312-80", "euc-cn", "windows-936"};
    enum { NAME_MOST = 40 };
    for (size_t i = 0; i < COUNT_OF(chinese); i++)
        if (is_name(charset, chinese[i]))
            return "GB18030";
    for (size_t i = 0; i < charset.len; i++)
        if (charset.at[i] <= ' ' || charset.at[i] > '~' || charset.at[i] == '/') /* iconv's own suffixes */
            return NULL;
    return charset.len == 0 || charset.len > NAME_MOST ? NULL : str_z(ctx->arena, charset);
}

static void close_iconv(iconv_t *from)
{
    if (*from != (iconv_t)-1)
        (void)iconv_close(*from);
}

/* What cannot be read becomes U+FFFD. False: there is no such charset. */
static bool convert(Buf *out, Str bytes, const char *charset)
{
    iconv_t from CLEANUP(close_iconv) = iconv_open("UTF-8", charset);
    char *in = (char *)(uintptr_t)bytes.at; /* iconv reads only */
    size_t left = bytes.len;
    if (from == (iconv_t)-1)
        return false;
    while (left > 0) {
        char room[1024], *to = room;
        size_t free_room = sizeof room;
        size_t done = iconv(from, &in, &left, &to, &free_room);
        int why = errno;
        buf_add(out, (Str){room, sizeof room - free_room});
        if (done != (size_t)-1 || (why == E2BIG && free_room < sizeof room))
            continue;
        buf_z(out, "\xef\xbf\xbd");
        in++;
        left--;
    }
    return true;
}

/* Line ends become \n; what cannot be shown goes. */
static Str cleaned(Ctx *ctx, Str text)
{
    Buf out = buf_new(ctx->arena);
    for (size_t at = 0; at < text.len;) {
        size_t begin = at;
        uint32_t c = utf8_next(text, &at);
        bool control = (c < ' ' && c != '\n' && c != '\t') || c == 0x7f;
        if (!control && !utf8_is_hidden(c))
            buf_add(&out, str_slice(text, begin, at));
    }
    return buf_str(&out);
}

Str mail_decode(Ctx *ctx, Str bytes, Str charset)
{
    const char *name = charset_of(ctx, charset);
    Buf out = buf_new(ctx->arena);
    bool unsaid = name == NULL || is_name(charset, "utf-8") || is_name(charset, "us-ascii");
    if (unsaid && utf8_valid(bytes))
        return cleaned(ctx, bytes);
    if (name != NULL && !is_name(charset, "us-ascii") && convert(&out, bytes, name) && utf8_valid(buf_str(&out)))
        return cleaned(ctx, buf_str(&out));
    out = buf_new(ctx->arena);
    (void)convert(&out, bytes, "GB18030");
    return utf8_valid(buf_str(&out)) ? cleaned(ctx, buf_str(&out)) : STR("");
}

/* --- markup --- */

static void put_entity(Buf *out, Str name)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", " "}};
    char text[4];
    size_t len = 0;
    int64_t point = 0;
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (is_name(name, known[i].name)) {
            buf_z(out, known[i].text);
            return;
        }
    bool hex = name.len > 2 && name.at[0] == '#' && (name.at[1] == 'x' || name.at[1] == 'X');
    for (size_t i = hex ? 2 : 1; i < name.len && point < 0x110000; i++) {
        char c = name.at[i];
        int digit = c >= '0' && c <= '9'                        ? c - '0'
                    : hex && (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                                : -1;
        point = digit < 0 ? 0x110000 : point * (hex ? 16 : 10) + digit;
    }
    bool good =
        name.len > 1 && name.at[0] == '#' && point >= ' ' && point < 0x110000 && (point < 0xd800 || point > 0xdfff);
    if (good && point != 0x7f && !utf8_is_hidden((uint32_t)point)) {
        utf8_encode((uint32_t)point, text, &len);
        buf_add(out, (Str){text, len});
    }
}

static size_t tag_end(Str html, size_t at)
{
    while (at < html.len && html.at[at] != '>')
        at++;
    return at < html.len ? at + 1 : html.len;
}

static Str tag_name(Str html, size_t at)
{
    size_t end = at;
    while (end < html.len && ((html.at[end] | 32) >= 'a') && ((html.at[end] | 32) <= 'z'))
        end++;
    return str_slice(html, at, end);
}

/* Past "</name": what stands between is for machines. */
static size_t skip_element(Str html, size_t at, Str name)
{
    for (; at + name.len + 2 <= html.len; at++)
        if (html.at[at] == '<' && html.at[at + 1] == '/' && strncasecmp(html.at + at + 2, name.at, name.len) == 0)
            return tag_end(html, at);
    return html.len;
}

static size_t take_tag(Buf *out, Str html, size_t at)
{
    static const char *const hidden[] = {"script", "style", "head", "title"};
    static const char *const lines[] = {"br", "p", "div", "tr", "li", "blockquote", "table"};
    bool closing = at + 1 < html.len && html.at[at + 1] == '/';
    Str name = tag_name(html, at + (closing ? 2 : 1));
    size_t end = tag_end(html, at);
    for (size_t i = 0; i < COUNT_OF(hidden) && !closing; i++)
        if (is_name(name, hidden[i]))
            return skip_element(html, end, name);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        if (is_name(name, lines[i]) && out->len > 0 && out->at[out->len - 1] != '\n')
            buf_char(out, '\n');
    return end;
}

static size_t take_entity(Buf *out, Str html, size_t at)
{
    enum { NAME_MOST = 10 };
    size_t end = at + 1;
    while (end < html.len && end - at <= NAME_MOST && html.at[end] != ';' && html.at[end] != '<' && html.at[end] != '&')
        end++;
    if (end >= html.len || html.at[end] != ';') {
        buf_char(out, '&');
        return at + 1;
    }
    put_entity(out, str_slice(html, at + 1, end));
    return end + 1;
}

Str mail_html_words(Ctx *ctx, Str html)
{
    Buf out = buf_new(ctx->arena);
    for (size_t at = 0; at < html.len;) {
        char c = html.at[at];
        bool space = c == '\n' || c == ' ' || c == '\t';
        if (c == '<')
            at = take_tag(&out, html, at);
        else if (c == '&')
            at = take_entity(&out, html, at);
        else {
            if (!space)
                buf_char(&out, c);
            else if (out.len > 0 && out.at[out.len - 1] != ' ' && out.at[out.len - 1] != '\n')
                buf_char(&out, ' ');
            at++;
        }
    }
    return str_trim(buf_str(&out));
}

/* --- what is theirs --- */

/* Lines with which mail programs begin what is answered. */
static bool begins_quote(Str line)
{
    static const char *const heads[] = {"-----Original Message", "-----原始邮件", "------------------ 原始邮件",
                                        "------------------ Original", "________________________________"};
    static const char *const tails[] = {"wrote:", "写道：", "写道:", "写道"};
    for (size_t i = 0; i < COUNT_OF(heads); i++)
        if (str_starts(line, str_of(heads[i])))
            return true;
    for (size_t i = 0; i < COUNT_OF(tails); i++) {
        Str tail = str_of(tails[i]);
        bool ends = line.len > tail.len + 6 && str_eq(str_slice(line, line.len - tail.len, line.len), tail);
        if (ends && (str_starts(line, STR("On ")) || str_starts(line, STR("在")) || str_find_char(line, '@') >= 0))
            return true;
    }
    return false;
}

Str mail_own_words(Str text)
{
    Str rest = text;
    size_t end = 0;
    while (!str_empty(rest)) {
        Str line = rest, tail = STR("");
        if (str_cut(rest, '\n', &line, &tail))
            line = (Str){rest.at, line.len};
        bool signature = str_is(line, "-- ") || str_is(line, "--");
        if (begins_quote(str_trim(line)) || signature || (line.len > 0 && line.at[0] == '>'))
            break;
        end = (size_t)(line.at + line.len - text.at);
        rest = tail;
    }
    Str own = str_trim(str_slice(text, 0, end));
    return str_empty(own) ? str_trim(text) : own;
}

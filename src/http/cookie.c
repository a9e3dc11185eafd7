/* RFC 6265, section 4.1.1 grammar, both ways; see cookie.h. */
#include "http/cookie.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

static bool is_token_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_cookie_octet(char c)
{
    return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

static bool all(Str s, bool (*test)(char))
{
    for (size_t i = 0; i < s.len; i++)
        if (!test(s.at[i]))
            return false;
    return true;
}

static Str trim_blank(Str s)
{
    while (s.len > 0 && (s.at[0] == ' ' || s.at[0] == '\t'))
        s = str_slice(s, 1, s.len);
    while (s.len > 0 && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t'))
        s.len--;
    return s;
}

static bool pair_parse(Str pair, NameValue *out)
{
    Str name, value;
    if (!str_cut(pair, '=', &name, &value))
        return false;
    if (value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"')
        value = str_slice(value, 1, value.len - 1);
    if (name.len == 0 || !all(name, is_token_char) || !all(value, is_cookie_octet))
        return false;
    *out = (NameValue){name, value};
    return true;
}

void cookie_parse(Str header, NameValues *out, size_t room)
{
    for (bool more = true; more && out->count < room;) {
        Str pair = header;
        more = str_cut(header, ';', &pair, &header);
        if (pair_parse(trim_blank(pair), &out->at[out->count]))
            out->count++;
    }
}

Str cookie_write(Arena *arena, const SetCookie *cookie)
{
    const char *path = cookie->path != NULL ? cookie->path : "/";
    assert(cookie->name.len > 0 && all(cookie->name, is_token_char) && all(cookie->value, is_cookie_octet));
    assert(all(str_of(path), is_cookie_octet));
    Buf out = buf_new(arena);
    buf_add(&out, cookie->name);
    buf_char(&out, '=');
    buf_add(&out, cookie->value);
    buf_printf(&out, "; Path=%s", path);
    if (cookie->max_age >= 0)
        buf_printf(&out, "; Max-Age=%lld", (long long)cookie->max_age);
    if (!cookie->script_may_read)
        buf_z(&out, "; HttpOnly");
    buf_z(&out, cookie->same_site == SAME_SITE_STRICT ? "; SameSite=Strict" : "; SameSite=Lax");
    if (cookie->secure)
        buf_z(&out, "; Secure");
    return buf_str(&out);
}

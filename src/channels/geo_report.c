/* See geo_report.h. */
#include "channels/geo_report.h"

#include <time.h>

#include "base/utf8.h"

GeoAnswer geo_answer(Arena *arena, bool xml)
{
    GeoAnswer out = {.xml = xml, .text = buf_new(arena), .json = json_out(arena)};
    if (xml)
        buf_z(&out.text, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    return out;
}

static void open_tag(GeoAnswer *out, const char *name)
{
    buf_printf(&out->text, "<%s>", name);
}

static void close_tag(GeoAnswer *out, const char *name)
{
    buf_printf(&out->text, "</%s>", name);
}

void geo_list(GeoAnswer *out, const char *name)
{
    if (out->xml) {
        open_tag(out, name);
        return;
    }
    if (out->items > 0)
        json_key(&out->json, name);
    json_open(&out->json, '[');
}

void geo_list_end(GeoAnswer *out, const char *name)
{
    if (out->xml)
        close_tag(out, name);
    else
        json_close(&out->json, ']');
}

void geo_item(GeoAnswer *out, const char *name)
{
    out->items++;
    if (out->xml)
        open_tag(out, name);
    else
        json_open(&out->json, '{');
}

void geo_item_end(GeoAnswer *out, const char *name)
{
    out->items--;
    if (out->xml)
        close_tag(out, name);
    else
        json_close(&out->json, '}');
}

/* XML 1.0, 2.2: of the control characters only tab, line feed and carriage return; no U+FFFE, U+FFFF. */
static void add_escaped(Buf *buf, Str value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];
        bool unfit = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
        bool beyond = c == 0xef && i + 2 < value.len && (unsigned char)value.at[i + 1] == 0xbf &&
                      ((unsigned char)value.at[i + 2] == 0xbe || (unsigned char)value.at[i + 2] == 0xbf);
        if (beyond)
            i += 2;
        else if (c == '&')
            buf_z(buf, "&amp;");
        else if (c == '<')
            buf_z(buf, "&lt;");
        else if (c == '>')
            buf_z(buf, "&gt;");
        else if (c == '\r')
            buf_z(buf, "&#13;");
        else if (!unfit)
            buf_char(buf, (char)c);
    }
}

void geo_text(GeoAnswer *out, const char *name, Str value)
{
    if (!out->xml) {
        json_field_opt(&out->json, name, value);
        return;
    }
    open_tag(out, name);
    add_escaped(&out->text, value);
    close_tag(out, name);
}

void geo_number(GeoAnswer *out, const char *name, int64_t value)
{
    if (out->xml)
        buf_printf(&out->text, "<%s>%lld</%s>", name, (long long)value, name);
    else
        json_field_i64(&out->json, name, value);
}

void geo_bool(GeoAnswer *out, const char *name, bool value)
{
    if (out->xml)
        buf_printf(&out->text, "<%s>%s</%s>", name, value ? "true" : "false", name);
    else
        json_field_bool(&out->json, name, value);
}

void geo_degrees(GeoAnswer *out, const char *name, int64_t e7, bool known)
{
    if (!known)
        geo_text(out, name, STR(""));
    else if (out->xml)
        buf_printf(&out->text, "<%s>%.7f</%s>", name, (double)e7 / 1e7, name);
    else
        json_field_number(&out->json, name, (double)e7 / 1e7, 7);
}

void geo_time(GeoAnswer *out, const char *name, UnixMs at)
{
    time_t seconds = (time_t)(at / 1000);
    struct tm tm;
    char text[32] = "";
    if (at > 0 && gmtime_r(&seconds, &tm) != NULL)
        (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    geo_text(out, name, str_of(text));
}

void geo_respond(Response *res, int status, const GeoAnswer *answer)
{
    if (!answer->xml) {
        respond_json(res, status, &answer->json);
        return;
    }
    respond_bytes(res, "text/xml; charset=utf-8", buf_str(&answer->text));
    res->status = status;
}

void geo_respond_error(Response *res, bool xml, int status, Str description)
{
    GeoAnswer out = geo_answer(res->ctx->arena, xml);
    geo_list(&out, "errors");
    geo_item(&out, "error");
    geo_number(&out, "code", status);
    geo_text(&out, "description", description);
    geo_item_end(&out, "error");
    geo_list_end(&out, "errors");
    geo_respond(res, status, &out);
}

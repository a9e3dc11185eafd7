/* See xml.h. */
#include "base/xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { TOKEN_MOST = 256 * 1024, PIECE_MOST = 1 << 30, NAME_MOST = 40 };

/* --- as it comes --- */

const char *xml_local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon != NULL ? colon + 1 : name;
}

void xml_refuse(XmlStream *stream)
{
    stream->refused = true;
    (void)XML_StopParser(stream->parser, XML_FALSE);
}

static void on_doctype(void *self, const char *name, const char *system, const char *public_id, int internal)
{
    (void)name, (void)system, (void)public_id, (void)internal;
    xml_refuse(self);
}

static void on_start(void *self, const char *name, const char **attributes)
{
    XmlStream *stream = self;
    if (++stream->depth > stream->levels)
        xml_refuse(stream);
    if (!stream->refused && stream->to.start != NULL)
        stream->to.start(stream->to.self, xml_local_name(name), attributes);
}

static void on_end(void *self, const char *name)
{
    XmlStream *stream = self;
    if (!stream->refused && stream->to.end != NULL) /* of an empty element it is called although its start refused */
        stream->to.end(stream->to.self, xml_local_name(name));
    stream->depth--;
}

static void on_text(void *self, const char *at, int len)
{
    XmlStream *stream = self;
    if (!stream->refused && stream->to.text != NULL)
        stream->to.text(stream->to.self, at, len);
}

void xml_open(XmlStream *stream)
{
    stream->parser = XML_ParserCreate(stream->encoding);
    if (stream->parser == NULL)
        abort(); /* out of memory, as in arena.c */
    XML_SetUserData(stream->parser, stream);
    XML_SetElementHandler(stream->parser, on_start, on_end);
    XML_SetCharacterDataHandler(stream->parser, on_text);
    XML_SetStartDoctypeDeclHandler(stream->parser, on_doctype);
}

void xml_close(XmlStream *stream)
{
    if (stream->parser != NULL)
        XML_ParserFree(stream->parser);
    stream->parser = NULL;
}

/* expat before 2.6 reads an unfinished tag or comment from its beginning with each piece (CVE-2023-52425): 16 MB of
 * one, 16 KB packed, took it 1.4 s, and twice as much takes four times as long. */
static bool waits_too_long(const XmlStream *stream)
{
    XML_Index at = XML_GetCurrentByteIndex(stream->parser);
    return at >= 0 && stream->fed > (size_t)at + TOKEN_MOST;
}

XmlFed xml_feed(XmlStream *stream, Str piece)
{
    if (piece.len > PIECE_MOST ||
        XML_Parse(stream->parser, piece.at, (int)piece.len, piece.len == 0) != XML_STATUS_OK || stream->refused)
        return XML_REFUSED;
    stream->fed += piece.len;
    return waits_too_long(stream) ? XML_ENDLESS : XML_FED;
}

/* --- whole --- */

typedef struct Reading {
    const XmlDocument *document;
    XmlStream stream;
    char names[XML_LEVELS][NAME_MOST];
    Buf texts[XML_LEVELS];
} Reading;

static void document_start(void *self, const char *element, const char **attributes)
{
    Reading *r = self;
    size_t level = (size_t)r->stream.depth - 1, len = strlen(element);
    (void)attributes;
    memcpy(r->names[level], len < NAME_MOST ? element : "", len < NAME_MOST ? len + 1 : 1);
    r->texts[level].len = 0;
}

static void document_text(void *self, const char *at, int len)
{
    Reading *r = self;
    buf_add(&r->texts[r->stream.depth - 1], (Str){at, (size_t)len});
}

static void document_end(void *self, const char *name)
{
    Reading *r = self;
    int level = r->stream.depth - 1;
    (void)name;
    XmlElement element = {.depth = level + 1,
                          .root = r->names[0],
                          .parent = level > 0 ? r->names[level - 1] : "",
                          .name = r->names[level],
                          .text = buf_str(&r->texts[level])};
    if (!r->document->end(r->document->self, &element))
        xml_refuse(&r->stream);
}

bool xml_read(const XmlDocument *document)
{
    if (document->bytes.len > document->most || !utf8_valid(document->bytes))
        return false;
    Reading r = {
        .document = document,
        .stream = {.to = {&r, document_start, document_end, document_text}, .encoding = "UTF-8", .levels = XML_LEVELS}};
    for (size_t i = 0; i < XML_LEVELS; i++)
        r.texts[i] = buf_new(document->arena);
    xml_open(&r.stream);
    bool taken = xml_feed(&r.stream, document->bytes) == XML_FED && xml_feed(&r.stream, STR("")) == XML_FED;
    xml_close(&r.stream);
    return taken;
}

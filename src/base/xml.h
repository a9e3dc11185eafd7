/* XML from outside. This is the one place that reads it (by expat), so that what protects us from it stands once: a
 * document type is refused, and with it every entity of one's own and whatever it would fetch; depth and size are
 * bounded; a tag that does not end is given up. Elements' names come without their prefix. */
#ifndef GULOU_BASE_XML_H
#define GULOU_BASE_XML_H

#include "base/arena.h"
#include "base/str.h"

/* --- a small document, whole --- */

enum { XML_LEVELS = 8 }; /* deeper is refused */

typedef struct XmlElement {
    int depth; /* the root's is 1 */
    /* Of the root, of the element around it (empty: none) and its own. One of 40 bytes and more is none of ours: empty.
     */
    const char *root, *parent, *name;
    Str text; /* its own, without that of elements within; valid until the reader returns */
} XmlElement;

typedef struct XmlDocument {
    Arena *arena;
    Str bytes;
    size_t most; /* bytes */
    void *self;
    bool (*end)(void *self, const XmlElement *element); /* as each ends, the root last; false: refused */
} XmlDocument;
/* False: refused, by us or by `end`; no UTF-8; or no XML. */
bool xml_read(const XmlDocument *document);

/* --- a large one, as it comes --- */

typedef struct XmlHandlers {
    void *self;
    void (*start)(void *self, const char *element, const char **attributes); /* any may be NULL */
    void (*end)(void *self, const char *element);
    void (*text)(void *self, const char *at, int len);
} XmlHandlers;

typedef struct XmlStream {
    XmlHandlers to;
    const char *encoding; /* whatever it says of itself; NULL: what it says, of those that expat knows */
    int levels;           /* deeper is refused */
    struct XML_ParserStruct *parser;
    int depth;
    size_t fed;
    bool refused;
} XmlStream;

typedef enum XmlFed { XML_FED, XML_REFUSED, XML_ENDLESS } XmlFed; /* ENDLESS: a tag or comment beyond 256 KB */

void xml_open(XmlStream *stream);  /* it must stay where it is */
void xml_close(XmlStream *stream); /* for CLEANUP */
/* At most 1 GB at once; an empty piece is the end. */
XmlFed xml_feed(XmlStream *stream, Str piece);
void xml_refuse(XmlStream *stream); /* by a handler */

const char *xml_local_name(const char *name);

#endif

/* The parts of an XLSX file: a ZIP of XML documents (ECMA-376 part 2), each read as a stream (base/xml.h) under one
 * allowance for everything unpacked. Only for this room. */
#ifndef GULOU_SHEETS_XLSX_ZIP_H
#define GULOU_SHEETS_XLSX_ZIP_H

#include "base/xml.h"
#include "sheets/sheets.h"

typedef struct XlsxZip {
    Ctx *ctx;
    struct zip *zip;
    size_t unpacked; /* so far, of all parts */
} XlsxZip;

void xlsx_zip_close(XlsxZip *zip);                             /* for CLEANUP */
MUST_USE Err xlsx_zip_open(Ctx *ctx, Str bytes, XlsxZip *out); /* `bytes` must outlive it */

/* One part through the handlers. A part that is not there is *found = false. A handler stops the reading by setting
 * *stop. */
typedef struct XlsxPart {
    const char *name;
    XmlHandlers to;
    const bool *stop; /* looked at after every piece; NULL: never */
} XlsxPart;
MUST_USE Err xlsx_zip_read(XlsxZip *zip, const XlsxPart *part, bool *found);

Str xlsx_attribute(const char **attributes, const char *name); /* without its prefix; empty: none */

#endif

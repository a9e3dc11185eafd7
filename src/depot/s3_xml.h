/* The two XML documents of S3 that we read, as base/xml.h has it: a page of a listing, and an error. */
#ifndef GULOU_DEPOT_S3_XML_H
#define GULOU_DEPOT_S3_XML_H

#include "base/ctx.h"

enum { S3_PAGE_MOST = 1000 };

typedef struct S3Listed {
    Str name;
    UnixMs written;
} S3Listed;

typedef struct S3Page {
    S3Listed at[S3_PAGE_MOST];
    size_t len;
    Str next; /* token of the next page; empty: this was the last */
} S3Page;

/* ListObjectsV2's answer. False: it is none, or says more than it may. Texts are in the arena. */
bool s3_xml_page(Arena *arena, Str document, S3Page *out);
/* <Error><Code>, of letters only; empty: the document is no error. */
Str s3_xml_code(Arena *arena, Str document);

#endif

/* multipart/form-data (RFC 7578), read as it arrives, strictly: CR LF line ends, a Content-Disposition with a name in
 * every part, nothing before the first boundary and nothing after the last. */
#ifndef GULOU_HTTP_MULTIPART_H
#define GULOU_HTTP_MULTIPART_H

#include "base/ctx.h"

typedef struct PartHead {
    Str name;
    Str filename; /* at == NULL: a text field */
    Str content_type;
} PartHead;

/* Where the parts go. A failing call ends the parse with its Err. */
typedef struct PartSink {
    void *self;
    Err (*begin)(void *self, const PartHead *head); /* the head's text is in ctx->arena */
    Err (*data)(void *self, Str bytes);
    Err (*end)(void *self);
} PartSink;

typedef struct MultipartLimits {
    size_t parts;
    size_t part_header_bytes;
} MultipartLimits;

typedef struct Multipart Multipart;

/* The boundary of a Content-Type header's value. False: no multipart/form-data, or no proper boundary. */
bool multipart_boundary(Str content_type, Str *out);
Multipart *multipart_new(Ctx *ctx, Str boundary, MultipartLimits limits, PartSink sink);
/* INVALID (UPLOAD_MALFORMED), TOO_LARGE (UPLOAD_PARTS), or what the sink said; after a failure do not call again. */
MUST_USE Err multipart_push(Multipart *multipart, Str bytes);
MUST_USE Err multipart_finish(Multipart *multipart); /* INVALID when the last boundary has not come */

#endif

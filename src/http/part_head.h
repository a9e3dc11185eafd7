/* The header lines of one part of a multipart body. */
#ifndef GULOU_HTTP_PART_HEAD_H
#define GULOU_HTTP_PART_HEAD_H

#include "http/multipart.h"

/* `lines`: each ended by CR LF. INVALID (UPLOAD_MALFORMED). Copies into ctx->arena. */
MUST_USE Err part_head_parse(Ctx *ctx, Str lines, PartHead *out);
bool header_word_is(Str word, const char *wanted); /* ASCII case aside */

#endif

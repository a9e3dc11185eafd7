/* Content coding: which one the client takes (RFC 9110, 12.5.3), and gzip for text that is made on the spot. */
#ifndef GULOU_HTTP_NEGOTIATE_H
#define GULOU_HTTP_NEGOTIATE_H

#include "base/str.h"

/* Named with q > 0, or not named but `*` with q > 0. An absent header accepts nothing here. */
bool encoding_accepted(Str accept_encoding, const char *coding);
/* Text-like media types, worth compressing. */
bool content_compressible(const char *content_type);
/* False when it would not become smaller. */
bool gzip_text(Arena *arena, Str plain, Str *out);
/* The reverse, for our own embedded files. False: not what gzip wrote. */
bool gunzip(Arena *arena, Str packed, Str *out);

#endif

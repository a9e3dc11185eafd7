/* The request target: "/api/cases/5?lang=en" -> decoded segments and query parameters. Strict: what is not
 * percent-encoded UTF-8 without NUL is refused, so that no handler ever sees it. */
#ifndef GULOU_HTTP_PATH_H
#define GULOU_HTTP_PATH_H

#include "http/request.h"

/* False: bad escape, NUL, other control characters, or invalid (also overlong) UTF-8. `plus`: '+' is a space. */
bool percent_decode(Arena *arena, Str encoded, bool plus, Str *out);
/* Segments of a path that begins with '/'. False: bad encoding, more than `most`, or a dot segment. */
bool path_split(Arena *arena, Str path, size_t most, NameValues *out);
/* "a=1&b=%20": also the body of a urlencoded form. False: bad encoding or more than `most`. */
bool query_parse(Arena *arena, Str query, size_t most, NameValues *out);

#endif

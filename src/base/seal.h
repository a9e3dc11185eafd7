/* Text that only this district's servers can read again, and that nobody can change unseen (XChaCha20-Poly1305;
 * libsodium inside): what a browser keeps for us, and secrets in rows. */
#ifndef GULOU_BASE_SEAL_H
#define GULOU_BASE_SEAL_H

#include "base/hash.h"

typedef struct Seal {
    const Hash *key;
    Str purpose; /* a text sealed for one purpose opens for no other: "sign-on", "second-factor:p12" */
} Seal;

Str seal_text(Arena *arena, const Seal *seal, Str text);               /* base64url, another one each time */
bool seal_open(Arena *arena, const Seal *seal, Str sealed, Str *text); /* false: not ours, or changed */

#endif

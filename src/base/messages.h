/* The catalogue of sentences that the server itself says to people, in both languages.
 * Add a line to messages.def; the enum, the stable code (problem JSON `code`) and the texts follow. */
#ifndef GULOU_BASE_MESSAGES_H
#define GULOU_BASE_MESSAGES_H

#include "base/str.h"

typedef enum Lang { LANG_ZH, LANG_EN, LANG_COUNT } Lang;

typedef enum MsgId {
#define MSG(code, zh, en) MSG_##code,
#include "base/messages.def"
#undef MSG
    MSG_COUNT
} MsgId;

enum { MESSAGE_ARGS_MAX = 4 };

const char *message_code(MsgId id); /* "CASE_CLOSED" */
/* {0} to {3} are replaced by args; a missing one stays as it is. */
Str message_text(Arena *arena, MsgId id, Lang lang, const Str *args, size_t count);
Lang lang_parse(Str accept_language); /* of an Accept-Language value: English only if it comes before Chinese */

#endif

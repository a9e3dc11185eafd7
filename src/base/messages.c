/* The catalogue of sentences; see messages.h. */
#include "base/messages.h"

#include "base/buf.h"

typedef struct Message {
    const char *code;
    const char *text[LANG_COUNT];
} Message;

static const Message messages[MSG_COUNT] = {
#define MSG(code, zh, en) [MSG_##code] = {#code, {zh, en}},
#include "base/messages.def"
#undef MSG
};

const char *message_code(MsgId id)
{
    return messages[id].code;
}

Str message_text(Arena *arena, MsgId id, Lang lang, const Str *args, size_t count)
{
    Buf out = buf_new(arena);
    const char *at = messages[id].text[lang];
    const char *plain = at;
    for (; *at != '\0'; at++) {
        size_t n = (size_t)(at[1] - '0');
        if (at[0] != '{' || n >= count || at[2] != '}')
            continue;
        buf_add(&out, (Str){plain, (size_t)(at - plain)});
        buf_add(&out, args[n]);
        at += 2;
        plain = at + 1;
    }
    buf_add(&out, (Str){plain, (size_t)(at - plain)});
    return buf_str(&out);
}

Lang lang_parse(Str accept)
{
    ptrdiff_t zh = str_find(accept, STR("zh"));
    ptrdiff_t en = str_find(accept, STR("en"));
    return en >= 0 && (zh < 0 || en < zh) ? LANG_EN : LANG_ZH;
}

/* Codes and names of the closed sets in words.h. */
#include "domain/words.h"

#include <string.h>

typedef struct Word {
    const char *code;
    size_t len;
    const char *text[LANG_COUNT];
} Word;

static bool find_word(const Word *words, size_t count, Str code, size_t *out)
{
    for (size_t i = 0; i < count; i++)
        if (words[i].len == code.len && memcmp(words[i].code, code.at, code.len) == 0) {
            *out = i;
            return true;
        }
    return false;
}

#define ROW(code, zh, en) {#code, sizeof #code - 1, {zh, en}},
#define WORDS_DEFINE(Name, name, TABLE)                                                                                \
    static const Word name##_words[] = {TABLE(ROW)};                                                                   \
    const char *name##_code(Name value)                                                                                \
    {                                                                                                                  \
        return name##_words[value].code;                                                                               \
    }                                                                                                                  \
    bool name##_parse(Str code, Name *out)                                                                             \
    {                                                                                                                  \
        size_t i = 0;                                                                                                  \
        if (!find_word(name##_words, COUNT_OF(name##_words), code, &i))                                                \
            return false;                                                                                              \
        *out = (Name)i;                                                                                                \
        return true;                                                                                                   \
    }                                                                                                                  \
    Str name##_text(Name value, Lang lang)                                                                             \
    {                                                                                                                  \
        return str_of(name##_words[value].text[lang]);                                                                 \
    }

WORDS_DEFINE(CaseState, case_state, CASE_STATES)
WORDS_DEFINE(CallState, call_state, CALL_STATES)
WORDS_DEFINE(Action, action, ACTIONS)
WORDS_DEFINE(Relation, relation, RELATIONS)
WORDS_DEFINE(Role, role, ROLES)
WORDS_DEFINE(Urgency, urgency, URGENCIES)
WORDS_DEFINE(Difficulty, difficulty, DIFFICULTIES)
WORDS_DEFINE(UnitKind, unit_kind, UNIT_KINDS)
WORDS_DEFINE(ClockKind, clock_kind, CLOCKS)
WORDS_DEFINE(RequestKind, request_kind, REQUEST_KINDS)
WORDS_DEFINE(Presence, presence, PRESENCES)
WORDS_DEFINE(Channel, channel, CHANNELS)
WORDS_DEFINE(Finding, finding, FINDINGS)

Str action_slug(Arena *arena, Action action)
{
    Str code = str_lower_ascii(arena, str_of(action_code(action)));
    char *at = str_z(arena, code);
    for (size_t i = 0; i < code.len; i++)
        if (at[i] == '_')
            at[i] = '-';
    return (Str){at, code.len};
}

/* True where `slug` spells `code` in small letters with hyphens. */
static bool slug_matches(Str slug, Str code)
{
    if (slug.len != code.len)
        return false;
    for (size_t i = 0; i < slug.len; i++) {
        char c = code.at[i];
        if (slug.at[i] != (char)(c == '_' ? '-' : c - 'A' + 'a'))
            return false;
    }
    return true;
}

bool action_from_slug(Str slug, Action *out)
{
    for (size_t i = 0; i < COUNT_OF(action_words); i++)
        if (slug_matches(slug, str_of(action_words[i].code))) {
            *out = (Action)i;
            return true;
        }
    return false;
}

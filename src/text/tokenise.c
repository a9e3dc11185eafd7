/* One character of look-ahead decides: Han pairs overlap, words and numbers are as long as they go. */
#include "text/tokenise.h"

#include "base/utf8.h"
#include "text/fold.h"

Tokens tokens_of(Str folded)
{
    return (Tokens){.folded = folded};
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* Letters of any alphabet that is not Han; signs, symbols and emoji separate. */
static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z';
    return (c >= 0xc0 && c < 0x2000 && c != 0xd7 && c != 0xf7) || (c >= 0x3040 && c <= 0x30ff && c != 0x30fb) ||
           (c >= 0xac00 && c <= 0xd7a3);
}

static size_t run_end(Str s, size_t at, bool (*belongs)(uint32_t))
{
    while (at < s.len) {
        size_t next = at;
        if (!belongs(utf8_next(s, &next)))
            break;
        at = next;
    }
    return at;
}

/* `at` stands behind the first Han character, which began at `from`. */
static bool han_token(Tokens *t, size_t from, Token *out)
{
    size_t middle = t->at, end = middle;
    bool pair = end < t->folded.len && text_is_han(utf8_next(t->folded, &end));
    bool was_second = t->in_han;
    t->in_han = pair;
    if (!pair && was_second)
        return false; /* already said in the pair before */
    size_t to = pair ? end : middle;
    *out =
        (Token){.text = str_slice(t->folded, from, to), .from = from, .kind = pair ? TOKEN_HAN_PAIR : TOKEN_HAN_SINGLE};
    return true;
}

bool token_next(Tokens *t, Token *out)
{
    while (t->at < t->folded.len) {
        size_t from = t->at;
        uint32_t c = utf8_next(t->folded, &t->at);
        if (text_is_han(c)) {
            if (han_token(t, from, out))
                return true;
            continue;
        }
        bool digit = is_digit(c);
        if (!digit && !is_letter(c))
            continue;
        t->at = run_end(t->folded, t->at, digit ? is_digit : is_letter);
        *out =
            (Token){.text = str_slice(t->folded, from, t->at), .from = from, .kind = digit ? TOKEN_NUMBER : TOKEN_WORD};
        return true;
    }
    return false;
}

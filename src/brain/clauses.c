/* What a text holds besides its one matter: nothing at all (a greeting, one character over and over), or a second
 * matter that belongs to somebody else. Both are left to a person, with the reason. */
#include <string.h>

#include "base/utf8.h"
#include "brain/parts.h"
#include "text/fold.h"

/* A clause this likely of its own kind is a matter of its own. */
#define CLAUSE_SURE 0.9
enum { CLAUSES_MAX = 8, CLAUSE_HAN_LEAST = 6, REPEATED_LEAST = 3 };

/* Said around a matter, never one itself. */
static const char *const polite[] = {"你好",   "您好",     "大家好", "谢谢", "感谢",   "多谢",      "辛苦了", "辛苦",
                                     "在吗",   "有人吗",   "请问",   "领导", "早上好", "下午好",    "晚上好", "打扰了",
                                     "麻烦了", "麻烦你们", "麻烦",   "客服", "收到",   "好的",      "再见",   "拜拜",
                                     "你们",   "您",       "了",     "啊",   "呀",     "哦",        "嗯",     "吗",
                                     "呢",     "吧",       "hello",  "hi",   "thanks", "thank you", "ok"};

/* Behind one of these a new matter may begin. */
static const char *const turns[] = {"另外",   "还有", "此外", "顺便", "其次", "同时",
                                    "再就是", "第二", "二是", "2、",  "②"};

static size_t polite_at(Str text, size_t at)
{
    size_t longest = 0;
    for (size_t i = 0; i < COUNT_OF(polite); i++) {
        Str word = str_of(polite[i]);
        if (word.len > longest && str_starts(str_slice(text, at, text.len), word))
            longest = word.len;
    }
    return longest;
}

static bool is_sign(uint32_t c)
{
    return !text_is_han(c) && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9');
}

static bool is_polite(Str folded)
{
    bool some = false;
    for (size_t at = 0; at < folded.len;) {
        size_t word = polite_at(folded, at);
        some = some || word > 0;
        if (word > 0)
            at += word;
        else if (!is_sign(utf8_next(folded, &at)))
            return false;
    }
    return some;
}

static bool is_repeated(Str folded)
{
    uint32_t first = 0;
    size_t count = 0;
    for (size_t at = 0; at < folded.len;) {
        uint32_t c = utf8_next(folded, &at);
        if (is_sign(c))
            continue;
        first = count++ == 0 ? c : first;
        if (c != first)
            return false;
    }
    return count >= REPEATED_LEAST;
}

Idle says_nothing(const FoldedText *text)
{
    Str folded = text->folded.text;
    return is_polite(folded) ? IDLE_POLITE : is_repeated(folded) ? IDLE_REPEATED : IDLE_NOT;
}

/* --- a second matter --- */

static size_t turn_at(Str text, size_t at)
{
    for (size_t i = 0; i < COUNT_OF(turns); i++)
        if (str_starts(str_slice(text, at, text.len), str_of(turns[i])))
            return strlen(turns[i]);
    return 0;
}

static bool ends_sentence(char c)
{
    return c == '.' || c == ';' || c == '!' || c == '?' || c == '\n';
}

static size_t han_in(Str text)
{
    size_t han = 0;
    for (size_t at = 0; at < text.len;)
        han += text_is_han(utf8_next(text, &at));
    return han;
}

/* Sentences, cut also where the writer turns to something else. Folded text: all signs are ASCII. */
static size_t split(Str text, Str *out)
{
    size_t count = 0, from = 0;
    for (size_t at = 0; at < text.len && count < CLAUSES_MAX;) {
        bool turns_here = at > from && turn_at(text, at) > 0;
        if (turns_here || ends_sentence(text.at[at])) {
            Str clause = str_slice(text, from, at);
            if (han_in(clause) >= CLAUSE_HAN_LEAST)
                out[count++] = clause;
            from = turns_here ? at : at + 1;
        }
        (void)utf8_next(text, &at);
    }
    if (count < CLAUSES_MAX && han_in(str_slice(text, from, text.len)) >= CLAUSE_HAN_LEAST)
        out[count++] = str_slice(text, from, text.len);
    return count;
}

static bool apart(const Category *one, const Category *two)
{
    return !str_eq(one->code, two->code) && !str_eq(one->parent, two->parent) && !str_eq(one->lead, two->lead);
}

const Category *second_matter(const Brain *brain, Arena *arena, const Matter *matter)
{
    Str clauses[CLAUSES_MAX];
    size_t count = split(matter->text.folded.text, clauses);
    const Category *other = NULL;
    bool first_too = false;
    for (size_t i = 0; i < count && count > 1; i++) {
        Guess guess;
        if (classifier_predict(brain->model, arena, (Message){.body = clauses[i]}, &guess, 1) == 0 ||
            guess.probability < CLAUSE_SURE)
            continue;
        const Category *category = category_find(brain->district, guess.label);
        first_too = first_too || category == matter->best;
        if (other == NULL && category != NULL && apart(matter->best, category))
            other = category;
    }
    return first_too ? other : NULL;
}

/* What does the text tell of danger? Words of urgency.csv by themselves, and words of urgency_pairs.csv that say it
 * together; told, not denied, and not part of a harmless expression (跳楼价). When in doubt it is told: a false alarm
 * costs a look, a miss a life. */
#include "base/utf8.h"
#include "brain/parts.h"

/* --- pairs --- */

static size_t words_in(Str list)
{
    size_t words = 1;
    for (size_t i = 0; i < list.len; i++)
        words += list.at[i] == ';';
    return words;
}

static size_t add_words(Phrase *phrases, size_t count, Str list, Str tag)
{
    Str rest = list, word = {0};
    for (bool more = true; more;) {
        more = str_cut(rest, ';', &word, &rest);
        word = str_trim(more ? word : rest);
        if (!str_empty(word))
            phrases[count++] = (Phrase){.text = word, .tag = tag};
    }
    return count;
}

/* Tags are "3a" and "3b": of the fourth row the first words, and the second. */
Phrases *danger_pairs(const District *district)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    size_t room = 0, count = 0;
    for (size_t i = 0; i < district->pair_count; i++)
        room += words_in(district->pairs[i].first) + words_in(district->pairs[i].second);
    Phrase *phrases = ARENA_ARRAY(arena, Phrase, room + 1);
    for (size_t i = 0; i < district->pair_count; i++) {
        count = add_words(phrases, count, district->pairs[i].first, str_printf(arena, "%zua", i));
        count = add_words(phrases, count, district->pairs[i].second, str_printf(arena, "%zub", i));
    }
    return phrases_new(phrases, count);
}

static const DistrictPair *pair_of(const District *district, const PhraseHit *hit, bool *second)
{
    Str tag = hit->phrase->tag;
    int64_t row = 0;
    *second = str_ends(tag, STR("b"));
    return str_to_i64(str_slice(tag, 0, tag.len - 1), &row) ? &district->pairs[row] : NULL;
}

static bool ends_sentence(Str between)
{
    static const char *const ends[] = {"。", "！", "？", "；", "!", "?", ";", "\n"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (str_find(between, str_of(ends[i])) >= 0)
            return true;
    return false;
}

static bool near_enough(Str text, const PhraseHit *one, const PhraseHit *two, int64_t within)
{
    const PhraseHit *left = one->from <= two->from ? one : two, *right = left == one ? two : one;
    Str between = left->to < right->from ? str_slice(text, left->to, right->from) : STR("");
    return (int64_t)utf8_length(between) <= within && !ends_sentence(between);
}

/* --- one danger after another --- */

typedef struct Look {
    const Brain *brain;
    Str text;
    Danger *danger;
} Look;

static void add_word(const Look *look, const PhraseHit *hit)
{
    Danger *danger = look->danger;
    Str word = str_slice(look->text, hit->from, hit->to);
    bool known = danger->word_count == BRAIN_TELLING;
    for (size_t i = 0; i < danger->word_count && !known; i++)
        known = str_eq(danger->words[i], word);
    if (!known)
        danger->words[danger->word_count++] = word;
}

static void take(const Look *look, Urgency urgency, Str zh, Str en)
{
    Danger *danger = look->danger;
    if (danger->told && danger->urgency <= urgency)
        return;
    danger->told = true;
    danger->urgency = urgency;
    danger->advice_zh = zh;
    danger->advice_en = en;
}

static const DistrictPhrase *phrase_of(const District *district, const PhraseHit *hit)
{
    for (size_t i = 0; i < district->danger_count; i++)
        if (str_eq(district->danger[i].text, hit->phrase->text))
            return &district->danger[i];
    return NULL;
}

/* Within a longer expression that is harmless as a whole. */
static bool shielded(const PhraseHits *hits, const PhraseHit *hit)
{
    for (size_t i = 0; i < hits->len; i++)
        if (str_is(hits->at[i].phrase->tag, "U3") && hits->at[i].from <= hit->from && hits->at[i].to >= hit->to)
            return true;
    return false;
}

static void look_for_words(const Look *look, const PhraseHits *hits)
{
    for (size_t i = 0; i < hits->len; i++) {
        const PhraseHit *hit = &hits->at[i];
        const DistrictPhrase *phrase = phrase_of(look->brain->district, hit);
        if (phrase == NULL || phrase->urgency == URGENCY_U3 || shielded(hits, hit))
            continue;
        if (hit->negated) {
            look->danger->denied = str_slice(look->text, hit->from, hit->to);
            continue;
        }
        take(look, phrase->urgency, phrase->advice_zh, phrase->advice_en);
        add_word(look, hit);
    }
}

static void look_for_pairs(const Look *look, const PhraseHits *hits, const PhraseHits *words)
{
    for (size_t i = 0; i < hits->len; i++) {
        bool second = false, other_second = false;
        const DistrictPair *pair = pair_of(look->brain->district, &hits->at[i], &second);
        if (pair == NULL || !second || hits->at[i].negated || shielded(words, &hits->at[i]))
            continue;
        for (size_t k = 0; k < hits->len; k++) {
            if (pair_of(look->brain->district, &hits->at[k], &other_second) != pair || other_second ||
                hits->at[k].negated || !near_enough(look->text, &hits->at[i], &hits->at[k], pair->within))
                continue;
            take(look, pair->urgency, pair->advice_zh, pair->advice_en);
            add_word(look, &hits->at[i]);
            break;
        }
    }
}

Danger danger_told(const Brain *brain, Arena *arena, const Matter *matter)
{
    Danger danger = {0};
    const Look look = {.brain = brain, .text = matter->text.original, .danger = &danger};
    PhraseHits pairs = phrases_find_folded(brain->pairs, arena, &matter->text);
    look_for_pairs(&look, &pairs, &matter->danger); /* first: two words know better whom to call than one */
    look_for_words(&look, &matter->danger);
    return danger;
}

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

/* A hit of a pair's word: of which row, and whether of the second list. */
typedef struct Half {
    const PhraseHit *hit;
    int64_t row;
    bool second;
} Half;

static Half half_of(const PhraseHit *hit)
{
    Str tag = hit->phrase->tag;
    Half half = {.hit = hit, .second = str_ends(tag, STR("b"))};
    (void)str_to_i64(str_slice(tag, 0, tag.len - 1), &half.row);
    return half;
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

enum { HALF_CHARACTERS = 12 /* of the longest word */, UTF8_BYTES = 4 };

typedef struct Look {
    const Brain *brain;
    const Matter *matter;
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

/* Within a longer expression that is harmless as a whole. Hits are sorted by where they begin: only those that begin
 * shortly before can reach over. */
static bool shielded(const PhraseHits *words, const PhraseHit *hit)
{
    enum { LONGEST = 90 /* bytes */ };
    size_t from = 0, to = words->len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (words->at[middle].from + LONGEST < hit->from)
            from = middle + 1;
        else
            to = middle;
    }
    for (size_t i = from; i < words->len && words->at[i].from <= hit->from; i++)
        if (words->at[i].to >= hit->to && str_is(words->at[i].phrase->tag, "U3"))
            return true;
    return false;
}

static void look_for_words(const Look *look, const PhraseHits *hits)
{
    for (size_t i = 0; i < hits->len; i++) {
        const PhraseHit *hit = &hits->at[i];
        const DistrictPhrase *phrase = &look->brain->district->danger[phrases_index(look->brain->danger, hit)];
        if (phrase->urgency == URGENCY_U3 || shielded(hits, hit))
            continue;
        if (hit->negated) {
            look->danger->denied = str_slice(look->text, hit->from, hit->to);
            continue;
        }
        take(look, phrase->urgency, phrase->advice_zh, phrase->advice_en);
        add_word(look, hit);
    }
}

/* The other half of a pair, to the left or the right of this one. */
static bool other_half(const Look *look, const Half *halves, size_t count, size_t i)
{
    const Half *half = &halves[i];
    int64_t within = look->brain->district->pairs[half->row].within;
    size_t reach = (size_t)(within + HALF_CHARACTERS) * UTF8_BYTES, from = i;
    while (from > 0 && halves[from - 1].hit->from + reach > half->hit->from)
        from--;
    for (size_t k = from; k < count && halves[k].hit->from < half->hit->to + reach; k++) {
        const Half *other = &halves[k];
        if (other->row == half->row && !other->second && !other->hit->negated &&
            near_enough(look->text, half->hit, other->hit, within))
            return true;
    }
    return false;
}

static void look_for_pairs(const Look *look, Arena *arena, const PhraseHits *words)
{
    PhraseHits hits = phrases_find_folded(look->brain->pairs, arena, &look->matter->text);
    Half *halves = ARENA_ARRAY(arena, Half, hits.len + 1);
    for (size_t i = 0; i < hits.len; i++)
        halves[i] = half_of(&hits.at[i]);
    for (size_t i = 0; i < hits.len; i++) {
        if (!halves[i].second || hits.at[i].negated || !other_half(look, halves, hits.len, i) ||
            shielded(words, &hits.at[i]))
            continue;
        const DistrictPair *pair = &look->brain->district->pairs[halves[i].row];
        take(look, pair->urgency, pair->advice_zh, pair->advice_en);
        add_word(look, &hits.at[i]);
    }
}

Danger danger_told(const Brain *brain, Arena *arena, const Matter *matter)
{
    Danger danger = {0};
    const Look look = {.brain = brain, .matter = matter, .text = matter->text.original, .danger = &danger};
    look_for_pairs(&look, arena, &matter->danger); /* first: two words know better whom to call than one */
    look_for_words(&look, &matter->danger);
    return danger;
}

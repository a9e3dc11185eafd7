/* The starter samples and the training itself; see learn.h. Also the keywords as phrases. */
#include "brain/learn.h"

#include "brain/parts.h"

static void add_sample(Samples *samples, Str label, Str text)
{
    if (!str_empty(str_trim(text)))
        samples->at[samples->len++] = (Sample){.label = label, .message = {.body = text}};
}

static size_t words_in(Str keywords)
{
    size_t words = 1;
    for (size_t i = 0; i < keywords.len; i++)
        words += keywords.at[i] == ' ';
    return words;
}

static void add_category(Samples *samples, const Category *category)
{
    Str rest = category->keywords, word;
    add_sample(samples, category->code, category->name_zh);
    while (str_cut(rest, ' ', &word, &rest))
        add_sample(samples, category->code, word);
    add_sample(samples, category->code, rest);
}

Samples category_samples(Arena *arena, const District *district)
{
    size_t room = district->corpus_count;
    for (size_t i = 0; i < district->category_count; i++)
        room += 1 + words_in(district->categories[i].keywords);
    Samples samples = {.at = ARENA_ARRAY(arena, Sample, room + 1),
                       .target = (double)district->limits.sure_per_mille / 1000.0};
    for (size_t i = 0; i < district->corpus_count; i++) {
        const Category *category = category_find(district, district->corpus[i].category);
        if (category != NULL && category->leaf)
            add_sample(&samples, category->code, district->corpus[i].text);
    }
    for (size_t i = 0; i < district->category_count; i++)
        if (district->categories[i].leaf)
            add_category(&samples, &district->categories[i]);
    return samples;
}

bool samples_teach(const Samples *samples)
{
    for (size_t i = 1; i < samples->len; i++)
        if (!str_eq(samples->at[i].label, samples->at[0].label))
            return true;
    return false;
}

Err category_train(Ctx *ctx, const Samples *samples, Classifier **out)
{
    return classifier_train(
        ctx,
        &(ClassifierTraining){.samples = samples->at, .count = samples->len, .folds = 3, .target = samples->target},
        out);
}

Phrases *category_keywords(const District *district)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    size_t room = 0, len = 0;
    for (size_t i = 0; i < district->category_count; i++)
        room += words_in(district->categories[i].keywords);
    Phrase *phrases = ARENA_ARRAY(arena, Phrase, room + 1);
    for (size_t i = 0; i < district->category_count; i++) {
        Str rest = district->categories[i].keywords, word = {0};
        for (bool more = true; more;) {
            more = str_cut(rest, ' ', &word, &rest);
            word = more ? word : rest;
            if (!str_empty(word) && district->categories[i].leaf)
                phrases[len++] = (Phrase){.text = word, .tag = district->categories[i].code};
        }
    }
    return phrases_new(phrases, len);
}

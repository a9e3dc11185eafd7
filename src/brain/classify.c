/* What kind of matter is it? A classifier trained on the district's own examples, names and keywords proposes; the
 * reporter's choice counts for more; and where neither is sure enough, a person decides. */
#include "brain/parts.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/fold.h"

/* Sure at this probability, or at the lower one where the category's own keyword is the longest that was found.
 * Chosen on districts/gulou/corpus_check.csv so that at least 97 in 100 are right where it is sure
 * (bench/decide_bench.c prints both). The same for every district: calibration makes probabilities comparable. */
#define SURE 0.95
#define SURE_WITH_KEYWORD 0.85
#define WORTH_NAMING 0.4       /* below it the best guess is more often wrong than right */
#define CHOICE_STILL_OPEN 0.02 /* a choice that the words allow at least this much is kept */
enum { LABELS_MAX = 512, QUOTED_MAX = 3, LETTERS_LEAST = 4, HAN_LEAST = 2 };

/* --- learning --- */

typedef struct Samples {
    Arena *arena;
    Sample *at;
    size_t len;
} Samples;

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

static Samples samples_of(Arena *arena, const District *district)
{
    size_t room = district->corpus_count;
    for (size_t i = 0; i < district->category_count; i++)
        room += 1 + words_in(district->categories[i].keywords);
    Samples samples = {.arena = arena, .at = ARENA_ARRAY(arena, Sample, room + 1)};
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

static bool two_labels(const Samples *samples)
{
    for (size_t i = 1; i < samples->len; i++)
        if (!str_eq(samples->at[i].label, samples->at[0].label))
            return true;
    return false;
}

Err category_model_train(Ctx *ctx, const District *district, Classifier **out)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    Samples samples = samples_of(arena, district);
    *out = NULL;
    if (!two_labels(&samples))
        return OK;
    return classifier_train(ctx, &(ClassifierTraining){.samples = samples.at, .count = samples.len, .folds = 2}, out);
}

Hash category_model_source(const District *district)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    Samples samples = samples_of(arena, district);
    Str *parts = ARENA_ARRAY(arena, Str, samples.len * 4 + 1);
    parts[samples.len * 4] = STR(GULOU_VERSION); /* another release may learn otherwise */
    for (size_t i = 0; i < samples.len; i++) {
        parts[4 * i] = samples.at[i].label;
        parts[4 * i + 1] = STR("\x1f");
        parts[4 * i + 2] = samples.at[i].message.body;
        parts[4 * i + 3] = STR("\x1e");
    }
    return hash_sha256_parts(parts, samples.len * 4 + 1);
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

/* --- asking --- */

typedef struct Reading {
    const Brain *brain;
    Ctx *ctx;
    const Report *report;
    Decision *decision;
    Guess guesses[LABELS_MAX];
    size_t count;
    PhraseHits keywords;
} Reading;

static double probability_of(const Reading *r, Str code)
{
    for (size_t i = 0; i < r->count; i++)
        if (str_eq(r->guesses[i].label, code))
            return r->guesses[i].probability;
    return 0.0;
}

/* A whole group was chosen: only its kinds are still in question. */
static void keep_group(Reading *r, Str group)
{
    size_t kept = 0;
    double sum = 0.0;
    for (size_t i = 0; i < r->count; i++) {
        const Category *category = category_find(r->brain->district, r->guesses[i].label);
        if (category == NULL || !str_eq(category->parent, group))
            continue;
        sum += r->guesses[i].probability;
        r->guesses[kept++] = r->guesses[i];
    }
    r->count = kept;
    for (size_t i = 0; i < kept; i++)
        r->guesses[i].probability /= sum;
}

static bool keyword_is_longest(const Reading *r, Str code)
{
    size_t own = 0, others = 0;
    for (size_t i = 0; i < r->keywords.len; i++) {
        const Phrase *phrase = r->keywords.at[i].phrase;
        size_t *longest = str_eq(phrase->tag, code) ? &own : &others;
        if (phrase->text.len > *longest)
            *longest = phrase->text.len;
    }
    return own > others;
}

static size_t quoted_keywords(const Reading *r, Str code, Str *out)
{
    size_t count = 0;
    for (size_t i = 0; i < r->keywords.len && count < QUOTED_MAX; i++) {
        const PhraseHit *hit = &r->keywords.at[i];
        Str word = str_slice(r->report->text, hit->from, hit->to);
        bool again = !str_eq(hit->phrase->tag, code);
        for (size_t k = 0; k < count && !again; k++)
            again = str_eq(out[k], word);
        if (!again)
            out[count++] = word;
    }
    return count;
}

static Both percent(Ctx *ctx, double probability)
{
    int whole = (int)(probability * 100.0);
    return same(str_printf(ctx->arena, "%d", whole > 99 ? 99 : whole));
}

/* Han characters and Latin letters: is there anything to read, and in what? */
static void count_script(Str text, size_t *han, size_t *letters)
{
    size_t at = 0;
    *han = *letters = 0;
    while (at < text.len) {
        uint32_t c = utf8_next(text, &at);
        *han += text_is_han(c);
        *letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}

static void explain_sure(const Reading *r, const Matter *m)
{
    Str words[QUOTED_MAX];
    size_t count = quoted_keywords(r, m->best->code, words);
    Both name = both_category(r->brain, m->best->code), sureness = percent(r->ctx, m->probability);
    if (count > 0)
        explain(r->ctx, r->decision, MSG_BRAIN_KIND_WORDS, name, sureness, both_quoted(r->ctx, words, count));
    else
        explain(r->ctx, r->decision, MSG_BRAIN_KIND_WHOLE, name, sureness);
}

static void explain_guess(const Reading *r, const Matter *m)
{
    if (m->sure)
        explain_sure(r, m);
    else if (m->best != NULL && m->probability >= WORTH_NAMING && r->count > 1)
        explain(r->ctx, r->decision, MSG_BRAIN_KIND_UNSURE, both_category(r->brain, m->best->code),
                percent(r->ctx, m->probability), both_category(r->brain, r->guesses[1].label));
    else
        explain(r->ctx, r->decision, MSG_BRAIN_KIND_UNKNOWN);
}

/* What is left when nothing fits: the leaf that the centre itself leads. */
static Str catch_all(const District *district)
{
    for (size_t i = district->category_count; i > 0; i--) {
        const Category *category = &district->categories[i - 1];
        if (category->leaf && str_eq(category->lead, district->centre))
            return category->code;
    }
    return STR("");
}

static void weigh_choice(const Reading *r, const Category *choice, Matter *m)
{
    bool against = m->sure && !str_eq(m->best->code, choice->code) &&
                   probability_of(r, choice->code) < CHOICE_STILL_OPEN && !choice->confidential;
    if (against) {
        explain(r->ctx, r->decision, MSG_BRAIN_KIND_DOUBTED, both_category(r->brain, choice->code),
                both_category(r->brain, m->best->code), percent(r->ctx, m->probability));
        return;
    }
    m->probability = probability_of(r, choice->code);
    m->best = choice;
    m->sure = m->chosen = true;
    explain(r->ctx, r->decision, MSG_BRAIN_KIND_CHOSEN, both_category(r->brain, choice->code));
}

/* 没有煤气味，就是路灯不亮: what is denied is not what it is about. */
static Str without_denied(const Reading *r, PhraseHits hits)
{
    Buf rest = buf_new(r->ctx->arena);
    size_t at = 0;
    for (size_t i = 0; i < hits.len; i++) {
        if (!hits.at[i].negated || hits.at[i].from < at)
            continue;
        buf_add(&rest, str_slice(r->report->text, at, hits.at[i].from));
        at = hits.at[i].to;
    }
    buf_add(&rest, str_slice(r->report->text, at, r->report->text.len));
    return buf_str(&rest);
}

static void ask_model(Reading *r, Matter *m)
{
    size_t han, letters;
    count_script(r->report->text, &han, &letters);
    m->readable = han >= HAN_LEAST || letters >= LETTERS_LEAST;
    if (!m->readable || r->brain->model == NULL)
        return;
    Message message = {.body = without_denied(r, m->danger)};
    r->count = classifier_predict(r->brain->model, r->ctx->arena, message, r->guesses, LABELS_MAX);
    r->keywords = phrases_find(r->brain->keywords, r->ctx->arena, r->report->text);
    const Category *choice = category_find(r->brain->district, r->report->category_choice);
    if (choice != NULL && !choice->leaf)
        keep_group(r, choice->code);
    if (r->count == 0)
        return;
    m->best = category_find(r->brain->district, r->guesses[0].label);
    m->probability = r->guesses[0].probability;
    bool keyword = m->best != NULL && keyword_is_longest(r, m->best->code);
    m->sure = m->best != NULL && han >= HAN_LEAST && m->probability >= (keyword ? SURE_WITH_KEYWORD : SURE);
    for (size_t i = 0; i < r->count && i < BRAIN_GUESSES; i++)
        r->decision->categories[r->decision->category_count++] =
            (CategoryGuess){.code = r->guesses[i].label, .score = r->guesses[i].probability};
    if (han < HAN_LEAST)
        explain(r->ctx, r->decision, MSG_BRAIN_TEXT_FOREIGN);
}

static void explain_unreadable(const Reading *r)
{
    bool empty = str_empty(str_trim(r->report->text));
    explain(r->ctx, r->decision,
            !empty                       ? MSG_BRAIN_TEXT_SIGNS
            : r->report->photo_count > 0 ? MSG_BRAIN_TEXT_PHOTO_ONLY
                                         : MSG_BRAIN_TEXT_NONE);
}

void classify(const Brain *brain, Ctx *ctx, const Report *report, Decision *decision, Matter *out)
{
    Reading *r = ARENA_NEW(ctx->arena, Reading);
    *r = (Reading){.brain = brain, .ctx = ctx, .report = report, .decision = decision};
    *out = (Matter){.danger = phrases_find(brain->danger, ctx->arena, report->text)};
    ask_model(r, out);
    const Category *choice = category_find(brain->district, report->category_choice);
    if (choice != NULL && choice->leaf)
        weigh_choice(r, choice, out);
    else if (out->readable)
        explain_guess(r, out);
    if (!out->readable)
        explain_unreadable(r);
    bool worth = out->best != NULL && (out->sure || out->probability >= WORTH_NAMING);
    out->best = worth ? out->best : NULL;
    decision->category_sure = worth && out->sure;
    decision->category = worth ? out->best->code : catch_all(brain->district);
}

/* What kind of matter is it? A classifier trained on the district's own examples, names and keywords proposes; the
 * reporter's choice counts for more; and where neither is sure enough, a person decides. */
#include "brain/parts.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/fold.h"

#define KEYWORD_COUNTS 0.1 /* so much less will do where the kind's own keyword is the longest that was found */
/* Of its grams are known: of corpus_check.csv no text that it is sure of has below 0.41. */
#define FAMILIAR_LEAST 0.35
#define WORTH_NAMING 0.4       /* below it the best guess is more often wrong than right */
#define WORTH_HIDING 0.6       /* a confidential kind hides the case from all desks: a vague text must not vanish so */
#define CHOICE_STILL_OPEN 0.02 /* a choice that the words allow at least this much is kept */
enum {
    LONG_CHARACTERS = 1500, /* so long a story is rarely about one thing: a person reads it */
    READ_CHARACTERS = 1000, /* of the beginning say the kind; danger is looked for in the whole */
};
enum { LABELS_MAX = 512, LETTERS_LEAST = 4, HAN_LEAST = 2 };

typedef struct Reading {
    const Brain *brain;
    Ctx *ctx;
    const Report *report;
    Decision *decision;
    Guess *guesses; /* [LABELS_MAX] */
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

/* As a person would say it; the number stands with the guesses, for who wants it. */
static Both in_words(const Matter *m)
{
    return m->sure ? both(STR("很有把握"), STR("quite sure")) : both(STR("可能"), STR("probably"));
}

/* Chosen in training for the district's target. A keyword of the kind's own that is longer than any other's is a
 * witness beside the model: then a little less will do. */
static double sure_from(const Reading *r, bool keyword)
{
    return classifier_sure_from(r->brain->model) - (keyword ? KEYWORD_COUNTS : 0.0);
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

static size_t telling_words(const Reading *r, const Matter *m, Str *out)
{
    size_t count = quoted_keywords(r, m->best->code, out);
    return count > 0 ? count : telling_pairs(r->brain, r->ctx->arena, m->best, r->report->text, out);
}

static void explain_sure(const Reading *r, const Matter *m)
{
    Str words[QUOTED_MAX];
    size_t count = telling_words(r, m, words);
    for (size_t i = 0; i < count; i++)
        r->decision->telling[r->decision->telling_count++] = words[i];
    Both name = both_category(r->brain, m->best->code), sureness = in_words(m);
    if (count > 0)
        explain(r->ctx, r->decision, MSG_BRAIN_KIND_WORDS, name, sureness, both_quoted(r->ctx, words, count));
    else
        explain(r->ctx, r->decision, MSG_BRAIN_KIND_WHOLE, name, sureness);
}

static void explain_guess(const Reading *r, const Matter *m)
{
    if (m->sure)
        explain_sure(r, m);
    else if (m->other != NULL)
        explain(r->ctx, r->decision, MSG_BRAIN_KIND_SEVERAL, both_category(r->brain, m->best->code),
                both_category(r->brain, m->other->code));
    else if (m->best != NULL && m->probability >= WORTH_NAMING && r->count > 1)
        explain(r->ctx, r->decision, MSG_BRAIN_KIND_UNSURE, both_category(r->brain, m->best->code),
                both_category(r->brain, r->guesses[1].label));
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
                   probability_of(r, choice->code) < CHOICE_STILL_OPEN && !choice->confidential && !r->report->measured;
    if (against) {
        explain(r->ctx, r->decision, MSG_BRAIN_KIND_DOUBTED, both_category(r->brain, choice->code),
                both_category(r->brain, m->best->code), in_words(m));
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

/* 阿巴阿巴歪比巴卜 has a 巴 like 公交大巴, and nothing else that anybody has ever reported. */
static bool is_familiar(const Reading *r, Message message)
{
    return classifier_known_share(r->brain->model, r->ctx->arena, message) >= FAMILIAR_LEAST;
}

static void ask_model(Reading *r, Matter *m)
{
    size_t han, letters;
    count_script(r->report->text, &han, &letters);
    m->idle = says_nothing(&m->text);
    m->readable = (han >= HAN_LEAST || letters >= LETTERS_LEAST) && m->idle == IDLE_NOT;
    if (!m->readable || r->brain->model == NULL)
        return;
    bool rant = utf8_length(r->report->text) > LONG_CHARACTERS;
    Message message = {.body = utf8_cut(without_denied(r, m->danger), READ_CHARACTERS)};
    r->count = classifier_predict(r->brain->model, r->ctx->arena, message, r->guesses, LABELS_MAX);
    if (!rant) /* whose kind is left to a person anyhow */
        r->keywords = phrases_find_folded(r->brain->keywords, r->ctx->arena, &m->text);
    const Category *choice = category_find(r->brain->district, r->report->category_choice);
    if (choice != NULL && !choice->leaf)
        keep_group(r, choice->code);
    if (r->count == 0)
        return;
    m->best = category_find(r->brain->district, r->guesses[0].label);
    m->probability = r->guesses[0].probability;
    bool keyword = m->best != NULL && keyword_is_longest(r, m->best->code);
    m->sure = m->best != NULL && han >= HAN_LEAST && m->probability >= sure_from(r, keyword);
    m->sure = m->sure && !rant && (keyword || is_familiar(r, message));
    if (rant)
        explain(r->ctx, r->decision, MSG_BRAIN_TEXT_LONG, both_number(r->ctx, (double)utf8_length(r->report->text)));
    m->other = choice == NULL && !rant && m->best != NULL && han >= HAN_LEAST
                   ? second_matter(r->brain, r->ctx->arena, m)
                   : NULL;
    m->sure = m->sure && m->other == NULL;
    for (size_t i = 0; i < r->count && i < BRAIN_GUESSES; i++)
        r->decision->categories[r->decision->category_count++] =
            (CategoryGuess){.code = r->guesses[i].label, .score = r->guesses[i].probability};
    if (han < HAN_LEAST)
        explain(r->ctx, r->decision, MSG_BRAIN_TEXT_FOREIGN);
}

static void explain_unreadable(const Reading *r, const Matter *m)
{
    bool empty = str_empty(str_trim(r->report->text));
    explain(r->ctx, r->decision,
            m->idle == IDLE_POLITE       ? MSG_BRAIN_TEXT_POLITE
            : m->idle == IDLE_REPEATED   ? MSG_BRAIN_TEXT_REPEATED
            : !empty                     ? MSG_BRAIN_TEXT_SIGNS
            : r->report->photo_count > 0 ? MSG_BRAIN_TEXT_PHOTO_ONLY
                                         : MSG_BRAIN_TEXT_NONE);
}

void classify(const Brain *brain, Ctx *ctx, const Report *report, Decision *decision, Matter *out)
{
    Reading reading = {.brain = brain, .ctx = ctx, .report = report, .decision = decision}, *r = &reading;
    Guess guesses[LABELS_MAX];
    r->guesses = guesses;
    *out = (Matter){.text = text_fold_once(ctx->arena, report->text)};
    out->danger = phrases_find_folded(brain->danger, ctx->arena, &out->text);
    ask_model(r, out);
    const Category *choice = category_find(brain->district, report->category_choice);
    if (choice != NULL && choice->leaf)
        weigh_choice(r, choice, out);
    else if (out->readable)
        explain_guess(r, out);
    if (!out->readable)
        explain_unreadable(r, out);
    bool secret = out->best != NULL && out->best->confidential && !out->chosen;
    double least = secret ? WORTH_HIDING : WORTH_NAMING;
    bool worth = out->best != NULL && (out->sure || out->probability >= least);
    out->maybe_confidential = secret && !worth && out->probability >= WORTH_NAMING;
    out->best = worth ? out->best : NULL;
    decision->category_sure = worth && out->sure;
    decision->category = worth ? out->best->code : catch_all(brain->district);
}

/* The automaton finds the phrases; a small reader of what stands before and behind each decides whether
 * the writer says that it is not so. Everything here is a list of words: to change its mind, change a list. */
#include "text/phrases.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/automaton.h"
#include "text/fold.h"

enum {
    DONE_WITHIN = 16,  /* characters behind the phrase */
    CLAUSE_MOST = 300, /* bytes: who writes no comma for a hundred characters is read no further back */
};

struct Phrases {
    Arena *arena;
    Phrase *phrases;
    size_t count;
    Automaton *automaton;
    size_t longest;   /* bytes of the longest phrase, folded */
    Automaton *signs; /* what might take a phrase back: asked once of the whole text, since most hold none of it */
};

static const char *const fillers[] = {"发现", "发生", "出现", "闻到", "看到", "听到", "存在",
                                      "任何", "什么", "明显", "再",   "过",   "有",   "是",
                                      "会",   "造成", "引起", "导致", "人",   "人员", "人被"};
/* Shortly before the phrase: it is to be kept from happening. */
static const char *const preventions[] = {"预防", "防止", "避免", "以防", "谨防", "严防", "防范", "杜绝"};
/* In the same clause: it is being learnt about, not told. */
static const char *const lessons[] = {"演练", "演习", "讲座", "培训", "知识", "科普", "逃生课", "急救课"};
/* In the clause before the phrase: it was, unless the text comes back to today. */
static const char *const pasts[] = {"去年", "前年", "以前", "曾经", "早年", "上次", "上回", "几年前", "多年前"};
static const char *const todays[] = {"又",   "再次", "现在", "今天", "刚",   "仍",
                                     "目前", "还在", "还是", "一直", "至今", "正在"};
static const char *const denials[] = {"没有", "没",   "未",   "无", "不是", "不再", "不会", "不存在",
                                      "并无", "并未", "并非", "不", "从未", "尚未", "未曾", "不曾"};
/* Behind one of these a denial asks or fears: 有没有, 是不是, 会不会, 不是没有. */
static const char *const questions[] = {"有", "是", "会", "能", "要", "漏", "不", "没", "非", "怕", "否"};
/* Anywhere earlier in the clause. */
static const char *const doubts[] = {"是否",   "不知",   "不确定", "不清楚", "怀疑",
                                     "有没有", "是不是", "会不会", "担心",   "难道"};
static const char *const dones[] = {
    "已修好",   "已经修好", "修好了", "已排除", "已经排除", "排除了", "已解决",   "已经解决", "解决了", "已处理",
    "已经处理", "处理好了", "解除了", "已解除", "已经解除", "已停止", "已经停了", "已扑灭",   "扑灭了", "是误报",
    "是假的",   "填好了",   "补好了", "换好了", "修复了",   "已修复", "已恢复",   "盖上了",   "盖好了", "清理了"};
static const char *const taken_back[] = {"没", "未", "但", "又", "却", "仍", "可是", "结果", "说", "是否", "吗", "?"};

/* --- which of these words are there at all --- */

typedef enum Sign { SIGN_PREVENTION, SIGN_LESSON, SIGN_PAST, SIGN_TODAY, SIGN_DONE, SIGN_COUNT } Sign;
static const struct {
    const char *const *words;
    size_t count;
} sign_words[SIGN_COUNT] = {
    [SIGN_PREVENTION] = {preventions, COUNT_OF(preventions)},
    [SIGN_LESSON] = {lessons, COUNT_OF(lessons)},
    [SIGN_PAST] = {pasts, COUNT_OF(pasts)},
    [SIGN_TODAY] = {todays, COUNT_OF(todays)},
    [SIGN_DONE] = {dones, COUNT_OF(dones)},
};

static Automaton *signs_new(Arena *arena)
{
    size_t count = 0;
    for (Sign sign = 0; sign < SIGN_COUNT; sign++)
        count += sign_words[sign].count;
    Str *all = ARENA_ARRAY(arena, Str, count);
    count = 0;
    for (Sign sign = 0; sign < SIGN_COUNT; sign++)
        for (size_t i = 0; i < sign_words[sign].count; i++)
            all[count++] = str_of(sign_words[sign].words[i]);
    return automaton_new(arena, all, count);
}

typedef struct Signs {
    bool has[SIGN_COUNT];
    const Hit *dones; /* in the order of the text */
    size_t done_count;
} Signs;

static Signs signs_in(const Phrases *phrases, Arena *arena, Str folded)
{
    Signs signs = {0};
    Hits hits = automaton_scan(phrases->signs, arena, folded);
    Hit *done = ARENA_ARRAY(arena, Hit, hits.len + 1);
    for (size_t i = 0; i < hits.len; i++) {
        size_t before = 0;
        Sign sign = 0;
        while (hits.at[i].pattern >= before + sign_words[sign].count)
            before += sign_words[sign++].count;
        signs.has[sign] = true;
        if (sign == SIGN_DONE)
            done[signs.done_count++] = hits.at[i];
    }
    signs.dones = done;
    for (Sign sign = 0; sign < SIGN_COUNT && hits.cut; sign++) /* too many to have seen all: anything may be there */
        signs.has[sign] = true;
    return signs;
}

Phrases *phrases_new(const Phrase *phrases, size_t count)
{
    Arena *arena = arena_new(SIZE_MAX);
    Phrases *p = ARENA_NEW(arena, Phrases);
    *p = (Phrases){.arena = arena, .count = count, .phrases = ARENA_ARRAY(arena, Phrase, count)};
    Str *patterns = ARENA_ARRAY(arena, Str, count);
    for (size_t i = 0; i < count; i++) {
        p->phrases[i] = (Phrase){.text = str_copy(arena, phrases[i].text), .tag = str_copy(arena, phrases[i].tag)};
        patterns[i] = text_fold_plain(arena, phrases[i].text);
        p->longest = patterns[i].len > p->longest ? patterns[i].len : p->longest;
    }
    p->automaton = automaton_new(arena, patterns, count);
    p->signs = signs_new(arena);
    return p;
}

void phrases_free(Phrases *phrases)
{
    if (phrases != NULL)
        arena_free(phrases->arena);
}

/* --- is it denied? --- */

static bool is_clause_end(char c)
{
    return c == ',' || c == '.' || c == ';' || c == '!' || c == '?' || c == '\n' || c == ':';
}

/* The clause's text before byte `at`. */
static Str clause_before(Str s, size_t at)
{
    size_t from = at;
    while (from > 0 && at - from < CLAUSE_MOST && !is_clause_end(s.at[from - 1]))
        from--;
    return str_slice(s, from, at);
}

/* The longest of `words` that `s` ends with, or an empty Str. */
static Str ending(Str s, const char *const *words, size_t count)
{
    Str longest = {s.at, 0};
    for (size_t i = 0; i < count; i++) {
        Str word = str_of(words[i]);
        if (word.len > longest.len && str_ends(s, word))
            longest = word;
    }
    return longest;
}

static bool has_any(Str s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_find(s, str_of(words[i])) >= 0)
            return true;
    return false;
}

static bool denied_before(Str text, size_t from)
{
    Str before = clause_before(text, from);
    for (;;) {
        Str denial = ending(before, denials, COUNT_OF(denials));
        Str filler = ending(before, fillers, COUNT_OF(fillers));
        if (denial.len == 0 && filler.len == 0)
            return false;
        if (denial.len < filler.len) {
            before.len -= filler.len;
            continue;
        }
        before.len -= denial.len;
        return ending(before, questions, COUNT_OF(questions)).len == 0 && !has_any(before, doubts, COUNT_OF(doubts));
    }
}

static Str clause_behind(Str s, size_t at)
{
    size_t to = at;
    while (to < s.len && to - at < CLAUSE_MOST && !is_clause_end(s.at[to]))
        to++;
    return str_slice(s, at, to);
}

/* 预防火灾, 消防演练讲着火怎么逃生, 去年这里塌方过: spoken of, not happening. */
static bool only_spoken_of(const Signs *signs, Str text, size_t from, size_t to)
{
    enum { PREVENTED_WITHIN = 18 /* bytes: six characters */ };
    Str before = clause_before(text, from), behind = clause_behind(text, to);
    Str shortly = str_slice(before, before.len > PREVENTED_WITHIN ? before.len - PREVENTED_WITHIN : 0, before.len);
    if (signs->has[SIGN_PREVENTION] && has_any(shortly, preventions, COUNT_OF(preventions)))
        return true;
    bool lesson = signs->has[SIGN_LESSON] &&
                  (has_any(before, lessons, COUNT_OF(lessons)) || has_any(behind, lessons, COUNT_OF(lessons)));
    if (lesson && str_find(text, STR("真的")) < 0)
        return true;
    return signs->has[SIGN_PAST] && !signs->has[SIGN_TODAY] && has_any(before, pasts, COUNT_OF(pasts));
}

static bool done_behind(const Signs *signs, Str text, size_t to)
{
    Str behind = utf8_cut(str_slice(text, to, text.len), DONE_WITHIN);
    size_t i = 0;
    while (i < signs->done_count && signs->dones[i].from < to)
        i++;
    if (i == signs->done_count || signs->dones[i].to > to + behind.len)
        return false;
    size_t first = signs->dones[i].from - to;
    Str until_done = str_slice(behind, 0, first);
    if (str_find_char(until_done, '.') >= 0 || str_find_char(until_done, '\n') >= 0)
        return false;
    Str whole = utf8_cut(str_slice(text, to, text.len), (size_t)DONE_WITHIN * 2);
    return !has_any(whole, taken_back, COUNT_OF(taken_back));
}

/* --- finding --- */

static int by_start_then_longest(const void *a, const void *b)
{
    const Hit *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to > y->to ? -1 : 1;
    return (x->pattern > y->pattern) - (x->pattern < y->pattern);
}

/* Part of, or a shorter neighbour of, another hit with the same tag. */
static bool outdone(const Phrases *phrases, const Hits *hits, size_t i)
{
    const Hit *hit = &hits->at[i];
    size_t k = i; /* they are sorted by start: only what begins near enough can reach this one */
    while (k > 0 && hits->at[k - 1].from + phrases->longest > hit->from)
        k--;
    for (; k < hits->len && hits->at[k].from < hit->to; k++) {
        const Hit *other = &hits->at[k];
        if (k == i || other->to <= hit->from)
            continue;
        uint32_t len = hit->to - hit->from, other_len = other->to - other->from;
        bool first = k < i;
        if ((other_len > len || (other_len == len && first)) &&
            str_eq(phrases->phrases[other->pattern].tag, phrases->phrases[hit->pattern].tag))
            return true;
    }
    return false;
}

static bool taken_as_said(const Signs *signs, Str text, const Hit *hit)
{
    bool spoken_of = signs->has[SIGN_PREVENTION] || signs->has[SIGN_LESSON] || signs->has[SIGN_PAST];
    return !denied_before(text, hit->from) && !done_behind(signs, text, hit->to) &&
           !(spoken_of && only_spoken_of(signs, text, hit->from, hit->to));
}

PhraseHits phrases_find_folded(const Phrases *phrases, Arena *arena, const FoldedText *text)
{
    const Folded *folded = &text->folded;
    Hits hits = automaton_scan(phrases->automaton, arena, folded->text);
    if (hits.len > 0)
        qsort(hits.at, hits.len, sizeof *hits.at, by_start_then_longest);
    Signs signs = hits.len > 0 ? signs_in(phrases, arena, folded->text) : (Signs){0};
    PhraseHits found = {.at = ARENA_ARRAY(arena, PhraseHit, hits.len)};
    for (size_t i = 0; i < hits.len && found.len < PHRASE_HITS_MAX; i++) {
        const Hit *hit = &hits.at[i];
        if (outdone(phrases, &hits, i))
            continue;
        Str original = folded_original(folded, text->original, hit->from, hit->to);
        size_t from = (size_t)(original.at - text->original.at);
        found.at[found.len++] = (PhraseHit){
            .phrase = &phrases->phrases[hit->pattern],
            .from = from,
            .to = from + original.len,
            .negated = !taken_as_said(&signs, folded->text, hit),
        };
    }
    return found;
}

PhraseHits phrases_find(const Phrases *phrases, Arena *arena, Str text)
{
    FoldedText folded = text_fold_once(arena, text);
    return phrases_find_folded(phrases, arena, &folded);
}

size_t phrases_index(const Phrases *phrases, const PhraseHit *hit)
{
    return (size_t)(hit->phrase - phrases->phrases);
}

/* The trie's edges live in one open-addressed table keyed by (node, code point): no alphabet to size, one
 * cache line a step. Fail links and report links (the nearest suffix that is itself a pattern) are set
 * level by level, as in the 1975 paper. */
#include "text/automaton.h"

#include "base/utf8.h"

enum { ROOT = 0, OPENERS = 65536, NONE = 0xffffffff };

typedef struct Edge {
    uint64_t key; /* (node + 1) << 21 | code point; 0: free */
    uint32_t child;
} Edge;

typedef struct Node {
    uint32_t fail;
    uint32_t report;  /* nearest proper suffix with patterns, or NONE */
    uint32_t pattern; /* head of the chain of patterns that end here, or NONE */
    uint32_t parent;
    uint32_t letter; /* on the edge from the parent */
    uint32_t depth;
} Node;

struct Automaton {
    uint64_t *openers; /* a bit for each letter below 65536 that begins a pattern: most letters of a text begin none */
    Edge *edges;
    size_t mask;
    Node *nodes;
    size_t node_count;
    uint32_t *same;      /* the next pattern equal to this one, or NONE */
    uint32_t *lengths;   /* of each pattern in bytes */
    uint8_t *edge_sorts; /* of each pattern: Sort of its first char | Sort of its last << 4 */
};

typedef enum Sort { SORT_OTHER, SORT_LETTER, SORT_DIGIT } Sort;

static Sort sort_of(uint32_t c)
{
    if (c >= '0' && c <= '9')
        return SORT_DIGIT;
    return (c >= 'a' && c <= 'z') || (c >= 0xe0 && c < 0x600 && c != 0xf7) ? SORT_LETTER : SORT_OTHER;
}

static Edge *edge_at(const Automaton *a, uint32_t node, uint32_t letter)
{
    uint64_t key = ((uint64_t)node + 1) << 21 | letter;
    size_t at = (size_t)((key * 0x9e3779b97f4a7c15ull) >> 20) & a->mask;
    while (a->edges[at].key != 0 && a->edges[at].key != key)
        at = (at + 1) & a->mask;
    return &a->edges[at];
}

static uint32_t child_of(const Automaton *a, uint32_t node, uint32_t letter)
{
    const Edge *edge = edge_at(a, node, letter);
    return edge->key != 0 ? edge->child : NONE;
}

static bool opens(const Automaton *a, uint32_t letter)
{
    return letter >= OPENERS || (a->openers[letter / 64] >> (letter % 64) & 1) != 0;
}

static uint32_t grow(Automaton *a, uint32_t node, uint32_t letter)
{
    Edge *edge = edge_at(a, node, letter);
    if (edge->key != 0)
        return edge->child;
    uint32_t child = (uint32_t)a->node_count++;
    *edge = (Edge){((uint64_t)node + 1) << 21 | letter, child};
    a->nodes[child] = (Node){.fail = ROOT,
                             .report = NONE,
                             .pattern = NONE,
                             .parent = node,
                             .letter = letter,
                             .depth = a->nodes[node].depth + 1};
    return child;
}

static void plant(Automaton *a, uint32_t pattern, Str text)
{
    uint32_t node = ROOT, first = 0, letter = 0;
    for (size_t at = 0; at < text.len;) {
        letter = utf8_next(text, &at);
        first = node == ROOT ? letter : first;
        if (node == ROOT && letter < OPENERS)
            a->openers[letter / 64] |= (uint64_t)1 << (letter % 64);
        node = grow(a, node, letter);
    }
    a->lengths[pattern] = (uint32_t)text.len;
    a->edge_sorts[pattern] = (uint8_t)(sort_of(first) | sort_of(letter) << 4);
    a->same[pattern] = NONE;
    if (node == ROOT)
        return;
    a->same[pattern] = a->nodes[node].pattern;
    a->nodes[node].pattern = pattern;
}

static uint32_t step(const Automaton *a, uint32_t node, uint32_t letter)
{
    for (; node != ROOT; node = a->nodes[node].fail) {
        uint32_t child = child_of(a, node, letter);
        if (child != NONE)
            return child;
    }
    uint32_t child = opens(a, letter) ? child_of(a, ROOT, letter) : NONE;
    return child != NONE ? child : ROOT;
}

static void link_node(Automaton *a, uint32_t n)
{
    Node *node = &a->nodes[n];
    node->fail = node->parent == ROOT ? ROOT : step(a, a->nodes[node->parent].fail, node->letter);
    const Node *suffix = &a->nodes[node->fail];
    node->report = suffix->pattern != NONE ? node->fail : suffix->report;
}

/* Parents and suffixes are shallower: counting sort by depth gives an order in which they come first. */
static void link_all(Automaton *a, Arena *arena)
{
    uint32_t deepest = 0;
    for (size_t i = 0; i < a->node_count; i++)
        deepest = a->nodes[i].depth > deepest ? a->nodes[i].depth : deepest;
    uint32_t *start = ARENA_ARRAY(arena, uint32_t, (size_t)deepest + 2);
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, a->node_count);
    for (size_t i = 0; i < a->node_count; i++)
        start[a->nodes[i].depth + 1]++;
    for (uint32_t d = 1; d <= deepest; d++)
        start[d] += start[d - 1];
    for (uint32_t i = 0; i < a->node_count; i++)
        order[start[a->nodes[i].depth]++] = i;
    for (size_t i = 1; i < a->node_count; i++)
        link_node(a, order[i]);
}

Automaton *automaton_new(Arena *arena, const Str *patterns, size_t count)
{
    size_t letters = 0;
    for (size_t i = 0; i < count; i++)
        letters += utf8_length(patterns[i]);
    size_t room = 16;
    while (room < letters * 2)
        room *= 2;
    Automaton *a = ARENA_NEW(arena, Automaton);
    a->openers = ARENA_ARRAY(arena, uint64_t, OPENERS / 64);
    a->edges = ARENA_ARRAY(arena, Edge, room);
    a->mask = room - 1;
    a->nodes = ARENA_ARRAY(arena, Node, letters + 1);
    a->same = ARENA_ARRAY(arena, uint32_t, count);
    a->lengths = ARENA_ARRAY(arena, uint32_t, count);
    a->edge_sorts = ARENA_ARRAY(arena, uint8_t, count);
    a->nodes[ROOT] = (Node){.report = NONE, .pattern = NONE};
    a->node_count = 1;
    for (size_t i = count; i > 0; i--) /* backwards, so that a chain of equals runs forward */
        plant(a, (uint32_t)(i - 1), patterns[i - 1]);
    link_all(a, arena);
    return a;
}

typedef struct Scan {
    const Automaton *a;
    Arena *arena;
    Str text;
    Hits hits;
} Scan;

static void keep(Scan *scan, Hit hit)
{
    if (scan->hits.len == HITS_MAX) {
        scan->hits.cut = true;
        return;
    }
    scan->hits.at = ARENA_MORE(scan->arena, scan->hits.at, scan->hits.len);
    scan->hits.at[scan->hits.len++] = hit;
}

static Sort sort_before(Str text, size_t at)
{
    while (at > 0 && ((unsigned char)text.at[--at] & 0xc0) == 0x80)
        continue;
    return sort_of(utf8_next(text, &at));
}

/* A name that begins or ends in letters or digits must not be torn out of a longer word or number. */
static bool stands_alone(const Scan *scan, const Hit *hit)
{
    Sort first = scan->a->edge_sorts[hit->pattern] & 15, last = scan->a->edge_sorts[hit->pattern] >> 4;
    if (first != SORT_OTHER && hit->from > 0 && sort_before(scan->text, hit->from) == first)
        return false;
    size_t after = hit->to;
    return last == SORT_OTHER || after >= scan->text.len || sort_of(utf8_next(scan->text, &after)) != last;
}

static void report(Scan *scan, uint32_t node, size_t end)
{
    const Automaton *a = scan->a;
    uint32_t at = a->nodes[node].pattern != NONE ? node : a->nodes[node].report;
    for (; at != NONE; at = a->nodes[at].report)
        for (uint32_t p = a->nodes[at].pattern; p != NONE; p = a->same[p]) {
            Hit hit = {.pattern = p, .from = (uint32_t)(end - a->lengths[p]), .to = (uint32_t)end};
            if (stands_alone(scan, &hit))
                keep(scan, hit);
        }
}

Hits automaton_scan(const Automaton *automaton, Arena *arena, Str folded)
{
    Scan scan = {.a = automaton, .arena = arena, .text = folded};
    uint32_t node = ROOT;
    for (size_t at = 0; at < folded.len && !scan.hits.cut;) {
        node = step(automaton, node, utf8_next(folded, &at));
        report(&scan, node, at);
    }
    return scan.hits;
}

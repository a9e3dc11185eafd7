/* How alike two short messages are: for finding the same matter raised twice.
 * A sketch is the multiset of a text's tokens (tokenise.h), hashed and sorted; making one costs
 * microseconds, comparing two of them well under one. */
#ifndef GULOU_TEXT_SIMILAR_H
#define GULOU_TEXT_SIMILAR_H

#include "base/str.h"

typedef struct SketchToken {
    uint32_t hash;
    uint32_t count;
} SketchToken;

typedef struct Sketch {
    const SketchToken *tokens; /* ascending by hash */
    size_t len;
    double norm; /* Euclidean length of the counts, dampened as 1 + ln(count) */
} Sketch;

Sketch sketch_of(Arena *arena, Str text);                /* folds the text itself */
double sketch_cosine(const Sketch *a, const Sketch *b);  /* 0 to 1 over dampened counts; two empty texts: 0 */
double sketch_jaccard(const Sketch *a, const Sketch *b); /* 0 to 1: shared ÷ all distinct tokens */
/* Share of the shorter text's distinct tokens that the longer one has too: "垃圾没人收" inside a long story. */
double sketch_containment(const Sketch *a, const Sketch *b);
double text_similarity(Arena *arena, Str a, Str b); /* cosine of the two sketches */

/* Which tokens are telling: 垃圾 stands in every tenth report, 福屿 in few, and 福屿 is the name of a place.
 * Learnt from a district's example texts and names; read-only afterwards. */
typedef struct Wordbook Wordbook;
typedef struct WordbookSource {
    const Str *texts, *names; /* read, not kept */
    size_t text_count, name_count;
} WordbookSource;
Wordbook *wordbook_new(const WordbookSource *source);
void wordbook_free(Wordbook *book);                       /* NULL is fine */
bool wordbook_knows(const Wordbook *book, uint32_t hash); /* stood in a text or a name it learnt from */

/* What a gist has of each, in sixteenths of a weight: whole numbers add exactly. */
typedef struct GistSums {
    uint32_t matter; /* squares of the weights of what names no place */
    uint32_t part;   /* the weights themselves */
    uint32_t single; /* squares, of single characters */
    uint32_t place;  /* weights of what names a place */
} GistSums;

/* A report boiled down to a fixed size, to be kept by the hundred thousand: its most telling tokens with their
 * weights, and its marks: 3号楼, A座, 南门, 2期, which tell two neighbours apart. */
enum { GIST_TOKENS = 56, GIST_MARKS = 6 };
typedef struct Gist {
    uint64_t signature;           /* a bit per token, for a quick no */
    uint32_t tokens[GIST_TOKENS]; /* ascending by hash */
    uint32_t marks[GIST_MARKS];   /* kind in the upper byte, value below; ascending */
    uint8_t weights[GIST_TOKENS]; /* sixteenths; the upper bit: names a place */
    uint8_t len, mark_count;
    GistSums sums;
} Gist;
/* `place` may be empty; what stands there names a place. */
Gist gist_of(Arena *arena, const Wordbook *book, Str text, Str place);

typedef struct Likeness {
    double matter;      /* 0 to 1: cosine of the weighted tokens that name no place */
    double contained;   /* 0 to 1: share of the slighter one's matter that the other has too */
    double characters;  /* 0 to 1: cosine of the single characters that stand in no name */
    double place;       /* 0 to 1: share of the slighter one's place names that the other has too; 0: one names none */
    bool both_placed;   /* both name places */
    bool mark_shared;   /* 3号楼 in both */
    bool mark_onesided; /* 3号楼 in one, nothing of the sort in the other */
    bool mark_differs;  /* 3号楼 in one, 5号楼 in the other, and none in both */
    bool side_differs;  /* 南门 in one, 北门 in the other, and nothing in both */
} Likeness;
Likeness gist_likeness(const Gist *a, const Gist *b);
double gist_weight(const Gist *gist, size_t i);    /* 0.5 to 6: how telling its token is */
bool gist_names_place(const Gist *gist, size_t i); /* its token does */
/* Tokens of both, as their hashes, heaviest first: what to tell a person. Returns how many (at most `room`). */
size_t gist_shared(const Gist *a, const Gist *b, uint32_t *out, size_t room);
uint32_t gist_hash(Str folded_token); /* of a token as tokenise.h gives it */

#endif

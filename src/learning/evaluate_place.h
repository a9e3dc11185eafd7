/* The examination in "where is it?": given a city's areas and a set of texts whose place is known, how many does the
 * brain find from the words alone, how many does it leave open, and how often is it wrong though it was sure?
 * For any city's files: the brain that answers is the one that serves, built from these files instead of a district's.
 */
#ifndef GULOU_LEARNING_EVALUATE_PLACE_H
#define GULOU_LEARNING_EVALUATE_PLACE_H

#include "base/ctx.h"

/* The files as read, byte for byte.
 *   areas      CSV code,name,street_code,street (a community and its parent), or a district's areas.csv
 *   polygons   GeoJSON, property code, or name as in the areas (with or without 镇, 街道); may be empty
 *   gazetteer  CSV as a district's gazetteer.csv; may be empty
 *   train      CSV text,area: texts to learn words of places from; may be empty
 *   test       CSV id,text,area; area is a code, a full name (长安镇) or a short one (长安), of either level. An empty
 * area wants the brain to abstain. Asked for by `read_test` only when all else is ready: no peeking. */
typedef struct PlaceExam {
    Str areas, polygons, gazetteer, train;
    Err (*read_test)(Ctx *ctx, void *from, Str *out);
    void *from; /* handed to read_test */
} PlaceExam;

enum { PLACE_COVERAGES = 4 };
extern const int place_coverages[PLACE_COVERAGES]; /* 50, 80, 90, 100 per cent */

typedef struct PlaceExamResult {
    size_t areas, polygons, names;       /* what the brain was built from */
    size_t n;                            /* texts; with an area that exists, or with none */
    size_t unknown;                      /* rows left out, because the areas do not know their area */
    size_t placed;                       /* texts that have an area */
    size_t top1, top3;                   /* of `placed`: the best candidate, one of the best three, sure or not */
    size_t answered, right;              /* the brain was sure; and right */
    size_t wrong_sure;                   /* the brain was sure and wrong, in whichever text */
    size_t silent;                       /* not even a candidate */
    double at_coverage[PLACE_COVERAGES]; /* accuracy among the most certain 50, 80 ... % of `placed` */
    double micros_each;                  /* thinking time of one text */
    Str *mistakes;                       /* the first few that were sure and wrong: id, expected, answered, why */
    size_t mistake_count;
} PlaceExamResult;

/* INVALID, told with file and line: what cannot be read as described above. Everything in ctx->arena. */
MUST_USE Err evaluate_place(Ctx *ctx, const PlaceExam *in, PlaceExamResult *out);
/* As `gulou evaluate --task place` prints it: lines, each with what it means. */
Str place_exam_report(Arena *arena, const PlaceExamResult *result);

#endif

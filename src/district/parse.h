/* From a district's files to the District that serves: every cell checked, every code looked up, and all that is
 * wrong told at once, with file and line, in both languages. */
#ifndef GULOU_DISTRICT_PARSE_H
#define GULOU_DISTRICT_PARSE_H

#include "district/files.h"
#include "domain/district.h"

typedef struct DistrictProblem {
    Str file;
    int64_t line;         /* 0: the file as a whole */
    Str text[LANG_COUNT]; /* the whole sentence, with file and line */
} DistrictProblem;

enum { DISTRICT_PROBLEMS_MAX = 20 };

typedef struct DistrictProblems {
    DistrictProblem at[DISTRICT_PROBLEMS_MAX];
    size_t len;
    size_t all; /* how many there are; those past len were only counted */
} DistrictProblems;

/* INVALID with all problems as one message (MSG_DISTRICT_BROKEN, lines joined). The district owns its memory
 * (district_free) and keeps nothing of `files`. */
MUST_USE Err district_parse(Ctx *ctx, const DistrictFiles *files, District **out);
/* The same; the problems also as a list (texts in ctx->arena). */
MUST_USE Err district_parse_telling(Ctx *ctx, const DistrictFiles *files, DistrictProblems *problems, District **out);
void district_free(District *district); /* NULL is fine */
void district_freep(District **district);

#endif

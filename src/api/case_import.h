/* Cases of another platform, from a file: CSV, XLSX or JSON. Judged first as a whole, so that a person sees which rows
 * and columns are wrong; taken row by row, each number of theirs once, so that the same file may be sent again. For the
 * page (case_import_api.c) and the command line. */
#ifndef GULOU_API_CASE_IMPORT_H
#define GULOU_API_CASE_IMPORT_H

#include "base/csv.h"
#include "reception/app.h"

typedef struct ImportProblem {
    int64_t row; /* of the file, as the person sees it */
    Str column, message;
} ImportProblem;

enum { IMPORT_PROBLEMS_MOST = 200, IMPORT_REASONS = 2 };
typedef struct CaseImport {
    Str platform, bytes; /* a partner's id; the file */
    bool dry;            /* only judged */
    bool keep_refused;
    /* what came of it */
    int64_t rows, fresh, known, bad;
    ImportProblem problems[IMPORT_PROBLEMS_MOST]; /* the first ones of `bad` */
    size_t problem_count;
    const Str *ignored; /* columns that mean nothing here */
    size_t ignored_count;
    /* With keep_refused the refused rows, as wide as the file and IMPORT_REASONS more: their row, and what is wrong */
    Csv refused;
} CaseImport;

/* FORBIDDEN: only the centre imports; INVALID: no such platform (field "platform"), or no such file (field "file"). */
MUST_USE Err case_import(App *app, Ctx *ctx, CaseImport *job);

#endif

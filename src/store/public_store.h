/* Cases as everybody may see them: that there is one, of which kind, where, and how it goes; of the words only what was
 * made for everybody (publication_store.h), and no person; positions to about a hundred metres, so that a house is not
 * pointed at. Only categories that public.csv shows. */
#ifndef GULOU_STORE_PUBLIC_STORE_H
#define GULOU_STORE_PUBLIC_STORE_H

#include "db/db.h"
#include "domain/district.h"

typedef struct PublicCase {
    Str number, category, owner, subdistrict, community, master, reject_code;
    CaseState state;
    bool open, overdue;
    int64_t lat_e7, lon_e7; /* rounded; both 0: no point */
    UnixMs submitted_at, updated_at, closed_at;
    UnixMs due_at; /* the response, then the handling; 0: none runs */
    Str words;     /* public_cases only: as everybody may read them; empty: none shown, or archived */
} PublicCase;

typedef enum PublicOpen { PUBLIC_ENDED, PUBLIC_OPEN, PUBLIC_EITHER } PublicOpen;

enum { PUBLIC_PAGE_MAX = 1000, PUBLIC_SKIP_MAX = 50000 };
typedef struct PublicQuery {
    UnixMs from, until; /* submitted: from <= t < until */
    Str category;       /* a kind or a group; empty: all public ones */
    Str area;           /* a sub-district or community; empty: everywhere */
    PublicOpen open;
    int64_t skip, limit; /* at most PUBLIC_SKIP_MAX and PUBLIC_PAGE_MAX */
} PublicQuery;

MUST_USE Err public_cases(Tx *tx, const PublicQuery *query, PublicCase *out, size_t *count); /* newest first */
/* NOT_FOUND for what is not public, in the words of a case that does not exist. */
MUST_USE Err public_case(Tx *tx, Str number, PublicCase *out);

/* "垃圾 · 屏西社区 · 待响应", in ctx->lang. */
Str public_case_title(const Ctx *ctx, const PublicCase *c);

int64_t public_rounded(int64_t e7); /* as lat_e7 and lon_e7 above */

/* A place that somebody chose, rounded likewise, so that it is nobody's door. */
typedef struct PublicAround {
    int64_t lat_e7, lon_e7;
    int64_t radius_m; /* 0: everywhere */
} PublicAround;

typedef struct PublicNews {
    UnixMs after, until;
    Str category, area;               /* as in PublicQuery */
    int64_t south, north, west, east; /* e7, of the case's own point; all 0: everywhere */
    int64_t limit;
} PublicNews;
/* Submitted in that time, or submitted before and resolved in it; newest first, without due_at. */
MUST_USE Err public_news(Tx *tx, const PublicNews *query, PublicCase *out, size_t *count);

/* A step of such a case, as everybody may hear of it: that it was done and where it led, not what was written. */
typedef struct PublicStep {
    Str number;
    int64_t seq;
    UnixMs at;
    Action action;
    CaseState state; /* after it */
    Str unit;        /* that did it; empty: a reporter, or the system */
} PublicStep;
/* False: the step is between the reporter and the desk, or among staff. */
bool public_step_of(Ctx *ctx, Str action, Str body, PublicStep *out);
Str public_step_id(Arena *arena, const PublicStep *step);     /* "NUMBER-SEQ" */
Str public_step_text(const Ctx *ctx, const PublicStep *step); /* "五凤街道：响应。现在：已响应。" */
typedef struct PublicSteps {
    UnixMs from, until; /* at: from <= t < until */
    int64_t skip, limit;
} PublicSteps;
MUST_USE Err public_steps(Tx *tx, const PublicSteps *query, PublicStep *out, size_t *count); /* oldest first */

#endif

/* The people who play the demo's past: those of people.csv with their real roles, and nobody else. */
#ifndef GULOU_DEMO_CAST_H
#define GULOU_DEMO_CAST_H

#include "db/db.h"
#include "domain/actor.h"

typedef struct Cast {
    Actor *at;
    size_t len;
} Cast;

typedef struct Part {
    Str unit;
    const Role *roles; /* any of them, earlier ones first */
    size_t role_count;
    size_t pick; /* which of several; they take turns */
} Part;

MUST_USE Err cast_gather(Ctx *ctx, Db *db, Cast *out);      /* in ctx->arena */
const Actor *cast_find(const Cast *cast, const Part *part); /* NULL: nobody holds such a role there */
const Actor *cast_person(const Cast *cast, Str person);     /* NULL: none */

const Actor *cast_desk(const Cast *cast, Str unit, size_t pick); /* who dispatches at a sub-centre or the centre */
const Actor *cast_hand(const Cast *cast, Str unit, size_t pick); /* who goes out for a community, grid or department */
const Actor *cast_any(const Cast *cast, Role role, size_t pick); /* whatever the unit */
const Actor *cast_reporter(Arena *arena, Str number);            /* who holds the case's secret */

#endif

/* The people who play the demo's past: those of people.csv with their real roles, and nobody else. */
#ifndef GULOU_DEMO_CAST_H
#define GULOU_DEMO_CAST_H

#include "db/db.h"
#include "domain/actor.h"

/* Somebody's post, to be found by unit and role; of one unit and role in the order of the people. */
typedef struct CastPost {
    Str unit;
    Role role;
    const Actor *actor;
} CastPost;

typedef struct Cast {
    Actor *at; /* by login */
    size_t len;
    CastPost *posts; /* sorted by unit, role, person */
    size_t post_count;
    const Actor **by_person; /* sorted by person */
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

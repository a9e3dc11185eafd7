/* Who plays which part; see cast.h. */
#include "demo/cast.h"

#include <stdlib.h>

#include "store/person_store.h"

static Err list_people(Tx *tx, const void *in, void *out)
{
    (void)in;
    return person_list(tx, out);
}

static int post_order(const CastPost *a, const CastPost *b)
{
    int order = str_cmp(a->unit, b->unit);
    return order != 0 ? order : (int)a->role - (int)b->role;
}

static int by_post(const void *a, const void *b)
{
    const CastPost *x = a, *y = b;
    int order = post_order(x, y);
    return order != 0 ? order : (x->actor > y->actor) - (x->actor < y->actor);
}

static int by_person(const void *a, const void *b)
{
    return str_cmp((*(const Actor *const *)a)->person, (*(const Actor *const *)b)->person);
}

/* A step of the play asks for several people: so they can be found without reading the whole list. */
static void find_fast(Arena *arena, Cast *cast)
{
    size_t posts = 0;
    for (size_t i = 0; i < cast->len; i++)
        posts += cast->at[i].grant_count;
    cast->posts = ARENA_ARRAY(arena, CastPost, posts + 1);
    cast->by_person = ARENA_ARRAY(arena, const Actor *, cast->len + 1);
    for (size_t i = 0; i < cast->len; i++) {
        cast->by_person[i] = &cast->at[i];
        for (size_t k = 0; k < cast->at[i].grant_count; k++)
            cast->posts[cast->post_count++] =
                (CastPost){cast->at[i].grants[k].unit, cast->at[i].grants[k].role, &cast->at[i]};
    }
    qsort(cast->posts, cast->post_count, sizeof cast->posts[0], by_post);
    qsort(cast->by_person, cast->len, sizeof cast->by_person[0], by_person);
}

Err cast_gather(Ctx *ctx, Db *db, Cast *out)
{
    People people;
    TRY(db_read(db, ctx, list_people, NULL, &people));
    Cast cast = {.at = ARENA_ARRAY(ctx->arena, Actor, people.len + 1)};
    for (size_t i = 0; i < people.len; i++) {
        const Person *person = &people.at[i];
        if (person->active && person->grant_count > 0)
            cast.at[cast.len++] = (Actor){.person = person->id,
                                          .login = person->login,
                                          .name = person->name,
                                          .grants = person->grants,
                                          .grant_count = person->grant_count};
    }
    find_fast(ctx->arena, &cast);
    *out = cast;
    return OK;
}

/* The first post that does not come before this one. */
static size_t post_from(const Cast *cast, const CastPost *wanted)
{
    size_t low = 0, high = cast->post_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (post_order(&cast->posts[middle], wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum { TAKE_TURNS = 16 }; /* no more of them, however many there are */

static const Actor *at_unit(const Cast *cast, Role role, const Part *part)
{
    CastPost wanted = {.unit = part->unit, .role = role};
    size_t from = post_from(cast, &wanted), count = 0;
    while (count < TAKE_TURNS && from + count < cast->post_count &&
           post_order(&cast->posts[from + count], &wanted) == 0)
        count++;
    return count > 0 ? cast->posts[from + part->pick % count].actor : NULL;
}

static const Actor *anywhere(const Cast *cast, Role role, const Part *part)
{
    const Actor *found[TAKE_TURNS];
    size_t count = 0;
    for (size_t i = 0; i < cast->len && count < TAKE_TURNS; i++)
        if (actor_has_role(&cast->at[i], role))
            found[count++] = &cast->at[i];
    return count > 0 ? found[part->pick % count] : NULL;
}

const Actor *cast_find(const Cast *cast, const Part *part)
{
    const Actor *found = NULL;
    for (size_t i = 0; i < part->role_count && found == NULL; i++)
        found = str_empty(part->unit) ? anywhere(cast, part->roles[i], part) : at_unit(cast, part->roles[i], part);
    return found;
}

const Actor *cast_person(const Cast *cast, Str person)
{
    Actor wanted = {.person = person};
    const Actor *key = &wanted;
    const Actor **found = cast->len == 0 ? NULL : bsearch(&key, cast->by_person, cast->len, sizeof key, by_person);
    return found != NULL ? *found : NULL;
}

const Actor *cast_desk(const Cast *cast, Str unit, size_t pick)
{
    static const Role roles[] = {ROLE_SUBDISTRICT_DISPATCHER, ROLE_CENTRE_DISPATCHER};
    return cast_find(cast, &(Part){unit, roles, COUNT_OF(roles), pick});
}

const Actor *cast_hand(const Cast *cast, Str unit, size_t pick)
{
    static const Role roles[] = {ROLE_GRID_MEMBER,      ROLE_COMMUNITY_DESK,    ROLE_DEPARTMENT_HANDLER,
                                 ROLE_DEPARTMENT_DESK,  ROLE_MUNICIPAL_LIAISON, ROLE_SUBDISTRICT_DISPATCHER,
                                 ROLE_CENTRE_DISPATCHER};
    return cast_find(cast, &(Part){unit, roles, COUNT_OF(roles), pick});
}

const Actor *cast_any(const Cast *cast, Role role, size_t pick)
{
    return cast_find(cast, &(Part){STR(""), &role, 1, pick});
}

const Actor *cast_reporter(Arena *arena, Str number)
{
    Actor *actor = ARENA_NEW(arena, Actor);
    *actor = (Actor){.person = STR("reporter"), .reporter_of = str_copy(arena, number)};
    return actor;
}

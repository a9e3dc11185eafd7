/* Who plays which part; see cast.h. */
#include "demo/cast.h"

#include "store/person_store.h"

static Err list_people(Tx *tx, const void *in, void *out)
{
    (void)in;
    return person_list(tx, out);
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
    *out = cast;
    return OK;
}

/* The pick-th of those who hold the role there; *count is how many there are. */
static const Actor *with_role(const Cast *cast, Role role, const Part *part, size_t *count)
{
    const Actor *found[16];
    *count = 0;
    for (size_t i = 0; i < cast->len && *count < COUNT_OF(found); i++)
        if (str_empty(part->unit) ? actor_has_role(&cast->at[i], role)
                                  : actor_has_role_at(&cast->at[i], role, part->unit))
            found[(*count)++] = &cast->at[i];
    return *count > 0 ? found[part->pick % *count] : NULL;
}

const Actor *cast_find(const Cast *cast, const Part *part)
{
    const Actor *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < part->role_count && found == NULL; i++)
        found = with_role(cast, part->roles[i], part, &count);
    return found;
}

const Actor *cast_person(const Cast *cast, Str person)
{
    for (size_t i = 0; i < cast->len; i++)
        if (str_eq(cast->at[i].person, person))
            return &cast->at[i];
    return NULL;
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

/* Who acts; see actor.h. */
#include "domain/actor.h"

const Actor system_actor = {.person = {"system", 6}, .login = {"system", 6}, .name = {"系统", 6}, .is_system = true};

bool actor_has_role(const Actor *actor, Role role)
{
    for (size_t i = 0; i < actor->grant_count; i++)
        if (actor->grants[i].role == role)
            return true;
    return false;
}

bool actor_has_role_at(const Actor *actor, Role role, Str unit)
{
    for (size_t i = 0; i < actor->grant_count; i++)
        if (actor->grants[i].role == role && str_eq(actor->grants[i].unit, unit))
            return true;
    return false;
}

static bool role_is_public(Role role)
{
    return role == ROLE_RESIDENT || role == ROLE_ENTERPRISE || role == ROLE_DEVICE;
}

bool actor_is_staff(const Actor *actor)
{
    for (size_t i = 0; i < actor->grant_count; i++)
        if (!role_is_public(actor->grants[i].role))
            return true;
    return false;
}

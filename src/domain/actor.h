/* Who acts: a signed-in person with roles at units, a reporter who holds a case's secret, or the system. */
#ifndef GULOU_DOMAIN_ACTOR_H
#define GULOU_DOMAIN_ACTOR_H

#include "domain/words.h"

typedef struct Grant {
    Role role;
    Str unit;
} Grant;

typedef struct Actor {
    Str person; /* person id; "reporter", "system" */
    Str login;
    Str name;
    const Grant *grants;
    size_t grant_count;
    Str reporter_of; /* the case number whose tracking secret or rating token was shown; else empty */
    Str follower_of; /* the case that was offered to follow, or whose follower's secret was shown; else empty */
    bool is_system;
} Actor;

extern const Actor system_actor;

bool actor_has_role(const Actor *actor, Role role);
bool actor_has_role_at(const Actor *actor, Role role, Str unit);
bool actor_is_staff(const Actor *actor); /* holds a role other than resident, enterprise or device */

#endif

/* Live updates for a signed-in person: what happens to the cases of their units, parked without a thread each. */
#include "api/routes.h"
#include "reception/app.h"

enum { TOPICS_MAX = 40 };

static bool watches_all(const Actor *actor)
{
    return actor_has_role(actor, ROLE_CENTRE_DISPATCHER) || actor_has_role(actor, ROLE_CENTRE_LEADER) ||
           actor_has_role(actor, ROLE_SUPERVISOR);
}

static Err stream(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    const Actor *actor = ctx->actor;
    const Rights *rights = &ctx->district->rights;
    Str topics[TOPICS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < actor->grant_count && count < TOPICS_MAX / 2; i++)
        topics[count++] = str_printf(ctx->arena, "case:" STR_FMT, STR_ARG(actor->grants[i].unit));
    for (size_t u = 0; u < rights->unit_count; u++)
        for (size_t i = 0; i < actor->grant_count && count < TOPICS_MAX - 3; i++)
            if (rights->units[u].kind == UNIT_GRID && str_eq(rights->units[u].parent, actor->grants[i].unit))
                topics[count++] = str_printf(ctx->arena, "case:" STR_FMT, STR_ARG(rights->units[u].code));
    if (watches_all(actor))
        topics[count++] = STR("case:centre");
    topics[count++] = str_printf(ctx->arena, "call:" STR_FMT, STR_ARG(actor->person)); /* their telephone */
    topics[count++] = STR("all");
    return sse_open(app_of(req)->hub, req, res, topics, count);
}

static const Route routes[] = {{HTTP_GET, "/api/stream", stream, RIGHTS_STAFF, BODY_NONE, 0}};

void stream_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

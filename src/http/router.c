/* Routes are kept cut into segments; a request is compared with every row of its length (some hundred short
 * comparisons, about a microsecond). Among matches the one with the earliest literal segments wins. */
#include "http/router.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

typedef struct Row {
    const Route *route;
    Str segments[ROUTE_SEGMENTS_MAX];
    size_t count;
    unsigned literal; /* bit (31 - i) is set when segment i is literal: more is more specific */
} Row;

struct Router {
    Arena *arena;
    Row *rows;
    size_t count;
};

Router *router_new(Arena *arena)
{
    Router *router = ARENA_NEW(arena, Router);
    router->arena = arena;
    return router;
}

static bool is_param(Str segment)
{
    return segment.len > 2 && segment.at[0] == '{' && segment.at[segment.len - 1] == '}';
}

static void give_up(const Route *route, const char *why)
{
    (void)fprintf(stderr, "gulou: route %s %s %s\n", http_method_name(route->method), route->pattern, why);
    abort();
}

static void row_cut(Row *row)
{
    Str rest = str_of(row->route->pattern);
    if (rest.len == 0 || rest.at[0] != '/')
        give_up(row->route, "does not begin with /");
    rest = str_slice(rest, 1, rest.len);
    size_t params = 0;
    for (bool more = true; more; row->count++) {
        if (row->count == ROUTE_SEGMENTS_MAX || params > ROUTE_PARAMS_MAX)
            give_up(row->route, "is too long");
        Str segment = rest;
        more = str_cut(rest, '/', &segment, &rest);
        row->segments[row->count] = segment;
        params += is_param(segment);
        if (!is_param(segment))
            row->literal |= 1u << (31 - row->count);
    }
}

static bool same_requests(const Row *a, const Row *b)
{
    if (a->route->method != b->route->method || a->count != b->count || a->literal != b->literal)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!is_param(a->segments[i]) && !str_eq(a->segments[i], b->segments[i]))
            return false;
    return true;
}

static void router_add_one(Router *router, const Route *route)
{
    router->rows = ARENA_MORE(router->arena, router->rows, router->count);
    Row *row = &router->rows[router->count];
    *row = (Row){.route = route};
    row_cut(row);
    for (size_t i = 0; i < router->count; i++)
        if (same_requests(row, &router->rows[i]))
            give_up(route, "is there twice");
    router->count++;
}

void router_add(Router *router, const Route *routes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        router_add_one(router, &routes[i]);
}

static bool row_fits(const Row *row, const NameValues *segments)
{
    if (row->count != segments->count)
        return false;
    for (size_t i = 0; i < row->count; i++) {
        Str given = segments->at[i].value;
        if (is_param(row->segments[i]) ? given.len == 0 : !str_eq(row->segments[i], given))
            return false;
    }
    return true;
}

static void take_params(const Row *row, const NameValues *segments, RouteMatch *out)
{
    for (size_t i = 0; i < row->count; i++) {
        Str name = row->segments[i];
        if (is_param(name))
            out->params[out->param_count++] = (NameValue){str_slice(name, 1, name.len - 1), segments->at[i].value};
    }
}

void router_match(const Router *router, HttpMethod method, const NameValues *segments, RouteMatch *out)
{
    HttpMethod wanted = method == HTTP_HEAD ? HTTP_GET : method;
    const Row *best = NULL;
    *out = (RouteMatch){0};
    for (size_t i = 0; i < router->count; i++) {
        const Row *row = &router->rows[i];
        out->owned = out->owned || str_eq(row->segments[0], segments->at[0].value);
        if (!row_fits(row, segments))
            continue;
        out->methods |= 1u << row->route->method;
        if (row->route->method == wanted && (best == NULL || row->literal > best->literal))
            best = row;
    }
    if (out->methods & (1u << HTTP_GET))
        out->methods |= 1u << HTTP_HEAD;
    if (out->methods != 0)
        out->methods |= 1u << HTTP_OPTIONS;
    if (best == NULL)
        return;
    out->route = best->route;
    take_params(best, segments, out);
}

Str router_allow(Arena *arena, unsigned methods)
{
    Buf out = buf_new(arena);
    for (int m = 0; m < HTTP_METHOD_COUNT; m++)
        if (methods & (1u << m))
            buf_printf(&out, "%s%s", out.len > 0 ? ", " : "", http_method_name((HttpMethod)m));
    return buf_str(&out);
}

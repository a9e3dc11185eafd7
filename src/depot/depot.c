/* The door; see depot.h. */
#include "depot/place.h"

#include <assert.h>

/* Our own names: two or three words of letters, digits, _ and . (never at a word's beginning). Whoever hands on a name
 * from outside has looked at it before. */
static bool is_name(Str name)
{
    size_t slashes = 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i], before = i > 0 ? name.at[i - 1] : '/';
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        if (!plain && !(before != '/' && (c == '.' || c == '/')))
            return false;
        slashes += c == '/';
    }
    return slashes >= 1 && slashes <= 2 && name.at[name.len - 1] != '/';
}

void depot_close(Depot *depot)
{
    if (depot != NULL)
        depot->place->close(depot);
}

bool depot_is_remote(const Depot *depot)
{
    return depot->place == &place_bucket;
}

Err depot_check(Ctx *ctx, Depot *depot)
{
    return depot->place->check(ctx, depot);
}

static void drop_again(Ctx *ctx, Depot *depot, const DepotFile *files, size_t count)
{
    Ctx quiet = *ctx; /* what is to be told is why it could not be put; a stray is swept later */
    for (size_t i = 0; i < count; i++)
        (void)!depot->place->drop(&quiet, depot, files[i].name);
}

Err depot_put(Ctx *ctx, Depot *depot, const DepotFile *files, size_t count)
{
    assert(count > 0);
    Err err = OK;
    size_t put = 0;
    while (err == OK && put < count) {
        assert(is_name(files[put].name));
        err = depot->place->put(ctx, depot, &files[put]);
        put += err == OK;
    }
    if (err == OK)
        err = depot->place->settle(ctx, depot, files[0].name);
    if (err != OK)
        drop_again(ctx, depot, files, put);
    return err;
}

Err depot_get(Ctx *ctx, Depot *depot, Str name, DepotOpened *out)
{
    assert(is_name(name));
    return depot->place->get(ctx, depot, name, out);
}

Err depot_drop(Ctx *ctx, Depot *depot, Str name)
{
    assert(is_name(name));
    return depot->place->drop(ctx, depot, name);
}

Err depot_copy(Ctx *ctx, Depot *depot, Str from, Str to)
{
    assert(is_name(from) && is_name(to));
    return depot->place->copy(ctx, depot, from, to);
}

Err depot_each(Ctx *ctx, Depot *depot, const DepotSearch *search)
{
    return depot->place->each(ctx, depot, search);
}

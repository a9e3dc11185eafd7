/* What a place must be able to do for depot.h: folder.c and bucket.c each fill one table. Only for this room. */
#ifndef GULOU_DEPOT_PLACE_H
#define GULOU_DEPOT_PLACE_H

#include "depot/depot.h"

typedef struct Place {
    void (*close)(Depot *depot);
    Err (*check)(Ctx *ctx, Depot *depot);
    Err (*put)(Ctx *ctx, Depot *depot, const DepotFile *file);
    Err (*settle)(Ctx *ctx, Depot *depot, Str name); /* what was put beside `name` is to survive a power cut */
    Err (*get)(Ctx *ctx, Depot *depot, Str name, DepotOpened *out);
    Err (*drop)(Ctx *ctx, Depot *depot, Str name);
    Err (*copy)(Ctx *ctx, Depot *depot, Str from, Str to);
    Err (*each)(Ctx *ctx, Depot *depot, const DepotSearch *search);
} Place;

extern const Place place_folder, place_bucket;

/* Every place's depot begins so. */
struct Depot {
    const Place *place;
};

#endif

/* What people bring: a matter in their own words (the district's examples), at a real place of its gazetteer, through
 * one of the channels. Drawn by chance, weighed as a district's days are. */
#ifndef GULOU_DEMO_TALE_H
#define GULOU_DEMO_TALE_H

#include "actions/submit_case.h"
#include "demo/cast.h"

typedef struct Tale {
    Report report;
    Contact contact;
    Channel channel;
    Str truth;       /* the category it really is: what a desk corrects a wrong guess to */
    Str community;   /* of the place: whose grid member reports a PATROL matter */
    double lat, lon; /* where it really is, also when nobody said so */
} Tale;

typedef struct Tales {
    const District *district;
    const Brain *brain;
    const Example **examples; /* without places of their own and without confidential matters */
    size_t example_count;
    const DistrictPlace **places; /* that lie in one community */
    size_t place_count;
} Tales;

/* `quiet`: the place at which nothing may happen by chance; may be NULL. */
void tales_open(Ctx *ctx, const District *district, const Brain *brain, const DistrictPlace *quiet, Tales *out);
void tale_draw(Ctx *ctx, const Tales *tales, Rand *rand, Tale *out);  /* in ctx->arena */
void tale_contact(Ctx *ctx, Rand *rand, Tale *tale);                  /* a name and a telephone that rings nowhere */
void tale_pin(Tale *tale, const DistrictPlace *place, Rand *rand);    /* within some 15 m of it */
const DistrictPlace *place_named(const District *district, Str name); /* NULL: none */

#endif

/* Drawing and deciding; see tellings.h. */
#include "sim/tellings.h"

enum { TRIES = 400 };

static bool fits(const TellingsWish *wish, const Tale *tale)
{
    bool any = wish->kind_count == 0;
    for (size_t i = 0; i < wish->kind_count && !any; i++)
        any = str_starts(tale->truth, str_of(wish->kinds[i]));
    return any;
}

static void draw_one(Ctx *ctx, const TellingsWish *wish, const Tales *tales, Telling *out)
{
    for (int i = 0; i < TRIES; i++) {
        tale_draw(ctx, tales, ctx->rand, &out->tale);
        if (!fits(wish, &out->tale))
            continue;
        out->tale.report.events = wish->events;
        brain_decide(wish->brain, ctx, &out->tale.report, &out->decision);
        if (!out->decision.confidential && !out->decision.outside && !out->decision.spam)
            break;
    }
    Hash hash = hash_sha256(out->tale.report.text);
    out->request_hash = hash_hex(ctx->arena, &hash);
}

/* One kind of a storm after the other, each from its own examples: by chance the rarer ones would not come. */
static Tales only_kind(Ctx *ctx, const Tales *tales, Str kind)
{
    Tales some = *tales;
    some.examples = ARENA_ARRAY(ctx->arena, const Example *, tales->example_count + 1);
    some.example_count = 0;
    for (size_t i = 0; i < tales->example_count; i++)
        if (str_starts(tales->examples[i]->category, kind))
            some.examples[some.example_count++] = tales->examples[i];
    return some;
}

Err tellings_draw(Ctx *ctx, const TellingsWish *wish, Tellings *out)
{
    Rand rand = rand_seeded(wish->seed);
    Ctx own = *ctx;
    Tales tales, kinds[8] = {{0}};
    own.rand = &rand;
    tales_open(&own, wish->district, wish->brain, NULL, &tales);
    for (size_t i = 0; i < wish->kind_count && i < COUNT_OF(kinds); i++)
        kinds[i] = only_kind(&own, &tales, str_of(wish->kinds[i]));
    Tellings tellings = {ARENA_ARRAY(ctx->arena, Telling, wish->count), wish->count};
    for (size_t i = 0; i < wish->count; i++) {
        const Tales *of = wish->kind_count == 0 ? &tales : &kinds[i % wish->kind_count];
        draw_one(&own, wish, of->example_count > 0 ? of : &tales, &tellings.at[i]);
    }
    *out = tellings;
    return OK;
}

Offset offset_draw(Rand *rand)
{
    enum { REACH_E7 = 9000 };
    return (Offset){(int64_t)rand_below(rand, 2 * REACH_E7 + 1) - REACH_E7,
                    (int64_t)rand_below(rand, 2 * REACH_E7 + 1) - REACH_E7};
}

void telling_at(const Telling *telling, const Offset *offset, Tale *tale, Decision *decision)
{
    *tale = telling->tale;
    *decision = telling->decision;
    if (!decision->has_point)
        return;
    decision->lat_e7 += offset->north_e7;
    decision->lon_e7 += offset->east_e7;
    tale->lat += (double)offset->north_e7 / 1e7;
    tale->lon += (double)offset->east_e7 / 1e7;
}

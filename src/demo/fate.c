/* Drawing lots; see fate.h. */
#include "demo/fate.h"

const Fates fates_quiet = {
    .turns =
        {
#define X(turn, key, percent) [FATE_##turn] = (percent),
            FATE_TURNS(X)
#undef X
        },
    .reject = 25,
    .merge = 25,
    .withdraw = 20,
    .office_answer = 490,
    .street_answer = 30,
    .street_hand = 460,
};

static Way draw_way(const Fates *fates, Rand *rand, Str category)
{
    uint64_t n = rand_below(rand, 1000), past = fates->reject + fates->merge + fates->withdraw;
    bool office = category.len > 0 && category.at[0] != 'E' && category.at[0] != 'P';
    if (n < fates->reject)
        return WAY_TO_REJECT;
    if (n < fates->reject + fates->merge)
        return WAY_TO_MERGE;
    if (n < past)
        return WAY_TO_WITHDRAW;
    if (office)
        return n < past + fates->office_answer ? WAY_BY_ANSWER : WAY_BY_CALL;
    if (n < past + fates->street_answer)
        return WAY_BY_ANSWER;
    return n < past + fates->street_answer + fates->street_hand ? WAY_BY_HAND : WAY_BY_CALL;
}

void fate_draw(const Fates *fates, Plot *plot)
{
    static const Turn turns[FATE_TURN_COUNT] = {
#define X(turn, key, percent) [FATE_##turn] = TURN_##turn,
        FATE_TURNS(X)
#undef X
    };
    plot->way = draw_way(fates, &plot->rand, plot->tale.truth);
    plot->turns = 0;
    for (size_t i = 0; i < FATE_TURN_COUNT; i++)
        if (rand_below(&plot->rand, 100) < fates->turns[i])
            plot->turns |= (unsigned)turns[i];
}

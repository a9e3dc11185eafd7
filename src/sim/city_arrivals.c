/* A matter comes: what is told, what is fated for it, and its submission. */
#include <string.h>

#include "sim/city_parts.h"

static const Slot *twin_of(City *city)
{
    size_t len = city->recent_len < RECENT ? city->recent_len : RECENT;
    size_t from = len > 0 ? rand_below(&city->fates, len) : 0;
    for (size_t i = 0; i < len; i++) {
        const Recent *recent = &city->recent[(from + i) % len];
        if (!is_there(city, recent))
            continue;
        const Slot *other = slot_at(city, recent->slot);
        if (other->plot.open && other->plot.way != WAY_TO_MERGE && other->telling->decision.has_point)
            return other;
    }
    return NULL;
}

static void remember(City *city, const Slot *slot)
{
    city->recent[city->recent_len++ % RECENT] = (Recent){slot->index, slot->serial};
}

bool city_in_storm(const City *city, UnixMs at)
{
    const Storm *storm = &city->play->scenario->storm;
    return at >= storm->from && at < storm->until;
}

/* Four of five matters told in a storm are of the storm. */
static const Telling *draw_telling(City *city)
{
    bool storm = city_in_storm(city, city->now) && city->play->storm != NULL && rand_below(&city->fates, 5) != 0;
    const Tellings *from = storm ? city->play->storm : city->play->usual;
    return &from->at[rand_below(&city->fates, from->len)];
}

static void tell(City *city, Slot *slot, Decision *decision)
{
    Plot *plot = &slot->plot;
    *plot = (Plot){.starts_at = city->now,
                   .hurry_at = INT64_MAX,
                   .steps_most = STEPS_MOST,
                   .rand = rand_seeded(city->fates.state)};
    plot->picks = rand_below(&city->fates, 30);
    slot->telling = draw_telling(city);
    slot->offset = offset_draw(&city->fates);
    plot->tale.truth = slot->telling->tale.truth;
    fate_draw(&city->play->scenario->fates, plot);
    if (plot->way == WAY_TO_MERGE) {
        const Slot *twin = twin_of(city);
        plot->way = twin == NULL ? WAY_BY_HAND : WAY_TO_MERGE;
        if (twin != NULL) {
            slot->telling = twin->telling;
            slot->offset = twin->offset;
            memcpy(slot->master, twin->number, sizeof slot->master);
            plot->master = str_of(slot->master);
        }
    }
    telling_at(slot->telling, &slot->offset, &plot->tale, decision);
    if (slot->telling->tale.report.events != NULL)
        plot->events = city->play->storm_events;
    decision->asked.at = city->now;
    slot->stormy = city_in_storm(city, city->now);
}

static Err submit(City *city, Tx *tx, Slot *slot)
{
    Ctx *ctx = tx->ctx;
    Decision decision;
    Submitted made;
    tell(city, slot, &decision);
    const Tale *tale = &slot->plot.tale;
    SubmitCase in = {.text = tale->report.text,
                     .place_text = tale->report.place_text,
                     .contact = tale->contact,
                     .channel = tale->channel,
                     .decision = &decision,
                     .scope = STR("sim"),
                     .key = str_printf(ctx->arena, "%llu", (unsigned long long)slot->serial),
                     .request_hash = slot->telling->request_hash};
    ctx->actor = move_reporter(&city->stage, &slot->plot);
    Db *inside CLEANUP(db_closep) = db_inside(tx->conn);
    TRY(db_write(inside, ctx, submit_case, &in, &made));
    for (size_t i = 0; i < made.number.len && i < NUMBER_ROOM - 1; i++)
        slot->number[i] = made.number.at[i];
    slot->plot.number = str_of(slot->number);
    return OK;
}

Err city_arrive(City *city, Tx *tx)
{
    Slot *slot = slot_new(city);
    TRY(submit(city, tx, slot));
    city->figures.transactions++;
    city->figures.done.cases++;
    city->waiting++;
    city->figures.storm.cases += slot->stormy;
    if (city->waiting > city->figures.storm.most_waiting)
        city->figures.storm.most_waiting = city->waiting;
    remember(city, slot);
    return city_look(city, tx, slot, 0);
}

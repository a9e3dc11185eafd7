/* Somebody acts: the demo's parts and words as the input of the real action, taken up when a desk has a hand for it. */
#include "actions/actions.h"
#include "sim/city_parts.h"

static bool master_is_open(const City *city, const Plot *plot)
{
    for (size_t i = 0; i < RECENT && i < city->recent_len; i++) {
        const Slot *other = slot_at(city, city->recent[i].slot);
        if (is_there(city, &city->recent[i]) && str_eq(other->plot.number, plot->master))
            return other->plot.open && str_eq(other->plot.owner, plot->owner);
    }
    return false;
}

typedef struct Acting {
    Action action;
    const ActionInput *in;
} Acting;

static Err act(Tx *tx, const void *in, void *out)
{
    const Acting *acting = in;
    (void)out;
    return case_action(acting->action)(tx, acting->in);
}

/* People may come too late for what they wanted, or it cannot be done any more: they give that up and think again. */
static Err refused(City *city, Slot *slot, Err err)
{
    Plot *plot = &slot->plot;
    if (err == ERR_STORAGE || err == ERR_BUSY)
        return err;
    city->figures.refused[plot->next]++;
    if (plot->next == ACTION_DISPUTE)
        plot->turns &= ~(unsigned)(TURN_DISPUTE_UPHELD | TURN_DISPUTE_DISMISSED);
    if (plot->next == ACTION_CALL) /* the file has no room for more calls */
        plot->way = WAY_BY_ANSWER;
    plot_did(plot);
    return OK;
}

static Err take(City *city, Tx *tx, Slot *slot)
{
    Plot *plot = &slot->plot;
    Move move;
    Action action = plot->next;
    if (action == ACTION_WAKE)
        return city_job(city, tx, wake_cases, &city->figures.done.woken);
    if (action == ACTION_MERGE && !master_is_open(city, plot)) {
        plot->way = WAY_BY_HAND;
        return OK;
    }
    TRY(case_load(tx, plot->number, city->file));
    TRY(move_make(tx, &city->stage, plot, city->file, &move));
    if (move.impossible) {
        plot_did(plot);
        return OK;
    }
    if (move.actor == NULL)
        return refused(city, slot, ERR_NOT_FOUND);
    tx->ctx->actor = move.actor;
    Db *inside CLEANUP(db_closep) = db_inside(tx->conn);
    Err err = db_write(inside, tx->ctx, act, &(Acting){action, &move.in}, NULL);
    if (err != OK)
        return refused(city, slot, err);
    city->figures.transactions++;
    city->figures.done.steps[action]++;
    plot_did(plot);
    return OK;
}

static int64_t hands_of(const City *city, const Desk *desk)
{
    return city->mode_on ? desk->hands * city->play->scenario->storm.surge / 100 : desk->hands;
}

static Desk *desk_for(City *city, const Slot *slot)
{
    double minutes = desk_minutes(slot->plot.next);
    Str unit = slot->plot.next == ACTION_ARBITRATE ? city->district.centre : slot->plot.owner;
    Desk *desk = minutes > 0 ? desk_of(&city->desks, unit) : NULL;
    return desk != NULL && desk->hands > 0 ? desk : NULL;
}

static Err take_up(City *city, Tx *tx, Slot *slot, Desk *desk)
{
    UnixMs takes = work_takes(&city->fates, desk_minutes(slot->plot.next));
    desk->busy++;
    desk->worked += takes;
    agenda_add(&city->agenda,
               &(Entry){city->now + takes, UINT64_MAX, DESK_MARK | (uint32_t)(desk - city->desks.at), 0});
    TRY(take(city, tx, slot));
    return city_look(city, tx, slot, 0);
}

/* Urgent matters first, then who came first. */
static void wait_there(City *city, Slot *slot, Desk *desk)
{
    slot->waits = desk;
    slot->wait_stamp++;
    UnixMs rank = slot->plot.next_at + (slot->telling->decision.urgency == URGENCY_U3 ? DAYS(1) : 0);
    agenda_add(&desk->waiting, &(Entry){rank, slot->serial, slot->index, slot->wait_stamp});
    int64_t waiting = (int64_t)desk->waiting.len;
    if (waiting > city->figures.most_waiting_desk)
        city->figures.most_waiting_desk = waiting;
    city_schedule(city, slot);
}

Err city_step(City *city, Tx *tx, Slot *slot)
{
    Desk *desk = desk_for(city, slot);
    if (desk == NULL) {
        TRY(take(city, tx, slot));
        return city_look(city, tx, slot, 0);
    }
    if (desk->busy < hands_of(city, desk))
        return take_up(city, tx, slot, desk);
    wait_there(city, slot, desk);
    return OK;
}

Err city_serve(City *city, Tx *tx, Desk *desk)
{
    while (desk->waiting.len > 0 && desk->busy < hands_of(city, desk)) {
        Entry entry = agenda_take(&desk->waiting);
        Slot *slot = slot_at(city, entry.what);
        if (!slot->used || slot->serial != entry.order || slot->waits != desk || slot->wait_stamp != entry.stamp)
            continue;
        TRY(take_up(city, tx, slot, desk));
    }
    return OK;
}

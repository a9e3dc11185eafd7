/* Leaving; see leave.h. */
#include "actions/leave.h"

#include "actions/patrol.h"
#include "store/leaving_store.h"
#include "store/outbox_store.h"
#include "store/phone_store.h"
#include "store/way_store.h"

enum { DESKS_MOST = 64 };

typedef struct HandBack {
    Tx *tx;
    Str person, name;
    const Grant *keeps; /* roles they go on with */
    size_t keep_count;
    ChangedAccount *done;
    struct Desk {
        Str unit;
        int64_t cases;
    } desks[DESKS_MOST];
    size_t desk_count;
} HandBack;

/* Their new roles reach the unit still. */
static bool keeps_unit(const HandBack *back, Str unit)
{
    const Rights *rights = &back->tx->ctx->district->rights;
    for (size_t i = 0; i < back->keep_count; i++)
        if (unit_is_below(rights, unit, back->keeps[i].unit))
            return true;
    return false;
}

static void note_desk(HandBack *back, Str unit)
{
    for (size_t i = 0; i < back->desk_count; i++)
        if (str_eq(back->desks[i].unit, unit)) {
            back->desks[i].cases++;
            return;
        }
    if (back->desk_count < DESKS_MOST)
        back->desks[back->desk_count++] = (struct Desk){unit, 1};
}

static Err free_case(HandBack *back, Str number)
{
    Act *act = NULL;
    CaseFile *file = ARENA_NEW(back->tx->ctx->arena, CaseFile);
    TRY(case_load(back->tx, number, file));
    bool handles = str_eq(file->c.handler_person, back->person) && !keeps_unit(back, file->c.handler_unit);
    bool verifies = str_eq(file->c.verifier_person, back->person) && !keeps_unit(back, file->c.verifier_unit);
    /* proposed work stays with whoever did it, who must not review it */
    bool movable = file->c.state != CASE_REVIEW && file->c.state != CASE_RESOLVED;
    if (!movable || (!handles && !verifies))
        return OK;
    TRY(act_begin_system(back->tx, number, ACTION_HAND_BACK, &act));
    if (handles)
        act->file->c.handler_person = STR("");
    if (verifies)
        act->file->c.verifier_person = STR("");
    TRY(act_end(act));
    note_desk(back, act->file->c.owner);
    back->done->cases++;
    return OK;
}

static Err free_cases(HandBack *back)
{
    HeldThings cases;
    TRY(held_by(back->tx, &(HeldBy){IN_HAND_CASES, back->person}, &cases));
    for (size_t i = 0; i < cases.len; i++)
        TRY(free_case(back, cases.at[i].id));
    return OK;
}

static Err free_patrols(HandBack *back, InHand kind, int64_t *count)
{
    HeldThings things;
    const char *prefix = kind == IN_HAND_TASKS ? "task" : "plan";
    TRY(held_by(back->tx, &(HeldBy){kind, back->person}, &things));
    for (size_t i = 0; i < things.len; i++) {
        const HeldThing *thing = &things.at[i];
        int64_t seq = 0;
        if (keeps_unit(back, thing->unit))
            continue;
        Str subject = str_printf(back->tx->ctx->arena, "%s:" STR_FMT, prefix, STR_ARG(thing->id));
        TRY(held_free(back->tx, kind, thing->id));
        TRY(patrol_record(back->tx, &(PatrolEvent){subject, "hand_back", thing->unit, STR("{}"), STR("")}, &seq));
        (*count)++;
    }
    return OK;
}

static Err free_call_backs(HandBack *back)
{
    HeldThings things;
    for (size_t i = 0; i < back->keep_count; i++)
        if (back->keeps[i].role == ROLE_HOTLINE_OPERATOR)
            return OK;
    TRY(held_by(back->tx, &(HeldBy){IN_HAND_CALL_BACKS, back->person}, &things));
    for (size_t i = 0; i < things.len; i++)
        TRY(held_free(back->tx, IN_HAND_CALL_BACKS, things.at[i].id));
    back->done->call_backs = (int64_t)things.len;
    return phone_agent_set(back->tx, &(PhoneAgent){.extension = STR(""), .person = back->person});
}

/* Shifts are the district's data: they are not changed here, but whoever keeps them is told. */
static void count_shifts(HandBack *back, Str login)
{
    const District *district = back->tx->ctx->district;
    for (size_t i = 0; i < district->shift_count; i++)
        if (str_eq(district->shifts[i].login, login) && !keeps_unit(back, district->shifts[i].unit))
            back->done->shifts++;
}

static Err write_to_role(HandBack *back, const Grant *whom, Str body)
{
    People people;
    TRY(person_list_with_role(back->tx, whom, &people));
    for (size_t i = 0; i < people.len; i++) {
        WayRow way = {0};
        if (str_eq(people.at[i].id, back->person))
            continue;
        if (str_empty(people.at[i].phone))
            TRY(way_load(back->tx, STR(""), people.at[i].id, &way));
        if (!str_empty(people.at[i].phone) || way.known)
            TRY(outbox_add(back->tx,
                           &(OutboxMessage){.kind = STR("notice"), .recipient = people.at[i].id, .body = body}));
    }
    return OK;
}

static Str count_text(Ctx *ctx, int64_t n)
{
    return str_printf(ctx->arena, "%lld", (long long)n);
}

/* The dispatchers on duty at each desk that has work again; and the centre's where shifts stand empty. */
static Err tell_desks(HandBack *back)
{
    Ctx *ctx = back->tx->ctx;
    Str centre = ctx->district->centre;
    for (size_t i = 0; i < back->desk_count; i++) {
        Str unit = back->desks[i].unit;
        Str body = message_text(ctx->arena, MSG_LEAVE_CASES, LANG_ZH,
                                (const Str[]){back->name, count_text(ctx, back->desks[i].cases)}, 2);
        Role role = str_eq(unit, centre) ? ROLE_CENTRE_DISPATCHER : ROLE_SUBDISTRICT_DISPATCHER;
        TRY(write_to_role(back, &(Grant){role, unit}, body));
    }
    if (back->done->shifts == 0)
        return OK;
    Str body = message_text(ctx->arena, MSG_LEAVE_SHIFTS, LANG_ZH,
                            (const Str[]){back->name, count_text(ctx, back->done->shifts)}, 2);
    return write_to_role(back, &(Grant){ROLE_CENTRE_DISPATCHER, centre}, body);
}

static Err hand_back(Tx *tx, const AccountChange *in, ChangedAccount *done)
{
    HandBack *back = ARENA_NEW(tx->ctx->arena, HandBack);
    *back = (HandBack){.tx = tx, .person = in->person, .name = done->person.name, .done = done};
    if (in->kind == ACCOUNT_GRANTS) {
        back->keeps = in->grants;
        back->keep_count = in->grant_count;
    }
    TRY(free_cases(back));
    TRY(free_patrols(back, IN_HAND_TASKS, &done->tasks));
    TRY(free_patrols(back, IN_HAND_PLANS, &done->plans));
    TRY(free_call_backs(back));
    count_shifts(back, done->person.login);
    return tell_desks(back);
}

Err change_account(Tx *tx, const AccountChange *in, ChangedAccount *out)
{
    ChangedAccount done = {0};
    TRY(account_change_in(tx, in, &done.person));
    if (in->kind == ACCOUNT_DISABLE || in->kind == ACCOUNT_GRANTS)
        TRY(hand_back(tx, in, &done));
    if (in->kind == ACCOUNT_DISABLE || in->kind == ACCOUNT_ENABLE)
        TRY(leaving_set(tx, in->person, 0));
    *out = done;
    return OK;
}

Err plan_leave(Tx *tx, const PlanLeave *in, Person *out)
{
    Ctx *ctx = tx->ctx;
    if (ctx->actor == NULL || !actor_has_role(ctx->actor, ROLE_ADMINISTRATOR))
        return fail(ctx, ERR_FORBIDDEN, MSG_ADMINISTRATOR_ONLY);
    if (str_eq(in->person, ctx->actor->person))
        return fail(ctx, ERR_FORBIDDEN, MSG_ACCOUNT_OWN);
    if (in->at != 0 && in->at <= ctx->now)
        return fail_field(ctx, "on", MSG_LEAVE_PAST);
    TRY(person_load(tx, in->person, out));
    TRY(leaving_set(tx, in->person, in->at));
    Str detail = in->at == 0 ? STR("") : str_printf(ctx->arena, "%lld", (long long)in->at);
    return account_event_append(tx, &(AccountEvent){.action = in->at == 0 ? STR("stay") : STR("leave"),
                                                    .person = ctx->actor->person,
                                                    .subject = in->person,
                                                    .detail = detail});
}

Err end_leaving(Tx *tx, int64_t *ended)
{
    HeldThings people;
    const Actor *before = tx->ctx->actor;
    Err err = leaving_due(tx, &people);
    tx->ctx->actor = &system_actor;
    for (size_t i = 0; err == OK && i < people.len; i++) {
        ChangedAccount done;
        err = change_account(tx, &(AccountChange){.kind = ACCOUNT_DISABLE, .person = people.at[i].id}, &done);
    }
    tx->ctx->actor = before;
    if (err == OK)
        *ended = (int64_t)people.len;
    return err;
}

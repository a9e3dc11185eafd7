/* The steps of a plot as inputs of actions; see moves.h. Everyone acts in a part the district's tables give them. */
#include "demo/moves.h"

#include "demo/lines.h"

typedef struct Making {
    Tx *tx;
    const Stage *stage;
    Plot *plot;
    const CaseFile *file;
    Move *move;
} Making;

static Rand *chance(Making *m)
{
    return &m->plot->rand;
}

static const Actor *desk(Making *m, size_t which)
{
    return cast_desk(&m->stage->cast, m->file->c.owner, m->plot->picks + which);
}

static const Actor *centre(Making *m)
{
    return cast_desk(&m->stage->cast, m->stage->district->centre, m->plot->picks);
}

static const Actor *reporter(Making *m)
{
    return cast_reporter(m->tx->ctx->arena, m->plot->number);
}

static const Call *call_of(const CaseFile *file, int64_t no)
{
    for (size_t i = 0; i < file->call_count; i++)
        if (file->calls[i].no == no)
            return &file->calls[i];
    return NULL;
}

static const Actor *of_call(Making *m, const Call *call)
{
    const Actor *named = cast_person(&m->stage->cast, call->person);
    return named != NULL ? named : cast_hand(&m->stage->cast, call->callee, m->plot->picks);
}

static const Actor *handler(Making *m)
{
    const Call *lead = case_lead(m->file);
    const Actor *named = cast_person(&m->stage->cast, m->file->c.handler_person);
    if (lead != NULL && str_eq(lead->callee, m->file->c.handler_unit))
        return of_call(m, lead);
    return named != NULL ? named : cast_hand(&m->stage->cast, m->file->c.handler_unit, m->plot->picks);
}

/* A grid member by name, the community's desk, or the street itself. */
static void below_the_desk(Making *m, bool in_person)
{
    const Case *c = &m->file->c;
    const Cast *cast = &m->stage->cast;
    const Actor *grid = str_empty(c->grid) ? NULL : cast_hand(cast, c->grid, m->plot->picks);
    bool owner_is_street = !str_eq(c->owner, m->stage->district->centre);
    const Unit *community = unit_find(&m->stage->district->rights, c->community);
    bool inside = community != NULL &&
                  (!owner_is_street || unit_is_below(&m->stage->district->rights, community->code, c->owner));
    if (grid != NULL && in_person && inside) {
        m->move->in.unit = c->grid;
        m->move->in.person = grid->person;
    } else if (inside && cast_hand(cast, c->community, 0) != NULL) {
        m->move->in.unit = c->community;
    } else {
        m->move->in.unit = owner_is_street ? c->owner : district_area_unit(m->stage->district, c->subdistrict);
    }
}

static Str other_desk(Making *m)
{
    const District *district = m->stage->district;
    const Case *c = &m->file->c;
    Str home = district_area_unit(district, c->subdistrict), found = home;
    size_t skip = rand_below(chance(m), 9);
    for (size_t i = 0; i < district->rights.unit_count * 2 && str_eq(found, c->owner); i++) {
        const Unit *unit = &district->rights.units[i % district->rights.unit_count];
        if (unit->kind == UNIT_SUBDISTRICT && !str_eq(unit->code, c->owner) && skip-- == 0)
            found = unit->code;
    }
    return found;
}

static bool was_called(const CaseFile *file, Str unit)
{
    for (size_t i = 0; i < file->call_count; i++)
        if (str_eq(file->calls[i].callee, unit))
            return true;
    return false;
}

static Str true_owner(Making *m)
{
    const Rights *rights = &m->stage->district->rights;
    Str co = plot_co(m->plot, m->stage->district, m->file);
    if (!str_empty(co) && !was_called(m->file, co))
        return co;
    size_t from = rand_below(chance(m), rights->unit_count);
    for (size_t i = 0; i < rights->unit_count; i++) {
        const Unit *unit = &rights->units[(from + i) % rights->unit_count];
        if (unit->kind == UNIT_DEPARTMENT && !was_called(m->file, unit->code) &&
            !str_eq(unit->code, rights->supervision_unit))
            return unit->code;
    }
    return co;
}

static Err show(Making *m, PictureOf of, unsigned percent)
{
    Str *id = ARENA_NEW(m->tx->ctx->arena, Str);
    AlbumWish wish = {of, rand_below(chance(m), ALBUM_MAX), of == PICTURE_OF_MATTER ? m->file->c.category : STR("")};
    if (!album_has(&m->stage->album, &wish) || rand_below(chance(m), 100) >= percent)
        return OK;
    TRY(album_take(m->tx, &m->stage->album, &wish, id));
    m->move->in.photos = id;
    m->move->in.photo_count = 1;
    return OK;
}

static void summon(Making *m)
{
    const District *district = m->stage->district;
    bool with_co = plot_will(m->plot, TURN_CO_UNIT) && !str_empty(plot_co(m->plot, district, m->file));
    CallTarget *units = ARENA_ARRAY(m->tx->ctx->arena, CallTarget, 2);
    units[0] = (CallTarget){plot_lead(m->plot, district, m->file), true, true};
    units[1] = (CallTarget){plot_co(m->plot, district, m->file), false, true};
    m->move->in.units = units;
    m->move->in.unit_count = with_co ? 2 : 1;
    m->move->actor =
        m->file->c.state == CASE_ASSIGNED ? cast_hand(&m->stage->cast, m->file->c.handler_unit, 0) : desk(m, 0);
}

/* At the case's place, or half a kilometre from it. */
static PlaceInput stand(Making *m)
{
    const Case *c = &m->file->c;
    double off = plot_will(m->plot, TURN_REMOTE) ? 0.006 : 0.0001 * (double)(1 + rand_below(chance(m), 6));
    return (PlaceInput){.given = c->lat_e7 != 0,
                        .lat = (double)c->lat_e7 / 1e7 + off,
                        .lon = (double)c->lon_e7 / 1e7,
                        .accuracy_m = 8 + (int64_t)rand_below(chance(m), 15),
                        .source = STR("gps")};
}

static void put_right(Making *m)
{
    const Tale *tale = &m->plot->tale;
    m->move->actor = desk(m, 0);
    m->move->in.category = tale->truth;
    if (!str_empty(m->file->c.subdistrict) || tale->lat == 0)
        return;
    PointAreas areas = brain_areas_at(m->stage->brain, m->tx->ctx, tale->lat, tale->lon);
    m->move->in.place = (PlaceInput){true, tale->lat, tale->lon, 50, STR("desk")};
    m->move->in.subdistrict = areas.subdistrict;
    m->move->in.community = areas.community;
    m->move->in.grid = areas.grid;
}

/* Never who asked. */
static const Actor *decider(Making *m, const CaseRequest *request)
{
    Str unit = m->file->c.owner;
    if (request->kind == REQUEST_SUSPEND || (request->kind == REQUEST_EXTEND && request->percent > 50))
        unit = m->stage->district->centre;
    if (request->kind == REQUEST_TRANSFER)
        unit = request->to_unit;
    const Actor *actor = cast_desk(&m->stage->cast, unit, m->plot->picks);
    return actor != NULL && str_eq(actor->person, request->by_person)
               ? cast_desk(&m->stage->cast, unit, m->plot->picks + 1)
               : actor;
}

static void decide_request(Making *m)
{
    m->move->in.granted = true;
    for (size_t i = 0; i < m->file->request_count; i++) {
        const CaseRequest *request = &m->file->requests[i];
        if (request->no != m->plot->request)
            continue;
        m->move->actor = decider(m, request);
        if (request->kind == REQUEST_SUSPEND && m->file->c.state != CASE_HANDLING) { /* it was escalated meanwhile */
            m->move->in.granted = false;
            m->move->in.note = STR("已上报区中心处理，不再挂起。");
        }
    }
}

static Err propose(Making *m)
{
    const Category *category = category_find(m->stage->district, m->file->c.category);
    bool needed = category != NULL && category->after_photo;
    Rand *rand = chance(m);
    m->move->actor = handler(m);
    m->move->in.received = STR("接到派单后即安排到场。");
    m->move->in.contacted = line_element("contacted", rand);
    m->move->in.measure = line_element("measure", rand);
    m->move->in.limit = line_element("limit", rand);
    return show(m, PICTURE_OF_RESULT, needed ? 100 : 15);
}

static void score(Making *m)
{
    Rand *rand = chance(m);
    m->move->in.score_timely = 3 + (int64_t)rand_below(rand, 3);
    m->move->in.score_attend = 3 + (int64_t)rand_below(rand, 3);
    m->move->in.score_result = 3 + (int64_t)rand_below(rand, 3);
    m->move->in.score = 3 + (int64_t)rand_below(rand, 3);
}

static void rate_it(Making *m)
{
    bool unsolved = plot_will(m->plot, TURN_UNSOLVED);
    uint64_t n = rand_below(chance(m), 100);
    m->move->actor = reporter(m);
    m->move->in.solved = !unsolved;
    m->move->in.satisfied = unsolved ? 1 + (int64_t)(n % 2) : n < 62 ? 5 : n < 88 ? 4 : 3;
    if (unsolved)
        m->move->in.note = STR("还是老样子，没有解决。");
}

static void escalated(Making *m)
{
    m->move->actor = centre(m);
    m->move->in.unit = district_area_unit(m->stage->district, m->file->c.subdistrict);
}

/* Steps of one call. */
static Err make_call_move(Making *m)
{
    const Call *call = call_of(m->file, m->plot->call);
    m->move->in.call = m->plot->call;
    if (call == NULL)
        return OK;
    switch (m->plot->next) {
    case ACTION_CHECK_IN:
        m->move->actor = of_call(m, call);
        m->move->in.place = stand(m);
        return show(m, PICTURE_OF_PRESENCE, 45);
    case ACTION_DISPUTE:
        m->move->actor = of_call(m, call);
        m->move->in.unit = true_owner(m);
        return OK;
    case ACTION_ARBITRATE:
        m->move->actor = centre(m);
        m->move->in.upheld = plot_will(m->plot, TURN_DISPUTE_UPHELD);
        m->move->in.unit = m->move->in.upheld ? call->true_owner : STR("");
        return OK;
    case ACTION_COUNTERSIGN:
    case ACTION_CONFIRM_CALL:
    case ACTION_SCORE_CALLEE:
        m->move->actor = desk(m, 0);
        score(m);
        return OK;
    default:
        m->move->actor = of_call(m, call);
        score(m);
        return OK;
    }
}

static Err make_case_move(Making *m)
{
    ActionInput *in = &m->move->in;
    switch (m->plot->next) {
    case ACTION_CORRECT:
        put_right(m);
        return OK;
    case ACTION_TRANSFER:
        m->move->actor = desk(m, 0);
        in->unit = other_desk(m);
        return OK;
    case ACTION_ASK_VERIFY:
    case ACTION_ASSIGN:
        m->move->actor = desk(m, 0);
        below_the_desk(m, m->plot->picks % 3 != 0);
        m->move->impossible = m->plot->next == ACTION_ASK_VERIFY && str_eq(in->unit, m->file->c.owner);
        return OK;
    case ACTION_REPORT_FINDING:
        m->move->actor = cast_person(&m->stage->cast, m->file->c.verifier_person);
        if (m->move->actor == NULL)
            m->move->actor = cast_hand(&m->stage->cast, m->file->c.verifier_unit, m->plot->picks);
        in->finding = FINDING_FOUND;
        return show(m, PICTURE_OF_MATTER, 70);
    case ACTION_CALL:
        summon(m);
        return OK;
    case ACTION_DECIDE:
        decide_request(m);
        return OK;
    case ACTION_START:
    case ACTION_RETURN_ASSIGNMENT:
        m->move->actor = handler(m);
        return OK;
    case ACTION_PROGRESS:
        m->move->actor = handler(m);
        return show(m, PICTURE_OF_PRESENCE, 40);
    case ACTION_EXTEND:
    case ACTION_SUSPEND:
        m->move->actor = handler(m);
        in->percent = m->plot->picks % 4 == 0 ? 80 : 40;
        in->until = m->tx->ctx->now + DAYS(m->plot->stop == STOP_SUSPENDED ? 12 : 1) + HOURS(rand_below(chance(m), 60));
        return OK;
    case ACTION_PROPOSE_DONE:
        return propose(m);
    case ACTION_PASS:
    case ACTION_SEND_BACK:
        m->move->actor = desk(m, 1);
        return OK;
    case ACTION_RATE:
        rate_it(m);
        return OK;
    case ACTION_WITHDRAW:
    case ACTION_APPEAL:
    case ACTION_REOPEN:
        m->move->actor = reporter(m);
        return OK;
    case ACTION_SUPERVISE:
        m->move->actor = cast_any(&m->stage->cast, ROLE_SUPERVISOR, m->plot->picks);
        return OK;
    case ACTION_INSTRUCT:
        escalated(m);
        return OK;
    case ACTION_WAKE:
        m->move->actor = &system_actor;
        return OK;
    case ACTION_MERGE:
        in->master = m->plot->master;
        break;
    case ACTION_REJECT:
        in->code = m->stage->district->rejections[m->plot->picks % m->stage->district->rejection_count].code;
        break;
    case ACTION_CONTACT:
        in->reached = true;
        break;
    default:
        break;
    }
    m->move->actor = desk(m, 0);
    return OK;
}

Err move_make(Tx *tx, const Stage *stage, Plot *plot, const CaseFile *file, Move *out)
{
    Move move = {.in = {.number = plot->number, .version = file->version, .request = plot->request}};
    Making m = {tx, stage, plot, file, &move};
    move.in.note = line_for(plot->next, &plot->rand);
    TRY(action_is_for_call(plot->next) ? make_call_move(&m) : make_case_move(&m));
    *out = move;
    return OK;
}

const Actor *move_reporter(const Stage *stage, const Plot *plot)
{
    const Tale *tale = &plot->tale;
    static const Role grid_roles[] = {ROLE_COMMUNITY_DESK};
    if (tale->channel == CHANNEL_HOTLINE)
        return cast_any(&stage->cast, ROLE_HOTLINE_OPERATOR, plot->picks);
    if (tale->channel == CHANNEL_PATROL) {
        Str grid = STR("");
        for (size_t i = 0; i < stage->district->area_count; i++)
            if (stage->district->areas[i].level == AREA_GRID &&
                str_eq(stage->district->areas[i].parent, tale->community)) {
                grid = stage->district->areas[i].unit;
                break;
            }
        return str_empty(grid) ? NULL : cast_hand(&stage->cast, grid, plot->picks);
    }
    if (tale->channel == CHANNEL_OFFICIAL)
        return cast_find(&stage->cast, &(Part){tale->community, grid_roles, 1, plot->picks});
    return NULL;
}

/* Who may do what; see permission.h. The roles that give a relation are rows; what stands here is only which unit of
 * the file is in question for which relation. */
#include "domain/permission.h"

enum { EXTEND_DESK_PERCENT = 50 };

/* Who asks about which case; `call` NULL: about all its calls together. */
typedef struct Question {
    const Rights *rights;
    const Actor *actor;
    const CaseFile *file;
    const Call *call;
} Question;

static bool reaches(const Question *q, GrantScope scope, Str held, Str wanted)
{
    switch (scope) {
    case SCOPE_DISTRICT:
        return true;
    case SCOPE_UNIT:
        return !str_empty(wanted) && str_eq(held, wanted);
    case SCOPE_SUBTREE:
        return unit_is_below(q->rights, wanted, held);
    case SCOPE_OWN:
    case SCOPE_COUNT:
        break;
    }
    return false;
}

/* The row by which this role gives the relation; NULL: none. */
static const RoleGrant *row_for(const Question *q, Role role, Relation relation)
{
    for (size_t i = 0; i < q->rights->grant_count; i++)
        if (q->rights->grants[i].role == role && q->rights->grants[i].relation == relation)
            return &q->rights->grants[i];
    return NULL;
}

/* The actor's grant that gives the relation where `unit` is in question; NULL: none. */
static const Grant *grant_at(const Question *q, Relation relation, Str unit)
{
    for (size_t i = 0; i < q->actor->grant_count; i++) {
        const Grant *grant = &q->actor->grants[i];
        const RoleGrant *row = row_for(q, grant->role, relation);
        if (row != NULL && reaches(q, row->scope, grant->unit, unit))
            return grant;
    }
    return NULL;
}

const Grant *grant_giving(const Rights *rights, const Actor *actor, Relation relation, Str unit)
{
    return grant_at(&(Question){.rights = rights, .actor = actor}, relation, unit);
}

/* Goes out in person; the other roles keep a desk, and a desk stands in for the person named. */
static bool role_is_field(Role role)
{
    return role == ROLE_GRID_MEMBER || role == ROLE_DEPARTMENT_HANDLER;
}

/* HANDLER and VERIFIER: the unit's desk, and the person named in it or below it (anyone there, when nobody is named).
 */
static const Grant *grant_in_person(const Question *q, Relation relation, Str unit, Str person)
{
    bool named = !str_empty(person) && str_eq(person, q->actor->person);
    for (size_t i = 0; i < q->actor->grant_count && !str_empty(unit); i++) {
        const Grant *grant = &q->actor->grants[i];
        const RoleGrant *row = row_for(q, grant->role, relation);
        if (row == NULL)
            continue;
        if (named && unit_is_below(q->rights, grant->unit, unit))
            return grant;
        bool free_to_act = str_empty(person) || named || !role_is_field(grant->role);
        if (free_to_act && reaches(q, row->scope, grant->unit, unit))
            return grant;
    }
    return NULL;
}

static Str parent_of(const Rights *rights, Str code)
{
    const Unit *unit = unit_find(rights, code);
    return unit != NULL ? unit->parent : STR("");
}

static bool call_counts(const Question *q, const Call *call)
{
    CallState state = (CallState)call->state;
    return call_is_live(state) || state == CALL_CONFIRMED || (q->call != NULL && state == CALL_RELEASED);
}

/* LEAD, CO, CALLER or COUNTERSIGNER by one call. */
static const Grant *grant_by_call(const Question *q, Relation relation, const Call *call)
{
    bool pending = call->state == CALL_PENDING;
    if (!call_counts(q, call))
        return NULL;
    if (relation == RELATION_CALLER)
        return grant_at(q, relation, call->caller);
    if (relation == RELATION_COUNTERSIGNER)
        return pending ? grant_at(q, relation, parent_of(q->rights, call->caller)) : NULL;
    bool theirs = (call->lead == 1) == (relation == RELATION_LEAD);
    return theirs && !pending ? grant_at(q, relation, call->callee) : NULL;
}

static const Grant *grant_by_calls(const Question *q, Relation relation)
{
    if (q->call != NULL)
        return grant_by_call(q, relation, q->call);
    const Grant *grant = NULL;
    for (size_t i = 0; i < q->file->call_count && grant == NULL; i++)
        grant = grant_by_call(q, relation, &q->file->calls[i]);
    return grant;
}

static const Grant *first_of(const Grant *a, const Grant *b)
{
    return a != NULL ? a : b;
}

static bool desk_may_extend(const Question *q, const CaseRequest *request)
{
    int64_t most = q->rights->extend_desk_percent != 0 ? q->rights->extend_desk_percent : EXTEND_DESK_PERCENT;
    return q->file->c.extended + request->percent <= most;
}

static Str caller_of(const CaseFile *file, int64_t no)
{
    for (size_t i = 0; i < file->call_count; i++)
        if (file->calls[i].no == no)
            return file->calls[i].caller;
    return STR("");
}

/* At the supervision unit, whatever the role. */
static const Grant *grant_of_supervision(const Question *q)
{
    for (size_t i = 0; i < q->actor->grant_count; i++)
        if (unit_is_below(q->rights, q->actor->grants[i].unit, q->rights->supervision_unit))
            return &q->actor->grants[i];
    return NULL;
}

static const Grant *decider_by_kind(const Question *q, const CaseRequest *request)
{
    const Grant *centre = grant_at(q, RELATION_CENTRE, STR(""));
    const Grant *desk = grant_at(q, RELATION_OWNER_DESK, q->file->c.owner);
    switch ((RequestKind)request->kind) {
    case REQUEST_TRANSFER:
        return first_of(grant_at(q, RELATION_OWNER_DESK, request->to_unit), centre);
    case REQUEST_EXTEND:
        return first_of(desk_may_extend(q, request) ? desk : NULL, centre);
    case REQUEST_CO_UNIT:
        return desk;
    case REQUEST_REMOTE:
        return first_of(desk, grant_at(q, RELATION_CALLER, caller_of(q->file, request->call)));
    case REQUEST_SUSPEND:
    case REQUEST_DISPUTE:
    case REQUEST_APPEAL:
        return centre;
    case REQUEST_KIND_COUNT:
        break;
    }
    return NULL;
}

static const Grant *decider_of(const Question *q, const CaseRequest *request)
{
    if (request->decided_at != 0 || str_eq(request->by_person, q->actor->person))
        return NULL;
    return q->file->c.confidential == 1 ? grant_of_supervision(q) : decider_by_kind(q, request);
}

static const Grant *grant_by_requests(const Question *q)
{
    const Grant *grant = NULL;
    for (size_t i = 0; i < q->file->request_count && grant == NULL; i++)
        grant = decider_of(q, &q->file->requests[i]);
    return grant;
}

static const Grant *grant_confidential(const Question *q, Relation relation)
{
    const Grant *grant = grant_of_supervision(q);
    if (relation == RELATION_OWNER_DESK)
        return grant;
    if (relation == RELATION_HANDLER && str_eq(q->file->c.handler_unit, q->rights->supervision_unit))
        return grant;
    return relation == RELATION_DECIDER ? grant_by_requests(q) : NULL;
}

/* The actor's grant that gives this relation to the case; NULL: none. REPORTER and SYSTEM come from no grant. */
static const Grant *grant_for(const Question *q, Relation relation)
{
    const Case *c = &q->file->c;
    if (c->confidential == 1)
        return grant_confidential(q, relation);
    switch (relation) {
    case RELATION_OWNER_DESK:
        return grant_at(q, relation, c->owner);
    case RELATION_VERIFIER:
        return grant_in_person(q, relation, c->verifier_unit, c->verifier_person);
    case RELATION_HANDLER:
        return grant_in_person(q, relation, c->handler_unit, c->handler_person);
    case RELATION_LEAD:
    case RELATION_CO:
    case RELATION_CALLER:
    case RELATION_COUNTERSIGNER:
        return grant_by_calls(q, relation);
    case RELATION_DECIDER:
        return grant_by_requests(q);
    case RELATION_OPERATOR:
        return c->channel == CHANNEL_HOTLINE ? grant_at(q, relation, STR("")) : NULL;
    case RELATION_CENTRE:
    case RELATION_SUPERVISOR:
    case RELATION_ANALYST:
    case RELATION_ADMINISTRATOR:
    case RELATION_AUDITOR:
        return grant_at(q, relation, STR(""));
    case RELATION_REPORTER:
    case RELATION_FOLLOWER:
    case RELATION_COMMANDER: /* of event modes, of no case */
    case RELATION_EDITOR:    /* of articles */
    case RELATION_SYSTEM:
    case RELATION_COUNT:
        break;
    }
    return NULL;
}

static bool is_reporter(const Actor *actor, const CaseFile *file)
{
    return !str_empty(actor->reporter_of) && str_eq(actor->reporter_of, file->c.number);
}

/* A neighbour who is struck by the same matter; of a confidential case nobody is. */
static bool is_follower(const Actor *actor, const CaseFile *file)
{
    return !str_empty(actor->follower_of) && str_eq(actor->follower_of, file->c.number) && file->c.confidential == 0;
}

static RelationSet relations_of(const Question *q)
{
    RelationSet relations = 0;
    for (unsigned r = 0; r < RELATION_COUNT; r++)
        if (grant_for(q, (Relation)r) != NULL)
            relations |= 1u << r;
    if (is_reporter(q->actor, q->file))
        relations |= REL(REPORTER);
    if (is_follower(q->actor, q->file))
        relations |= REL(FOLLOWER);
    return q->actor->is_system ? relations | REL(SYSTEM) : relations;
}

RelationSet relations_to_case(const Rights *rights, const Actor *actor, const CaseFile *file)
{
    return relations_of(&(Question){rights, actor, file, NULL});
}

RelationSet relations_to_call(const Rights *rights, const Actor *actor, const CaseFile *file, const Call *call)
{
    return relations_of(&(Question){rights, actor, file, call});
}

bool may_decide(const Rights *rights, const Actor *actor, const CaseFile *file, const CaseRequest *request)
{
    return decider_of(&(Question){rights, actor, file, NULL}, request) != NULL;
}

/* Lies the place in the area of a desk of the actor's? */
static bool is_of_our_area(const Question *q)
{
    Str area = q->file->c.subdistrict;
    if (str_empty(area) || q->file->c.confidential == 1)
        return false;
    for (size_t i = 0; i < q->actor->grant_count; i++) {
        const Unit *unit = unit_find(q->rights, q->actor->grants[i].unit);
        if (unit != NULL && str_eq(unit->area, area) && grant_at(q, RELATION_OWNER_DESK, unit->code) != NULL)
            return true;
    }
    return false;
}

/* By any one call, a released one too. */
static const Grant *grant_by_past_calls(Question q, Relation relation)
{
    const Grant *grant = NULL;
    for (size_t i = 0; i < q.file->call_count && grant == NULL; i++) {
        q.call = &q.file->calls[i];
        grant = grant_for(&q, relation);
    }
    return grant;
}

static bool was_called(const Question *q)
{
    return grant_by_past_calls(*q, RELATION_LEAD) != NULL || grant_by_past_calls(*q, RELATION_CO) != NULL ||
           grant_by_past_calls(*q, RELATION_CALLER) != NULL;
}

bool may_read_case(const Rights *rights, const Actor *actor, const CaseFile *file)
{
    Question q = {rights, actor, file, NULL};
    return (relations_of(&q) & ~REL(ADMINISTRATOR)) != 0 || is_of_our_area(&q) || was_called(&q);
}

Str acting_unit(const Rights *rights, const Actor *actor, const CaseFile *file, Relation relation, Role *role)
{
    *role = relation == RELATION_SYSTEM ? ROLE_SYSTEM : ROLE_RESIDENT;
    if (relation == RELATION_REPORTER || relation == RELATION_FOLLOWER || relation == RELATION_SYSTEM)
        return STR("");
    Question q = {rights, actor, file, NULL};
    const Grant *grant = first_of(grant_for(&q, relation), grant_by_past_calls(q, relation));
    if (grant == NULL)
        return STR("");
    *role = grant->role;
    return grant->unit;
}

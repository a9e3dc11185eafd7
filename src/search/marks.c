/* Marks of cases and the scope of a reader; see marks.h. One table says which relation stands for which kind of mark:
 * cases are marked by it, readers ask by it. */
#include "search/marks.h"

enum { TREE_DEPTH_MAX = 16, DAY_DIGITS = 6, MONTH_DIGITS = 4 };

/* The kind of mark that a unit of the file leaves for who has this relation there. */
static const struct {
    Relation relation;
    const char *kind;
} kinds[] = {
    {RELATION_OWNER_DESK, "o"}, {RELATION_VERIFIER, "v"}, {RELATION_HANDLER, "h"},       {RELATION_LEAD, "l"},
    {RELATION_CO, "c"},         {RELATION_CALLER, "k"},   {RELATION_COUNTERSIGNER, "n"},
};

/* --- of a case --- */

typedef struct Marking {
    Buf out;
    const Rights *rights;
    const CaseFile *file;
} Marking;

/* Letters and digits as the engines keep them; anything else would end the token there. */
static void put_code(Buf *out, Str code)
{
    for (size_t i = 0; i < code.len; i++) {
        char c = code.at[i];
        bool kept = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
        if (c >= 'A' && c <= 'Z')
            buf_char(out, (char)(c + 32));
        else if (kept)
            buf_char(out, c);
        else
            buf_printf(out, "~%02x", (unsigned char)c);
    }
}

static void put_mark(Buf *out, const char *kind, Str code)
{
    if (str_empty(code))
        return;
    if (out->len > 0)
        buf_char(out, ' ');
    buf_char(out, '@');
    buf_z(out, kind);
    buf_char(out, '.');
    put_code(out, code);
}

Str mark_of(Arena *arena, const char *kind, Str code)
{
    Buf out = buf_new(arena);
    put_mark(&out, kind, code);
    return buf_str(&out);
}

/* For those at the very unit, and for those to whom everything below them counts ("@o-.CEN"). */
static void put_unit_mark(Marking *m, const char *kind, Str unit)
{
    char below[4] = {kind[0], '-', '\0', '\0'};
    put_mark(&m->out, kind, unit);
    for (int depth = 0; depth < TREE_DEPTH_MAX && !str_empty(unit); depth++) {
        put_mark(&m->out, below, unit);
        const Unit *found = unit_find(m->rights, unit);
        unit = found != NULL ? found->parent : STR("");
    }
}

/* A person named is found by name; where nobody is, those in the field at that unit see it as well (kinds i, j). */
static void put_person_marks(Marking *m, const char *kind, Str unit, Str person)
{
    if (str_empty(unit))
        return;
    put_unit_mark(m, kind, unit);
    if (str_empty(person))
        put_unit_mark(m, kind[0] == 'h' ? "i" : "j", unit);
    else
        put_mark(&m->out, "p", person);
}

static void put_call_marks(Marking *m, const Call *call)
{
    CallState state = (CallState)call->state;
    if (!call_is_live(state) && state != CALL_CONFIRMED && state != CALL_RELEASED)
        return;
    put_unit_mark(m, "k", call->caller);
    const Unit *caller = unit_find(m->rights, call->caller);
    if (state == CALL_PENDING) {
        put_unit_mark(m, "n", caller != NULL ? caller->parent : STR(""));
        return;
    }
    put_unit_mark(m, call->lead == 1 ? "l" : "c", call->callee);
    if (call->ended_at == 0)
        put_mark(&m->out, "w", call->callee);
}

/* Who decides a pending request, as far as they are not marked already. */
static void put_request_marks(Marking *m, const CaseRequest *request)
{
    if (request->decided_at != 0)
        return;
    if (request->kind == REQUEST_TRANSFER)
        put_unit_mark(m, "d", request->to_unit);
    for (size_t i = 0; i < m->file->call_count && request->kind == REQUEST_REMOTE; i++)
        if (m->file->calls[i].no == request->call)
            put_unit_mark(m, "k", m->file->calls[i].caller);
}

static void put_reader_marks(Marking *m)
{
    const CaseFile *file = m->file;
    const Case *c = &file->c;
    if (c->confidential == 1) {
        put_mark(&m->out, "x", STR("1"));
        return;
    }
    put_unit_mark(m, "o", c->owner);
    put_person_marks(m, "v", c->verifier_unit, c->verifier_person);
    put_person_marks(m, "h", c->handler_unit, c->handler_person);
    put_mark(&m->out, "a", c->subdistrict);
    for (size_t i = 0; i < file->call_count; i++)
        put_call_marks(m, &file->calls[i]);
    for (size_t i = 0; i < file->request_count; i++)
        put_request_marks(m, &file->requests[i]);
    if (c->channel == CHANNEL_HOTLINE)
        put_mark(&m->out, "hot", STR("1"));
    put_mark(&m->out, "w", c->handler_unit);
    put_mark(&m->out, "w", c->verifier_unit);
}

static bool is_late(const CaseFile *file)
{
    bool late = false;
    for (size_t i = 0; i < file->clock_count; i++)
        late = late || (file->clocks[i].stopped_at == 0 && file->clocks[i].alerted >= 100);
    return late;
}

static void put_kind_marks(Marking *m)
{
    const Case *c = &m->file->c;
    put_mark(&m->out, "s", str_of(case_state_code((CaseState)c->state)));
    if (case_is_open((CaseState)c->state))
        put_mark(&m->out, "open", STR("1"));
    put_mark(&m->out, "u", str_of(urgency_code((Urgency)c->urgency)));
    put_mark(&m->out, "g", c->category);
    put_mark(&m->out, "fo", c->owner);
    put_mark(&m->out, "fh", c->handler_unit);
    put_mark(&m->out, "fa", c->subdistrict);
    put_mark(&m->out, "fa", c->community);
    put_mark(&m->out, "day", str_slice(c->number, 0, DAY_DIGITS));
    put_mark(&m->out, "month", str_slice(c->number, 0, MONTH_DIGITS));
    if (is_late(m->file))
        put_mark(&m->out, "late", STR("1"));
}

Str case_marks(Arena *arena, const Rights *rights, const CaseFile *file)
{
    Marking m = {buf_new(arena), rights, file};
    put_reader_marks(&m);
    put_kind_marks(&m);
    return buf_str(&m.out);
}

/* --- of a reader --- */

enum { SCOPE_MARKS_MAX = 200 };

typedef struct Scoping {
    Arena *arena;
    const Rights *rights;
    ReadScope scope;
} Scoping;

static void add(Scoping *s, Str mark)
{
    for (size_t i = 0; i < s->scope.any.len; i++)
        if (str_eq(s->scope.any.at[i], mark))
            return;
    if (s->scope.any.len < SCOPE_MARKS_MAX)
        s->scope.any.at[s->scope.any.len++] = mark;
}

static const RoleGrant *row_for(const Rights *rights, Role role, Relation relation)
{
    for (size_t i = 0; i < rights->grant_count; i++)
        if (rights->grants[i].role == role && rights->grants[i].relation == relation)
            return &rights->grants[i];
    return NULL;
}

static void add_unit(Scoping *s, const char *kind, GrantScope scope, Str unit)
{
    if (scope == SCOPE_DISTRICT)
        s->scope.everything = true;
    else if (scope != SCOPE_OWN)
        add(s, mark_of(s->arena, scope == SCOPE_SUBTREE ? str_z(s->arena, str_printf(s->arena, "%c-", kind[0])) : kind,
                       unit));
}

static bool role_is_field(Role role)
{
    return role == ROLE_GRID_MEMBER || role == ROLE_DEPARTMENT_HANDLER;
}

static void add_in_person(Scoping *s, const Grant *grant, const char *kind, GrantScope scope)
{
    if (!role_is_field(grant->role))
        add_unit(s, kind, scope, grant->unit);
    else if (scope == SCOPE_DISTRICT)
        s->scope.everything = true;
    else if (scope != SCOPE_OWN)
        add(s, mark_of(s->arena, kind[0] == 'h' ? "i" : "j", grant->unit));
}

static void add_relation(Scoping *s, const Grant *grant, size_t kind)
{
    Relation relation = kinds[kind].relation;
    const RoleGrant *row = row_for(s->rights, grant->role, relation);
    if (row == NULL)
        return;
    if (relation == RELATION_HANDLER || relation == RELATION_VERIFIER) {
        add_in_person(s, grant, kinds[kind].kind, row->scope);
        return;
    }
    add_unit(s, kinds[kind].kind, row->scope, grant->unit);
    if (relation != RELATION_OWNER_DESK)
        return;
    add_unit(s, "d", row->scope, grant->unit);
    const Unit *unit = unit_find(s->rights, grant->unit);
    if (unit != NULL && !str_empty(unit->area))
        add(s, mark_of(s->arena, "a", unit->area));
}

static void add_grant(Scoping *s, const Grant *grant)
{
    static const Relation wide[] = {RELATION_CENTRE, RELATION_SUPERVISOR, RELATION_ANALYST, RELATION_AUDITOR};
    for (size_t i = 0; i < COUNT_OF(wide); i++) {
        const RoleGrant *row = row_for(s->rights, grant->role, wide[i]);
        s->scope.everything = s->scope.everything || (row != NULL && row->scope == SCOPE_DISTRICT);
    }
    for (size_t k = 0; k < COUNT_OF(kinds); k++)
        add_relation(s, grant, k);
    const RoleGrant *operator= row_for(s->rights, grant->role, RELATION_OPERATOR);
    if (operator!= NULL && operator->scope == SCOPE_DISTRICT)
        add(s, mark_of(s->arena, "hot", STR("1")));
    if (unit_is_below(s->rights, grant->unit, s->rights->supervision_unit))
        s->scope.confidential = true;
}

ReadScope read_scope(Arena *arena, const Rights *rights, const Actor *actor)
{
    Scoping s = {.arena = arena, .rights = rights};
    s.scope.any.at = ARENA_ARRAY(arena, Str, SCOPE_MARKS_MAX);
    for (size_t i = 0; i < actor->grant_count; i++)
        add_grant(&s, &actor->grants[i]);
    if (!str_empty(actor->person))
        add(&s, mark_of(arena, "p", actor->person));
    if (s.scope.confidential)
        add(&s, mark_of(arena, "x", STR("1")));
    return s.scope;
}

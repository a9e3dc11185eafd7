/* The tables behind every permission, all data of the district: the tree of units, which role gives which relation
 * (role_grants.csv), who may call whom (call_rights.csv). No database here: the store hands the tables in. */
#ifndef GULOU_DOMAIN_RIGHTS_H
#define GULOU_DOMAIN_RIGHTS_H

#include "domain/words.h"

typedef struct Unit {
    Str code, name_zh, name_en, parent, area;
    UnitKind kind;
} Unit;

/* How far a grant reaches: to what is one's own, to the very unit, to all units below it, to the whole district. */
typedef enum GrantScope { SCOPE_UNIT, SCOPE_SUBTREE, SCOPE_DISTRICT, SCOPE_OWN, SCOPE_COUNT } GrantScope;
bool grant_scope_parse(Str code, GrantScope *out); /* "own", "unit", "subtree", "district" */

/* One row of role_grants.csv: holding `role` at the unit in question gives `relation`. */
typedef struct RoleGrant {
    Role role;
    Relation relation;
    GrantScope scope;
} RoleGrant;

/* One row of call_rights.csv. */
typedef enum CallWay {
    WAY_NONE,
    WAY_CALL,
    WAY_ASSIGN,
    WAY_TRANSFER,
    WAY_ESCALATE,
    WAY_REPORT,
    WAY_HAND_BACK,
    WAY_ASK_HELP,
    WAY_RETURN,
    WAY_ASK_OWNER,
    WAY_DISPUTE,
    WAY_COUNT
} CallWay;
typedef enum CallCondition {
    CONDITION_DIRECT,
    CONDITION_ASSIGNED_ONLY,
    CONDITION_COUNTERSIGNED,
    CONDITION_LEAD_ONLY,
    CONDITION_COUNT
} CallCondition;
typedef struct CallRight {
    UnitKind caller, callee;
    CallWay way;
    CallCondition condition;
} CallRight;
bool call_way_parse(Str code, CallWay *out);             /* "call", "hand_back" ... */
bool call_condition_parse(Str code, CallCondition *out); /* "direct", "countersigned" ... */

typedef struct Rights {
    const RoleGrant *grants;
    size_t grant_count;
    const CallRight *calls;
    size_t call_count;
    const Unit *units; /* sorted by code */
    size_t unit_count;
    Str supervision_unit;        /* who alone sees confidential cases */
    int64_t extend_desk_percent; /* of the limit, that an owner desk may grant by itself; 0: 50 */
} Rights;

const Unit *unit_find(const Rights *rights, Str code); /* NULL: none */
Str unit_name(const Unit *unit, Lang lang);
bool unit_is_below(const Rights *rights, Str code, Str ancestor); /* in the tree; a unit is below itself */

/* By the table; WAY_NONE when there is no row. */
CallWay call_right(const Rights *rights, UnitKind caller, UnitKind callee, CallCondition *condition);

#endif

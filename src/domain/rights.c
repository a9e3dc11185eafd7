/* The codes of the tables, the tree of units, and the look-up of a call right. */
#include "domain/rights.h"

enum { TREE_DEPTH_MAX = 16 };

static bool code_find(Str code, const char *const *codes, size_t count, size_t *out)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(code, codes[i])) {
            *out = i;
            return true;
        }
    return false;
}

bool grant_scope_parse(Str code, GrantScope *out)
{
    static const char *const codes[SCOPE_COUNT] = {
        [SCOPE_OWN] = "own", [SCOPE_UNIT] = "unit", [SCOPE_SUBTREE] = "subtree", [SCOPE_DISTRICT] = "district"};
    size_t i = 0;
    if (!code_find(code, codes, SCOPE_COUNT, &i))
        return false;
    *out = (GrantScope)i;
    return true;
}

bool call_way_parse(Str code, CallWay *out)
{
    static const char *const codes[WAY_COUNT] = {
        [WAY_NONE] = "none",           [WAY_CALL] = "call",         [WAY_ASSIGN] = "assign",
        [WAY_TRANSFER] = "transfer",   [WAY_ESCALATE] = "escalate", [WAY_REPORT] = "report",
        [WAY_HAND_BACK] = "hand_back", [WAY_ASK_HELP] = "ask_help", [WAY_RETURN] = "return",
        [WAY_ASK_OWNER] = "ask_owner", [WAY_DISPUTE] = "dispute"};
    size_t i = 0;
    if (!code_find(code, codes, WAY_COUNT, &i))
        return false;
    *out = (CallWay)i;
    return true;
}

bool call_condition_parse(Str code, CallCondition *out)
{
    static const char *const codes[CONDITION_COUNT] = {[CONDITION_DIRECT] = "direct",
                                                       [CONDITION_ASSIGNED_ONLY] = "assigned_only",
                                                       [CONDITION_COUNTERSIGNED] = "countersigned",
                                                       [CONDITION_LEAD_ONLY] = "lead_only"};
    size_t i = 0;
    if (!code_find(code, codes, CONDITION_COUNT, &i))
        return false;
    *out = (CallCondition)i;
    return true;
}

CallWay call_right(const Rights *rights, UnitKind caller, UnitKind callee, CallCondition *condition)
{
    for (size_t i = 0; i < rights->call_count; i++)
        if (rights->calls[i].caller == caller && rights->calls[i].callee == callee) {
            *condition = rights->calls[i].condition;
            return rights->calls[i].way;
        }
    return WAY_NONE;
}

Str unit_name(const Unit *unit, Lang lang)
{
    return lang == LANG_EN ? unit->name_en : unit->name_zh;
}

const Unit *unit_find(const Rights *rights, Str code)
{
    size_t low = 0;
    size_t high = rights->unit_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(rights->units[middle].code, code);
        if (order == 0)
            return &rights->units[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool unit_is_below(const Rights *rights, Str code, Str ancestor)
{
    if (str_empty(ancestor))
        return false;
    for (int depth = 0; depth < TREE_DEPTH_MAX && !str_empty(code); depth++) {
        if (str_eq(code, ancestor))
            return true;
        const Unit *unit = unit_find(rights, code);
        code = unit != NULL ? unit->parent : STR("");
    }
    return false;
}

/* Who may do what; see permission.h. */
#include "domain/permission.h"

bool grant_scope_parse(Str code, GrantScope *out)
{
    static const char *const codes[SCOPE_COUNT] = {
        [SCOPE_OWN] = "own", [SCOPE_UNIT] = "unit", [SCOPE_SUBTREE] = "subtree", [SCOPE_DISTRICT] = "district"};
    for (size_t i = 0; i < SCOPE_COUNT; i++)
        if (str_is(code, codes[i])) {
            *out = (GrantScope)i;
            return true;
        }
    return false;
}

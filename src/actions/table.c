/* From an action to its function: the table in actions.h. */
#include "actions/actions.h"

CaseAction case_action(Action action)
{
    switch (action) {
#define X(code, function)                                                                                              \
    case ACTION_##code:                                                                                                \
        return function;
        CASE_ACTIONS(X)
#undef X
    default:
        return NULL;
    }
}

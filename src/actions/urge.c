/* 催办 and 督办: a push that everybody concerned sees; supervision stays on the case. */
#include "actions/actions.h"

Err urge(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_URGE, &act));
    TRY(act_require_note(act));
    act->file->c.urged++;
    return act_end(act);
}

Err supervise(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_SUPERVISE, &act));
    TRY(act_require_note(act));
    act->file->c.supervised = 1;
    return act_end(act);
}

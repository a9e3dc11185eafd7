/* 直接答复: a question needs no handling; the answer is reviewed by a second person. */
#include "actions/actions.h"

Err answer(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_ANSWER, &act));
    TRY(act_require_note(act));
    act->file->c.by_answer = 1;
    TRY(act_propose(act));
    return act_end(act);
}

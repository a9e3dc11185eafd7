/* 开始处置: the assigned handler sets to work. */
#include "actions/actions.h"

Err start(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_START, &act));
    if (str_empty(act->file->c.handler_person))
        act->file->c.handler_person = tx->ctx->actor->person;
    act_text(act, "note", in->note);
    return act_end(act);
}

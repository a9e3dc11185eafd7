/* 报告进展, 补充说明: words and photos from those at work, or from the reporter. */
#include "actions/actions.h"

Err progress(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_PROGRESS, &act));
    TRY(act_require_note(act));
    act_take_photos(act, "progress");
    return act_end(act);
}

Err add_note(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_ADD_NOTE, &act));
    if (in->answers.len == 0)
        TRY(act_require_note(act));
    else
        act_text(act, "note", in->note);
    TRY(act_take_answers(act));
    act_take_photos(act, "report");
    return act_end(act);
}

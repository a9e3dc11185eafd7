/* 联系诉求人 stops T2; 查看诉求人 is the logged look at personal data. */
#include "actions/actions.h"

Err contact(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_CONTACT, &act));
    if (in->reached)
        act_stop_clock(act, act_clock(act, CLOCK_T2));
    act_detail_i64(act, "reached", in->reached);
    act_text(act, "note", in->note);
    TRY(act_take_answers(act));
    return act_end(act);
}

Err reveal_reporter(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_REVEAL_REPORTER, &act));
    TRY(act_require_note(act));
    return act_end(act);
}

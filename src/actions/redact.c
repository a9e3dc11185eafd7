/* 隐去内容: a photo or a text that shows what it should not is erased; the event keeps its commitment. */
#include "actions/actions.h"
#include "search/index.h"
#include "store/erase_store.h"

Err redact(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_REDACT, &act));
    TRY(act_require_note(act));
    bool found = false;
    if (!str_empty(in->photo)) {
        TRY(photo_mark_erased(tx, act->file->c.number, in->photo, &found));
        act_detail_str(act, "photo", in->photo);
    } else {
        TRY(text_erase(tx, &(TextRef){act->file->c.number, in->seq, in->field}, &found));
        if (in->seq == 1 && str_is(in->field, "text")) {
            TRY(text_erase_shown(tx, in->number));
            act->file->c.published = 0;
        }
        act_detail_i64(act, "seq", in->seq);
        act_detail_str(act, "field", in->field);
    }
    if (!found)
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_NOTHING_TO_REDACT);
    TRY(act_end(act));
    return search_index_case(tx, in->number); /* nobody finds it by what was taken away */
}

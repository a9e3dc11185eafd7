/* 并件: the same matter reported again follows its master; its reporter is told everything of it. */
#include "actions/actions.h"

static Err check_master(Act *act, const CaseFile *master)
{
    Ctx *ctx = act->tx->ctx;
    if (str_eq(master->c.number, act->file->c.number) || !case_is_open((CaseState)master->c.state))
        return fail_field(ctx, "master", MSG_MASTER_NOT_OPEN, master->c.number);
    if (!str_eq(master->c.owner, act->file->c.owner))
        return fail_field(ctx, "master", MSG_MASTER_OTHER_DESK, master->c.number);
    if (master->c.confidential != act->file->c.confidential)
        return fail_field(ctx, "master", MSG_MASTER_NOT_OPEN, master->c.number);
    return OK;
}

Err merge(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_MERGE, &act));
    CaseFile *master = ARENA_NEW(tx->ctx->arena, CaseFile);
    if (str_empty(in->master))
        return fail_field(tx->ctx, "master", MSG_FIELD_MISSING, STR("master"));
    TRY(case_load(tx, in->master, master));
    TRY(check_master(act, master));
    act->file->c.master = master->c.number;
    act_end_calls(act, CALL_CANCELLED);
    act_void_clocks(act);
    act_detail_str(act, "master", master->c.number);
    act_text(act, "note", in->note);
    return act_end(act);
}

Err unmerge(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_UNMERGE, &act));
    act->file->c.master = STR("");
    act_text(act, "note", in->note);
    TRY(act_accept(act));
    return act_end(act);
}

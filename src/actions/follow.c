/* 关注; see follow.h. The event counts one more and holds nothing of the person: the contact stands in a table that can
 * be erased and is committed to nowhere, for it is no part of the matter. */
#include "actions/follow.h"

#include "actions/actions.h"
#include "store/outbox_store.h"

static Err done_before(Tx *tx, const FollowCase *in, bool *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_IDEMPOTENCY_GET, db_text(tx->ctx->jurisdiction), db_text(STR("follow")),
                 db_text(in->key)));
    *out = rows_next(&rows);
    Str hash = *out ? rows_text(&rows, 0) : STR("");
    TRY(rows_end(&rows));
    return *out && !str_eq(hash, in->request_hash) ? fail(tx->ctx, ERR_CONFLICT, MSG_KEY_REUSED) : OK;
}

Err follow_case(Tx *tx, const void *input, void *output)
{
    const FollowCase *in = input;
    bool before = false;
    TRY(done_before(tx, in, &before));
    if (!before) {
        Act *act = NULL;
        TRY(act_begin(tx, &(ActionInput){.number = in->follower.number}, ACTION_FOLLOW, &act));
        act->file->c.followers++;
        TRY(act_end(act));
        TRY(follower_add(tx, &in->follower));
        TRY(db_run(tx, SQL_IDEMPOTENCY_PUT, db_text(tx->ctx->jurisdiction), db_text(STR("follow")), db_text(in->key),
                   db_text(in->request_hash), db_text(in->follower.number), db_int(tx->ctx->now)));
    }
    *(bool *)output = before;
    return OK;
}

Err act_tell_followers(Act *act, MsgId message)
{
    Tx *tx = act->tx;
    Follower *followers = NULL;
    size_t count = 0;
    const Category *category = category_find(act->district, act->file->c.category);
    TRY(followers_to_tell(tx, act->file->c.number, &followers, &count));
    for (size_t i = 0; i < count; i++) {
        Lang lang = followers[i].contact.lang;
        Str what = category == NULL ? STR("") : lang == LANG_EN ? category->name_en : category->name_zh;
        Str body = message_text(tx->ctx->arena, message, lang, (const Str[]){what, followers[i].number}, 2);
        Str recipient = str_printf(tx->ctx->arena, "follower:" STR_FMT, STR_ARG(followers[i].id));
        TRY(outbox_add(
            tx,
            &(OutboxMessage){.kind = STR("sms"), .recipient = recipient, .body = body, .number = followers[i].number}));
    }
    return OK;
}

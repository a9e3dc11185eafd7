/* 关注: a neighbour who is struck by the same matter follows its case instead of raising it again. */
#ifndef GULOU_ACTIONS_FOLLOW_H
#define GULOU_ACTIONS_FOLLOW_H

#include "actions/act.h"
#include "store/twin_store.h"

typedef struct FollowCase {
    Follower follower;
    Str request_hash; /* hex SHA-256 of what was sent: the same key with other content is refused */
    Str key;          /* of the idempotency key */
} FollowCase;

/* The actor is the case's FOLLOWER. Doing it twice with one key is doing it once. CONFLICT: the matter is done already,
 * or the key was used for something else. */
MUST_USE Err follow_case(Tx *tx, const void *in, void *out); /* const FollowCase *, bool * (true: was there before) */

/* Everybody who follows this case, or one merged into it, and left a phone is told of its end, by the outbox. */
MUST_USE Err act_tell_followers(Act *act, MsgId message);

#endif

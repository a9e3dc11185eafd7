/* 知识库: what the district tells and how things are done. Each deed is a version of the article and stays in its
 * history. Who may: EDITOR of role_grants.csv at the article's owner (the centre and the hotline of all, a unit of its
 * own). */
#ifndef GULOU_ACTIONS_KNOWLEDGE_H
#define GULOU_ACTIONS_KNOWLEDGE_H

#include "domain/actor.h"
#include "store/article_store.h"

typedef struct WriteArticle {
    Article article; /* id and version empty: a new draft; else the version that was seen. State is not taken */
    Str note;
} WriteArticle;
/* INVALID, FORBIDDEN, CONFLICT (somebody else was first), NOT_FOUND. An edit of a published article is published. */
MUST_USE Err write_article(Tx *tx, const WriteArticle *in, Str *id);

typedef struct MoveArticle {
    Str id, note;
    int64_t version;
    bool publish; /* else: withdraw */
} MoveArticle;
MUST_USE Err move_article(Tx *tx, const MoveArticle *in);

/* Nobody signed in: published, for the public, and valid today. Staff: published, or what they may edit. */
bool may_read_article(const Ctx *ctx, const Article *article);
bool may_edit_article(const Ctx *ctx, const Article *article);
/* Before its first day or after its last. */
bool article_is_expired(const Ctx *ctx, const Article *article);

#endif

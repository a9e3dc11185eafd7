/* Writing, publishing and withdrawing articles; see knowledge.h. */
#include "actions/knowledge.h"

#include "domain/district.h"
#include "domain/permission.h"
#include "search/articles.h"
#include "store/case_store.h"

static const Grant *editor_at(const Ctx *ctx, Str owner)
{
    if (ctx->actor == NULL)
        return NULL;
    return grant_giving(&ctx->district->rights, ctx->actor, RELATION_EDITOR, owner);
}

bool may_edit_article(const Ctx *ctx, const Article *article)
{
    return editor_at(ctx, article->owner) != NULL;
}

bool article_is_expired(const Ctx *ctx, const Article *article)
{
    int64_t today = clock_day_number(ctx->now, ctx->district->calendar.offset_minutes);
    return (article->valid_from > 0 && today < article->valid_from) ||
           (article->valid_until > 0 && today > article->valid_until);
}

bool may_read_article(const Ctx *ctx, const Article *article)
{
    bool published = str_is(article->state, "published");
    if (ctx->actor != NULL && actor_is_staff(ctx->actor))
        return published || may_edit_article(ctx, article);
    return published && str_is(article->audience, "public") && !article_is_expired(ctx, article);
}

static Err record(Tx *tx, ArticleVersion *version, const Grant *as)
{
    Article *a = &version->article;
    a->version++;
    a->at = tx->ctx->now;
    a->person = tx->ctx->actor->person;
    version->unit = as->unit;
    TRY(article_record(tx, version));
    return search_index_article(tx, a->id);
}

static Err check_case(Tx *tx, const Article *a)
{
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    if (str_empty(a->from_case))
        return OK;
    TRY(case_load(tx, a->from_case, file));
    bool may = may_read_case(&tx->ctx->district->rights, tx->ctx->actor, file);
    return may ? OK : fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
}

static Err check(Tx *tx, const Article *a, const Grant **as)
{
    Ctx *ctx = tx->ctx;
    if (unit_find(&ctx->district->rights, a->owner) == NULL)
        return fail_field(ctx, "owner", MSG_FIELD_CHOICE, STR("owner"), a->owner);
    *as = editor_at(ctx, a->owner);
    if (*as == NULL)
        return fail(ctx, ERR_FORBIDDEN, MSG_ARTICLE_NOT_YOURS);
    if (a->valid_from > 0 && a->valid_until > 0 && a->valid_until < a->valid_from)
        return fail_field(ctx, "valid_until", MSG_ARTICLE_DATES);
    return check_case(tx, a);
}

static Str new_id(Ctx *ctx)
{
    unsigned char id[8];
    rand_bytes(ctx->rand, id, sizeof id);
    return str_hex(ctx->arena, id, sizeof id);
}

/* Whose it was must agree to whose it becomes: an article is not taken from its owner by renaming the owner. */
static Err check_before(Tx *tx, ArticleVersion *version)
{
    Article before;
    TRY(article_load(tx, version->article.id, &before));
    if (!may_read_article(tx->ctx, &before))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_ARTICLE_NOT_FOUND);
    if (!may_edit_article(tx->ctx, &before))
        return fail(tx->ctx, ERR_FORBIDDEN, MSG_ARTICLE_NOT_YOURS);
    if (before.version != version->article.version)
        return fail(tx->ctx, ERR_CONFLICT, MSG_ARTICLE_CHANGED);
    version->article.state = before.state;
    return OK;
}

Err write_article(Tx *tx, const WriteArticle *in, Str *id)
{
    ArticleVersion version = {.article = in->article, .action = STR("write"), .note = in->note};
    const Grant *as = NULL;
    if (str_empty(in->article.id)) {
        version.article.id = new_id(tx->ctx);
        version.article.state = STR("draft");
    } else {
        version.action = STR("edit");
        TRY(check_before(tx, &version));
    }
    TRY(check(tx, &version.article, &as));
    TRY(record(tx, &version, as));
    *id = version.article.id;
    return OK;
}

Err move_article(Tx *tx, const MoveArticle *in)
{
    ArticleVersion version = {.article = {.id = in->id, .version = in->version}, .note = in->note};
    TRY(check_before(tx, &version));
    TRY(article_load(tx, in->id, &version.article));
    version.action = in->publish ? STR("publish") : STR("withdraw");
    Str state = in->publish ? STR("published") : STR("withdrawn");
    if (str_eq(version.article.state, state))
        return fail(tx->ctx, ERR_CONFLICT, MSG_ARTICLE_STATE);
    version.article.state = state;
    return record(tx, &version, editor_at(tx->ctx, version.article.owner));
}

/* Articles <-> rows; see article_store.h. */
#include "store/article_store.h"

enum { ARGS_MAX = 18 };

static size_t article_args(const Tx *tx, const Article *a, DbValue *args)
{
    const Str texts[] = {a->state, a->kind, a->audience, a->title, a->body, a->keywords, a->owner, a->from_case};
    size_t n = 0;
    args[n++] = db_text(tx->ctx->jurisdiction);
    args[n++] = db_text(a->id);
    args[n++] = db_int(a->version);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        args[n++] = db_text(texts[i]);
    args[n++] = db_int(a->valid_from);
    args[n++] = db_int(a->valid_until);
    args[n++] = db_int(a->at);
    args[n++] = db_text(a->person);
    return n;
}

static Article article_of_row(const Rows *rows)
{
    return (Article){.id = rows_text(rows, 0),
                     .version = rows_int(rows, 1),
                     .state = rows_text(rows, 2),
                     .kind = rows_text(rows, 3),
                     .audience = rows_text(rows, 4),
                     .title = rows_text(rows, 5),
                     .body = rows_text(rows, 6),
                     .keywords = rows_text(rows, 7),
                     .owner = rows_text(rows, 8),
                     .from_case = rows_text(rows, 9),
                     .valid_from = rows_int(rows, 10),
                     .valid_until = rows_int(rows, 11),
                     .at = rows_int(rows, 12),
                     .person = rows_text(rows, 13)};
}

Err article_record(Tx *tx, const ArticleVersion *v)
{
    DbValue args[ARGS_MAX];
    int64_t changed = 0;
    size_t n = article_args(tx, &v->article, args);
    TRY(db_run_args(tx, SQL_ARTICLE_PUT, args, n, &changed));
    if (changed != 1)
        return fail(tx->ctx, ERR_CONFLICT, MSG_ARTICLE_CHANGED);
    args[n++] = db_text(v->action);
    args[n++] = db_text(v->note);
    args[n++] = db_text(v->unit);
    return db_run_args(tx, SQL_ARTICLE_VERSION_ADD, args, n, NULL);
}

static Err find(Tx *tx, Str id, Article *out, bool *found)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_ARTICLE_LOAD, db_text(tx->ctx->jurisdiction), db_text(id)));
    *found = rows_next(&rows);
    if (*found)
        *out = article_of_row(&rows);
    return rows_end(&rows);
}

Err article_load(Tx *tx, Str id, Article *out)
{
    bool found = false;
    TRY(find(tx, id, out, &found));
    return found ? OK : fail(tx->ctx, ERR_NOT_FOUND, MSG_ARTICLE_NOT_FOUND);
}

Err article_exists(Tx *tx, Str id, bool *out)
{
    Article article;
    return find(tx, id, &article, out);
}

Err article_list(Tx *tx, Article **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    Article *list = ARENA_ARRAY(tx->ctx->arena, Article, ARTICLES_MAX);
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_ARTICLE_LIST, db_text(tx->ctx->jurisdiction), db_int(ARTICLES_MAX)));
    while (n < ARTICLES_MAX && rows_next(&rows))
        list[n++] = article_of_row(&rows);
    *out = list;
    *count = n;
    return rows_end(&rows);
}

Err article_history(Tx *tx, Str id, ArticleVersion **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    ArticleVersion *list = ARENA_ARRAY(tx->ctx->arena, ArticleVersion, ARTICLE_VERSIONS_MAX);
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_ARTICLE_HISTORY, db_text(tx->ctx->jurisdiction), db_text(id),
                 db_int(ARTICLE_VERSIONS_MAX)));
    while (n < ARTICLE_VERSIONS_MAX && rows_next(&rows))
        list[n++] =
            (ArticleVersion){article_of_row(&rows), rows_text(&rows, 14), rows_text(&rows, 15), rows_text(&rows, 16)};
    *out = list;
    *count = n;
    return rows_end(&rows);
}

Err articles_behind(Tx *tx, int64_t most, Str *out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_ARTICLES_BEHIND, db_text(tx->ctx->jurisdiction), db_int(most)));
    while (n < (size_t)most && rows_next(&rows))
        out[n++] = rows_text(&rows, 0);
    *count = n;
    return rows_end(&rows);
}

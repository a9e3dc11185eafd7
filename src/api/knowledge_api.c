/* Knowledge: residents read what is published for them; staff read, search, write, publish and withdraw. */
#include "actions/knowledge.h"
#include "api/case_json.h"
#include "api/case_search.h"
#include "api/routes.h"
#include "base/input.h"
#include "search/articles.h"

enum { BODY_MAX = 20000, DAY_MAX = 99991231 };

typedef struct KnowledgeJob {
    const Request *req;
    Str id, kind, state;
    bool asked; /* words hold a question */
    SearchWords words;
} KnowledgeJob;

/* 20261122 <-> 2026-11-22 */
static void put_day(JsonOut *out, const char *key, int64_t day)
{
    if (day == 0) {
        json_key(out, key);
        json_put_null(out);
        return;
    }
    json_field_str(out, key,
                   str_printf(out->buf.arena, "%04lld-%02lld-%02lld", (long long)(day / 10000),
                              (long long)(day / 100 % 100), (long long)(day % 100)));
}

static Err read_day(Ctx *ctx, const char *name, Str text, int64_t *out)
{
    Str parts[] = {str_slice(text, 0, 4), str_slice(text, 5, 7), str_slice(text, 8, 10)};
    *out = 0;
    if (str_empty(text))
        return OK;
    Str digits = str_join(ctx->arena, parts, COUNT_OF(parts), STR(""));
    if (text.len != 10 || text.at[4] != '-' || text.at[7] != '-' || digits.len != 8 || !str_to_i64(digits, out) ||
        *out % 100 < 1 || *out % 100 > 31 || *out / 100 % 100 < 1 || *out / 100 % 100 > 12)
        return fail_field(ctx, name, MSG_FIELD_CHOICE, str_of(name), text);
    return OK;
}

static void put_article(JsonOut *out, const Request *req, const Article *a)
{
    bool staff = req->ctx->actor != NULL && actor_is_staff(req->ctx->actor);
    json_field_str(out, "id", a->id);
    json_field_i64(out, "version", a->version);
    json_field_str(out, "state", a->state);
    json_field_str(out, "kind", a->kind);
    json_field_str(out, "audience", a->audience);
    json_field_str(out, "title", a->title);
    json_field_str(out, "body", a->body);
    json_field_str(out, "keywords", a->keywords);
    put_unit(out, req, "owner", a->owner);
    json_field_opt(out, "from_case", staff ? a->from_case : STR(""));
    put_day(out, "valid_from", a->valid_from);
    put_day(out, "valid_until", a->valid_until);
    json_field_bool(out, "expired", article_is_expired(req->ctx, a));
    json_field_time(out, "at", a->at);
    json_field_bool(out, "may_edit", may_edit_article(req->ctx, a));
}

static void put_item(JsonOut *out, const KnowledgeJob *job, const Article *a)
{
    json_open(out, '{');
    put_article(out, job->req, a);
    if (job->asked) {
        Snippet snippet = snippet_of(job->req->ctx->arena, &job->words, a->body);
        put_snippet(out, &snippet);
    }
    json_close(out, '}');
}

static bool is_wanted(const KnowledgeJob *job, const Article *a)
{
    return may_read_article(job->req->ctx, a) && (str_empty(job->kind) || str_eq(job->kind, a->kind)) &&
           (str_empty(job->state) || str_eq(job->state, a->state));
}

static Err put_found(JsonOut *out, const KnowledgeJob *job, Tx *tx)
{
    Str *ids = ARENA_ARRAY(tx->ctx->arena, Str, ARTICLES_FOUND_MAX);
    size_t count = 0;
    TRY(search_articles(tx, &job->words, ids, &count));
    for (size_t i = 0; i < count; i++) {
        Article article;
        TRY(article_load(tx, ids[i], &article));
        if (is_wanted(job, &article))
            put_item(out, job, &article);
    }
    return OK;
}

static Err put_all(JsonOut *out, const KnowledgeJob *job, Tx *tx)
{
    Article *list = NULL;
    size_t count = 0;
    TRY(article_list(tx, &list, &count));
    for (size_t i = 0; i < count; i++)
        if (is_wanted(job, &list[i]))
            put_item(out, job, &list[i]);
    return OK;
}

static Err list_in_tx(Tx *tx, const void *in, void *out)
{
    const KnowledgeJob *job = in;
    JsonOut *json = out;
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_key(json, "items");
    json_open(json, '[');
    TRY(job->asked ? put_found(json, job, tx) : put_all(json, job, tx));
    json_close(json, ']');
    json_close(json, '}');
    return OK;
}

static Err list_articles(Request *req, Response *res)
{
    KnowledgeJob *job = ARENA_NEW(req->ctx->arena, KnowledgeJob);
    JsonOut json;
    if (request_session(req) == NULL)
        TRY(limiter_take(app_of(req)->reads, req->ctx, req->client_ip));
    *job = (KnowledgeJob){.req = req, .kind = request_query(req, "kind"), .state = request_query(req, "state")};
    job->asked = !str_empty(request_query(req, "q"));
    if (job->asked)
        TRY(search_words_parse(req->ctx, request_query(req, "q"), &job->words));
    if (!str_empty(job->words.number)) /* a number is no word of an article */
        return fail_field(req->ctx, "q", MSG_SEARCH_NO_PHONES);
    TRY(db_read(app_of(req)->db, req->ctx, list_in_tx, job, &json));
    respond_json(res, 200, &json);
    return OK;
}

static Err one_in_tx(Tx *tx, const void *in, void *out)
{
    const KnowledgeJob *job = in;
    JsonOut *json = out;
    Article article;
    TRY(article_load(tx, job->id, &article));
    if (!may_read_article(tx->ctx, &article))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_ARTICLE_NOT_FOUND);
    *json = json_out(tx->ctx->arena);
    put_item(json, job, &article);
    return OK;
}

static Err answer_one(Request *req, Response *res, Str id)
{
    JsonOut json;
    TRY(db_read(app_of(req)->db, req->ctx, one_in_tx, &(KnowledgeJob){.req = req, .id = id}, &json));
    respond_json(res, 200, &json);
    return OK;
}

static Err get_article(Request *req, Response *res)
{
    return answer_one(req, res, request_param(req, "article"));
}

static Err history_in_tx(Tx *tx, const void *in, void *out)
{
    const KnowledgeJob *job = in;
    JsonOut *json = out;
    ArticleVersion *list = NULL;
    Article now;
    size_t count = 0;
    TRY(article_load(tx, job->id, &now));
    if (!may_read_article(tx->ctx, &now))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_ARTICLE_NOT_FOUND);
    TRY(article_history(tx, job->id, &list, &count));
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_key(json, "items");
    json_open(json, '[');
    for (size_t i = 0; i < count; i++) {
        Str name;
        TRY(person_name(tx, list[i].article.person, &name));
        json_open(json, '{');
        put_article(json, job->req, &list[i].article);
        json_field_str(json, "action", list[i].action);
        json_field_str(json, "note", list[i].note);
        json_field_opt(json, "person", name);
        put_unit(json, job->req, "unit", list[i].unit);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
    return OK;
}

static Err get_history(Request *req, Response *res)
{
    JsonOut json;
    KnowledgeJob job = {.req = req, .id = request_param(req, "article")};
    TRY(db_read(app_of(req)->db, req->ctx, history_in_tx, &job, &json));
    respond_json(res, 200, &json);
    return OK;
}

/* --- writing --- */

typedef struct ArticleBody {
    Str kind, audience, title, body, keywords, owner, from_case, valid_from, valid_until, note;
    int64_t version;
} ArticleBody;

static const InputField article_fields[] = {
    INPUT(STR, ArticleBody, kind, true, 0, 10),          INPUT(STR, ArticleBody, audience, true, 0, 10),
    INPUT(STR, ArticleBody, title, true, 0, 100),        INPUT(STR, ArticleBody, body, true, 0, BODY_MAX),
    INPUT(STR, ArticleBody, keywords, false, 0, 300),    INPUT(STR, ArticleBody, owner, true, 0, 32),
    INPUT(STR, ArticleBody, from_case, false, 0, 13),    INPUT(STR, ArticleBody, valid_from, false, 0, 10),
    INPUT(STR, ArticleBody, valid_until, false, 0, 10),  INPUT(STR, ArticleBody, note, false, 0, 500),
    INPUT(I64, ArticleBody, version, false, 0, DAY_MAX),
};

static Err choice(Ctx *ctx, const char *name, Str value, const char *among)
{
    Str padded = str_printf(ctx->arena, " " STR_FMT " ", STR_ARG(value));
    return str_find(str_of(among), padded) >= 0 ? OK : fail_field(ctx, name, MSG_FIELD_CHOICE, str_of(name), value);
}

static Err read_article(const Request *req, WriteArticle *out)
{
    Ctx *ctx = req->ctx;
    const Json *json = NULL;
    ArticleBody b = {0};
    TRY(request_json(req, &json));
    TRY(input_read(ctx, json, article_fields, COUNT_OF(article_fields), &b));
    TRY(choice(ctx, "kind", b.kind, " policy guide faq "));
    TRY(choice(ctx, "audience", b.audience, " public staff "));
    *out = (WriteArticle){.article = {.version = b.version,
                                      .kind = b.kind,
                                      .audience = b.audience,
                                      .title = b.title,
                                      .body = b.body,
                                      .keywords = b.keywords,
                                      .owner = b.owner,
                                      .from_case = b.from_case},
                          .note = b.note};
    TRY(read_day(ctx, "valid_from", b.valid_from, &out->article.valid_from));
    return read_day(ctx, "valid_until", b.valid_until, &out->article.valid_until);
}

static Err write_in_tx(Tx *tx, const void *in, void *out)
{
    return write_article(tx, in, out);
}

static Err post_article(Request *req, Response *res)
{
    WriteArticle in;
    Str id;
    TRY(read_article(req, &in));
    TRY(db_write(app_of(req)->db, req->ctx, write_in_tx, &in, &id));
    TRY(answer_one(req, res, id));
    res->status = 201;
    return OK;
}

static Err post_edit(Request *req, Response *res)
{
    WriteArticle in;
    Str id;
    TRY(read_article(req, &in));
    in.article.id = request_param(req, "article");
    TRY(db_write(app_of(req)->db, req->ctx, write_in_tx, &in, &id));
    return answer_one(req, res, id);
}

static const InputField move_fields[] = {
    INPUT(I64, MoveArticle, version, true, 1, DAY_MAX),
    INPUT(STR, MoveArticle, note, false, 0, 500),
};

static Err move_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    return move_article(tx, in);
}

static Err move(Request *req, Response *res, bool publish)
{
    const Json *json = NULL;
    MoveArticle in = {.id = request_param(req, "article"), .publish = publish};
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, move_fields, COUNT_OF(move_fields), &in));
    TRY(db_write(app_of(req)->db, req->ctx, move_in_tx, &in, NULL));
    return answer_one(req, res, in.id);
}

static Err post_publish(Request *req, Response *res)
{
    return move(req, res, true);
}

static Err post_withdraw(Request *req, Response *res)
{
    return move(req, res, false);
}

static const Route routes[] = {
    {HTTP_GET, "/api/knowledge", list_articles, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_POST, "/api/knowledge", post_article, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_GET, "/api/knowledge/{article}", get_article, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/knowledge/{article}/history", get_history, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/knowledge/{article}/edit", post_edit, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_POST, "/api/knowledge/{article}/publish", post_publish, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_POST, "/api/knowledge/{article}/withdraw", post_withdraw, RIGHTS_STAFF, BODY_JSON, 0},
};

void knowledge_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

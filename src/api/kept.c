/* Kept answers; see kept.h. The stamp is read before the store is: what `make` then reads is at least as new. */
#include "api/kept.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "reception/app.h"

typedef struct Answer {
    Hash key, stamp;
    UnixMs made_at;
    const char *content_type;
    bool packed;
    char *body; /* NULL: nothing is kept here */
    size_t len;
} Answer;

struct Kept {
    pthread_mutex_t mutex;
    Answer places[KEPT_PLACES];
};

Kept *kept_new(void)
{
    Kept *kept = calloc(1, sizeof *kept);
    if (kept == NULL)
        abort();
    (void)pthread_mutex_init(&kept->mutex, NULL);
    return kept;
}

void kept_free(Kept *kept)
{
    if (kept == NULL)
        return;
    for (size_t i = 0; i < KEPT_PLACES; i++)
        free(kept->places[i].body);
    (void)pthread_mutex_destroy(&kept->mutex);
    free(kept);
}

/* With its length, so that no two lists of parts are the same text. */
static void add_part(Buf *buf, Str part)
{
    buf_i64(buf, (int64_t)part.len);
    buf_char(buf, ':');
    buf_add(buf, part);
}

/* Everything the answer hangs on but the store and the time. */
static Hash key_of(const Request *req)
{
    const Actor *actor = req->ctx->actor;
    Buf buf = buf_new(req->ctx->arena);
    add_part(&buf, actor->person);
    for (size_t i = 0; i < actor->grant_count; i++) {
        buf_i64(&buf, actor->grants[i].role);
        add_part(&buf, actor->grants[i].unit);
    }
    buf_char(&buf, ';');
    buf_i64(&buf, req->ctx->lang);
    buf_char(&buf, request_accepts_gzip(req) ? 'z' : '-');
    add_part(&buf, req->path);
    for (size_t i = 0; i < req->query.count; i++) {
        add_part(&buf, req->query.at[i].name);
        add_part(&buf, req->query.at[i].value);
    }
    return hash_sha256(buf_str(&buf));
}

/* Two keys that fall on one place take turns. */
static Answer *place_of(Kept *kept, const Hash *key)
{
    uint32_t n = 0;
    memcpy(&n, key, sizeof n);
    return &kept->places[n % KEPT_PLACES];
}

static bool show(Kept *kept, const Answer *asked, const Request *req, Response *res)
{
    (void)pthread_mutex_lock(&kept->mutex);
    const Answer *there = place_of(kept, &asked->key);
    UnixMs age = asked->made_at - there->made_at;
    bool good = there->body != NULL && age >= 0 && age < KEPT_MS && hash_eq(&there->key, &asked->key) &&
                hash_eq(&there->stamp, &asked->stamp);
    bool packed = good && there->packed;
    if (good)
        respond_bytes(res, there->content_type, str_copy(req->ctx->arena, (Str){there->body, there->len}));
    (void)pthread_mutex_unlock(&kept->mutex);
    if (!good)
        return false;
    res->compressed = true; /* as it was kept */
    response_header(res, "Vary", STR("Accept-Encoding"));
    if (packed)
        response_header(res, "Content-Encoding", STR("gzip"));
    return true;
}

static void keep(Kept *kept, const Answer *asked, const Response *res)
{
    if (res->status != 200 || res->stream != NULL || res->file >= 0 || res->body.len == 0 ||
        res->body.len > KEPT_LARGEST)
        return;
    Answer answer = *asked;
    answer.content_type = res->content_type;
    answer.len = res->body.len;
    answer.body = malloc(res->body.len);
    if (answer.body == NULL)
        abort();
    memcpy(answer.body, res->body.at, res->body.len);
    (void)pthread_mutex_lock(&kept->mutex);
    Answer *place = place_of(kept, &asked->key);
    char *old = place->body;
    *place = answer;
    (void)pthread_mutex_unlock(&kept->mutex);
    free(old);
}

Err kept_answer(Request *req, Response *res, HttpHandler make)
{
    Kept *kept = app_of(req)->kept;
    Str stamp;
    TRY(db_stamp(app_of(req)->db, req->ctx, &stamp));
    Answer asked = {.key = key_of(req), .stamp = hash_sha256(stamp), .made_at = req->ctx->now};
    if (show(kept, &asked, req, res))
        return OK;
    TRY(make(req, res));
    asked.packed = response_compress(req, res);
    keep(kept, &asked, res);
    return OK;
}

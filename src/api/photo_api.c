/* Photos in and out. An upload is decoded in the sandboxed process, stripped and kept loose until a case takes it; what
 * goes out goes only to an address that we signed. */
#include <unistd.h>

#include "api/routes.h"
#include "api/case_json.h"
#include "base/log.h"
#include "reception/pictures.h"
#include "store/public_store.h"
#include "store/publication_store.h"

static void answer_upload(const Request *req, Response *res, const Picture *picture)
{
    Ctx *ctx = req->ctx;
    JsonOut out = json_out(ctx->arena);
    StoredPhoto stored = {.id = picture->photo.id,
                          .stage = STR("report"),
                          .width = picture->photo.width,
                          .height = picture->photo.height,
                          .uploaded_at = ctx->now};
    json_open(&out, '{');
    json_key(&out, "photo");
    put_photo(&out, req, &stored);
    PositionView at = {0};
    if (picture->has_place)
        at = (PositionView){(int64_t)(picture->latitude * 1e7), (int64_t)(picture->longitude * 1e7), 0, STR("photo")};
    put_position(&out, "position", &at);
    json_field_time(&out, "taken_at", picture->taken_at);
    json_close(&out, '}');
    respond_json(res, 201, &out);
}

/* What the store said helps whoever runs the server; it holds codes only. */
static Err with_reason(const Ctx *ctx, Err err)
{
    if (err == ERR_BUSY && ctx->failure.message == MSG_DEPOT_AWAY)
        log_line(LOG_WARN, "the photo store cannot be used", LOG_STR("request_id", ctx->request_id),
                 LOG_STR("internal", ctx->failure.internal));
    return err;
}

static Err upload_photo(Request *req, Response *res)
{
    App *app = app_of(req);
    Ctx *ctx = req->ctx;
    if (request_session(req) == NULL)
        TRY(limiter_take(app->uploads, ctx, req->client_ip));
    if (app->pictures == NULL)
        return fail(ctx, ERR_UNSUPPORTED, MSG_NO_PICTURES);
    const Upload *upload = request_upload(req, "photo");
    if (upload == NULL)
        return fail_field(ctx, "photo", MSG_FIELD_MISSING, STR("photo"));
    Picture picture;
    TRY(with_reason(ctx, picture_receive(app, ctx, upload->path, &picture)));
    answer_upload(req, res, &picture);
    return OK;
}

static Err check_link(const Request *req, Str id, Str size)
{
    PhotoLink link = {.id = id, .size = size};
    if (!str_to_i64(request_query(req, "until"), &link.until))
        return fail(req->ctx, ERR_NOT_FOUND, MSG_PICTURE_GONE);
    return photo_link_check(&app_of(req)->keys, req->ctx, &link, request_query(req, "key"));
}

static Err not_erased(Tx *tx, const void *in, void *out)
{
    (void)out;
    return photo_require_kept(tx, *(const Str *)in);
}

static Err read_size(const Request *req, PhotoSize *out)
{
    Str size = request_param(req, "size");
    if (!str_is(size, "thumb") && !str_is(size, "full"))
        return fail(req->ctx, ERR_NOT_FOUND, MSG_PICTURE_GONE);
    *out = str_is(size, "thumb") ? PHOTO_THUMB : PHOTO_FULL;
    return OK;
}

static Err answer_picture(const Request *req, Response *res, PhotoSize size)
{
    DepotOpened file;
    TRY(with_reason(req->ctx, photo_open(req->ctx, app_of(req)->depot, request_param(req, "id"), size, &file)));
    res->content_type = "image/jpeg";
    res->file = file.fd;
    res->file_size = (size_t)file.bytes;
    return OK;
}

static Err get_photo(Request *req, Response *res)
{
    Str id = request_param(req, "id");
    PhotoSize size;
    TRY(read_size(req, &size));
    TRY(check_link(req, id, request_param(req, "size")));
    TRY(db_read(app_of(req)->db, req->ctx, not_erased, &id, NULL));
    res->cache_control = STR("private, max-age=3600");
    return answer_picture(req, res, size);
}

static Err is_shown(Tx *tx, const void *in, void *out)
{
    const Request *req = in;
    PublicCase c;
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    Publication shown;
    (void)out;
    TRY(public_case(tx, request_param(req, "number"), &c));
    TRY(case_load(tx, c.number, file));
    TRY(publication_load(tx, &file->c, &shown));
    for (size_t i = 0; i < shown.photo_count; i++)
        if (str_eq(shown.photos[i].id, request_param(req, "id")))
            return OK;
    return fail(tx->ctx, ERR_NOT_FOUND, MSG_PICTURE_GONE);
}

/* Kept by no cache: it may be shown no more a moment later. */
static Err get_public_photo(Request *req, Response *res)
{
    PhotoSize size;
    TRY(limiter_take(app_of(req)->reads, req->ctx, req->client_ip)); /* never cached: each asks the depot */
    TRY(read_size(req, &size));
    TRY(db_read(app_of(req)->db, req->ctx, is_shown, req, NULL));
    return answer_picture(req, res, size);
}

static const Route routes[] = {
    {HTTP_POST, "/api/photos", upload_photo, RIGHTS_OPEN, BODY_UPLOAD, 26UL << 20},
    {HTTP_GET, "/api/photos/{id}/{size}", get_photo, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_GET, "/api/public/cases/{number}/photos/{id}/{size}", get_public_photo, RIGHTS_OPEN, BODY_NONE, 0},
};

void photo_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

/* Pictures of a report: files of a multipart body are looked at at once, addresses (media_url) only by a job, since who
 * names an address makes us ask there (jobs/fetch_linked.c). */
#include "base/utf8.h"
#include "channels/open311.h"
#include "store/photo_store.h"

enum { ADDRESS_MOST = 1000 };

static Err add_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    return photo_add(tx, in);
}

static Err keep_one(const App *app, Ctx *ctx, const Upload *upload, Str *id)
{
    Picture picture;
    TRY(picture_process(ctx, app->pictures, upload->path, &picture));
    NewPhoto photo = {.id = picture.id,
                      .sha256 = hash_hex(ctx->arena, &picture.sha256),
                      .bytes = picture.bytes,
                      .width = picture.width,
                      .height = picture.height};
    TRY(db_write(app->db, ctx, add_in_tx, &photo, NULL));
    *id = picture.id;
    return OK;
}

Err open311_keep_uploads(const Request *req, Photos311 *out)
{
    Ctx *ctx = req->ctx;
    const App *app = app_of(req);
    Photos311 photos = {0};
    if (req->upload_count > PHOTOS_311)
        return fail_field(ctx, "media", MSG_OPEN311_MEDIA_MANY, str_printf(ctx->arena, "%d", PHOTOS_311));
    if (req->upload_count > 0 && app->pictures == NULL)
        return fail(ctx, ERR_UNSUPPORTED, MSG_NO_PICTURES);
    for (size_t i = 0; i < req->upload_count; i++)
        TRY(keep_one(app, ctx, &req->uploads[i], &photos.at[photos.len++]));
    *out = photos;
    return OK;
}

bool open311_is_address(Str url)
{
    Str scheme, rest, host, path;
    if (url.len > ADDRESS_MOST || !utf8_printable(url) || str_find_char(url, ' ') >= 0 || str_find_char(url, '\\') >= 0)
        return false;
    if (!str_cut(url, ':', &scheme, &rest) || (!str_is(scheme, "https") && !str_is(scheme, "http")))
        return false;
    if (!str_starts(rest, STR("//")))
        return false;
    host = str_slice(rest, 2, rest.len);
    (void)str_cut(host, '/', &host, &path);
    return host.len > 0 && str_find_char(host, '@') < 0;
}

Err open311_read_links(const Request *req, Links311 *out)
{
    Ctx *ctx = req->ctx;
    Links311 links = {0};
    for (size_t i = 0; i < req->fields.count; i++) {
        Str url = str_trim(req->fields.at[i].value);
        if (!str_is(req->fields.at[i].name, "media_url") || str_empty(url))
            continue;
        if (!open311_is_address(url))
            return fail_field(ctx, "media_url", MSG_OPEN311_ADDRESS, STR("media_url"));
        if (links.len == PHOTOS_311)
            return fail_field(ctx, "media_url", MSG_OPEN311_MEDIA_MANY, str_printf(ctx->arena, "%d", PHOTOS_311));
        links.at[links.len++] = url;
    }
    *out = links;
    return OK;
}

/* Pictures of a report: files of a multipart body are looked at at once, addresses (media_url) only by a job, since who
 * names an address makes us ask there (jobs/fetch_linked.c). */
#include "base/utf8.h"
#include "channels/open311.h"
#include "reception/pictures.h"

enum { ADDRESS_MOST = 1000 };

Err open311_keep_uploads(const Request *req, Photos311 *out)
{
    Ctx *ctx = req->ctx;
    const App *app = app_of(req);
    Photos311 photos = {0};
    if (req->upload_count > PHOTOS_311)
        return fail_field(ctx, "media", MSG_OPEN311_MEDIA_MANY, str_printf(ctx->arena, "%d", PHOTOS_311));
    if (req->upload_count > 0 && app->pictures == NULL)
        return fail(ctx, ERR_UNSUPPORTED, MSG_NO_PICTURES);
    for (size_t i = 0; i < req->upload_count; i++) {
        Picture picture;
        TRY(picture_receive(app, ctx, req->uploads[i].path, &picture));
        photos.at[photos.len++] = picture.photo.id;
    }
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

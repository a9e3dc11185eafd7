/* See assets.h. A folder is opened with openat2(RESOLVE_BENEATH): neither ".." nor a link can lead out of it. */
#include "http/assets.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "http/negotiate.h"

__attribute__((weak)) const AssetTable http_embedded_assets = {NULL, 0};

const char *asset_content_type(Str path)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".geojson", "application/geo+json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".woff2", "font/woff2"},
        {".woff", "font/woff"},
        {".mp3", "audio/mpeg"},
        {".wav", "audio/wav"},
        {".txt", "text/plain; charset=utf-8"},
        {".yaml", "application/yaml"},
        {".wasm", "application/wasm"},
    };
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_ends(path, str_of(types[i].ending)))
            return types[i].type;
    return "application/octet-stream";
}

static bool has_extension(Str path)
{
    for (size_t i = path.len; i > 0 && path.at[i - 1] != '/'; i--)
        if (path.at[i - 1] == '.')
            return true;
    return false;
}

/* The page of the application below whose base `path` lies; NULL when it is no page's address. "/field" counts for
 * "/field/". */
static const char *app_index(const Assets *assets, Str path)
{
    const WebApp *best = NULL;
    for (size_t i = 0; i < assets->app_count; i++) {
        const WebApp *app = &assets->apps[i];
        Str base = str_of(app->base);
        bool below = str_starts(path, base) || str_eq(path, str_slice(base, 0, base.len - 1));
        if (below && (best == NULL || base.len > strlen(best->base)))
            best = app;
    }
    return best != NULL && !has_extension(path) ? best->index : NULL;
}

static Str decoded_path(const Request *req)
{
    Arena *arena = req->ctx->arena;
    Str path = {"", 0};
    for (size_t i = 0; i < req->segments.count; i++)
        path = str_join(arena, (Str[]){path, req->segments.at[i].value}, 2, STR("/"));
    return path;
}

static void set_caching(Response *res, bool immutable)
{
    res->cache_control = immutable ? STR("public, max-age=31536000, immutable") : STR("no-cache");
}

/* -- embedded -- */

static const Asset *table_find(const AssetTable *table, Str path)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(path, str_of(table->at[middle].path));
        if (order == 0)
            return &table->at[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

typedef struct Variant {
    Str body;
    const char *coding; /* NULL: plain */
    const char *ending; /* of the etag */
} Variant;

static Variant choose(Arena *arena, const Asset *asset, Str accept)
{
    Str plain = asset->plain;
    if (asset->brotli.len > 0 && encoding_accepted(accept, "br"))
        return (Variant){asset->brotli, "br", "-br"};
    if (asset->gzip.len > 0 && encoding_accepted(accept, "gzip"))
        return (Variant){asset->gzip, "gzip", "-gz"};
    if (plain.len == 0 && asset->gzip.len > 0)
        (void)gunzip(arena, asset->gzip, &plain); /* our own bytes: it cannot fail */
    return (Variant){plain, NULL, ""};
}

static void respond_asset(const Asset *asset, const Request *req, Response *res)
{
    Variant variant = choose(req->ctx->arena, asset, request_header(req, "accept-encoding"));
    set_caching(res, asset->immutable);
    res->compressed = true; /* what was worth compressing is */
    if (asset->brotli.len > 0 || asset->gzip.len > 0)
        response_header(res, "Vary", STR("Accept-Encoding"));
    if (respond_not_modified(req, res, str_printf(req->ctx->arena, "\"%s%s\"", asset->etag, variant.ending)))
        return;
    respond_bytes(res, asset->content_type, variant.body);
    if (variant.coding != NULL)
        response_header(res, "Content-Encoding", str_of(variant.coding));
}

/* -- a folder -- */

static int open_beneath(const char *folder, const char *path)
{
    struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    int root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0)
        return -1;
    long file = syscall(SYS_openat2, root, path, &how, sizeof how);
    (void)close(root);
    return (int)file;
}

static bool respond_from_folder(const char *folder, Str path, const Request *req, Response *res)
{
    Arena *arena = req->ctx->arena;
    struct stat st;
    if (path.len < 2)
        return false;
    int file = open_beneath(folder, str_z(arena, str_slice(path, 1, path.len)));
    if (file < 0)
        return false;
    if (fstat(file, &st) != 0 || !S_ISREG(st.st_mode)) {
        (void)close(file);
        return false;
    }
    set_caching(res, str_starts(path, STR("/assets/")));
    Str etag =
        str_printf(arena, "\"%llx-%llx\"", (unsigned long long)st.st_size,
                   (unsigned long long)st.st_mtim.tv_sec * 1000000000ULL + (unsigned long long)st.st_mtim.tv_nsec);
    if (respond_not_modified(req, res, etag)) {
        (void)close(file);
        return true;
    }
    respond_bytes(res, asset_content_type(path), (Str){"", 0});
    res->file = file;
    res->file_size = (size_t)st.st_size;
    return true;
}

static bool respond_path(const Assets *assets, Str path, const Request *req, Response *res)
{
    if (assets->folder != NULL)
        return respond_from_folder(assets->folder, path, req, res);
    const AssetTable *table = assets->table != NULL ? assets->table : &http_embedded_assets;
    const Asset *asset = table_find(table, path);
    if (asset != NULL)
        respond_asset(asset, req, res);
    return asset != NULL;
}

Err assets_respond(const Assets *assets, const Request *req, Response *res)
{
    Str path = decoded_path(req);
    const char *index = app_index(assets, path);
    if (respond_path(assets, path, req, res) || (index != NULL && respond_path(assets, str_of(index), req, res)))
        return OK;
    return fail(res->ctx, ERR_NOT_FOUND, MSG_NOT_FOUND);
}

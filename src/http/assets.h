/* The web applications' files: embedded in the program (tools/embed.mjs) or read from a folder while developing.
 * Files below /assets/ carry a hash in their name and may be cached for ever; pages are asked for anew each time. */
#ifndef GULOU_HTTP_ASSETS_H
#define GULOU_HTTP_ASSETS_H

#include "http/response.h"

typedef struct Asset {
    const char *path; /* "/assets/index-4f2a.js"; the table is sorted by it (byte order) */
    const char *content_type;
    const char *etag; /* without quotes; each encoding adds its own ending */
    bool immutable;
    Str plain;        /* len 0: unpacked from gzip for clients that take no compression */
    Str gzip, brotli; /* len 0: not worth it */
} Asset;

typedef struct AssetTable {
    const Asset *at;
    size_t count;
} AssetTable;

/* Empty unless the program is linked with build/gen/assets.c. */
extern const AssetTable http_embedded_assets;

/* An address below which every path without a file extension is the application's page (its routes live in the
 * browser): {"/field/", "/field/index.html"}. The longest base wins. */
typedef struct WebApp {
    const char *base;
    const char *index;
} WebApp;

typedef struct Assets {
    const AssetTable *table; /* used when folder is NULL */
    const char *folder;
    const WebApp *apps;
    size_t app_count;
} Assets;

/* NOT_FOUND when there is no such file. Symbolic links that lead out of the folder are refused. */
MUST_USE Err assets_respond(const Assets *assets, const Request *req, Response *res);
const char *asset_content_type(Str path); /* by extension; "application/octet-stream" when unknown */

#endif

/* The headers of every answer. Scripts and styles come from our own files only; inline style *attributes* are allowed
 * because the chart library writes its tooltips with them. */
#include "base/buf.h"
#include "http/server_parts.h"

static void add(HttpServer *server, const char *name, const char *value)
{
    server->security[server->security_count++] = (HeaderLine){name, value};
}

static const char *content_policy(HttpServer *server)
{
    const char *images = server->config.image_sources;
    return str_z(server->arena,
                 str_printf(server->arena,
                            "default-src 'self'; img-src 'self' data: blob:%s%s; style-src 'self'; "
                            "style-src-attr 'unsafe-inline'; font-src 'self' data:; media-src 'self' blob:; "
                            "worker-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
                            "frame-ancestors 'self'",
                            images != NULL ? " " : "", images != NULL ? images : ""));
}

void security_lines(HttpServer *server)
{
    add(server, "Content-Security-Policy", content_policy(server));
    add(server, "X-Content-Type-Options", "nosniff");
    add(server, "Referrer-Policy", "same-origin");
    add(server, "Permissions-Policy", "geolocation=(self), camera=(self), microphone=()");
    add(server, "Cross-Origin-Opener-Policy", "same-origin");
    if (server->config.hsts_seconds > 0)
        add(server, "Strict-Transport-Security",
            str_z(server->arena, str_printf(server->arena, "max-age=%d", server->config.hsts_seconds)));
}

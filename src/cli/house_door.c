/* The house's HTTP door, and what is told through it to those who listen; see house_parts.h. */
#include <stdio.h>
#include <sys/stat.h>

#include "api/routes.h"
#include "base/log.h"
#include "channels/channels.h"
#include "cli/house_parts.h"
#include "demo/clock.h"
#include "reception/events_seen.h"

static const WebApp web_apps[] = {
    {"/", "/index.html"}, {"/field/", "/field/index.html"}, {"/command/", "/command/index.html"}};

static void follow_demo_clock(House *house)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx ctx = {.arena = arena, .jurisdiction = house->district->code};
    if (demo_clock_restore(&ctx, house->data.db) != OK)
        log_line(LOG_WARN, "the demo's clock was not read");
}

/* What every desk hears. */
static void publish_to_all(House *house, Str event, Str text)
{
    static const char *const events[] = {"event_mode", "reload"};
    events_seen_forget(house->app.events);
    if (house->app.demo && str_is(event, "reload"))
        follow_demo_clock(house);
    for (size_t i = 0; i < COUNT_OF(events); i++)
        if (str_is(event, events[i]))
            sse_publish(house->app.hub, STR("all"), events[i], text);
}

/* Topics are "kind:unit"; people listen to their units ("case:unit") and are told the kind as the event's name; and to
 * "call:person", their own telephone. */
void house_publish(void *self, Str topic, Str text)
{
    static const char *const kinds[] = {"case", "clock", "task"};
    House *house = self;
    Str kind, unit;
    char heard[80];
    twins_feed_poke(house->app.feed);
    if (!str_cut(topic, ':', &kind, &unit))
        return;
    if (str_is(kind, "all"))
        publish_to_all(house, unit, text);
    if (str_is(kind, "call")) /* a person's telephone, not a unit's cases */
        sse_publish(house->app.hub, topic, "call", text);
    int len = snprintf(heard, sizeof heard, "case:" STR_FMT, STR_ARG(unit));
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_is(kind, kinds[i]) && len < (int)sizeof heard)
            sse_publish(house->app.hub, (Str){heard, (size_t)len}, kinds[i], text);
}

static HttpLimits limits_of(const Cli *cli)
{
    HttpLimits limits = http_limits_default();
    limits.workers = (unsigned)settings_i64(cli->settings, "http.workers");
    if (settings_i64(cli->settings, "http.connections_per_ip") > 0)
        limits.connections_per_ip = (unsigned)settings_i64(cli->settings, "http.connections_per_ip");
    return limits;
}

/* "10.0.0.0/8, ::1" */
static size_t read_proxies(Cli *cli, Str *out, size_t room)
{
    Str rest = settings_str(cli->settings, "http.proxies"), head, tail;
    size_t count = 0;
    while (!str_empty(rest) && count < room) {
        if (!str_cut(rest, ',', &head, &tail)) {
            head = rest;
            tail = STR("");
        }
        out[count++] = str_trim(head);
        rest = tail;
    }
    return count;
}

/* "https://tiles.example/{z}/{x}/{y}.png" lets the page load pictures from https://tiles.example, nothing else. */
static const char *tile_origin(Cli *cli, Str tiles)
{
    ptrdiff_t scheme = str_find(tiles, STR("://"));
    if (scheme < 0)
        return NULL;
    size_t end = (size_t)scheme + 3;
    while (end < tiles.len && tiles.at[end] != '/')
        end++;
    return str_z(cli->ctx.arena, str_slice(tiles, 0, end));
}

Err open_door(Cli *cli, House *house)
{
    enum { PROXIES_MAX = 16, YEAR_SECONDS = 31536000 };
    Str *proxies = ARENA_ARRAY(cli->ctx.arena, Str, PROXIES_MAX);
    house->router = router_new(cli->ctx.arena);
    api_routes(house->router);
    channel_routes(house->router);
    house->assets = (Assets){.table = &http_embedded_assets,
                             .folder = setting_z(cli, "http.web"),
                             .apps = web_apps,
                             .app_count = COUNT_OF(web_apps)};
    house->address = setting_z(cli, "http.address");
    const char *uploads = str_z(cli->ctx.arena, str_printf(cli->ctx.arena, "%s/uploads", house->data.folder));
    (void)mkdir(uploads, 0700);
    HttpConfig config = {.address = house->address,
                         .port = (int)settings_i64(cli->settings, "http.port"),
                         .limits = limits_of(cli),
                         .router = house->router,
                         .gate = gate,
                         .app = &house->app,
                         .assets = &house->assets,
                         .hub = house->app.hub,
                         .upload_folder = uploads,
                         .trusted_proxies = proxies,
                         .trusted_proxy_count = read_proxies(cli, proxies, PROXIES_MAX),
                         .image_sources = tile_origin(cli, house->district->map_tiles),
                         .hsts_seconds = house->app.secure_cookies ? YEAR_SECONDS : 0};
    TRY(http_server_start(&cli->ctx, &config, &house->server));
    house->app.server = house->server;
    return OK;
}

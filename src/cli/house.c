/* Building the house up and taking it down; see house.h. */
#include "cli/house.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/kept.h"
#include "api/shelf.h"
#include "api/contract.h"
#include "api/routes.h"
#include "base/log.h"
#include "channels/channels.h"
#include "cli/depot.h"
#include "cli/first_start.h"
#include "learning/learn.h"
#include "reception/events_seen.h"
#include "signon/provider.h"
#include "cli/progress.h"
#include "demo/clock.h"
#include "demo/devices.h"
#include "demo/history.h"

static const WebApp web_apps[] = {
    {"/", "/index.html"}, {"/field/", "/field/index.html"}, {"/command/", "/command/index.html"}};

char *beside_program(Ctx *ctx, const char *name, const char *installed)
{
    const char *places[] = {name, installed};
    static const char *const ups[] = {"", "../", "../../"};
    char exe[4096];
    ssize_t len = readlink("/proc/self/exe", exe, sizeof exe - 1);
    char *slash = NULL;
    if (len > 0) {
        exe[len] = '\0';
        slash = strrchr(exe, '/');
    }
    for (size_t i = 0; slash != NULL && i < COUNT_OF(places) * COUNT_OF(ups); i++) {
        Str folder = {exe, (size_t)(slash - exe)};
        char *path = str_z(ctx->arena, str_printf(ctx->arena, STR_FMT "/%s%s", STR_ARG(folder), ups[i % COUNT_OF(ups)],
                                                  places[i / COUNT_OF(ups)]));
        if (access(path, R_OK) == 0)
            return path;
    }
    return str_z(ctx->arena, str_printf(ctx->arena, "/usr/%s", installed));
}

static const char *setting_z(Cli *cli, const char *key)
{
    Str value = settings_str(cli->settings, key);
    return str_empty(value) ? NULL : str_z(cli->ctx.arena, value);
}

/* A store that is away, or refuses us, costs the photos and not the district: reports come in, in words. */
static Err open_depot(Cli *cli, House *house)
{
    Ctx *ctx = &cli->ctx;
    TRY(data_open_depot(cli, &house->data));
    house->app.depot = house->data.depot;
    if (!depot_is_remote(house->app.depot))
        return photo_folder_ready(ctx, house->data.folder);
    Failure before = ctx->failure;
    if (depot_check(ctx, house->app.depot) != OK)
        log_line(LOG_ERROR, "the photo store cannot be used", LOG_STR("internal", ctx->failure.internal));
    ctx->failure = before;
    return OK;
}

static Err open_district(Cli *cli, House *house)
{
    const char *folder = setting_z(cli, "district");
    if (folder == NULL)
        folder = beside_program(&cli->ctx, "districts/gulou", "share/gulou/districts/gulou");
    house->pictures = str_z(cli->ctx.arena, str_printf(cli->ctx.arena, "%s/photos", folder));
    TRY(first_start(&cli->ctx, house->data.db, &(FirstStart){.folder = folder, .demo = house->app.demo},
                    &house->district));
    if (house->app.demo)
        TRY(demo_clock_restore(&cli->ctx, house->data.db));
    house->app.district = house->district;
    TRY(learn_start(&cli->ctx, &(StartBrain){house->data.db, house->data.folder, house->district, house->app.depot},
                    &house->brain));
    house->app.brain = house->brain;
    return server_keys_load(house->data.db, &cli->ctx, &house->app.keys);
}

/* Without the picture program the server still takes reports, in words. */
static Err open_pictures(Cli *cli, House *house)
{
    const char *worker = setting_z(cli, "photos.worker");
    if (worker == NULL)
        worker = beside_program(&cli->ctx, "gulou-image", "lib/gulou/gulou-image");
    PictureSetup setup = {.worker = worker,
                          .workers = (int)settings_i64(cli->settings, "photos.processes"),
                          .depot = house->app.depot,
                          .utc_offset_minutes = house->district->calendar.offset_minutes};
    if (access(worker, X_OK) != 0) {
        log_line(LOG_WARN, "no picture program: photos are refused", LOG_STR("path", str_of(worker)));
        return OK;
    }
    TRY(picture_pool_start(&cli->ctx, &setup, &house->app.pictures));
    house->app.photo_types = STR("image/jpeg,image/png,image/heic,image/heif");
    return OK;
}

static Err count_cases(Tx *tx, const void *in, void *out)
{
    (void)in;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_QUICK_COUNT));
    *(int64_t *)out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

static void show_progress(void *self, int64_t done, int64_t all)
{
    progress_show(self, done, all);
}

/* A demo begins with sixty days behind it; made once, where there are no cases yet. */
static Err make_history(Cli *cli, House *house)
{
    int64_t cases = 0;
    if (!house->app.demo || settings_i64(cli->settings, "demo.no_history") == 1)
        return OK; /* `gulou demo` always asks for it */
    TRY(db_read(house->data.db, &cli->ctx, count_cases, NULL, &cases));
    if (cases > 0)
        return OK;
    Progress progress = progress_new(&cli->ctx, MSG_PROGRESS_HISTORY);
    DemoTold told;
    DemoHistory history = {
        .pictures = {.pictures = house->pictures, .depot = house->app.depot, .pool = house->app.pictures},
        .progress = show_progress,
        .self = &progress};
    Err err = demo_history(&cli->ctx, house->data.db, house->brain, &history, &told);
    progress_end(&progress);
    return err;
}

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
static void publish(void *self, Str topic, Str text)
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

static void open_app(Cli *cli, House *house)
{
    App *app = &house->app;
    app->db = house->data.db;
    app->hub = sse_hub_new(&(SseLimits){.streams = 10000, .queue = 256, .heartbeat_ms = 15000});
    app->submissions = limiter_new(&limit_submissions);
    app->uploads = limiter_new(&limit_uploads);
    app->lookups = limiter_new(&limit_lookups);
    app->reads = limiter_new(&limit_reads);
    app->partners = limiter_new(&limit_partners);
    app->codes = limiter_new(&limit_codes);
    app->boards = shelf_new();
    app->kept = kept_new();
    app->events = events_seen_new();
    app->secure_cookies = settings_i64(cli->settings, "http.secure") == 1;
    app->feed = twins_feed_start(
        &(TwinsFeedSetup){.db = app->db, .district = app->district, .jurisdiction = app->district->code});
    db_listen(app->db, publish, house);
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

/* Without a template nothing goes out by the messenger. */
static Err open_wechat_notices(Cli *cli, House *house)
{
    WechatNotices *notices = &house->wechat_notices;
    Str how = settings_str(cli->settings, "wechat.notices");
    notices->line = house->wechat_line;
    notices->subscription = str_is(how, "subscribe");
    if (!notices->subscription && !str_is(how, "template"))
        return fail(&cli->ctx, ERR_INVALID, MSG_WECHAT_NOTICES, how);
    TRY(notice_template_read(&cli->ctx, "wechat.template_step", settings_str(cli->settings, "wechat.template_step"),
                             &notices->step));
    TRY(notice_template_read(&cli->ctx, "wechat.template_rating", settings_str(cli->settings, "wechat.template_rating"),
                             &notices->rating));
    TRY(notice_template_read(&cli->ctx, "wechat.template_alert", settings_str(cli->settings, "wechat.template_alert"),
                             &notices->alert));
    if (!str_empty(notices->step.id) || !str_empty(notices->rating.id))
        house->transports[VIA_WECHAT] = wechat_transport(notices);
    return OK;
}

static Err open_wechat(Cli *cli, House *house)
{
    WechatKeys keys = {.token = settings_str(cli->settings, "wechat.token"),
                       .app_id = settings_str(cli->settings, "wechat.app_id"),
                       .aes_key = settings_str(cli->settings, "wechat.aes_key")};
    if (str_empty(keys.app_id))
        return OK;
    if (str_empty(keys.token))
        return fail(&cli->ctx, ERR_INVALID, MSG_WECHAT_TOKEN);
    TRY(wechat_seal_read(&cli->ctx, &keys, &house->wechat.seal));
    house->wechat.secret = settings_str(cli->settings, "wechat.secret");
    house->wechat.api = settings_str(cli->settings, "wechat.api");
    house->wechat.open = settings_str(cli->settings, "wechat.open");
    house->wechat.manners = &house->wechat_manners;
    house->wechat_line = (WechatLine){&house->wechat, house->data.db};
    house->wechat.public_url = settings_str(cli->settings, "notify.public_url");
    house->app.wechat = &house->wechat;
    if (str_empty(house->wechat.secret))
        return OK;
    house->media = wechat_media_source(&house->wechat_line);
    return open_wechat_notices(cli, house);
}

static Err start_device_watch(Cli *cli, House *house)
{
    house->mqtt = (MqttSetup){.host = setting_z(cli, "mqtt.broker"),
                              .port = (int)settings_i64(cli->settings, "mqtt.broker_port"),
                              .user = setting_z(cli, "mqtt.broker_user"),
                              .password = setting_z(cli, "mqtt.broker_password"),
                              .ca = setting_z(cli, "mqtt.broker_ca"),
                              .cert = setting_z(cli, "mqtt.broker_cert"),
                              .secret = setting_z(cli, "mqtt.broker_key")};
    DeviceWatchSetup setup = {&house->app, house->jobs.holder, house->mqtt.host != NULL ? &house->mqtt : NULL};
    return device_watch_start(&cli->ctx, &setup, &house->app.devices);
}

/* The sealing key of the store and the secret beside it make one: whoever has the store alone opens nothing. */
static void add_pepper(Cli *cli, House *house)
{
    Str pepper = settings_str(cli->settings, "auth.pepper");
    if (!str_empty(pepper))
        house->app.keys.seal = hash_hmac(&house->app.keys.seal, pepper);
}

static Err open_sign_on(Cli *cli, House *house)
{
    SignOnSetup setup = {.issuer = settings_str(cli->settings, "sso.issuer"),
                         .client_id = settings_str(cli->settings, "sso.client_id"),
                         .client_secret = settings_str(cli->settings, "sso.client_secret"),
                         .name = settings_str(cli->settings, "sso.name"),
                         .claim = settings_str(cli->settings, "sso.claim"),
                         .public_url = settings_str(cli->settings, "notify.public_url"),
                         .password_off = settings_i64(cli->settings, "sso.password_off") == 1,
                         .has_second = settings_i64(cli->settings, "sso.second_factor") == 1};
    add_pepper(cli, house);
    return str_empty(setup.issuer) ? OK : sign_on_new(&cli->ctx, &setup, &house->app.sign_on);
}

static Err open_door(Cli *cli, House *house)
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

static Err run_due(App *app, Ctx *ctx)
{
    jobs_run_due(jobs_setup(app->jobs), ctx);
    return OK;
}

static Err open_mail_out(Cli *cli, House *house)
{
    const Settings *s = cli->settings;
    house->mail_out = (MailOut){.server = {.url = settings_str(s, "mail.server"),
                                           .user = settings_str(s, "mail.user"),
                                           .password = settings_str(s, "mail.password"),
                                           .plain = settings_i64(s, "mail.plain") == 1,
                                           .ca = settings_str(s, "mail.ca")},
                                .house = {.from = settings_str(s, "mail.from"),
                                          .name = settings_str(s, "mail.from_name"),
                                          .cases = settings_str(s, "mail.cases"),
                                          .public_url = settings_str(s, "notify.public_url"),
                                          .utc_offset_minutes = house->district->calendar.offset_minutes}};
    if (str_empty(house->mail_out.server.url))
        return OK;
    TRY(mail_out_check(&cli->ctx, &house->mail_out));
    Str local;
    (void)str_cut(house->mail_out.house.from, '@', &local, &house->mail_out.server.hello);
    house->transports[VIA_MAIL] = mail_out_transport(&house->mail_out);
    return OK;
}

/* DIR/mail: new, cur and tmp as every Maildir, what waits, and what could not be taken. */
static Err open_mail_in(Cli *cli, House *house)
{
    static const char *const folders[] = {"", "/tmp", "/new", "/cur", "/later", "/failed"};
    Str cases = settings_str(cli->settings, "mail.cases");
    if (str_empty(cases))
        return OK;
    if (!is_mail_address(cases))
        return fail(&cli->ctx, ERR_INVALID, MSG_MAIL_SETTING, STR("mail.cases"), cases);
    house->mail_folder = str_z(cli->ctx.arena, str_printf(cli->ctx.arena, "%s/mail", house->data.folder));
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        const char *path = str_z(cli->ctx.arena, str_printf(cli->ctx.arena, "%s%s", house->mail_folder, folders[i]));
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return fail(&cli->ctx, ERR_STORAGE, MSG_FILE_UNREADABLE, str_of(path));
    }
    house->mail_in = (MailIn){.app = &house->app,
                              .self = {.from = settings_str(cli->settings, "mail.from"), .cases = cases},
                              .scratch = house->data.folder};
    house->mail_taker = mail_taker(&house->mail_in);
    return OK;
}

static Err open_sms(Cli *cli, House *house)
{
    const Settings *s = cli->settings;
    house->sms = (SmsGateway){.url = settings_str(s, "sms.gateway"),
                              .headers = settings_str(s, "sms.headers"),
                              .body = settings_str(s, "sms.body"),
                              .content_type = settings_str(s, "sms.content_type"),
                              .secret = settings_str(s, "sms.key"),
                              .done = settings_str(s, "sms.done"),
                              .refused = settings_str(s, "sms.refused"),
                              .public_url = settings_str(s, "notify.public_url")};
    if (str_empty(house->sms.url))
        return OK;
    TRY(sms_gateway_check(&cli->ctx, &house->sms));
    house->transports[VIA_SMS] = sms_gateway_transport(&house->sms);
    return OK;
}

/* A gateway of its own, or else the spool where there is one. */
static const Transport *way_out(const House *h, Via way)
{
    if (h->transports[way].send != NULL)
        return &h->transports[way];
    return h->spooled.send != NULL ? &h->spooled : NULL;
}

/* By SMS and the messenger an alert needs its link, since nothing else in it ends it. */
static void open_alerts(Cli *cli, House *h)
{
    App *app = &h->app;
    bool linked = !str_empty(settings_str(cli->settings, "notify.public_url"));
    bool own = h->transports[VIA_WECHAT].send != NULL; /* the spool takes whatever comes */
    app->tells_alerts[VIA_MAIL] = app->sends_mail;
    app->tells_alerts[VIA_SMS] =
        app->district->limits.codes_day > 0 && (app->demo || (linked && h->jobs.transports[VIA_SMS] != NULL));
    app->tells_alerts[VIA_WECHAT] = app->sends_wechat && wechat_signs_in(app->wechat) &&
                                    (app->demo || !own || !str_empty(h->wechat_notices.alert.id));
}

static Err start_jobs(Cli *cli, House *h)
{
    if (settings_i64(cli->settings, "notify.spool") == 1) {
        TRY(spool_open(&cli->ctx, h->data.folder, settings_str(cli->settings, "notify.public_url"), &h->spool));
        h->spooled = spool_transport(&h->spool);
    }
    h->learner =
        learner_new(&(LearnerSetup){h->brain, h->data.folder, "/proc/self/exe", h->app.depot, depot_environment(cli)});
    h->jobs = (JobsSetup){
        .db = h->data.db,
        .district = h->district,
        .holder = jobs_holder(&cli->ctx),
        .keys = &h->app.keys,
        .photos = h->app.depot,
        .mail = h->mail_taker.take != NULL ? &h->mail_taker : NULL,
        .mail_folder = h->mail_folder,
        .media = h->media.fetch != NULL ? &h->media : NULL,
        .pictures = h->app.pictures,
        .scratch = h->data.folder,
        .inside = settings_str(cli->settings, "partners.inside"),
        .server_keys = settings_str(cli->settings, "open311.keys"),
        .public_url = settings_str(cli->settings, "notify.public_url"),
        .transports =
            {[VIA_SMS] = way_out(h, VIA_SMS), [VIA_MAIL] = way_out(h, VIA_MAIL), [VIA_WECHAT] = way_out(h, VIA_WECHAT)},
        .learner = h->learner,
        .noticed = &h->noticed,
        .archive_after = settings_i64(cli->settings, "jobs.archive_after") * DAYS(365),
        .demo = h->app.demo,
        .plays = h->app.demo ? devices_go_on : NULL};
    h->app.sends_mail = h->jobs.transports[VIA_MAIL] != NULL || h->app.demo;
    h->app.sends_wechat = h->app.wechat != NULL && (h->jobs.transports[VIA_WECHAT] != NULL || h->app.demo);
    open_alerts(cli, h);
    h->app.run_due = run_due;
    h->app.noticed = &h->noticed;
    return jobs_start(&cli->ctx, &h->jobs, &h->app.jobs);
}

Err house_prepare(Cli *cli, House *house)
{
    LogLevel level = LOG_INFO;
    if (log_level_parse(settings_str(cli->settings, "log.level"), &level))
        log_set_level(level);
    house->app.contract = contract_text();
    TRY(data_open(
        &cli->ctx,
        &(DataOpen){.folder = setting_z(cli, "data"), .database = setting_z(cli, "database"), .use = DATA_RUN},
        &house->data));
    TRY(open_depot(cli, house));
    TRY(open_district(cli, house));
    TRY(open_pictures(cli, house));
    return make_history(cli, house);
}

static CallLine line_of(const Cli *cli, const char *host, const char *port)
{
    return (CallLine){.host = settings_str(cli->settings, host), .port = (int)settings_i64(cli->settings, port)};
}

static Err open_calls(Cli *cli, House *house)
{
    CallsSetup setup = {.db = house->app.db,
                        .district = house->app.district,
                        .ami = line_of(cli, "calls.ami_host", "calls.ami_port"),
                        .esl = line_of(cli, "calls.esl_host", "calls.esl_port"),
                        .numbers = settings_str(cli->settings, "calls.numbers"),
                        .recordings = settings_str(cli->settings, "calls.recordings")};
    setup.ami.user = settings_str(cli->settings, "calls.ami_user");
    setup.ami.secret = settings_str(cli->settings, "calls.ami_secret");
    setup.esl.secret = settings_str(cli->settings, "calls.esl_secret");
    if (str_empty(setup.ami.host) && str_empty(setup.esl.host))
        return OK;
    return calls_start(&cli->ctx, &setup, &house->calls);
}

Err house_open(Cli *cli, House *house)
{
    house->app.demo = settings_i64(cli->settings, "demo") == 1;
    TRY(house_prepare(cli, house));
    open_app(cli, house);
    TRY(open_wechat(cli, house));
    TRY(open_mail_out(cli, house));
    TRY(open_mail_in(cli, house));
    TRY(open_sms(cli, house));
    TRY(open_calls(cli, house));
    TRY(open_sign_on(cli, house));
    TRY(start_jobs(cli, house));
    TRY(start_device_watch(cli, house));
    return open_door(cli, house);
}

void house_close(House *house)
{
    if (house->server != NULL)
        http_server_stop(house->server);
    calls_stop(house->calls);
    device_watch_stop(house->app.devices);
    jobs_stop(house->app.jobs);
    learner_free(house->learner);
    spool_close(&house->spool);
    picture_pool_stop(house->app.pictures);
    if (house->data.db != NULL)
        db_listen(house->data.db, NULL, NULL);
    twins_feed_stop(house->app.feed);
    events_seen_free(house->app.events);
    data_close(&house->data);
    if (house->app.hub != NULL)
        sse_hub_free(house->app.hub);
    limiter_free(house->app.submissions);
    limiter_free(house->app.uploads);
    limiter_free(house->app.lookups);
    limiter_free(house->app.reads);
    shelf_free(house->app.boards);
    kept_free(house->app.kept);
    limiter_free(house->app.partners);
    limiter_free(house->app.codes);
    sign_on_free(house->app.sign_on);
    brain_free(house->brain);
    district_free(house->district);
}

int house_port(const House *house)
{
    return http_server_port(house->server);
}

const char *house_address(const House *house)
{
    return house->address;
}

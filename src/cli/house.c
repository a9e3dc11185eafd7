/* Building the house up and taking it down; see house.h. */
#include "cli/house.h"

#include <string.h>
#include <unistd.h>

#include "api/contract.h"
#include "api/kept.h"
#include "api/shelf.h"
#include "base/log.h"
#include "cli/depot.h"
#include "cli/first_start.h"
#include "cli/house_parts.h"
#include "cli/progress.h"
#include "demo/clock.h"
#include "demo/devices.h"
#include "demo/history.h"
#include "learning/learn.h"
#include "reception/events_seen.h"
#include "signon/provider.h"

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

const char *setting_z(Cli *cli, const char *key)
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
    db_listen(app->db, house_publish, house);
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

static Err run_due(App *app, Ctx *ctx)
{
    jobs_run_due(jobs_setup(app->jobs), ctx);
    return OK;
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

Err house_open(Cli *cli, House *house)
{
    house->app.demo = settings_i64(cli->settings, "demo") == 1;
    TRY(house_prepare(cli, house));
    open_app(cli, house);
    TRY(open_ways(cli, house));
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

/* The house's ways in and out beside HTTP: WeChat, mail, SMS, telephones, devices; see house_parts.h. A way whose
 * settings are empty is not there. */
#include <errno.h>
#include <sys/stat.h>

#include "channels/channels.h"
#include "cli/house_parts.h"

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

Err start_device_watch(Cli *cli, House *house)
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
const Transport *way_out(const House *h, Via way)
{
    if (h->transports[way].send != NULL)
        return &h->transports[way];
    return h->spooled.send != NULL ? &h->spooled : NULL;
}

/* By SMS and the messenger an alert needs its link, since nothing else in it ends it. */
void open_alerts(Cli *cli, House *h)
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

Err open_ways(Cli *cli, House *house)
{
    TRY(open_wechat(cli, house));
    TRY(open_mail_out(cli, house));
    TRY(open_mail_in(cli, house));
    TRY(open_sms(cli, house));
    return open_calls(cli, house);
}

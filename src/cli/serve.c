/* gulou serve: the district's server. Creates DIR on the first start, loads the district, prints one line beginning
 * `listening on` when it is ready, and stops cleanly on SIGTERM or SIGINT: what was acknowledged is finished. */
#include <signal.h>
#include <stdio.h>

#include "cli/cli.h"
#include "cli/depot.h"
#include "cli/house.h"

static const SettingSpec specs[] = {
    {"data", "", "folder of the database and photos (made on the first start)", 0, 0},
    {"database", "", "postgres://... of a PostgreSQL server; empty: a file in the data folder", 0, 0},
    DEPOT_SPECS,
    {"district", "", "district folder for the first start (default: the starter district)", 0, 0},
    {"http.address", "127.0.0.1", "address to listen on", 0, 0},
    {"http.port", "12345", "port to listen on", 0, 65535},
    {"http.web", "", "serve the web applications from this folder instead of the built-in ones", 0, 0},
    {"http.proxies", "", "addresses whose X-Forwarded-For is believed, separated by commas", 0, 0},
    {"http.secure", "0", "1: cookies only over HTTPS, and HSTS", 0, 1},
    {"http.workers", "64", "worker threads", 1, 512},
    {"http.connections_per_ip", "0", "most connections of one address (0: the default)", 0, 100000},
    {"photos.worker", "", "path of gulou-image (default: beside this program)", 0, 0},
    {"photos.processes", "2", "pictures decoded at once", 1, 16},
    {"notify.spool", "0", "1: write outgoing messages to DIR/outbox for a gateway to fetch", 0, 1},
    {"notify.public_url", "", "this server's address as residents see it, for links in messages", 0, 0},
    {"mail.server", "", "mail server for letters: smtp://host:587 (STARTTLS) or smtps://host:465; empty: none", 0, 0},
    {"mail.from", "", "sender's address of letters", 0, 0},
    {"mail.from_name", "", "sender's name; empty: the district's", 0, 0},
    {"mail.user", "", "to sign in at the mail server; empty: without", 0, 0},
    {"mail.password", "", "its password (better in the file or GULOU_MAIL_PASSWORD)", 0, 0},
    {"mail.plain", "0", "1: without TLS, for a relay on this very machine", 0, 1},
    {"mail.ca", "", "file of certificates to believe; empty: the system's", 0, 0},
    {"mail.cases", "", "address at which mail becomes cases (gulou mail brings it); empty: none", 0, 0},
    {"sms.gateway", "", "SMS gateway, its query may hold {phone} {text} {link} {id} {key} {time}; empty: none", 0, 0},
    {"sms.headers", "", "Name: value, separated by |, may hold {key}", 0, 0},
    {"sms.content_type", "application/json", "of the body: application/json or application/x-www-form-urlencoded", 0,
     0},
    {"sms.body", "", "the body, with the same variables; empty: GET", 0, 0},
    {"sms.done", "", "Member=value of the JSON answer when a message was taken; empty: any 2xx status", 0, 0},
    {"sms.refused", "", "values of that member for which it is never tried again, separated by commas", 0, 0},
    {"sms.key", "", "{key} (better in the file or GULOU_SMS_KEY)", 0, 0},
    {"calls.numbers", "",
     "the hotline's numbers and queues at the telephone system, by commas; empty: every call there is", 0, 0},
    {"calls.recordings", "", "address before the file name of a recording, https://...; empty: recordings are not told",
     0, 0},
    {"calls.ami_host", "", "Asterisk's manager interface; empty: none", 0, 0},
    {"calls.ami_port", "5038", "its port", 1, 65535},
    {"calls.ami_user", "gulou", "its user", 0, 0},
    {"calls.ami_secret", "", "its secret (better in the file or GULOU_CALLS_AMI_SECRET)", 0, 0},
    {"calls.esl_host", "", "FreeSWITCH's event socket; empty: none", 0, 0},
    {"calls.esl_port", "8021", "its port", 1, 65535},
    {"calls.esl_secret", "", "its password (better in the file or GULOU_CALLS_ESL_SECRET)", 0, 0},
    {"sso.issuer", "", "identity provider where staff sign in (OpenID Connect); empty: here alone", 0, 0},
    {"sso.client_id", "", "what this server is called there", 0, 0},
    {"sso.client_secret", "", "its secret there (better in the file or GULOU_SSO_CLIENT_SECRET)", 0, 0},
    {"sso.name", "", "what staff call the provider, on the button", 0, 0},
    {"sso.claim", "", "claim that is the login of whom nobody linked yet, as preferred_username; empty: none", 0, 0},
    {"sso.password_off", "0", "1: people who are linked sign in there alone", 0, 1},
    {"sso.second_factor", "0", "1: the provider asks for a second factor, ours is not asked for", 0, 1},
    {"auth.pepper", "", "secret that secrets in the store are sealed with besides (better GULOU_AUTH_PEPPER)", 0, 0},
    {"wechat.app_id", "", "AppID of the WeChat official account; empty: none is connected", 0, 0},
    {"wechat.token", "", "its Token, as entered on the platform (better in the file or GULOU_WECHAT_TOKEN)", 0, 0},
    {"wechat.secret", "", "its AppSecret, to fetch pictures (better in the file or GULOU_WECHAT_SECRET)", 0, 0},
    {"wechat.api", "https://api.weixin.qq.com", "address of the platform", 0, 0},
    {"wechat.open", "https://open.weixin.qq.com", "address where people are sent to be known on the phone page", 0, 0},
    {"wechat.notices", "template", "how notices go: template (模板消息) or subscribe (订阅通知)", 0, 0},
    {"wechat.template_step", "", "template of progress notices: ID field=value ... (docs/channels.md)", 0, 0},
    {"wechat.template_rating", "", "template of the invitation to rate; empty: that of progress", 0, 0},
    {"wechat.template_alert", "", "template of alerts about public cases; empty: they do not go there", 0, 0},
    {"wechat.aes_key", "", "its EncodingAESKey; empty: plain mode", 0, 0},
    {"open311.keys", "",
     "our keys at the servers of servers.csv, CODE=KEY,... (better in the file or GULOU_OPEN311_KEYS)", 0, 0},
    {"partners.inside", "", "own networks that partners' pictures and webhooks may lie in, e.g. 10.2.0.0/16:443", 0, 0},
    {"mqtt.broker", "", "MQTT broker at which devices speak; empty: none", 0, 0},
    {"mqtt.broker_port", "1883", "its port (8883 is usual with TLS)", 1, 65535},
    {"mqtt.broker_user", "", "our name there", 0, 0},
    {"mqtt.broker_password", "", "our password there (better in the file or GULOU_MQTT_BROKER_PASSWORD)", 0, 0},
    {"mqtt.broker_ca", "", "PEM file of the authority that signed the broker's certificate; empty: no TLS", 0, 0},
    {"mqtt.broker_cert", "", "PEM file of our own certificate, where the broker asks for one", 0, 0},
    {"mqtt.broker_key", "", "PEM file of its private key", 0, 0},
    {"jobs.archive_after", "0", "archive cases so many years after their end, 0: never (gulou archive)", 0, 100},
    {"log.level", "info", "debug, info, warn or error", 0, 0},
    {"demo", "0", "1: demo accounts and past cases; the clock can be advanced; nothing leaves the outbox", 0, 1},
    {"demo.no_history", "0", "with --demo: 1 starts without past cases", 0, 1},
};

static Exit serve(Cli *cli)
{
    sigset_t stop;
    House house = {.spool = {.fd = -1}};
    /* blocked before any thread starts, so that only sigwait below ever sees them */
    (void)sigemptyset(&stop);
    (void)sigaddset(&stop, SIGTERM);
    (void)sigaddset(&stop, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &stop, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    if (house_open(cli, &house) != OK) {
        Exit code = cli_failed(cli);
        house_close(&house);
        return code;
    }
    printf("listening on http://%s:%d\n", house_address(&house), house_port(&house));
    (void)fflush(stdout);
    int received = 0;
    (void)sigwait(&stop, &received);
    house_close(&house);
    return EXIT_DONE;
}

const Command command_serve = {
    .name = "serve",
    .words = "",
    .zh = "运行服务器",
    .en = "run the server",
    .specs = specs,
    .spec_count = COUNT_OF(specs),
    .run = serve,
};

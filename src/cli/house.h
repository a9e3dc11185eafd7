/* The whole house standing: data folder, district, brain, pictures, jobs and the HTTP door, in the order in which they
 * lean on each other, and down again in the reverse. */
#ifndef GULOU_CLI_HOUSE_H
#define GULOU_CLI_HOUSE_H

#include "reception/app.h"
#include "calls/calls.h"
#include "channels/mail.h"
#include "channels/wechat_notice.h"
#include "channels/device_watch.h"
#include "cli/data.h"
#include "jobs/learn.h"
#include "jobs/runner.h"
#include "notify/mail_out.h"
#include "notify/sms_out.h"
#include "notify/spool.h"

typedef struct House {
    App app;
    Data data;
    District *district;
    Brain *brain;
    Router *router;
    HttpServer *server;
    Assets assets;
    const char *address;
    const char *pictures; /* of the demo's past, beside the district's files */
    Calls *calls;         /* listening to telephone systems */
    Wechat wechat;
    WechatLine wechat_line;
    WechatManners wechat_manners;
    WechatNotices wechat_notices;
    MediaSource media;
    MailOut mail_out;
    MailIn mail_in;
    MailTaker mail_taker; /* take NULL: no mail is taken in */
    const char *mail_folder;
    SmsGateway sms;
    MqttSetup mqtt;                           /* host NULL: no broker */
    Spool spool;                              /* fd -1: messages are not spooled */
    Transport transports[VIA_COUNT], spooled; /* send NULL: there is none */
    Learner *learner;
    JobsSetup jobs;
    JobsNoticed noticed;
} House;

/* The folder alone: district, people, and with --demo the past cases; nothing runs yet. Told in cli->ctx. On failure
 * call house_close all the same. */
MUST_USE Err house_prepare(Cli *cli, House *house);
/* That, and then jobs and the HTTP door. */
MUST_USE Err house_open(Cli *cli, House *house);
void house_close(House *house);
int house_port(const House *house);
const char *house_address(const House *house);

/* A file that belongs to this program: beside it, below the source tree it was built in, or where `make install` put it
 * (bin/gulou, share/gulou, lib/gulou below one prefix). When there is none, the installed place, for the message. */
char *beside_program(Ctx *ctx, const char *name, const char *installed);

#endif

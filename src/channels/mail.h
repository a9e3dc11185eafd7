/* 来信: mail becomes a case, or words and photos of the case whose letter it answers. */
#ifndef GULOU_CHANNELS_MAIL_H
#define GULOU_CHANNELS_MAIL_H

#include "channels/mail_read.h"
#include "notify/mail_source.h"
#include "reception/app.h"

typedef struct MailIn {
    App *app;
    MailSelf self;
    const char *scratch; /* folder for a picture that is being looked at */
} MailIn;

MailTaker mail_taker(MailIn *in);

#endif

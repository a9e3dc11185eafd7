/* Letters by the district's mail server. */
#ifndef GULOU_NOTIFY_MAIL_OUT_H
#define GULOU_NOTIFY_MAIL_OUT_H

#include "net/smtp.h"
#include "notify/mail_letter.h"

typedef struct MailOut {
    SmtpServer server;
    MailHouse house;
} MailOut;

/* INVALID: an address that is none, or a server's address that is no smtp:// or smtps://. */
MUST_USE Err mail_out_check(Ctx *ctx, const MailOut *out);
Transport mail_out_transport(MailOut *out);

#endif

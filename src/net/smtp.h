/* One letter to a mail server, by libcurl: encrypted with certificates checked unless the server is told not to,
 * bounded in time, and with what it answered told apart: will never be taken, or may be tried again. Any thread. */
#ifndef GULOU_NET_SMTP_H
#define GULOU_NET_SMTP_H

#include "base/ctx.h"

typedef struct SmtpServer {
    Str url;            /* smtp://host:587 or smtps://host:465 */
    Str user, password; /* user empty: without AUTH */
    Str hello;          /* our name in EHLO */
    bool plain;         /* no STARTTLS wanted: a relay on this very machine */
    Str ca;             /* file of the certificates believed; empty: the system's */
} SmtpServer;

typedef struct SmtpLetter {
    Str from, to; /* of the envelope, is_mail_address both; from empty: the null sender */
    Str bytes;    /* RFC 5322, lines end with CRLF */
} SmtpLetter;

/* GONE: this recipient or letter is refused for good (5xx). BUSY: anything else, also a wrong password: that is our
 * fault, and no reason to give letters up. The reply's codes ("550 5.1.1") in ctx->failure.internal, never its words,
 * which may name people. */
MUST_USE Err smtp_send(Ctx *ctx, const SmtpServer *server, const SmtpLetter *letter);

#endif

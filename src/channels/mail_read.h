/* A mail as it came, read with GMime within bounds: whom it is from, what it says, which pictures are in it, whether a
 * program wrote it, and which letter of ours it answers or brings back. */
#ifndef GULOU_CHANNELS_MAIL_READ_H
#define GULOU_CHANNELS_MAIL_READ_H

#include "base/ctx.h"
#include "notify/mail_letter.h"

enum {
    MAIL_BYTES_MOST = 30 * 1024 * 1024,
    MAIL_HEAD_MOST = 256 * 1024,
    MAIL_LINES_OF_PARTS = 2000, /* lines that begin with "--" */
    MAIL_TYPES_MOST = 300,      /* lines "Content-Type:" */
    MAIL_PARTS_MOST = 100,
    MAIL_DEPTH_MOST = 10,
    MAIL_TEXT_MOST = 256 * 1024,
    MAIL_PICTURES_MOST = 9,
    MAIL_PICTURE_LEAST = 4096 /* smaller ones are logos of signatures */
};

typedef struct MailRead {
    Str from, from_name;              /* as claimed; from empty: none that could be answered */
    Str subject, text;                /* UTF-8 */
    Str id;                           /* Message-ID without brackets; empty: none, or none that may stand in a header */
    MailMark mark;                    /* of the letter that it answers */
    const char *machine;              /* a program wrote it, and by what it is known; NULL: a person did */
    Str returned;                     /* of a report that a letter of ours came back: our letter's id; empty: none */
    Str status;                       /* "5.1.1" */
    Str pictures[MAIL_PICTURES_MOST]; /* bytes */
    size_t picture_count;
    bool over; /* parts were left out */
} MailRead;

/* What of it is decided by who we are. */
typedef struct MailSelf {
    Str from, cases; /* our own addresses: what comes from there is a loop */
} MailSelf;

/* TOO_LARGE: past the bounds. INVALID: no mail. */
MUST_USE Err mail_read(Ctx *ctx, const MailSelf *self, Str bytes, MailRead *out);

#endif

/* A letter as a mail: RFC 5322 and MIME, in plain text. Nothing that comes from people stands in a header unencoded. */
#ifndef GULOU_NOTIFY_MAIL_LETTER_H
#define GULOU_NOTIFY_MAIL_LETTER_H

#include "notify/transport.h"

typedef struct MailHouse {
    Str from;       /* sender's address, front@gulou.example */
    Str name;       /* shown beside it; empty: the district's */
    Str cases;      /* address at which answers become part of cases; empty: none are taken in */
    Str public_url; /* https://...; empty: letters bear no links */
    int utc_offset_minutes;
} MailHouse;

/* Lines end with CRLF, none is longer than 78 bytes but those that one long word makes. */
Str mail_letter(Ctx *ctx, const MailHouse *house, const Letter *letter);

/* What we put into a header to know an answer by: "gulou.NUMBER.MAC", in the address (local+...@domain) and the
 * Message-ID. */
typedef struct MailMark {
    Str number, mac; /* empty: no mark */
    Str id;          /* of the letter, from a Message-ID; empty otherwise */
} MailMark;
/* The first mark in a text that holds addresses or Message-IDs. */
MailMark mail_mark_find(Str text);

/* RFC 2047, folded at 75 bytes a word; plain where it is plain. */
Str mail_header_words(Ctx *ctx, Str text);
/* RFC 2045 6.7 */
Str mail_quoted_printable(Ctx *ctx, Str text);

#endif

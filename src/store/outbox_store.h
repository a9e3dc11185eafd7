/* What is to be told to the outside: written in the transaction that causes it, sent later by a job. The recipient is
 * a reference ("reporter", a person id), resolved when it is sent, so that erased data is not kept here. */
#ifndef GULOU_STORE_OUTBOX_STORE_H
#define GULOU_STORE_OUTBOX_STORE_H

#include "db/db.h"

typedef struct OutboxMessage {
    Str id; /* empty when adding: made here */
    UnixMs at;
    Str kind;      /* sms */
    Str recipient; /* "reporter" (of `number`) or a person id */
    Str body;
    Str link;   /* path on this server; empty: none */
    Str number; /* case, or empty */
    Str state;  /* waiting sent failed held */
    int64_t attempts;
} OutboxMessage;

MUST_USE Err outbox_add(Tx *tx, const OutboxMessage *message);
MUST_USE Err outbox_list(Tx *tx, int64_t limit, OutboxMessage **out, size_t *count); /* newest first */

#endif

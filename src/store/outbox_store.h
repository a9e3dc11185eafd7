/* What is to be told to the outside: written in the transaction that causes it, sent later by a job. The recipient is
 * a reference ("reporter", a person id), resolved when it is sent, so that erased data is not kept here. */
#ifndef GULOU_STORE_OUTBOX_STORE_H
#define GULOU_STORE_OUTBOX_STORE_H

#include "db/db.h"

typedef struct OutboxMessage {
    Str id; /* empty when adding: made here */
    UnixMs at;
    Str kind; /* sms (words to a resident), notice (an alert to staff), confirm, receipt, step, digest (of an alert),
                 code (that proves a phone) */
    Str recipient; /* "reporter" (of `number`), "follower:ID", "alert:ID" or a person id */
    Str body;
    Str link;   /* path on this server; empty: none */
    Str number; /* case, or empty */
    Str state;  /* waiting sent failed refused bounced held dropped */
    int64_t attempts;
    bool at_once; /* not kept back by quiet hours */
    Str way, why; /* by which it went or was tried last; a short code of what kept or ended it; empty: nothing */
} OutboxMessage;

MUST_USE Err outbox_add(Tx *tx, const OutboxMessage *message);
MUST_USE Err outbox_list(Tx *tx, int64_t limit, OutboxMessage **out, size_t *count); /* newest first */

/* For the job that sends: waiting messages whose time has come, oldest first. */
enum { OUTBOX_PAGE = 50 };
typedef struct OutboxPage {
    OutboxMessage at[OUTBOX_PAGE];
    size_t len;
} OutboxPage;
MUST_USE Err outbox_due(Tx *tx, OutboxPage *out);
typedef struct OutboxClaim {
    Str id;
    UnixMs next_at; /* when it may be tried again, should this attempt come to nothing */
} OutboxClaim;
MUST_USE Err outbox_claim(Tx *tx, const OutboxClaim *claim, bool *claimed); /* false: somebody else has it */
typedef struct OutboxEnd {
    Str id, state, way, why;
    Str to_hash;    /* keyed hash of the address, by which letters to it are counted */
    UnixMs sent_at; /* 0: it was not */
} OutboxEnd;
MUST_USE Err outbox_settle(Tx *tx, const OutboxEnd *end);
typedef struct OutboxRest {
    Str id, way, why;
    UnixMs until;
} OutboxRest;
MUST_USE Err outbox_put_off(Tx *tx, const OutboxRest *rest);   /* not an attempt */
MUST_USE Err outbox_give_back(Tx *tx, const OutboxRest *rest); /* claimed, and after all not an attempt */
MUST_USE Err outbox_why(Tx *tx, const OutboxRest *rest);       /* an attempt that failed: its way and why */
MUST_USE Err outbox_bounce(Tx *tx, Str id, Str why, bool *found);
MUST_USE Err outbox_load(Tx *tx, Str id, OutboxMessage *out); /* its id empty: there is none */
typedef struct OutboxCount {
    Str to_hash; /* empty: to anybody */
    UnixMs since;
} OutboxCount;
MUST_USE Err outbox_count(Tx *tx, const OutboxCount *what, int64_t *out);         /* sent since then */
MUST_USE Err outbox_hold(Tx *tx, int64_t most, int64_t *held);                    /* waiting ones are held */
MUST_USE Err outbox_sweep(Tx *tx, UnixMs before, int64_t most, int64_t *removed); /* settled ones that old */

#endif

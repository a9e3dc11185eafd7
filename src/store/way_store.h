/* How people are told <-> rows, and the way from an outbox message's recipient to whom it goes. A holder is the
 * reporter ("reporter") or a follower ("follower:ID") of a case, or, with an empty number, a person of the staff or
 * somebody with an alert ("alert:ID", store/alert_store.h). */
#ifndef GULOU_STORE_WAY_STORE_H
#define GULOU_STORE_WAY_STORE_H

#include "db/db.h"
#include "domain/way.h"

typedef struct WayRow {
    Str number, who;
    Via way;
    Lang lang;
    Str mail, wechat;    /* wechat: the messenger's id of the person */
    Str phone;           /* of an alert alone: reporters, followers and staff have theirs elsewhere */
    UnixMs confirmed_at; /* the mail address, of an alert whatever it goes to; 0: not yet */
    Str leave;           /* names this row in "no more mail" links; way_save makes it */
    Quiet quiet;         /* from QUIET_UNSAID: the district's */
    Str thread;          /* Message-ID of the last mail that came from there; empty: none */
    bool known;          /* false: no choice was made */
} WayRow;

MUST_USE Err way_load(Tx *tx, Str number, Str who, WayRow *out);
MUST_USE Err way_save(Tx *tx, const WayRow *row);
MUST_USE Err way_thread(Tx *tx, const WayRow *row); /* its thread alone */

/* One-time links that prove a mailbox; the token's hash is kept. */
typedef struct WayAsk {
    Str number, who, hash;
    UnixMs until;
} WayAsk;
MUST_USE Err way_ask(Tx *tx, const WayAsk *ask);
typedef struct WayAsked {
    Str number, who, mail; /* all empty: no such link */
    UnixMs until;
} WayAsked;
MUST_USE Err way_by_confirm(Tx *tx, Str hash, WayAsked *out);
MUST_USE Err way_confirm(Tx *tx, Str hash);
MUST_USE Err way_confirm_holder(Tx *tx, Str number, Str who); /* an answer from there proves it, too */
MUST_USE Err way_by_leave(Tx *tx, Str leave, WayAsked *out);
MUST_USE Err way_stop_mail(Tx *tx, Str mail, int64_t *stopped);
MUST_USE Err way_mail_confirmed(Tx *tx, Str mail, bool *out); /* in any matter */

/* By the messenger's id. */
MUST_USE Err way_messenger_last(Tx *tx, Str wechat, Via *out); /* VIA_WECHAT where nothing is known */
typedef struct WaySwitch {
    Str wechat;
    Via from, to;
} WaySwitch;
MUST_USE Err way_messenger_switch(Tx *tx, const WaySwitch *how, int64_t *switched);
enum { MESSENGER_CASES_MOST = 50 };
typedef struct MessengerCase {
    Str number, state, category; /* state: its code */
    UnixMs submitted_at;
} MessengerCase;
typedef struct MessengerCases {
    MessengerCase at[MESSENGER_CASES_MOST];
    size_t len;
} MessengerCases;
MUST_USE Err way_messenger_cases(Tx *tx, Str wechat, MessengerCases *out); /* what they reported, newest first */

/* Where a recipient is reached now: erased, inactive and declined ones nowhere. */
typedef struct Reach {
    Via way;
    Str to; /* phone, mail address or messenger's id by that way; empty: nobody is there any more, or wants no word */
    Str phone; /* for when that way is not there; empty: none */
    Lang lang;
    bool confirmed; /* mail: the address is proven */
    Quiet quiet;
    Str leave, thread;
} Reach;
MUST_USE Err reach_load(Tx *tx, Str number, Str recipient, Reach *out);

/* Mail that was taken in. */
MUST_USE Err mail_seen_get(Tx *tx, Str message, bool *seen, Str *number); /* number: of its case; may be empty */
MUST_USE Err mail_seen_put(Tx *tx, Str message, Str number);              /* CONFLICT: another was faster */
MUST_USE Err mail_seen_sweep(Tx *tx, UnixMs before);

#endif

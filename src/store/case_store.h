/* A case file on disk: rows of cases, case_calls, case_clocks, case_requests, and the events that made them.
 * Nothing changes a case but case_record, which writes the event and its projection in one transaction. */
#ifndef GULOU_STORE_CASE_STORE_H
#define GULOU_STORE_CASE_STORE_H

#include "db/db.h"
#include "domain/case.h"
#include "domain/event.h"
#include "domain/way.h"

/* NOT_FOUND when there is none. `out` is large: put it in an arena. */
MUST_USE Err case_load(Tx *tx, Str number, CaseFile *out);
MUST_USE Err case_exists(Tx *tx, Str number, bool *out);

/* Free text that goes with an event; kept apart, so that it can be erased. */
typedef struct EventText {
    const char *field; /* "text", "place", "note", "received", "contacted", "measure", "limit", "agreed", "public" … */
    Str body;          /* empty: not stored */
} EventText;

typedef struct EventPhotos {
    const char *stage; /* report, finding, check_in, progress, after */
    const Str *ids;
    size_t count;
} EventPhotos;

typedef struct Contact {
    Str name, phone; /* both empty, and no mail: anonymous */
    Lang lang;
    Via way; /* how to tell them; VIA_SMS where nothing else was chosen. It and what follows: store/way_store.h */
    Str mail, wechat;
} Contact;

typedef struct CaseRecord {
    const CaseFile *before; /* all zero for a new case */
    CaseFile *after;        /* version, last_hash, last_at and c.updated_at are set here */
    Action action;
    Relation relation;
    Role role;
    Str unit;
    int64_t call;
    Str detail; /* JSON object of codes and numbers; empty: {} */
    const EventText *texts;
    size_t text_count;
    EventPhotos photos;
    const Contact *contact; /* NULL: none given with this event */
    bool more;              /* the case's next event follows in this transaction: the rows are written with that one */
    const CaseFile *stored; /* what the rows hold, where an event went before with `more`; NULL: `before` */
} CaseRecord;

/* Appends the event (time: the later of ctx->now and the case's last event), saves what it changed, takes the photos
 * (INVALID when one is unknown or taken), and tells the desks concerned after the commit. CONFLICT when somebody else
 * changed the case since it was loaded. */
MUST_USE Err case_record(Tx *tx, const CaseRecord *record);

/* An event as it is stored. */
typedef struct StoredEvent {
    int64_t seq;
    UnixMs at;
    Str action; /* code */
    Str body;
    Str hash;
    int64_t leaf_index; /* -1: not sealed yet */
} StoredEvent;

MUST_USE Err event_list(Tx *tx, Str number, StoredEvent **out, size_t *count);
MUST_USE Err event_last(Tx *tx, Str number, StoredEvent *out);

typedef struct StoredText {
    int64_t seq;
    Str field, salt, body;
    UnixMs erased_at; /* 0: it is there */
} StoredText;

MUST_USE Err text_list(Tx *tx, Str number, StoredText **out, size_t *count);

typedef struct StoredReporter {
    bool known; /* a contact was left and is not erased */
    Str name, phone;
    Lang lang;
} StoredReporter;

MUST_USE Err reporter_load(Tx *tx, Str number, StoredReporter *out);

/* The running clock that is due first (windows aside), or NULL: what a desk's list is sorted by. */
const CaseClock *case_due_clock(const CaseFile *file);

#endif

/* One append-only event of a case: who did what, in which relation, and what it changed.
 * The stored bytes are canonical JSON: v (1), then this order of keys; the action as "check_in", other words by their
 * code, `change` and `detail` as objects, `at` in milliseconds. hash = SHA-256(0x00 || bytes) is at once the link of
 * the case's chain ("prev" of the next event) and its leaf in the jurisdiction's Merkle log (RFC 6962 §2.1). */
#ifndef GULOU_DOMAIN_EVENT_H
#define GULOU_DOMAIN_EVENT_H

#include "base/hash.h"
#include "domain/case.h"

/* Personal data, free text and photos stand in erasable tables; the event holds only this. */
typedef struct Commitment {
    Str field; /* "text", "reason", "note", "contact", "photo:<id>" */
    Str hash;  /* hex SHA-256(salt || bytes) */
} Commitment;

typedef struct EventHead {
    Str jurisdiction;
    Str number;  /* of the case */
    int64_t seq; /* 1, 2, ... */
    UnixMs at;
    Action action;
    Relation relation;
    Str person; /* person id, "reporter" or "system" */
    Role role;
    Str unit; /* the actor acts for; empty for a reporter */
    CaseState from, to;
    int64_t call; /* 0: the case itself */
    Str change;   /* JSON text of change.h */
    Str detail;   /* JSON object of codes and numbers of this action, never free text; "{}" if none */
    const Commitment *commitments;
    size_t commitment_count;
    Str prev; /* hex hash of the previous event; empty for the first */
} EventHead;

Str event_bytes(Arena *arena, const EventHead *head);
Hash event_hash(Str bytes); /* SHA-256(0x00 || bytes) */

#endif

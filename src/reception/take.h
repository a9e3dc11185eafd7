/* Any way in: what somebody tells, by whatever channel, is judged by the brain (outside any transaction) and becomes a
 * case. The door has read and checked the words of its own language; what is right for every channel is checked here.
 */
#ifndef GULOU_RECEPTION_TAKE_H
#define GULOU_RECEPTION_TAKE_H

#include "actions/act.h"
#include "actions/submit_case.h"
#include "reception/app.h"

typedef struct Told {
    Str text, place_text; /* text may be empty where there are photos */
    Str category;         /* the reporter's or the channel's own choice; empty: the brain says */
    PlaceInput place;
    const Str *photos; /* ids of kept photos */
    size_t photo_count;
    Contact contact;
    Answers answers; /* to the extra questions about a kind, as asked by the channel; none: not asked */
    Channel channel;
    Str scope, key;    /* of the idempotency key: whose it is (the channel and its client), and which */
    Str request_hash;  /* hex SHA-256 of what was sent */
    UnixMs claimed_at; /* the sender's clock; 0: none */
    bool raises;       /* the channel knows how urgent it is at least: */
    Urgency urgency;
    Str phone_call; /* the telephone call in which an operator heard it; empty: none */
    bool consent;   /* others may see the words and photos, once the desk shows them */
    bool to_centre; /* a hard case by the operator's judgement: the centre says whose it is */
    SubmitBeside beside;
} Told;

typedef struct Taken {
    Submitted made;
    const Decision *decision; /* of this asking: where made.repeated, the one that counts stands in the store */
} Taken;

/* INVALID: neither words nor photo (field "text"), a point outside the district (field
 * "position"), or answers that do not fit their questions (fields "answers…"); CONFLICT: the
 * key was used for something else. */
MUST_USE Err take_report(App *app, Ctx *ctx, const Told *told, Taken *out);

#endif

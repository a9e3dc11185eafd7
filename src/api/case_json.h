/* A case as JSON: the row of a list, the whole file for a desk, the page of its reporter (docs/openapi.yaml). What a
 * person may see is decided here and nowhere else: personal data never, notes and names of staff not to reporters. */
#ifndef GULOU_API_CASE_JSON_H
#define GULOU_API_CASE_JSON_H

#include "reception/app.h"
#include "store/case_store.h"
#include "store/photo_store.h"

/* Everything of one case that its pages show. */
typedef struct CasePage {
    CaseFile *file;
    StoredEvent *events;
    size_t event_count;
    StoredText *texts;
    size_t text_count;
    StoredPhoto *photos;
    size_t photo_count;
    Str decision; /* JSON text; empty: none */
    Str *twins;   /* numbers merged into this one */
    size_t twin_count;
} CasePage;

MUST_USE Err case_page_load(Tx *tx, Str number, CasePage *out);
/* The same without events and decision: enough for a row. */
MUST_USE Err case_row_load(Tx *tx, Str number, CasePage *out);

void put_case_summary(JsonOut *out, const Request *req, const CasePage *page);
MUST_USE Err put_case_detail(JsonOut *out, const Request *req, Tx *tx, const CasePage *page);
/* `master`: the case it was merged into, or NULL. */
typedef struct Tracked {
    const CasePage *page, *master;
} Tracked;
MUST_USE Err put_tracked_case(JsonOut *out, const Request *req, Tx *tx, const Tracked *tracked);
const char *
case_stage(CaseState state); /* in the resident's words: received, responded, handling, reviewing, done, ended */
UnixMs case_promise(CaseFile *file); /* when the resident may expect the next step; 0: no promise runs */
/* The members of a summary, without its braces. */
void put_summary_members(JsonOut *out, const Request *req, const CasePage *page);
void put_unit_row(JsonOut *out, const Unit *unit);                /* docs/openapi.yaml, Unit */
void put_grants(JsonOut *out, const Grant *grants, size_t count); /* the member "grants" */
/* The name of a person, empty when unknown. */
MUST_USE Err person_name(Tx *tx, Str person, Str *out);

/* The member "decision" from what was stored (JSON text; empty: null), in the reader's language. */
MUST_USE Err put_decision(JsonOut *out, const Request *req, Str stored);

void put_names(JsonOut *out, const char *key, Str zh, Str en);
void put_i64_or_null(JsonOut *out, const char *key, int64_t number, bool there);
void put_unit(JsonOut *out, const Request *req, const char *key, Str code);     /* null when empty */
void put_area(JsonOut *out, const Request *req, const char *key, Str code);     /* null when empty or unknown */
void put_category(JsonOut *out, const Request *req, const char *key, Str code); /* null when empty */
typedef struct PositionView {
    int64_t lat_e7, lon_e7, accuracy_m;
    Str source;
} PositionView;
void put_position(JsonOut *out, const char *key, const PositionView *at); /* null where there is no point */
Str photo_url(const Request *req, Str id, const char *size);              /* signed, for a limited time */
void put_clock(JsonOut *out, const Request *req, const char *key, const CaseClock *clock);
void put_photo(JsonOut *out, const Request *req, const StoredPhoto *photo);
void put_rejection(JsonOut *out, const Request *req, const char *key, Str code);

Str page_text(const CasePage *page, int64_t seq, const char *field); /* empty: none or erased */

/* Answers the reporter's page of a case (after an action, say). */
MUST_USE Err track_answer(Request *req, Response *res, Str number);

#endif

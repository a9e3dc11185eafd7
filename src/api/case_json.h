/* A case as JSON: the row of a list, the whole file for a desk, the page of its reporter (docs/openapi.yaml). What a
 * person may see is decided here and nowhere else: personal data never, notes and names of staff not to reporters. */
#ifndef GULOU_API_CASE_JSON_H
#define GULOU_API_CASE_JSON_H

#include "api/app.h"
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
MUST_USE Err put_case_detail(JsonOut *out, const Request *req, const CasePage *page);
/* `master`: the case it was merged into, or NULL. */
MUST_USE Err put_tracked_case(JsonOut *out, const Request *req, const CasePage *page, const CasePage *master);

void put_names(JsonOut *out, const char *key, Str zh, Str en);
void put_unit(JsonOut *out, const Request *req, const char *key, Str code);         /* null when empty */
void put_area(JsonOut *out, const Request *req, const char *key, Str code);         /* null when empty or unknown */
void put_category(JsonOut *out, const Request *req, const char *key, Str code);     /* null when empty */
void put_position(JsonOut *out, const char *key, int64_t lat_e7, int64_t lon_e7, int64_t accuracy_m, Str source);
void put_clock(JsonOut *out, const Request *req, const char *key, const CaseClock *clock);
void put_photo(JsonOut *out, const Request *req, const StoredPhoto *photo);          /* a signed address inside */
void put_rejection(JsonOut *out, const Request *req, const char *key, Str code);

Str page_text(const CasePage *page, int64_t seq, const char *field); /* empty: none or erased */

#endif

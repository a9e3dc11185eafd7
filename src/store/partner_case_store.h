/* Which partner's program sent a case, and as whom it knows the person; and pictures of the report that lie at
 * addresses of others until we have fetched them. Erasable with the contact (retention.csv). */
#ifndef GULOU_STORE_PARTNER_CASE_STORE_H
#define GULOU_STORE_PARTNER_CASE_STORE_H

#include "db/db.h"

typedef struct PartnerCase {
    Str number, partner;
    Str account, device; /* the partner's words for the person and the telephone; empty: not told, or erased */
} PartnerCase;
MUST_USE Err partner_case_add(Tx *tx, const PartnerCase *of);
MUST_USE Err partner_case_load(Tx *tx, Str number, PartnerCase *out); /* empty partner: it came otherwise */
MUST_USE Err partner_case_erase(Tx *tx, Str number);                  /* account and device */

typedef struct LinkedMedia {
    Str number;
    int64_t no; /* 1, 2, ... of the case */
    Str url;
    int64_t tries;
} LinkedMedia;
enum { LINKED_MEDIA_PAGE = 20 };
typedef struct LinkedMedias {
    LinkedMedia at[LINKED_MEDIA_PAGE];
    size_t len;
} LinkedMedias;
MUST_USE Err linked_media_add(Tx *tx, const LinkedMedia *media); /* to be fetched at once */
MUST_USE Err linked_media_due(Tx *tx, LinkedMedias *out);
/* Nobody else takes it until next_at. */
MUST_USE Err linked_media_claim(Tx *tx, const LinkedMedia *media, UnixMs next_at, bool *claimed);
MUST_USE Err linked_media_settle(Tx *tx, const LinkedMedia *media, const char *state); /* fetched, refused */

#endif

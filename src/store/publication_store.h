/* 公开内容: what everybody may see of the words and photos of a case. The words are texts beside the report, covered
 * where they shall not be read: `agreed`, of the event by which the reporter consented, and `public`, of the event by
 * which the desk (or afterwards the reporter) made what is shown, with the photos in `public_photos`. Nothing else is
 * ever read for a public page, so the report itself cannot be shown by mistake. */
#ifndef GULOU_STORE_PUBLICATION_STORE_H
#define GULOU_STORE_PUBLICATION_STORE_H

#include "domain/district.h"
#include "domain/redaction.h"
#include "store/case_store.h"
#include "store/photo_store.h"

typedef struct Publication {
    Str words; /* empty: none */
    StoredPhoto *photos;
    size_t photo_count;
} Publication;

bool case_may_be_shown(const District *district, const Case *c); /* its kind is public */

/* What is shown of a case now; empty where nothing is. Photos that were redacted are gone from it. */
MUST_USE Err publication_load(Tx *tx, const Case *c, Publication *out);
/* The words as their reporter let others see them; empty without consent, or when they are erased. */
MUST_USE Err publication_agreed(Tx *tx, const Case *c, Str *out);

typedef struct PublicationDraft {
    const Case *c;
    bool by_reporter; /* from the report itself, and all its photos; else from what its reporter agreed to */
    Cover cover;
    const Str *photos; /* the desk's choice */
    size_t photo_count;
} PublicationDraft;
/* What would be shown. CONFLICT: no consent (unless by_reporter), or a kind that is not public; INVALID: a photo that
 * is not there (field "photos"). */
MUST_USE Err publication_draft(Tx *tx, const PublicationDraft *in, Publication *out);

#endif

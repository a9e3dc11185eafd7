/* The page of a case as everybody sees it, and what is shown on it of the words and photos. The preview of those who
 * decide about it is made by the same function. */
#ifndef GULOU_API_PUBLIC_PAGE_H
#define GULOU_API_PUBLIC_PAGE_H

#include "api/case_json.h"
#include "store/public_store.h"
#include "store/publication_store.h"

typedef struct PublicView {
    const Request *req;
    Tx *tx;
    const CasePage *page;
    const PublicCase *c;
    const Publication *shown;
    bool preview; /* pictures at addresses signed for whoever looks, since nobody else may fetch them yet; no offer */
} PublicView;

MUST_USE Err put_public_page(JsonOut *out, const PublicView *view);
void put_public_members(JsonOut *out, const Request *req, const PublicCase *c); /* without braces */

/* The member "publication": whether it may be shown, what its reporter agreed to, what is shown. */
MUST_USE Err put_publication(JsonOut *out, const Request *req, Tx *tx, const Case *c);

#endif

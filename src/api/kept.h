/* Answers kept for whoever asks the very same again while nothing has changed: a desk's list and the case open on it
 * are asked for over and over. One is shown again only to the same person with the same roles and units, asking in the
 * same words, within a second (lights and times move), and only while the store's stamp is the same (db_stamp): so
 * after a commit of any process, not only of this one, nobody sees what was before it. Who is asking has been looked up
 * in the store before, at every request: an ended session or a lost role is never outlived. Memory: at most KEPT_PLACES
 * answers of KEPT_LARGEST bytes each, 16 MB. */
#ifndef GULOU_API_KEPT_H
#define GULOU_API_KEPT_H

#include "http/router.h"

enum { KEPT_PLACES = 128, KEPT_LARGEST = 128 * 1024, KEPT_MS = 1000 };

typedef struct Kept Kept;

Kept *kept_new(void);
void kept_free(Kept *kept); /* NULL is fine */

/* Answers with what is kept, or with what `make` reads from the store, which is then kept. `make` changes nothing and
 * sets neither cookies nor headers of its own. */
MUST_USE Err kept_answer(Request *req, Response *res, HttpHandler make);

#endif

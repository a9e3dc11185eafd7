/* What the centre is writing when the demo opens: a draft, and an article that soon is out of date. */
#ifndef GULOU_DEMO_ARTICLES_H
#define GULOU_DEMO_ARTICLES_H

#include "db/db.h"

MUST_USE Err articles_write(Tx *tx); /* by ctx->actor, who may edit the centre's */

#endif

/* The server's own small settings in the database: the demo's clock, secret keys, marks of jobs. */
#ifndef GULOU_STORE_SETTING_STORE_H
#define GULOU_STORE_SETTING_STORE_H

#include "db/db.h"

MUST_USE Err setting_put(Tx *tx, Str name, Str value);
MUST_USE Err setting_get(Tx *tx, Str name, Str *out); /* empty: none */

#endif

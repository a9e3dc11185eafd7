/* Between a case file in memory and its rows, by the field tables of domain/change.h. */
#ifndef GULOU_STORE_CASE_ROWS_H
#define GULOU_STORE_CASE_ROWS_H

#include "db/db.h"
#include "domain/case.h"

/* Saves the case's row and those calls, clocks and requests that differ. CONFLICT when the row's version moved on. */
MUST_USE Err case_rows_save(Tx *tx, const CaseFile *before, const CaseFile *after);

#endif

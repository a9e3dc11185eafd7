/* GET /api/cases?q=…: the list of cases, found by words. */
#ifndef GULOU_API_CASE_SEARCH_H
#define GULOU_API_CASE_SEARCH_H

#include "reception/app.h"
#include "search/snippet.h"
#include "store/case_list.h"

MUST_USE Err search_cases_answer(Request *req, Response *res);

/* The members "hit": the pieces of a text where the words stand, or null. */
void put_snippet(JsonOut *out, const Snippet *snippet);
/* The member "index": until when the index is true to the store. */
MUST_USE Err put_index_state(JsonOut *out, Tx *tx);

/* The units a person works for: their own, and in VIEW_WORK those below (a community's grids), as far as there is room.
 */
void own_units(const Ctx *ctx, CaseView view, Str units[LIST_UNITS_MAX]);
bool sees_everything(const Actor *actor);

#endif

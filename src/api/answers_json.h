/* Extra questions and what was answered to them, as JSON (docs/openapi.yaml: Question, GivenAnswer). */
#ifndef GULOU_API_ANSWERS_JSON_H
#define GULOU_API_ANSWERS_JSON_H

#include "api/case_json.h"

void put_questions(JsonOut *out, const Request *req, const char *key, Str category);
/* The members "answers" (the latest to each question, also those given while the case was of another kind) and
 * "open_questions" (those of its kind that nobody has answered yet). */
MUST_USE Err put_answers(JsonOut *out, const Request *req, const CasePage *page);
void put_no_answers(JsonOut *out); /* the same members, empty: not for these eyes */

#endif

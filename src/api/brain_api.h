/* Who may look at the brain's page: those who answer for the whole district. */
#ifndef GULOU_API_BRAIN_API_H
#define GULOU_API_BRAIN_API_H

#include "reception/app.h"

MUST_USE Err may_look_at_brain(Ctx *ctx); /* FORBIDDEN (BRAIN_PAGE_NOT_YOURS) */

#endif

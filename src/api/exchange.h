/* Cases in files, in and out: what the two directions and their page share. */
#ifndef GULOU_API_EXCHANGE_H
#define GULOU_API_EXCHANGE_H

#include "base/ctx.h"

/* The action of an export in account_events; its detail is "FORMAT CASES[ FILTER=VALUE]...". */
#define CASES_EXPORTED "export"

bool may_import(const Ctx *ctx); /* the district's centre */

#endif

/* The ordinary days behind us: how many matters a day brings, at which hours, and what is fated for each. */
#ifndef GULOU_DEMO_DAYS_H
#define GULOU_DEMO_DAYS_H

#include "demo/plot.h"

enum { DEMO_DAYS = 60, DEMO_PLOTS_MAX = 1200 };

size_t days_fill(Ctx *ctx, const Tales *tales, Plot *out); /* room for DEMO_PLOTS_MAX; by ctx->rand, up to ctx->now */

#endif

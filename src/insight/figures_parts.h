/* Between figures.c and figures_rates.c. */
#ifndef GULOU_INSIGHT_FIGURES_PARTS_H
#define GULOU_INSIGHT_FIGURES_PARTS_H

#include "insight/figures.h"

/* Fills rates (all but the coverage) and units. */
MUST_USE Err figures_rates(Tx *tx, const FigureScope *scope, Figures *out);

#endif

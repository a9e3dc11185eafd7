/* The figures a district lives by: pure arithmetic on frozen counts. */
#ifndef GULOU_DOMAIN_RATES_H
#define GULOU_DOMAIN_RATES_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Rate {
    int64_t hit; /* numerator */
    int64_t n;   /* denominator: frozen when each item fell due */
} Rate;

double rate_value(Rate rate);  /* 0..1; NaN when n = 0 */
bool rate_may_rank(Rate rate); /* n >= 20 */
/* Wilson score interval, 95 % (Wilson 1927); 0..1 when n = 0. */
void rate_interval(Rate rate, double *low, double *high);

typedef struct UnitFigures {
    Rate on_time; /* responses and check-ins */
    Rate solved;
    Rate satisfied;
    int64_t rework;         /* cases with rework */
    int64_t upheld_overdue; /* overdue items that stand against the unit */
    int64_t cases;
} UnitFigures;

/* 0.30 on time + 0.35 solved + 0.35 satisfied − (rework + upheld overdue) / cases, as 0..100.
 * NaN while one of the three rates has n = 0. */
double unit_score(const UnitFigures *figures);

#endif

/* The hands of the desks: a desk takes on so many pieces of work at once, the rest waits there, urgent matters first.
 * So a typhoon makes people late instead of the machine. */
#ifndef GULOU_SIM_DESKS_H
#define GULOU_SIM_DESKS_H

#include "sim/agenda.h"
#include "sim/scenario.h"

enum { DESKS_MAX = 40 };

typedef struct Desk {
    Str unit;
    int64_t hands, busy; /* hands 0: without limit */
    Agenda waiting;      /* at: urgency and when it came; what: the case */
    UnixMs worked;       /* sum of all work */
} Desk;

typedef struct Desks {
    Desk at[DESKS_MAX];
    size_t len;
} Desks;

/* A desk for the centre and each sub-district; hands by the share of the tellings that goes there. */
typedef struct DesksWish {
    const District *district;
    const Scenario *scenario;
    const struct Tellings *tellings;
} DesksWish;
void desks_open(const DesksWish *wish, Desks *out);
Desk *desk_of(Desks *desks, Str unit); /* NULL: none */
void desks_free(Desks *desks);

#endif

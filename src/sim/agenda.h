/* What happens next: moments in order. An entry may have been overtaken by events: whoever takes it off looks at its
 * stamp. */
#ifndef GULOU_SIM_AGENDA_H
#define GULOU_SIM_AGENDA_H

#include "base/clock.h"

typedef struct Entry {
    UnixMs at;
    uint64_t order; /* among those of one moment, so that a seed always plays the same */
    uint32_t what;
    uint32_t stamp;
} Entry;

typedef struct Agenda {
    Entry *at;
    size_t len, room;
} Agenda;

void agenda_add(Agenda *agenda, const Entry *entry);
const Entry *agenda_first(const Agenda *agenda); /* NULL: nothing */
Entry agenda_take(Agenda *agenda);               /* there is one */
void agenda_free(Agenda *agenda);

#endif

/* A binary heap; see agenda.h. */
#include "sim/agenda.h"

#include <stdio.h>
#include <stdlib.h>

static bool before(const Entry *a, const Entry *b)
{
    return a->at < b->at || (a->at == b->at && a->order < b->order);
}

void agenda_add(Agenda *agenda, const Entry *entry)
{
    if (agenda->len == agenda->room) {
        agenda->room = agenda->room == 0 ? 1024 : agenda->room * 2;
        agenda->at = realloc(agenda->at, agenda->room * sizeof *agenda->at);
        if (agenda->at == NULL) {
            fputs("gulou: out of memory\n", stderr);
            abort();
        }
    }
    size_t i = agenda->len++;
    for (; i > 0 && before(entry, &agenda->at[(i - 1) / 2]); i = (i - 1) / 2)
        agenda->at[i] = agenda->at[(i - 1) / 2];
    agenda->at[i] = *entry;
}

const Entry *agenda_first(const Agenda *agenda)
{
    return agenda->len > 0 ? &agenda->at[0] : NULL;
}

Entry agenda_take(Agenda *agenda)
{
    Entry first = agenda->at[0], last = agenda->at[--agenda->len];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < agenda->len; i = child) {
        if (child + 1 < agenda->len && before(&agenda->at[child + 1], &agenda->at[child]))
            child++;
        if (!before(&agenda->at[child], &last))
            break;
        agenda->at[i] = agenda->at[child];
    }
    agenda->at[i] = last;
    return first;
}

void agenda_free(Agenda *agenda)
{
    free(agenda->at);
    *agenda = (Agenda){0};
}

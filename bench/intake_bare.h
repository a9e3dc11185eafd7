/* The bare engine limit, one table of functions an engine; intake_bench.c says what it is. */
#ifndef GULOU_BENCH_INTAKE_BARE_H
#define GULOU_BENCH_INTAKE_BARE_H

#include "intake_load.h"

enum { BARE_TABLES = 7, BARE_CONNECTIONS_MAX = 16 };

/* The tables in which a new case leaves rows of its own. */
extern const char *const bare_tables[BARE_TABLES];

typedef struct BareTime {
    double seconds, cpu; /* of the writing; processor time of this program alone */
} BareTime;

typedef struct Bare {
    /* A twin of the district's store as it stands; nobody else has it open. */
    void (*twin)(const char *store);
    void (*count_rows)(void); /* has the engine look at what the store holds by now, if its plans hang on it; NULL: they do not */
    /* Reads the rows of these cases into memory, then writes them into the twin, timed. */
    BareTime (*write)(const CaseNumber *numbers, size_t count, int connections);
    void (*close)(void); /* drops the twin */
} Bare;

extern const Bare bare_sqlite, bare_postgres;

#endif

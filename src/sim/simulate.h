/* A simulation: several districts with a virtual clock, a few threads, one store for each district. */
#ifndef GULOU_SIM_SIMULATE_H
#define GULOU_SIM_SIMULATE_H

#include "district/store.h"
#include "sim/city.h"

typedef struct Simulation {
    Scenario scenario;
    const District *district;
    const DistrictFiles *files;
    const Brain *brain;
    size_t districts, threads;
    size_t before;    /* districts that other runs play: the first here is the one after them, as if all were played */
    const char *data; /* folder: a SQLite file for each district, DIR/01/gulou.db ...; NULL: none */
    const char *database; /* postgres://...: all districts in it; NULL: none. Neither: in memory */
    int64_t batch;        /* transactions to a commit, where there is one */
    void (*progress)(void *self, int64_t done, int64_t all); /* days of districts; from any thread, one at a time */
    void *self;
} Simulation;

typedef struct SimSums {
    CityFigures figures; /* of all districts; the digest over theirs in order; the storm's moments the latest */
    CheckClocks clocks[CLOCK_COUNT];
    int64_t rungs, overdues, recounted, findings;
    UnixMs latest;
    char told[FINDINGS_TOLD][FINDING_TEXT + 32];
    int64_t commits;
    int64_t runs, queries; /* of a memory store */
} SimSums;

typedef struct SimTold {
    SimSums sums;
    double prepare_s, play_s, cpu_s; /* wall, wall, processor time of the play in all its threads */
    int64_t peak_kb;                 /* of memory, of the whole process */
} SimTold;

/* INVALID findings are no error: they stand in the sums. An error (of a store, say) ends the whole. */
MUST_USE Err simulate(Ctx *ctx, const Simulation *in, SimTold *out);

#endif

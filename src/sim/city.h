/* One district being played: its matters come, its people act by the real actions, its clocks are fired by the real
 * job, on a clock of its own. The same scenario, district and seed play the same, on any store and beside any others.
 */
#ifndef GULOU_SIM_CITY_H
#define GULOU_SIM_CITY_H

#include "base/hash.h"
#include "sim/check.h"
#include "sim/scenario.h"
#include "sim/tellings.h"

/* What all districts share; read-only. */
typedef struct Play {
    const Scenario *scenario;
    const District *district;
    const Brain *brain;
    const Tellings *usual, *storm; /* storm NULL: none comes */
    const Events *storm_events;
} Play;

typedef struct StormFigures {
    int64_t cases, in_time;      /* told while it lasted; of these, answered within T1 */
    UnixMs longest_wait;         /* from told to answered */
    int64_t most_waiting;        /* for an answer, at once */
    UnixMs answered_at, done_at; /* when no more waited than before it; when no more were open than before */
} StormFigures;

typedef struct CityFigures {
    Done done;
    int64_t refused[ACTION_COUNT]; /* steps that an action refused: thought over again */
    int64_t ended[CASE_STATE_COUNT];
    int64_t transactions, jobs, most_open, most_waiting_desk;
    UnixMs desk_worked, desk_hands; /* work done; hands × time there was */
    StormFigures storm;
    Hash digest; /* over every ended case's last hash, in the order of their ends */
} CityFigures;

typedef struct City City;
City *city_new(const Play *play, size_t index); /* index 0, 1, ...: its code and its chance */
void city_free(City *city);
Str city_code(const City *city);
const District *city_district(const City *city); /* the shared one under its own code */

/* The store is open and its people are seeded. */
MUST_USE Err city_begin(Tx *tx, City *city);
/* Plays on: until `most` transactions are done (0: no limit) or the moment comes; sets *over when nothing is left to
 * happen. */
typedef struct Stretch {
    UnixMs until;
    int64_t most;
} Stretch;
MUST_USE Err city_play(Tx *tx, City *city, const Stretch *stretch, bool *over);
/* Sums of the store against the play; findings are told in the check. */
MUST_USE Err city_end(Tx *tx, City *city);
UnixMs city_now(const City *city);
const CityFigures *city_figures(const City *city);
const Check *city_check(const City *city);
/* Called when nothing more will happen to a case, with its number: a memory store lets go of it. */
void city_on_end(City *city, void (*drop)(Conn *conn, Str number));

#endif

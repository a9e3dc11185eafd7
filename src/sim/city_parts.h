/* Inside of a district being played; only for city*.c. */
#ifndef GULOU_SIM_CITY_PARTS_H
#define GULOU_SIM_CITY_PARTS_H

#include "demo/moves.h"
#include "jobs/job.h"
#include "sim/city.h"
#include "sim/desks.h"

enum {
    SLOTS_CHUNK = 4096,
    CHUNKS_MAX = 16384,
    RECENT = 256,
    STEPS_MOST = 2000, /* a case that comes to it is told by the checker */
    DESK_MARK = 1 << 30,
    NUMBER_ROOM = 16,
    STEP_ARENA = 256 * 1024 * 1024
};

/* An open case, from its telling until nothing more will happen to it. */
typedef struct Slot {
    Plot plot;
    uint64_t serial;
    uint32_t index, stamp, wait_stamp;
    const Telling *telling;
    Offset offset;
    char number[NUMBER_ROOM], master[NUMBER_ROOM];
    const Desk *waits; /* for a hand of this desk; NULL: it does not */
    UnixMs alert_tick; /* when the job comes for its next rung; 0: none */
    UnixMs due_at;     /* its next rung's moment, or the one at which a changed limit put it into the past */
    bool stormy, answered, used;
} Slot;

typedef struct Recent {
    uint32_t slot;
    uint64_t serial;
} Recent;

struct City {
    const Play *play;
    District district; /* the shared one under its own code */
    char code[32];
    Rand arrivals, ids, fates; /* when; numbers, salts, links; what */
    Stage stage;
    Arena *kept, *brief;
    Slot **chunks;
    size_t slot_count;
    uint32_t *free_slots;
    size_t free_count, free_room;
    Agenda agenda;
    Desks desks;
    Recent recent[RECENT];
    size_t recent_len;
    uint64_t serial;
    UnixMs now, next_arrival, arrivals_end, fired_at;
    int64_t open, waiting, open_before, waiting_before;
    bool mode_on, begun;
    CityFigures figures;
    Check check;
    CaseFile *file; /* as it stands after the last touch */
    void (*drop)(Conn *conn, Str number);
};

/* Slots: a case's place in the play. */
Slot *slot_at(const City *city, uint32_t index);
Slot *slot_new(City *city);
bool is_there(const City *city, const Recent *recent); /* the case has not come to its end meanwhile */

/* Reads what stands now, lets the checker look (all rungs up to `fired_by` are fired), and thinks of what comes next.
 */
MUST_USE Err city_look(City *city, Tx *tx, Slot *slot, UnixMs fired_by);
void city_schedule(City *city, Slot *slot);
/* Of the table of jobs: run at this moment; *done grows by what it changed. */
typedef Err (*JobOf)(JobRun *run);
MUST_USE Err city_job(City *city, Tx *tx, JobOf job, int64_t *done);

MUST_USE Err city_arrive(City *city, Tx *tx); /* a matter comes: city_arrivals.c */
bool city_in_storm(const City *city, UnixMs at);
MUST_USE Err city_step(City *city, Tx *tx, Slot *slot); /* somebody acts: city_steps.c */
MUST_USE Err city_serve(City *city, Tx *tx,
                        Desk *desk); /* a hand is free: whoever waits is served, if they still want it */

#endif

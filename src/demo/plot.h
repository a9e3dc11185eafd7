/* One case's story as it will go: what is fated for it, how fast its people are, and where it stands. The plot looks at
 * the case file and says what happens next and when; moves.h says who does it and with which words. */
#ifndef GULOU_DEMO_PLOT_H
#define GULOU_DEMO_PLOT_H

#include "demo/tale.h"

/* Which way it goes once a desk has it. */
typedef enum Way { WAY_BY_HAND, WAY_BY_CALL, WAY_BY_ANSWER, WAY_TO_REJECT, WAY_TO_MERGE, WAY_TO_WITHDRAW } Way;

/* What befalls it on the way, each at most once. */
typedef enum Turn {
    TURN_LATE_RESPONSE = 1 << 0,
    TURN_LATE_WORK = 1 << 1,
    TURN_VERIFY = 1 << 2,
    TURN_TRANSFER = 1 << 3,
    TURN_CO_UNIT = 1 << 4,
    TURN_REMOTE = 1 << 5,
    TURN_DISPUTE_UPHELD = 1 << 6,
    TURN_DISPUTE_DISMISSED = 1 << 7,
    TURN_SUSPEND = 1 << 8,
    TURN_EXTEND = 1 << 9,
    TURN_REWORK = 1 << 10,
    TURN_URGE = 1 << 11,
    TURN_SUPERVISE = 1 << 12,
    TURN_APPEAL = 1 << 13,
    TURN_REOPEN = 1 << 14,
    TURN_RATED = 1 << 15,
    TURN_UNSOLVED = 1 << 16,
    TURN_SCORED = 1 << 17,
    TURN_SCORED_BACK = 1 << 18,
    TURN_PROGRESS = 1 << 19,
    TURN_COMMUNITY_CALLS = 1 << 20,
    TURN_RETURN = 1 << 21,
    TURN_ESCALATE = 1 << 22,
    TURN_CONFIRM = 1 << 23,
} Turn;

/* A case that is still open now stops here, to be found at this point of its story. */
typedef enum Stop {
    STOP_NEVER,
    STOP_ROUTED,
    STOP_VERIFYING,
    STOP_ACCEPTED,
    STOP_ASSIGNED,
    STOP_CALLING,
    STOP_HANDLING,
    STOP_ASKED, /* somebody must decide: dispute, suspension */
    STOP_SUSPENDED,
    STOP_ESCALATED,
    STOP_REVIEW,
} Stop;

typedef struct Plot {
    UnixMs starts_at;
    Tale tale;
    Way way;
    unsigned turns; /* of Turn */
    Stop stop;
    UnixMs pace;     /* between two steps; 0: by the clocks of the case */
    UnixMs hurry_at; /* from here on people are quick, so that it is over in time */
    Rand rand;
    size_t picks;          /* which of several people */
    Str number;            /* empty: not submitted yet */
    Str master;            /* WAY_TO_MERGE */
    Str device;            /* whose alarm it is; empty: told by people */
    int steps, steps_most; /* after so many nobody touches it any more; 0: the demo's 70 */
    bool open;             /* neither closed, rejected, merged nor withdrawn */
    Str owner;
    bool corrected;       /* the desk has put category and place right */
    bool staged;          /* of a scene: nobody reports the same again */
    bool plans;           /* when it is resolved, its desk plans patrols for its spot */
    bool no_pictures;     /* so what needs an after-photo is answered instead */
    const Events *events; /* the event modes that held when it came in; NULL: none */
    /* what comes next */
    UnixMs next_at; /* 0: nothing */
    Action next;
    int64_t call, request;
    UnixMs alert_at; /* when a clock of its reaches a rung; 0: none */
} Plot;

/* Sets next_at, next, call, request and alert_at by what the file says. */
void plot_think(Plot *plot, const District *district, const CaseFile *file);
void plot_did(Plot *plot); /* the next step was taken: what it fulfilled is no more to come */
bool plot_will(const Plot *plot, Turn turn);
/* The department or municipal unit that the case's kind names as lead (or co-unit); empty: none. */
Str plot_lead(const Plot *plot, const District *district, const CaseFile *file);
Str plot_co(const Plot *plot, const District *district, const CaseFile *file);

#endif

/* What is fated for a matter: which way it goes and what befalls it, drawn by chances that are data, so that the demo's
 * quiet district and a simulated city differ in numbers only. */
#ifndef GULOU_DEMO_FATE_H
#define GULOU_DEMO_FATE_H

#include "demo/plot.h"

/* turn, key, per cent of a quiet district: our own choice, not measured. In the order in which chance is asked. */
#define FATE_TURNS(X)                                                                                                  \
    X(LATE_RESPONSE, "late_response", 2)                                                                               \
    X(LATE_WORK, "late_work", 5)                                                                                       \
    X(VERIFY, "verify", 15)                                                                                            \
    X(TRANSFER, "transfer", 2)                                                                                         \
    X(CO_UNIT, "co_unit", 45)                                                                                          \
    X(REMOTE, "remote", 8)                                                                                             \
    X(DISPUTE_UPHELD, "dispute_upheld", 3)                                                                             \
    X(DISPUTE_DISMISSED, "dispute_dismissed", 3)                                                                       \
    X(SUSPEND, "suspend", 3)                                                                                           \
    X(EXTEND, "extend", 5)                                                                                             \
    X(REWORK, "rework", 6)                                                                                             \
    X(URGE, "urge", 4)                                                                                                 \
    X(SUPERVISE, "supervise", 2)                                                                                       \
    X(APPEAL, "appeal", 40)                                                                                            \
    X(REOPEN, "reopen", 2)                                                                                             \
    X(RATED, "rated", 94)                                                                                              \
    X(UNSOLVED, "unsolved", 4)                                                                                         \
    X(SCORED, "scored", 80)                                                                                            \
    X(SCORED_BACK, "scored_back", 35)                                                                                  \
    X(PROGRESS, "progress", 30)                                                                                        \
    X(CONFIRM, "confirm", 50)                                                                                          \
    X(RETURN, "return", 4)                                                                                             \
    X(COMMUNITY_CALLS, "community_calls", 10)                                                                          \
    X(ESCALATE, "escalate", 2)

#define X(turn, key, percent) FATE_##turn,
enum { FATE_TURNS(X) FATE_TURN_COUNT };
#undef X

typedef struct Fates {
    unsigned turns[FATE_TURN_COUNT];  /* per cent */
    unsigned reject, merge, withdraw; /* per mille of all matters */
    unsigned office_answer;           /* per mille that an office's matter is answered, else departments are called */
    unsigned street_answer, street_hand; /* of what is found in streets; else called */
} Fates;

extern const Fates fates_quiet;
void fate_draw(const Fates *fates, Plot *plot); /* sets way and turns, by plot->rand and the tale's truth */

#endif

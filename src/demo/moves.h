/* Who takes a plot's next step, and with which words, places and pictures: the input of the real action. */
#ifndef GULOU_DEMO_MOVES_H
#define GULOU_DEMO_MOVES_H

#include "actions/act.h"
#include "demo/album.h"
#include "demo/plot.h"

typedef struct Stage {
    const District *district;
    const Brain *brain;
    Cast cast;
    Album album;
} Stage;

typedef struct Move {
    const Actor *actor; /* NULL: nobody can play the part */
    bool impossible;    /* nobody near could be asked: the story goes on without it */
    ActionInput in;
} Move;

/* For plot->next on this file; takes a picture from the album where one is shown. In tx->ctx->arena. */
MUST_USE Err move_make(Tx *tx, const Stage *stage, Plot *plot, const CaseFile *file, Move *out);

/* Whoever brings the matter: a person, or NULL for a resident. */
const Actor *move_reporter(const Stage *stage, const Plot *plot);

#endif

/* Whole lives of cases, read from a demo's past, which real actions made; and the sheets that copies are written from:
 * the life to its end, the life up to some moment (a case that is still open), or its beginning and end only. */
#ifndef GULOU_BENCH_FILL_STORY_H
#define GULOU_BENCH_FILL_STORY_H

#include "db/db.h"
#include "pattern.h"
#include "writer.h"

typedef enum FillTable {
    FILL_CASES,
    FILL_CALLS,
    FILL_CLOCKS,
    FILL_REQUESTS,
    FILL_EVENTS,
    FILL_TEXTS,
    FILL_REPORTERS,
    FILL_TILES,
    FILL_DECISIONS, /* these three as they stand in the store, column by column */
    FILL_DUE_ITEMS,
    FILL_EXAMPLES,
    FILL_TABLE_COUNT
} FillTable;

typedef struct StoryEvent {
    int64_t seq;
    UnixMs at;
    Str action, body;
    Pattern head; /* its bytes up to its commitments */
    bool open;    /* the case, after it */
} StoryEvent;

typedef struct StoryText {
    int64_t seq;
    Str field, body; /* of "contact": the body is the name */
} StoryText;

typedef struct StoryRow { /* of decisions, due_items, examples */
    size_t table;
    UnixMs at; /* it stands there from then on */
    DbValue *values;
} StoryRow;

typedef struct Sheet Sheet;
typedef struct Story {
    Str number;
    StoryEvent *events;
    StoryText *texts;
    StoryRow *rows;
    size_t event_count, text_count, row_count;
    Sheet **cuts; /* [event_count], made when asked for: after that many events less one */
    Sheet *brief[2];
} Story;

typedef struct Stories {
    Ctx *ctx;     /* its arena keeps everything */
    Arena *brief; /* of one sheet's making */
    Table tables[FILL_TABLE_COUNT];
    Story *at;
    size_t len;
    Str *places; /* names, to vary texts with */
    size_t place_count;
} Stories;

/* From the database file of a demo's folder; those that are over, none of them confidential, merged or at a spot. */
void stories_load(Ctx *ctx, const char *path, Stories *out);

typedef struct Cell {
    DbValue value;
    HoleKind kind;
} Cell;

typedef struct SheetRow {
    size_t table;
    const Cell *cells;
} SheetRow;

typedef struct SheetEvent {
    int64_t seq;
    UnixMs at;
    Str action;
    Pattern head; /* the event's bytes up to its commitments */
} SheetEvent;

struct Sheet {
    SheetEvent *events;
    const StoryText *texts;
    SheetRow *rows;
    size_t event_count, text_count, row_count;
    bool open;
};

/* As it stood after the first `events` of them. */
const Sheet *story_cut(Stories *s, Story *story, size_t events);
/* Told shortly. With `items`: two events (how it came, how it ended), two clocks, the lead's call, all that fell due.
 * Without: one event, one clock, its text, and of its figures response and handling. */
const Sheet *story_brief(Stories *s, Story *story, bool items);

#endif

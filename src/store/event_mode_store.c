/* Event modes; see event_mode_store.h. */
#include "store/event_mode_store.h"

static EventMode of_row(const Rows *rows)
{
    return (EventMode){.event = rows_text(rows, 0),
                       .at = rows_int(rows, 1),
                       .since = rows_int(rows, 2),
                       .until = rows_int(rows, 3),
                       .person = rows_text(rows, 4),
                       .unit = rows_text(rows, 5),
                       .note = rows_text(rows, 6)};
}

Err event_modes_now(Tx *tx, EventModes *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    EventModes modes = {0};
    TRY(db_query(tx, &rows, SQL_EVENT_MODES_NOW, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now)));
    while (modes.len < EVENTS_MAX && rows_next(&rows)) {
        modes.at[modes.len] = of_row(&rows);
        /* a later import may have dropped the event */
        modes.len += event_find(tx->ctx->district, modes.at[modes.len].event) != NULL;
    }
    TRY(rows_end(&rows));
    *out = modes;
    return OK;
}

Err event_modes_newest(Tx *tx, EventModes *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    EventModes modes = {0};
    TRY(db_query(tx, &rows, SQL_EVENT_MODES_NEWEST, db_text(tx->ctx->jurisdiction)));
    while (modes.len < EVENT_SWITCHES_MAX && rows_next(&rows))
        modes.at[modes.len++] = of_row(&rows);
    TRY(rows_end(&rows));
    *out = modes;
    return OK;
}

Err event_mode_add(Tx *tx, const EventMode *row)
{
    return db_run(tx, SQL_EVENT_MODE_ADD, db_text(tx->ctx->jurisdiction), db_text(row->event), db_int(row->at),
                  db_int(row->since), db_int(row->until), db_text(row->person), db_text(row->unit), db_text(row->note));
}

Err events_now(Tx *tx, Events *out)
{
    EventModes modes;
    Events events = {0};
    TRY(event_modes_now(tx, &modes));
    for (size_t i = 0; i < modes.len; i++)
        events.at[events.len++] = modes.at[i].event;
    *out = events;
    return OK;
}

/* Alerts <-> rows; see alert_store.h. */
#include "store/alert_store.h"

Err alert_add(Tx *tx, const Alert *alert)
{
    return db_run(tx, SQL_ALERT_ADD, db_text(tx->ctx->jurisdiction), db_text(alert->id), db_text(alert->area),
                  db_text(alert->category), db_int(alert->at_once), db_int(tx->ctx->now), db_int(alert->next_at),
                  db_int(alert->around.lat_e7), db_int(alert->around.lon_e7), db_int(alert->around.radius_m));
}

Err alert_count(Tx *tx, Str to, AlertCount *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_ALERT_COUNT, db_text(tx->ctx->jurisdiction), db_text(to),
                 db_int(tx->ctx->now - DAYS(1))));
    *out = (AlertCount){0};
    if (rows_next(&rows))
        *out = (AlertCount){rows_int(&rows, 0), rows_int(&rows, 1), rows_int(&rows, 2)};
    return rows_end(&rows);
}

Err alert_count_sms(Tx *tx, UnixMs since, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_ALERT_COUNT_SMS, db_text(tx->ctx->jurisdiction), db_int(since)));
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

static Alert of_row(const Rows *rows)
{
    Alert alert = {.id = rows_text(rows, 0),
                   .area = rows_text(rows, 1),
                   .category = rows_text(rows, 2),
                   .at_once = rows_int(rows, 3) != 0,
                   .told_until = rows_int(rows, 4),
                   .lang = str_is(rows_text(rows, 5), "en") ? LANG_EN : LANG_ZH,
                   .around = {rows_int(rows, 6), rows_int(rows, 7), rows_int(rows, 8)},
                   .leave = rows_text(rows, 10)};
    (void)way_parse(rows_text(rows, 9), &alert.way);
    return alert;
}

Err alerts_due(Tx *tx, AlertPage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_ALERTS_DUE, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now), db_int(ALERT_PAGE)));
    while (n < ALERT_PAGE && rows_next(&rows))
        out->at[n++] = of_row(&rows);
    out->len = n;
    return rows_end(&rows);
}

Err alert_by_leave(Tx *tx, Str leave, Alert *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_ALERT_BY_LEAVE, db_text(tx->ctx->jurisdiction), db_text(leave)));
    *out = rows_next(&rows) ? of_row(&rows) : (Alert){0};
    return rows_end(&rows);
}

Err alert_told(Tx *tx, const Alert *alert)
{
    return db_run(tx, SQL_ALERT_TOLD, db_text(tx->ctx->jurisdiction), db_text(alert->id), db_int(alert->told_until),
                  db_int(alert->next_at));
}

Err alert_drop(Tx *tx, Str id)
{
    TRY(db_run(tx, SQL_ALERT_DROP, db_text(tx->ctx->jurisdiction), db_text(id)));
    return db_run(tx, SQL_ALERT_WAY_DROP, db_text(tx->ctx->jurisdiction), db_text(id));
}

Err alerts_sweep(Tx *tx, const AlertsOver *what, int64_t *dropped)
{
    enum { MOST = 100 };
    Str ids[MOST];
    size_t n = 0;
    int64_t most = what->most < MOST ? what->most : MOST;
    {
        Rows rows CLEANUP(rows_close) = {0};
        TRY(db_query(tx, &rows, SQL_ALERTS_OVER, db_text(tx->ctx->jurisdiction), db_int(what->unproven_before),
                     db_int(what->made_before), db_int(most), db_int(what->unproven_sms_before)));
        while (n < (size_t)most && rows_next(&rows))
            ids[n++] = rows_text(&rows, 0);
        TRY(rows_end(&rows));
    }
    for (size_t i = 0; i < n; i++)
        TRY(alert_drop(tx, ids[i]));
    *dropped = (int64_t)n;
    return OK;
}

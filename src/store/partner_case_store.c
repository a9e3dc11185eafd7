/* See partner_case_store.h. */
#include "store/partner_case_store.h"

Err partner_case_add(Tx *tx, const PartnerCase *of)
{
    return db_run(tx, SQL_PARTNER_CASE_ADD, db_text(tx->ctx->jurisdiction), db_text(of->number), db_text(of->partner),
                  db_text(of->account), db_text(of->device));
}

Err partner_case_load(Tx *tx, Str number, PartnerCase *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    PartnerCase found = {.number = number};
    TRY(db_query(tx, &rows, SQL_PARTNER_CASE_GET, db_text(tx->ctx->jurisdiction), db_text(number)));
    if (rows_next(&rows)) {
        found.partner = rows_text(&rows, 0);
        found.account = rows_text(&rows, 1);
        found.device = rows_text(&rows, 2);
    }
    TRY(rows_end(&rows));
    *out = found;
    return OK;
}

Err partner_case_erase(Tx *tx, Str number)
{
    return db_run(tx, SQL_PARTNER_CASE_ERASE, db_text(tx->ctx->jurisdiction), db_text(number), db_int(tx->ctx->now));
}

Err linked_media_add(Tx *tx, const LinkedMedia *media)
{
    return db_run(tx, SQL_LINKED_MEDIA_ADD, db_text(tx->ctx->jurisdiction), db_text(media->number), db_int(media->no),
                  db_text(media->url), db_int(tx->ctx->now));
}

Err linked_media_due(Tx *tx, LinkedMedias *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_LINKED_MEDIA_DUE, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now)));
    while (out->len < LINKED_MEDIA_PAGE && rows_next(&rows))
        out->at[out->len++] =
            (LinkedMedia){rows_text(&rows, 0), rows_int(&rows, 1), rows_text(&rows, 2), rows_int(&rows, 3)};
    return rows_end(&rows);
}

Err linked_media_claim(Tx *tx, const LinkedMedia *media, UnixMs next_at, bool *claimed)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_LINKED_MEDIA_CLAIM, db_text(tx->ctx->jurisdiction), db_text(media->number),
                  db_int(media->no), db_int(tx->ctx->now), db_int(next_at)));
    *claimed = changed == 1;
    return OK;
}

Err linked_media_settle(Tx *tx, const LinkedMedia *media, const char *state)
{
    return db_run(tx, SQL_LINKED_MEDIA_SETTLE, db_text(tx->ctx->jurisdiction), db_text(media->number),
                  db_int(media->no), db_text(str_of(state)));
}

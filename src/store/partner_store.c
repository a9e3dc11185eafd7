/* Partners; see partner_store.h. */
#include "store/partner_store.h"

static Partner of_row(const Rows *rows)
{
    return (Partner){.id = rows_text(rows, 0),
                     .kind = rows_text(rows, 1),
                     .name = rows_text(rows, 2),
                     .key_hint = rows_text(rows, 3),
                     .per_minute = rows_int(rows, 4),
                     .active = rows_int(rows, 5),
                     .created_at = rows_int(rows, 6),
                     .used_at = rows_int(rows, 7)};
}

Err partner_insert(Tx *tx, const Partner *partner, const PartnerKey *key)
{
    return db_run(tx, SQL_PARTNER_INSERT, db_text(tx->ctx->jurisdiction), db_text(partner->id), db_text(partner->kind),
                  db_text(partner->name), db_text(key->hash), db_text(key->hint), db_int(partner->per_minute),
                  db_int(tx->ctx->now));
}

Err partner_list(Tx *tx, Partners *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_PARTNER_LIST, db_text(tx->ctx->jurisdiction)));
    while (out->len < PARTNERS_MAX && rows_next(&rows))
        out->at[out->len++] = of_row(&rows);
    return rows_end(&rows);
}

static Err take_one(Rows *rows, Partner *out)
{
    Partner partner = {0};
    if (rows_next(rows))
        partner = of_row(rows);
    TRY(rows_end(rows));
    *out = partner;
    return OK;
}

Err partner_load(Tx *tx, Str id, Partner *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Partner partner;
    TRY(db_query(tx, &rows, SQL_PARTNER_GET, db_text(tx->ctx->jurisdiction), db_text(id)));
    TRY(take_one(&rows, &partner));
    if (str_empty(partner.id))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_PARTNER_UNKNOWN);
    *out = partner;
    return OK;
}

Err partner_by_key(Tx *tx, Str key_hash, Partner *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PARTNER_BY_KEY, db_text(tx->ctx->jurisdiction), db_text(key_hash)));
    return take_one(&rows, out);
}

Err partner_set_key(Tx *tx, Str id, const PartnerKey *key)
{
    return db_run(tx, SQL_PARTNER_SET_KEY, db_text(tx->ctx->jurisdiction), db_text(id), db_text(key->hash),
                  db_text(key->hint));
}

Err partner_set(Tx *tx, const Partner *partner)
{
    return db_run(tx, SQL_PARTNER_SET, db_text(tx->ctx->jurisdiction), db_text(partner->id), db_text(partner->name),
                  db_int(partner->per_minute), db_int(partner->active));
}

Err partner_used(Tx *tx, Str id)
{
    return db_run(tx, SQL_PARTNER_USED, db_text(tx->ctx->jurisdiction), db_text(id), db_int(tx->ctx->now));
}

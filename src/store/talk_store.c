/* Conversations; see talk_store.h. */
#include "store/talk_store.h"

Err talk_load(Tx *tx, Str channel, Str who, TalkRow *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TalkRow row = {.channel = channel, .who = who};
    TRY(db_query(tx, &rows, SQL_TALK_GET, db_text(tx->ctx->jurisdiction), db_text(channel), db_text(who)));
    if (rows_next(&rows)) {
        row.step = rows_int(&rows, 0);
        row.text = rows_text(&rows, 1);
        row.place = rows_text(&rows, 2);
        row.has_point = rows_int(&rows, 3);
        row.lat_e7 = rows_int(&rows, 4);
        row.lon_e7 = rows_int(&rows, 5);
        row.photos = rows_int(&rows, 6);
        row.started_at = rows_int(&rows, 7);
        row.updated_at = rows_int(&rows, 8);
        row.number = rows_text(&rows, 9);
        row.lang = rows_int(&rows, 10);
        row.version = rows_int(&rows, 11);
    }
    TRY(rows_end(&rows));
    *out = row;
    return OK;
}

#define ROW_ARGS(tx, row)                                                                                              \
    db_text((tx)->ctx->jurisdiction), db_text((row)->channel), db_text((row)->who), db_int((row)->step),               \
        db_text((row)->text), db_text((row)->place), db_int((row)->has_point), db_int((row)->lat_e7),                  \
        db_int((row)->lon_e7), db_int((row)->photos), db_int((row)->started_at), db_int((row)->updated_at),            \
        db_text((row)->number), db_int((row)->lang)

Err talk_save(Tx *tx, const TalkRow *row)
{
    int64_t changed = 0;
    if (row->version == 0)
        return db_run(tx, SQL_TALK_PUT, ROW_ARGS(tx, row));
    TRY(db_change(tx, &changed, SQL_TALK_SET, ROW_ARGS(tx, row), db_int(row->version)));
    return changed == 1 ? OK : fail(tx->ctx, ERR_CONFLICT, MSG_ROW_EXISTS);
}

Err talk_seen(Tx *tx, TalkMessage *message, bool *seen)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_TALK_SEEN_GET, db_text(tx->ctx->jurisdiction), db_text(message->channel),
                 db_text(message->message)));
    bool found = rows_next(&rows);
    if (found)
        message->answer = rows_text(&rows, 0);
    TRY(rows_end(&rows));
    *seen = found;
    return OK;
}

Err talk_remember(Tx *tx, const TalkMessage *message)
{
    return db_run(tx, SQL_TALK_SEEN_PUT, db_text(tx->ctx->jurisdiction), db_text(message->channel),
                  db_text(message->message), db_int(tx->ctx->now), db_text(message->answer));
}

Err talk_media_add(Tx *tx, const TalkMedia *media)
{
    return db_run(tx, SQL_TALK_MEDIA_PUT, db_text(tx->ctx->jurisdiction), db_text(media->channel),
                  db_text(media->media), db_text(media->who), db_int(media->started_at), db_int(tx->ctx->now));
}

Err talk_media_photos(Tx *tx, const TalkMedia *of, Str out[TALK_PHOTOS_MAX], size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t found = 0;
    TRY(db_query(tx, &rows, SQL_TALK_MEDIA_FETCHED, db_text(tx->ctx->jurisdiction), db_text(of->channel),
                 db_text(of->who), db_int(of->started_at)));
    while (found < TALK_PHOTOS_MAX && rows_next(&rows))
        out[found++] = rows_text(&rows, 0);
    TRY(rows_end(&rows));
    *count = found;
    return OK;
}

Err talk_media_belong(Tx *tx, const TalkMedia *to)
{
    return db_run(tx, SQL_TALK_MEDIA_BELONGS, db_text(tx->ctx->jurisdiction), db_text(to->channel), db_text(to->who),
                  db_int(to->started_at), db_text(to->number));
}

Err talk_media_due(Tx *tx, TalkMedias *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_TALK_MEDIA_DUE, db_text(tx->ctx->jurisdiction), db_int(tx->ctx->now)));
    while (out->len < TALK_MEDIA_PAGE && rows_next(&rows))
        out->at[out->len++] = (TalkMedia){.channel = rows_text(&rows, 0),
                                          .media = rows_text(&rows, 1),
                                          .who = rows_text(&rows, 2),
                                          .number = rows_text(&rows, 3),
                                          .tries = rows_int(&rows, 4)};
    return rows_end(&rows);
}

Err talk_media_claim(Tx *tx, const TalkMediaClaim *claim, bool *claimed)
{
    int64_t changed = 0;
    TRY(db_change(tx, &changed, SQL_TALK_MEDIA_CLAIM, db_text(tx->ctx->jurisdiction), db_text(claim->media->channel),
                  db_text(claim->media->media), db_int(claim->next_at), db_int(tx->ctx->now)));
    *claimed = changed == 1;
    return OK;
}

Err talk_media_settle(Tx *tx, const TalkMedia *media, Str photo)
{
    return db_run(tx, SQL_TALK_MEDIA_SETTLE, db_text(tx->ctx->jurisdiction), db_text(media->channel),
                  db_text(media->media), db_text(photo));
}

Err talk_media_number(Tx *tx, const TalkMedia *media, Str *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_TALK_MEDIA_NUMBER, db_text(tx->ctx->jurisdiction), db_text(media->channel),
                 db_text(media->media)));
    *out = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    return rows_end(&rows);
}

Err talk_sweep(Tx *tx, UnixMs talks_before, UnixMs seen_before)
{
    TRY(db_run(tx, SQL_TALK_SWEEP, db_text(tx->ctx->jurisdiction), db_int(talks_before)));
    TRY(db_run(tx, SQL_TALK_MEDIA_SWEEP, db_text(tx->ctx->jurisdiction), db_int(talks_before)));
    return db_run(tx, SQL_TALK_SEEN_SWEEP, db_text(tx->ctx->jurisdiction), db_int(seen_before));
}

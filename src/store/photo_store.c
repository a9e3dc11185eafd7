/* Pictures in the store; see photo_store.h. */
#include "store/photo_store.h"

Err photo_add(Tx *tx, const NewPhoto *photo)
{
    unsigned char salt[16];
    rand_bytes(tx->ctx->rand, salt, sizeof salt);
    return db_run(tx, SQL_PHOTO_ADD, db_text(tx->ctx->jurisdiction), db_text(photo->id), db_text(photo->sha256),
                  db_text(str_hex(tx->ctx->arena, salt, sizeof salt)), db_int(photo->bytes), db_int(photo->width),
                  db_int(photo->height), db_int(tx->ctx->now));
}

Err photo_take(Tx *tx, const PhotoTake *take, LoosePhoto *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHOTO_LOOSE, db_text(tx->ctx->jurisdiction), db_text(take->id)));
    bool found = rows_next(&rows);
    LoosePhoto photo = {0};
    if (found)
        photo = (LoosePhoto){rows_text(&rows, 0), rows_text(&rows, 1)};
    TRY(rows_end(&rows));
    if (!found)
        return fail_field(tx->ctx, "photos", MSG_PHOTO_NOT_LOOSE);
    TRY(db_run(tx, SQL_PHOTO_ATTACH, db_text(tx->ctx->jurisdiction), db_text(take->id), db_text(take->number),
               db_int(take->seq), db_text(take->stage)));
    *out = photo;
    return OK;
}

Err photo_list(Tx *tx, Str number, StoredPhoto **out, size_t *count)
{
    enum { MOST = 400 };
    Rows rows CLEANUP(rows_close) = {0};
    StoredPhoto *list = ARENA_ARRAY(tx->ctx->arena, StoredPhoto, MOST);
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_PHOTO_LIST, db_text(tx->ctx->jurisdiction), db_text(number)));
    while (n < MOST && rows_next(&rows)) {
        list[n++] = (StoredPhoto){.id = rows_text(&rows, 0),
                                  .number = number,
                                  .seq = rows_int(&rows, 1),
                                  .stage = rows_text(&rows, 2),
                                  .width = rows_int(&rows, 3),
                                  .height = rows_int(&rows, 4),
                                  .uploaded_at = rows_int(&rows, 5),
                                  .sha256 = rows_text(&rows, 6),
                                  .salt = rows_text(&rows, 7),
                                  .erased_at = rows_int(&rows, 8)};
    }
    *out = list;
    *count = n;
    return rows_end(&rows);
}

Err photo_require_kept(Tx *tx, Str id)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHOTO_LOAD, db_text(tx->ctx->jurisdiction), db_text(id)));
    bool kept = rows_next(&rows) && rows_int(&rows, 6) == 0;
    TRY(rows_end(&rows));
    return kept ? OK : fail(tx->ctx, ERR_NOT_FOUND, MSG_PICTURE_GONE);
}

static Err id_page(Rows *rows, PhotoPage *out)
{
    size_t n = 0;
    while (n < PHOTO_PAGE && rows_next(rows))
        out->at[n++] = rows_text(rows, 0);
    out->len = n;
    return rows_end(rows);
}

Err photo_drop_loose(Tx *tx, UnixMs before, PhotoPage *dropped)
{
    Rows rows CLEANUP(rows_close) = {0};
    PhotoPage page;
    TRY(db_query(tx, &rows, SQL_PHOTOS_LOOSE_SINCE, db_text(tx->ctx->jurisdiction), db_int(before),
                 db_int(PHOTO_PAGE)));
    TRY(id_page(&rows, &page));
    for (size_t i = 0; i < page.len; i++)
        TRY(db_run(tx, SQL_PHOTO_DROP, db_text(tx->ctx->jurisdiction), db_text(page.at[i])));
    *dropped = page;
    return OK;
}

Err photo_erased(Tx *tx, PhotoPage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHOTOS_ERASED, db_text(tx->ctx->jurisdiction), db_int(PHOTO_PAGE)));
    return id_page(&rows, out);
}

Err photo_file_gone(Tx *tx, Str id)
{
    return db_run(tx, SQL_PHOTO_FILE_GONE, db_text(tx->ctx->jurisdiction), db_text(id));
}

Err photo_known(Tx *tx, Str id, bool *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_PHOTO_LOAD, db_text(tx->ctx->jurisdiction), db_text(id)));
    bool known = rows_next(&rows);
    TRY(rows_end(&rows));
    *out = known;
    return OK;
}

/* See pictures.h. */
#include "reception/pictures.h"

#include "store/photo_store.h"

static Err add_in_tx(Tx *tx, const void *in, void *out)
{
    (void)out;
    return photo_add(tx, in);
}

Err picture_receive(const App *app, Ctx *ctx, const char *upload_path, Picture *out)
{
    Picture picture;
    TRY(picture_process(ctx, app->pictures, upload_path, &picture));
    TRY(db_write(app->db, ctx, add_in_tx, &picture.photo, NULL));
    *out = picture;
    return OK;
}

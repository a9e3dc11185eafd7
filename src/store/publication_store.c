/* What is shown of a case; see publication_store.h. */
#include "store/publication_store.h"

/* All that is kept of a case's words and photos. */
typedef struct Kept {
    StoredText *texts;
    size_t text_count;
    StoredPhoto *photos;
    size_t photo_count;
} Kept;

static Err load_kept(Tx *tx, Str number, Kept *out)
{
    TRY(text_list(tx, number, &out->texts, &out->text_count));
    return photo_list(tx, number, &out->photos, &out->photo_count);
}

static Str text_of(const Kept *kept, int64_t seq, const char *field)
{
    for (size_t i = 0; i < kept->text_count; i++)
        if (kept->texts[i].seq == seq && str_is(kept->texts[i].field, field) && kept->texts[i].erased_at == 0)
            return kept->texts[i].body;
    return STR("");
}

static const StoredPhoto *photo_of(const Kept *kept, Str id)
{
    for (size_t i = 0; i < kept->photo_count; i++)
        if (str_eq(kept->photos[i].id, id) && kept->photos[i].erased_at == 0)
            return &kept->photos[i];
    return NULL;
}

static void add_photo(Publication *to, const StoredPhoto *photo)
{
    if (photo != NULL)
        to->photos[to->photo_count++] = *photo;
}

static Publication empty_for(Tx *tx, const Kept *kept)
{
    return (Publication){.photos = ARENA_ARRAY(tx->ctx->arena, StoredPhoto, kept->photo_count + 1)};
}

bool case_may_be_shown(const District *district, const Case *c)
{
    const Category *category = category_find(district, c->category);
    return c->confidential == 0 && category != NULL && category->public;
}

Err publication_load(Tx *tx, const Case *c, Publication *out)
{
    Kept kept = {0};
    Str rest, id;
    if (c->published == 0) {
        *out = (Publication){0};
        return OK;
    }
    TRY(load_kept(tx, c->number, &kept));
    *out = empty_for(tx, &kept);
    out->words = text_of(&kept, c->published, "public");
    rest = text_of(&kept, c->published, "public_photos");
    while (out->photo_count < kept.photo_count && str_cut(rest, ',', &id, &rest))
        add_photo(out, photo_of(&kept, id));
    return OK;
}

/* Consent given while reporting is to the report as it stands. */
static Str agreed_of(const Kept *kept, const Case *c)
{
    return c->consent == 1 ? text_of(kept, 1, "text") : text_of(kept, c->consent, "agreed");
}

Err publication_agreed(Tx *tx, const Case *c, Str *out)
{
    Kept kept = {0};
    if (c->consent == 0) {
        *out = STR("");
        return OK;
    }
    TRY(load_kept(tx, c->number, &kept));
    *out = agreed_of(&kept, c);
    return OK;
}

static Err take_choice(Tx *tx, const PublicationDraft *in, const Kept *kept, Publication *out)
{
    for (size_t i = 0; i < in->photo_count; i++) {
        const StoredPhoto *photo = photo_of(kept, in->photos[i]);
        bool twice = false;
        for (size_t k = 0; k < out->photo_count; k++)
            twice = twice || str_eq(out->photos[k].id, in->photos[i]);
        if (photo == NULL || twice)
            return fail_field(tx->ctx, "photos", MSG_PUBLISH_PHOTO);
        add_photo(out, photo);
    }
    return OK;
}

static void take_report(const Kept *kept, Publication *out)
{
    for (size_t i = 0; i < kept->photo_count; i++)
        if (kept->photos[i].erased_at == 0 && str_is(kept->photos[i].stage, "report"))
            add_photo(out, &kept->photos[i]);
}

Err publication_draft(Tx *tx, const PublicationDraft *in, Publication *out)
{
    Ctx *ctx = tx->ctx;
    Kept kept = {0};
    if (!case_may_be_shown(ctx->district, in->c))
        return fail(ctx, ERR_CONFLICT, MSG_PUBLISH_NOT_PUBLIC);
    if (!in->by_reporter && in->c->consent == 0)
        return fail(ctx, ERR_CONFLICT, MSG_PUBLISH_NO_CONSENT);
    TRY(load_kept(tx, in->c->number, &kept));
    Publication made = empty_for(tx, &kept);
    if (in->by_reporter)
        take_report(&kept, &made);
    else
        TRY(take_choice(tx, in, &kept, &made));
    Str words = in->by_reporter ? text_of(&kept, 1, "text") : agreed_of(&kept, in->c);
    made.words = words_cover(ctx->arena, words, &in->cover);
    if (!words_left(made.words))
        made.words = STR("");
    *out = made;
    return OK;
}

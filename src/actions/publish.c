/* 公开: what others may see of a case's words and photos. Its reporter consents, wholly or with parts covered, and
 * takes it back whenever they like; the desk shows it, covers more, and takes it down. The report itself stays as it
 * is. */
#include "actions/actions.h"
#include "store/publication_store.h"

static int64_t this_event(const Act *act)
{
    return act->before->version + 1;
}

/* The list is ended, not separated, by commas. */
static Str photo_ids(Arena *arena, const Publication *shown)
{
    Buf out = buf_new(arena);
    for (size_t i = 0; i < shown->photo_count; i++) {
        buf_add(&out, shown->photos[i].id);
        buf_char(&out, ',');
    }
    return buf_str(&out);
}

static void show(Act *act, const Publication *shown)
{
    bool nothing = str_empty(shown->words) && shown->photo_count == 0;
    act_text(act, "public", shown->words);
    act_text(act, "public_photos", photo_ids(act->tx->ctx->arena, shown));
    act->file->c.published = nothing ? 0 : this_event(act);
}

/* What is shown already loses at once what its reporter covers now; showing more again is the desk's. */
static Err cover_shown(Act *act, Str agreed)
{
    Publication shown;
    TRY(publication_load(act->tx, &act->file->c, &shown));
    shown.words = words_cover_both(act->tx->ctx->arena, shown.words, agreed);
    if (!words_left(shown.words))
        shown.words = STR("");
    show(act, &shown);
    return OK;
}

static Err agree(Act *act)
{
    Case *c = &act->file->c;
    Publication agreed;
    TRY(publication_draft(act->tx, &(PublicationDraft){.c = c, .by_reporter = true, .cover = act->in->cover}, &agreed));
    act_text(act, "agreed", agreed.words);
    if (c->published != 0)
        TRY(cover_shown(act, agreed.words));
    c->consent = this_event(act);
    return OK;
}

Err consent(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_CONSENT, &act));
    if (in->granted)
        TRY(agree(act));
    else
        act->file->c.consent = act->file->c.published = 0;
    act_detail_i64(act, "granted", in->granted);
    return act_end(act);
}

Err publish(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    Publication shown;
    TRY(act_begin(tx, in, ACTION_PUBLISH, &act));
    TRY(publication_draft(
        tx,
        &(PublicationDraft){
            .c = &act->file->c, .cover = in->cover, .photos = in->photos, .photo_count = in->photo_count},
        &shown));
    if (str_empty(shown.words) && shown.photo_count == 0)
        return fail(tx->ctx, ERR_INVALID, MSG_PUBLISH_NOTHING);
    show(act, &shown);
    act_detail_i64(act, "photos", (int64_t)shown.photo_count);
    return act_end(act);
}

Err unpublish(Tx *tx, const ActionInput *in)
{
    Act *act = NULL;
    TRY(act_begin(tx, in, ACTION_UNPUBLISH, &act));
    if (act->file->c.published == 0)
        return fail(tx->ctx, ERR_CONFLICT, MSG_PUBLISH_NOT_SHOWN);
    act->file->c.published = 0;
    act_text(act, "note", in->note);
    return act_end(act);
}

/* Pictures of conversations: the messenger keeps them for some days, we fetch them at once. One that arrives after its
 * report was sent is added to the case, as its reporter's. */
#include <stdio.h>
#include <unistd.h>

#include "actions/actions.h"
#include "jobs/job.h"
#include "photos/picture.h"
#include "store/photo_store.h"
#include "store/talk_store.h"

enum { TRIES_MOST = 8 };
#define WAIT_FIRST SECONDS(30)

static Err find_due(Tx *tx, const void *in, void *out)
{
    (void)in;
    return talk_media_due(tx, out);
}

static Err claim(Tx *tx, const void *in, void *out)
{
    const TalkMedia *media = in;
    bool last = media->tries + 1 >= TRIES_MOST;
    UnixMs wait = WAIT_FIRST << (media->tries < TRIES_MOST ? media->tries : TRIES_MOST);
    return talk_media_claim(tx, &(TalkMediaClaim){media, last ? 0 : tx->ctx->now + wait}, out);
}

typedef struct Fetched {
    const TalkMedia *media;
    NewPhoto photo;
} Fetched;

static Err add_to_case(Tx *tx, Str number, Str photo)
{
    const struct Actor *before = tx->ctx->actor;
    Actor reporter = {.person = STR("reporter"), .reporter_of = number};
    ActionInput in = {.number = number,
                      .note = message_text(tx->ctx->arena, MSG_TALK_LATE_PHOTO, tx->ctx->lang, NULL, 0),
                      .photos = &photo,
                      .photo_count = 1};
    tx->ctx->actor = &reporter;
    Err err = add_note(tx, &in);
    tx->ctx->actor = before;
    if (err != ERR_CONFLICT && err != ERR_FORBIDDEN)
        return err;
    tx->ctx->failure = (Failure){0}; /* the case has ended: the photo stays loose, and is swept */
    return OK;
}

static Err keep(Tx *tx, const void *in, void *out)
{
    const Fetched *fetched = in;
    Str number;
    (void)out;
    TRY(photo_add(tx, &fetched->photo));
    TRY(talk_media_settle(tx, fetched->media, fetched->photo.id));
    TRY(talk_media_number(tx, fetched->media, &number)); /* it may have been sent while we fetched */
    return str_empty(number) ? OK : add_to_case(tx, number, fetched->photo.id);
}

static Err give_up(Tx *tx, const void *in, void *out)
{
    (void)out;
    return talk_media_settle(tx, in, STR(""));
}

static const MediaSource *source_of(const JobRun *run, Str channel)
{
    const MediaSource *source = run->setup->media;
    return source != NULL && str_is(channel, source->channel) ? source : NULL;
}

static Err fetch_one(JobRun *run, const TalkMedia *media, const char *file)
{
    const MediaSource *source = source_of(run, media->channel);
    bool ours = false;
    Picture picture;
    if (source == NULL)
        return OK;
    TRY(job_write(run, claim, media, &ours));
    if (!ours)
        return OK;
    Err err = source->fetch(source->self, run->ctx, media->media, file);
    if (err == OK)
        err = picture_process(run->ctx, run->setup->pictures, file, &picture);
    if (err == ERR_GONE || err == ERR_INVALID || err == ERR_UNSUPPORTED || err == ERR_TOO_LARGE) {
        Failure why = run->ctx->failure;
        TRY(job_write(run, give_up, media, NULL));
        run->ctx->failure = why;
    }
    TRY(err);
    Fetched fetched = {media, picture.photo};
    TRY(job_write(run, keep, &fetched, NULL));
    run->done++;
    return OK;
}

Err fetch_media(JobRun *run)
{
    TalkMedias *due = ARENA_NEW(run->ctx->arena, TalkMedias);
    if (run->setup->media == NULL || run->setup->pictures == NULL)
        return OK;
    const char *file = str_z(run->ctx->arena, str_printf(run->ctx->arena, "%s/media-" STR_FMT, run->setup->scratch,
                                                         STR_ARG(run->setup->holder)));
    do {
        TRY(db_read(run->setup->db, run->ctx, find_due, NULL, due));
        for (size_t i = 0; i < due->len && !job_stopping(run); i++) {
            Err err = fetch_one(run, &due->at[i], file);
            (void)unlink(file);
            if (err != OK)
                TRY(job_failed(run, err, due->at[i].media));
        }
    } while (due->len == TALK_MEDIA_PAGE && !job_stopping(run));
    return OK;
}

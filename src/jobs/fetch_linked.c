/* Pictures that a partner's report names by their address (media_url). Who names an address makes us ask there: only
 * public addresses are asked (net/fetch.h), redirects are not followed, and what comes is bounded and looked at by the
 * sandboxed program like any upload. The picture is added to the case as its reporter's. */
#include <unistd.h>

#include "actions/actions.h"
#include "jobs/job.h"
#include "net/fetch.h"
#include "store/partner_case_store.h"
#include "store/photo_store.h"

enum { TRIES_MOST = 6, MEDIA_MOST = 25 * 1024 * 1024, SECONDS_MOST = 10 };
#define WAIT_FIRST MINUTES(1)

static Err find_due(Tx *tx, const void *in, void *out)
{
    (void)in;
    return linked_media_due(tx, out);
}

static Err claim(Tx *tx, const void *in, void *out)
{
    const LinkedMedia *media = in;
    return linked_media_claim(tx, media, tx->ctx->now + (WAIT_FIRST << media->tries), out);
}

typedef struct Fetched {
    const LinkedMedia *media;
    NewPhoto photo;
} Fetched;

/* A case that has ended takes nothing more: the photo stays loose, and is swept. */
static Err keep(Tx *tx, const void *in, void *out)
{
    const Fetched *fetched = in;
    Actor reporter = {.person = STR("reporter"), .reporter_of = fetched->media->number};
    ActionInput note = {.number = fetched->media->number,
                        .note = message_text(tx->ctx->arena, MSG_OPEN311_PICTURE, tx->ctx->lang, NULL, 0),
                        .photos = &fetched->photo.id,
                        .photo_count = 1};
    (void)out;
    TRY(photo_add(tx, &fetched->photo));
    tx->ctx->actor = &reporter;
    Err err = add_note(tx, &note);
    tx->ctx->actor = NULL;
    bool ended = err == ERR_CONFLICT || err == ERR_FORBIDDEN;
    if (err != OK && !ended)
        return err;
    tx->ctx->failure = (Failure){0};
    return linked_media_settle(tx, fetched->media, ended ? "late" : "fetched");
}

static Err give_up(Tx *tx, const void *in, void *out)
{
    (void)out;
    return linked_media_settle(tx, in, "refused");
}

static bool is_picture(Str type)
{
    return str_starts(type, STR("image/")) || str_starts(type, STR("application/octet-stream"));
}

static Err ask(JobRun *run, const LinkedMedia *media, const char *file)
{
    FetchAnswer answer;
    TRY(fetch(run->ctx,
              &(FetchAsk){.url = media->url,
                          .public_only = true,
                          .inside = run->setup->inside,
                          .most = MEDIA_MOST,
                          .seconds = SECONDS_MOST,
                          .file = file},
              &answer));
    if (answer.status >= 500 || answer.status == 429)
        return fail(run->ctx, ERR_BUSY, MSG_FETCH_AWAY);
    if (answer.status != 200)
        return fail(run->ctx, ERR_GONE, MSG_FETCH_ADDRESS);
    return is_picture(answer.content_type) ? OK : fail(run->ctx, ERR_UNSUPPORTED, MSG_FETCH_ADDRESS);
}

static Err fetch_one(JobRun *run, const LinkedMedia *media, const char *file)
{
    bool ours = false;
    Picture picture;
    TRY(job_write(run, claim, media, &ours));
    if (!ours)
        return OK;
    Err err = ask(run, media, file);
    bool asked = err == OK;
    if (asked)
        err = picture_process(run->ctx, run->setup->pictures, file, &picture);
    bool final = err == ERR_GONE || err == ERR_INVALID || err == ERR_UNSUPPORTED || err == ERR_TOO_LARGE;
    if (final || (err != OK && media->tries + 1 >= TRIES_MOST))
        return job_write(run, give_up, media, NULL);
    if (err == ERR_BUSY && !asked) /* theirs is away, not our store: it has its next time */
        return OK;
    TRY(err);
    Fetched fetched = {media, picture.photo};
    TRY(job_write(run, keep, &fetched, NULL));
    run->done++;
    return OK;
}

Err fetch_linked(JobRun *run)
{
    LinkedMedias *due = ARENA_NEW(run->ctx->arena, LinkedMedias);
    if (run->setup->pictures == NULL)
        return OK;
    const char *file = str_z(run->ctx->arena, str_printf(run->ctx->arena, "%s/linked-" STR_FMT, run->setup->scratch,
                                                         STR_ARG(run->setup->holder)));
    TRY(db_read(run->setup->db, run->ctx, find_due, NULL, due));
    for (size_t i = 0; i < due->len && !job_stopping(run); i++) {
        Err err = fetch_one(run, &due->at[i], file);
        (void)unlink(file);
        if (err != OK)
            TRY(job_failed(run, err, due->at[i].number));
    }
    return OK;
}

/* Archiving: cases that ended long ago go to their year's file, a page at a time; then those are looked at that were
 * brought home or could not go yet. Also where archiving is off, because what was brought home must leave the archive:
 * something of it may have been erased. On a server there is nothing to do. */
#include "jobs/archive_cases.h"

#include "store/archive_store.h"

typedef struct Walk {
    ArchivePage page;
    ArchiveBatch batch;
    DuePage found;
} Walk;

static Err find(Tx *tx, const void *in, void *out)
{
    return archive_page(tx, in, out);
}

static Err load_mark(Tx *tx, const void *in, void *out)
{
    (void)in;
    return archive_mark_load(tx, out);
}

static Err save_mark(Tx *tx, const void *in, void *out)
{
    (void)out;
    return archive_mark_save(tx, in);
}

static Err copy(Tx *tx, const void *in, void *out)
{
    (void)in;
    return archive_copy(tx, out);
}

static Err look(Tx *tx, const void *in, void *out)
{
    (void)in;
    return archive_look(tx, out);
}

static Err intend(Tx *tx, const void *in, void *out)
{
    (void)out;
    return archive_intend(tx, in);
}

static Err settle(Tx *tx, const void *in, void *out)
{
    return archive_settle(tx, in, out);
}

/* Its own arena: what was copied may be dropped. */
static Err copy_page(JobRun *run, Walk *walk)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx own = *run->ctx;
    own.arena = arena;
    Err err = db_read(run->setup->db, &own, copy, NULL, &walk->batch);
    if (err == OK)
        return OK;
    (void)ctx_fail(run->ctx, err, own.failure.message, NULL, own.failure.args);
    run->ctx->failure.internal = str_copy(run->ctx->arena, own.failure.internal);
    return err;
}

static Err move_page(JobRun *run, Walk *walk)
{
    int lock CLEANUP(beside_unlock) = -1;
    int64_t moved = 0;
    TRY(db_beside_lock(run->setup->db, run->ctx, &(BesideLock){.folder = ARCHIVE_FOLDER}, &lock));
    TRY(job_write(run, intend, &walk->batch, NULL));
    TRY(copy_page(run, walk));
    TRY(job_write(run, settle, &walk->batch, &moved));
    run->done += moved;
    return OK;
}

static Err look_page(JobRun *run, Walk *walk)
{
    TRY(db_read(run->setup->db, run->ctx, look, NULL, &walk->batch));
    for (size_t i = 0; i < walk->found.len; i++)
        run->done += walk->batch.version[i] > 0;
    return OK;
}

static Err walk_on(JobRun *run, const ArchiveCases *in, Walk *walk)
{
    UnixMs began = 0;
    do {
        TRY(db_read(run->setup->db, run->ctx, find, &walk->page, &walk->found));
        if (walk->found.len == 0)
            return OK;
        began = began == 0 ? walk->found.at[0].at : began;
        walk->batch.page = &walk->found;
        TRY(in->only_look ? look_page(run, walk) : move_page(run, walk));
        walk->page.after = walk->found.at[walk->found.len - 1];
        if (!walk->page.waiting && !in->only_look)
            TRY(job_write(run, save_mark, &walk->page.after, NULL));
        if (in->seen != NULL)
            in->seen(in->self, walk->page.after.at - began, walk->page.until - began);
    } while (walk->found.len == DUE_PAGE && !job_stopping(run));
    return OK;
}

Err archive_cases_with(JobRun *run, const ArchiveCases *in)
{
    Walk *walk = ARENA_NEW(run->ctx->arena, Walk);
    UnixMs ended_by = in->after > 0 ? run->ctx->now - in->after : 0;
    if (db_is_server(run->setup->db))
        return OK;
    if (in->after > 0) {
        *walk = (Walk){.page.until = ended_by, .batch.ended_by = ended_by};
        TRY(db_read(run->setup->db, run->ctx, load_mark, NULL, &walk->page.after));
        TRY(walk_on(run, in, walk));
    }
    *walk = (Walk){.page = {.until = run->ctx->now, .waiting = true}, .batch.ended_by = ended_by};
    return walk_on(run, in, walk);
}

/* Somebody copies the archive, or archives by hand: an hour later will do. */
Err archive_cases(JobRun *run)
{
    Err err = archive_cases_with(run, &(ArchiveCases){.after = run->setup->archive_after});
    return err == ERR_BUSY && run->ctx->failure.message == MSG_ARCHIVE_LOCKED ? OK : err;
}

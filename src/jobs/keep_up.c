/* What each process must notice of the others by itself, without a lease: that another district was imported (its own
 * is read at the start and held by everything, so it goes on with the old one and says so: /readyz, the log), and that
 * its clock differs from the database's, by which deadlines would fire early or late. */
#include "base/log.h"
#include "district/store.h"
#include "jobs/job.h"
#include "store/lease_store.h"

#define OFF_MOST SECONDS(2)

typedef struct Stored {
    UnixMs imported_at;
    Str version; /* empty: not asked, the time is as it was */
} Stored;

static Err read_district(Tx *tx, const void *in, void *out)
{
    UnixMs known = *(const UnixMs *)in;
    Stored *stored = out;
    DistrictFiles *files = ARENA_NEW(tx->ctx->arena, DistrictFiles);
    TRY(district_imported_at(tx, &stored->imported_at));
    stored->version = STR("");
    if (stored->imported_at == known)
        return OK;
    TRY(district_files_load(tx, files));
    stored->version = district_version(tx->ctx->arena, files);
    return OK;
}

Err follow_district(JobRun *run)
{
    JobsNoticed *noticed = run->setup->noticed;
    Stored stored;
    UnixMs known = noticed == NULL ? 0 : atomic_load(&noticed->district_at);
    if (noticed == NULL)
        return OK;
    TRY(db_read(run->setup->db, run->ctx, read_district, &known, &stored));
    if (str_empty(stored.version))
        return OK;
    bool behind = !str_eq(stored.version, run->setup->district->version);
    if (behind)
        log_line(LOG_WARN,
                 "another district was imported: this server goes on with the one before until it is restarted",
                 LOG_STR("stored", stored.version), LOG_STR("loaded", run->setup->district->version));
    atomic_store(&noticed->district_behind, behind);
    atomic_store(&noticed->district_at, stored.imported_at);
    return OK;
}

static Err read_clock(Tx *tx, const void *in, void *out)
{
    (void)in;
    return shared_clock(tx, out);
}

/* The answer is as old as half its way; in a file there is only one clock. */
Err compare_clocks(JobRun *run)
{
    JobsNoticed *noticed = run->setup->noticed;
    if (noticed == NULL || !db_is_server(run->setup->db))
        return OK;
    UnixMs before = clock_now(), theirs = 0;
    TRY(db_read(run->setup->db, run->ctx, read_clock, NULL, &theirs));
    UnixMs after = clock_now(), off = before + (after - before) / 2 - clock_shifted() - theirs;
    bool far = off > OFF_MOST || off < -OFF_MOST, was_far = atomic_load(&noticed->clock_far);
    if (far && !was_far)
        log_line(LOG_ERROR, "this server's clock differs from the database's: deadlines fire by it",
                 LOG_I64("ms", off));
    atomic_store(&noticed->clock_off_ms, off);
    atomic_store(&noticed->clock_far, far);
    return OK;
}

/* On a server: this year's and the next year's partitions of what only grows, long before the first case needs them.
 * Until then, and whatever a clock may say, the default partitions take every row. */
#include "jobs/job.h"
#include "store/year_store.h"

#define AHEAD DAYS(365)

static Err make_year(Tx *tx, const void *in, void *out)
{
    return year_make(tx, *(const UnixMs *)in, out);
}

Err make_years(JobRun *run)
{
    if (!db_is_server(run->setup->db))
        return OK;
    for (UnixMs moment = run->ctx->now; moment <= run->ctx->now + AHEAD; moment += AHEAD) {
        int64_t made = 0;
        TRY(job_write(run, make_year, &moment, &made));
        run->done += made;
    }
    return OK;
}

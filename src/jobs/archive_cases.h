/* 归档 by schedule and by hand; what it does stands in store/archive_store.h. */
#ifndef GULOU_JOBS_ARCHIVE_CASES_H
#define GULOU_JOBS_ARCHIVE_CASES_H

#include "jobs/job.h"

typedef struct ArchiveCases {
    UnixMs after;                                        /* a case goes so long after its end; 0: none goes */
    bool only_look;                                      /* run->done is how many would go */
    void (*seen)(void *self, int64_t done, int64_t all); /* after each page: of the time gone through; may be NULL */
    void *self;
} ArchiveCases;

/* run->done is how many cases went. BUSY (ARCHIVE_LOCKED) while somebody copies the archive or writes to it. */
MUST_USE Err archive_cases_with(JobRun *run, const ArchiveCases *in);

#endif

/* 值守: what the house does by itself: deadlines, wakings, patrol tasks, messages, sealing, sweeping. One background
 * thread runs the table of jobs, each under its lease, so that of several processes one does it. */
#ifndef GULOU_JOBS_RUNNER_H
#define GULOU_JOBS_RUNNER_H

#include <stdatomic.h>

#include "auth/secrets.h"
#include "domain/district.h"
#include "notify/mail_source.h"
#include "notify/media_source.h"
#include "notify/transport.h"
#include "photos/kept.h"
#include "photos/picture.h"

/* What each process notices of the others (keep_up.c); read from any thread. */
typedef struct JobsNoticed {
    atomic_bool district_behind; /* another was imported since this process read its own */
    atomic_bool clock_far;       /* more than two seconds from the database's */
    _Atomic UnixMs clock_off_ms, district_at;
} JobsNoticed;

/* What jobs work with; lives as long as they do. */
typedef struct JobsSetup {
    Db *db;
    const District *district;
    Str holder;                             /* names this process (jobs_holder) */
    const ServerKeys *keys;                 /* NULL: nothing is sealed */
    Depot *photos;                          /* NULL: no photo files are swept */
    const Transport *transports[VIA_COUNT]; /* NULL: messages of that way wait */
    const MailTaker *mail;                  /* NULL: no mail is taken in */
    const char *mail_folder;                /* a Maildir, and `failed` beside it */
    const MediaSource *media;               /* NULL: pictures of conversations are not fetched */
    PicturePool *pictures;                  /* NULL: likewise */
    Str inside;                             /* nets of ours that addresses of partners may lie in (net/fetch.h) */
    Str server_keys;                        /* of other cities' servers: "CODE=KEY,CODE=KEY" */
    Str public_url;                         /* where they reach us; empty: they do not */
    const char *scratch;                    /* folder for what is being fetched */
    struct Learner *learner;                /* jobs/learn.h; NULL: this process neither learns nor follows */
    JobsNoticed *noticed;                   /* NULL: nobody asks */
    UnixMs archive_after;                   /* cases are archived so long after their end; 0: never */
    bool demo;                              /* nothing leaves: messages are held */
    ActionFn plays;                         /* what goes on by itself in a demo; out: int64_t; NULL: nothing */
} JobsSetup;

Str jobs_holder(Ctx *ctx);

typedef struct Jobs Jobs;
MUST_USE Err jobs_start(Ctx *ctx, const JobsSetup *setup, Jobs **out); /* BUSY when there is no thread left */
const JobsSetup *jobs_setup(const Jobs *jobs);
void jobs_poke(Jobs *jobs); /* from any thread: what runs every few seconds runs at once */
void jobs_stop(Jobs *jobs); /* after the transaction at hand; gives the leases back; NULL is fine */

/* Everything that is due at ctx->now, once, before it returns: for the demo's clock, simulations and tests. */
void jobs_run_due(const JobsSetup *setup, const Ctx *ctx);

#endif

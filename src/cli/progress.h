/* How far a long work has come, on standard error: a bar on a terminal, else a line at every tenth part. */
#ifndef GULOU_CLI_PROGRESS_H
#define GULOU_CLI_PROGRESS_H

#include "base/ctx.h"

typedef struct Progress {
    Str what;
    bool bar;
    int shown; /* last percentage shown; -1: none yet */
    int64_t drawn_us;
} Progress;

Progress progress_new(Ctx *ctx, MsgId what);
void progress_show(Progress *progress, int64_t done, int64_t all);
/* The same with more to say behind the percentage; on a terminal also where that stays the same. */
void progress_tell(Progress *progress, int64_t done, int64_t all, Str more);
void progress_end(Progress *progress);

#endif

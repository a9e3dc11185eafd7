/* Progress bars; see progress.h. */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR_WIDTH = 40, REDRAW_US = 200000 };

Progress progress_new(Ctx *ctx, MsgId what)
{
    return (Progress){
        .what = message_text(ctx->arena, what, ctx->lang, NULL, 0), .bar = isatty(STDERR_FILENO) == 1, .shown = -1};
}

static void draw(Progress *progress, int percent, Str more)
{
    char bar[BAR_WIDTH + 1] = {0};
    for (int i = 0; i < BAR_WIDTH; i++)
        bar[i] = i * 100 < percent * BAR_WIDTH ? '#' : '.';
    fprintf(stderr, "\r" STR_FMT " [%s] %3d %% " STR_FMT "\033[K", STR_ARG(progress->what), bar, percent,
            STR_ARG(more));
    progress->drawn_us = clock_monotonic_us();
}

void progress_tell(Progress *progress, int64_t done, int64_t all, Str more)
{
    int percent = all > 0 ? (int)(done * 100 / all) : 100;
    bool same = percent == progress->shown;
    if (same && (!progress->bar || str_empty(more) || clock_monotonic_us() - progress->drawn_us < REDRAW_US))
        return;
    if (progress->bar)
        draw(progress, percent, more);
    else if (percent / 10 != progress->shown / 10 || progress->shown < 0)
        fprintf(stderr, STR_FMT " %d %%%s" STR_FMT "\n", STR_ARG(progress->what), percent, more.len > 0 ? " " : "",
                STR_ARG(more));
    progress->shown = percent;
}

void progress_show(Progress *progress, int64_t done, int64_t all)
{
    progress_tell(progress, done, all, STR(""));
}

void progress_end(Progress *progress)
{
    progress_show(progress, 1, 1);
    if (progress->bar)
        fputc('\n', stderr);
}

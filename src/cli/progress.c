/* Progress bars; see progress.h. */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR_WIDTH = 40 };

Progress progress_new(Ctx *ctx, MsgId what)
{
    return (Progress){
        .what = message_text(ctx->arena, what, ctx->lang, NULL, 0), .bar = isatty(STDERR_FILENO) == 1, .shown = -1};
}

static void draw(const Progress *progress, int percent)
{
    char bar[BAR_WIDTH + 1] = {0};
    for (int i = 0; i < BAR_WIDTH; i++)
        bar[i] = i * 100 < percent * BAR_WIDTH ? '#' : '.';
    fprintf(stderr, "\r" STR_FMT " [%s] %3d %%", STR_ARG(progress->what), bar, percent);
}

void progress_show(Progress *progress, int64_t done, int64_t all)
{
    int percent = all > 0 ? (int)(done * 100 / all) : 100;
    if (percent == progress->shown)
        return;
    if (progress->bar)
        draw(progress, percent);
    else if (percent / 10 != progress->shown / 10 || progress->shown < 0)
        fprintf(stderr, STR_FMT " %d %%\n", STR_ARG(progress->what), percent);
    progress->shown = percent;
}

void progress_end(Progress *progress)
{
    progress_show(progress, 1, 1);
    if (progress->bar)
        fputc('\n', stderr);
}

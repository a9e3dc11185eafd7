/* Messages as files; see spool.h. Written beside, synced, renamed: a reader never sees half of one. */
#include "notify/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/json.h"

Err spool_open(Ctx *ctx, const char *data_folder, Str public_url, Spool *out)
{
    CLEANUP(fd_close) int data = open(data_folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool made = data >= 0 && (mkdirat(data, "outbox", 0700) == 0 || errno == EEXIST);
    int fd = made ? openat(data, "outbox", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (fd < 0)
        return fail(ctx, ERR_STORAGE, MSG_FILE_UNREADABLE, str_printf(ctx->arena, "%s/outbox", data_folder));
    *out = (Spool){fd, public_url};
    return OK;
}

void spool_close(Spool *spool)
{
    fd_close(&spool->fd);
    spool->fd = -1;
}

static Str letter_json(Ctx *ctx, const Spool *spool, const Letter *letter)
{
    JsonOut out = json_out(ctx->arena);
    json_open(&out, '{');
    json_field_str(&out, "id", letter->id);
    json_field_str(&out, "kind", letter->kind);
    json_field_str(&out, "way", str_of(way_code(letter->way)));
    json_field_str(&out, letter->way == VIA_SMS ? "phone" : "to", letter->to);
    json_field_str(&out, "text", letter->text);
    json_field_opt(&out, "link",
                   str_empty(letter->link)
                       ? letter->link
                       : str_join(ctx->arena, (const Str[]){spool->public_url, letter->link}, 2, STR("")));
    json_field_opt(&out, "case", letter->number);
    json_field_time(&out, "at", letter->at);
    json_close(&out, '}');
    return str_join(ctx->arena, (const Str[]){json_text(&out), STR("\n")}, 2, STR(""));
}

static bool write_whole(int folder, const char *name, Str bytes)
{
    CLEANUP(fd_close) int fd = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    return fd >= 0 && fd_write(fd, bytes) && fsync(fd) == 0;
}

static Err spool_send(void *self, Ctx *ctx, const Letter *letter)
{
    const Spool *spool = self;
    const char *beside = str_z(ctx->arena, str_printf(ctx->arena, "." STR_FMT ".part", STR_ARG(letter->id)));
    const char *name = str_z(ctx->arena, str_printf(ctx->arena, STR_FMT ".json", STR_ARG(letter->id)));
    bool kept = write_whole(spool->fd, beside, letter_json(ctx, spool, letter)) &&
                renameat(spool->fd, beside, spool->fd, name) == 0 && fsync(spool->fd) == 0;
    if (kept)
        return OK;
    int why = errno;
    (void)unlinkat(spool->fd, beside, 0);
    return fail(ctx, ERR_STORAGE, MSG_FILE_UNWRITABLE, STR("outbox"), str_of(strerrordesc_np(why)));
}

Transport spool_transport(Spool *spool)
{
    return (Transport){spool_send, spool};
}

/* See file.h. */
#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

Err file_read(Ctx *ctx, const FileIn *in, Str *bytes)
{
    int fd CLEANUP(fd_close) = open(in->path, O_RDONLY | O_CLOEXEC);
    struct stat about;
    if (fd < 0 || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
        return fail(ctx, ERR_STORAGE, MSG_FILE_UNREADABLE, str_of(in->path));
    size_t size = (size_t)about.st_size, at = 0;
    if (size > in->most)
        return fail(ctx, ERR_TOO_LARGE, MSG_SHEETS_BYTES, str_printf(ctx->arena, "%zu", in->most >> 20));
    char *room = arena_room(ctx->arena, size + 1);
    for (ssize_t n = 1; n > 0 && at<size; at += n> 0 ? (size_t)n : 0)
        n = read(fd, room + at, size - at);
    if (at < size)
        return fail(ctx, ERR_STORAGE, MSG_FILE_UNREADABLE, str_of(in->path));
    *bytes = (Str){room, size};
    return OK;
}

Err file_write(Ctx *ctx, const char *path, Str bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool whole = fd >= 0 && fd_write(fd, bytes);
    if (fd >= 0 && close(fd) == 0 && whole)
        return OK;
    return fail(ctx, ERR_STORAGE, MSG_FILE_UNWRITABLE, str_of(path), str_of(strerror(errno)));
}

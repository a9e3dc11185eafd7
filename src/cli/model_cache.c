/* The model file; see model_cache.h. A lost or torn file costs a few seconds of learning, nothing else. */
#include "cli/model_cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

enum { MODEL_MAX = 64 * 1024 * 1024 };

static void close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static bool read_model(Ctx *ctx, const char *path, Str *out)
{
    struct stat st;
    int fd CLEANUP(close_fd) = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size <= 0 || st.st_size > MODEL_MAX)
        return false;
    size_t size = (size_t)st.st_size, got = 0;
    char *bytes = arena_alloc(ctx->arena, size);
    while (got < size) {
        ssize_t n = read(fd, bytes + got, size - got);
        if (n <= 0)
            return false;
        got += (size_t)n;
    }
    *out = (Str){bytes, size};
    return true;
}

static void write_model(Ctx *ctx, const char *path, Str bytes)
{
    const char *draft = str_z(ctx->arena, str_printf(ctx->arena, "%s.new", path));
    int fd CLEANUP(close_fd) = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    size_t put = 0;
    while (fd >= 0 && put < bytes.len) {
        ssize_t n = write(fd, bytes.at + put, bytes.len - put);
        if (n <= 0)
            break;
        put += (size_t)n;
    }
    bool whole = fd >= 0 && put == bytes.len && fsync(fd) == 0 && rename(draft, path) == 0;
    if (!whole)
        log_line(LOG_WARN, "the model could not be kept; the next start learns it again");
}

Err model_cache_brain(Ctx *ctx, const char *data_folder, const District *district, Brain **out)
{
    Arena *arena CLEANUP(arena_freep) = arena_new((size_t)MODEL_MAX * 4);
    Ctx own = *ctx;
    own.arena = arena;
    const char *path = str_z(arena, str_printf(arena, "%s/model.bin", data_folder));
    Str bytes, parts[2] = {district->version};
    if (read_model(&own, path, &bytes) && str_starts(bytes, district->version) &&
        brain_new_from_model(&own, district, str_slice(bytes, district->version.len, bytes.len), out) == OK)
        return OK;
    own.failure = (Failure){0};
    Err err = brain_new(&own, district, out);
    if (err != OK) {
        ctx->failure = own.failure;
        return err;
    }
    if (brain_save_model(&own, *out, &parts[1]) == OK && !str_empty(parts[1]))
        write_model(&own, path, str_join(arena, parts, 2, STR("")));
    return OK;
}

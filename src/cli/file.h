/* A whole file that a command is given, or leaves. */
#ifndef GULOU_CLI_FILE_H
#define GULOU_CLI_FILE_H

#include "base/ctx.h"

typedef struct FileIn {
    const char *path;
    size_t most;
} FileIn;
MUST_USE Err file_read(Ctx *ctx, const FileIn *in, Str *bytes); /* STORAGE; TOO_LARGE */
/* Readable by its owner only; one that was there is replaced. STORAGE. */
MUST_USE Err file_write(Ctx *ctx, const char *path, Str bytes);

#endif

/* Copying a data folder's parts durably: the photos (linked where that is the same and cheaper) and single files. */
#ifndef GULOU_CLI_COPY_H
#define GULOU_CLI_COPY_H

#include "cli/progress.h"

typedef struct CopyPhotos {
    const char *from, *to; /* data folders */
    bool link;             /* hard links where the file system allows: a kept photo is never changed */
    bool again;            /* the target may hold some already; what the source no longer has is taken from it */
} CopyPhotos;

/* Every kept photo, without what is in the making (photos/tmp). *files: how many. STORAGE (COPY_FAILED). */
MUST_USE Err copy_photos(Ctx *ctx, const CopyPhotos *in, int64_t *files);
/* One file, synced; the target must not be there yet. STORAGE (COPY_FAILED). */
MUST_USE Err copy_file(Ctx *ctx, const char *from, const char *to);
/* The archive's years (in DIR/archive) of a folder that nobody writes to, into a new one. */
MUST_USE Err copy_archive(Ctx *ctx, const char *from, const char *to);
/* The names of its files, in no order; none where there is no archive. */
typedef struct ArchiveFiles {
    Str *names;
    size_t count;
} ArchiveFiles;
MUST_USE Err copy_archive_list(Ctx *ctx, const char *folder, ArchiveFiles *out);
MUST_USE Err copy_sync_folder(Ctx *ctx, const char *folder);

#endif

/* 模型库: the models' files, DIR/models/ID.model, written whole or not at all, and believed only where they are what
 * the register (store/model_store.h) says. Where the depot is remote they are there as well, for the other servers of this
 * district; each fetches into its own folder what it does not have. */
#ifndef GULOU_LEARNING_MODEL_FILES_H
#define GULOU_LEARNING_MODEL_FILES_H

#include "depot/depot.h"
#include "store/model_store.h"

enum { MODEL_FILE_MOST = 256 * 1024 * 1024 };

typedef struct ModelPlace {
    const char *folder; /* the data folder */
    Depot *depot;       /* NULL, or a folder: models are in the data folder only */
} ModelPlace;

/* STORAGE (FILE_UNWRITABLE), or what the depot said: nothing is registered then. */
MUST_USE Err model_file_write(Ctx *ctx, const ModelPlace *place, Str id, Str bytes);
/* The same to any path. */
MUST_USE Err model_file_write_path(Ctx *ctx, const char *path, Str bytes);
/* INVALID (MODEL_FILE): missing, of another size, or under another seal than was registered. That the seal holds for
 * the content is checked by whoever loads it (text/classify.h). BUSY: the depot is away, so nobody knows. */
MUST_USE Err model_file_read(Ctx *ctx, const ModelPlace *place, const ModelRow *row, Str *bytes);
/* Any file; NOT_FOUND (FILE_UNREADABLE). */
MUST_USE Err model_file_read_path(Ctx *ctx, const char *path, Str *bytes);
/* Drops the files that need not be kept and are a day old: younger ones may be somebody's who is just writing. */
void model_files_drop(Ctx *ctx, const ModelPlace *place, const ModelIds *keep);

#endif

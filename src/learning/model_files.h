/* 模型库: the models' files, DIR/models/ID.model, written whole or not at all, and believed only where they are what
 * the register (store/model_store.h) says. */
#ifndef GULOU_LEARNING_MODEL_FILES_H
#define GULOU_LEARNING_MODEL_FILES_H

#include "store/model_store.h"

enum { MODEL_FILE_MOST = 256 * 1024 * 1024 };

/* STORAGE (FILE_UNWRITABLE): nothing was changed. */
MUST_USE Err model_file_write(Ctx *ctx, const char *folder, Str id, Str bytes);
/* The same to any path. */
MUST_USE Err model_file_write_path(Ctx *ctx, const char *path, Str bytes);
/* INVALID (MODEL_FILE): missing, of another size, or under another seal than was registered. That the seal holds for
 * the content is checked by whoever loads it (text/classify.h). */
MUST_USE Err model_file_read(Ctx *ctx, const char *folder, const ModelRow *row, Str *bytes);
/* Any file; NOT_FOUND (FILE_UNREADABLE). */
MUST_USE Err model_file_read_path(Ctx *ctx, const char *path, Str *bytes);
/* Drops the files that need not be kept and are a day old: younger ones may be somebody's who is just writing. */
void model_files_drop(Ctx *ctx, const char *folder, const ModelIds *keep);

#endif

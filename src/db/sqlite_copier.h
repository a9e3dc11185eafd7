/* Copies what stands in the log of a SQLite file into the file, in a thread and by a connection of its own, while the
 * writer goes on (a passive checkpoint, https://sqlite.org/wal.html#ckpt). What is left to the writer is the little
 * that came meanwhile, and beginning the log anew. */
#pragma once

#include <stdbool.h>

typedef struct LogCopier LogCopier;

LogCopier *log_copier_start(const char *path); /* NULL: it cannot be had, and the writer copies by itself */
void log_copier_stop(LogCopier *copier);       /* NULL is fine */

/* How many of the log's frames stand in the file; -1: at work. For the writer's thread only, like all that follows. */
int log_copier_copied(LogCopier *copier);
void log_copier_begin(LogCopier *copier);  /* copy what is there now */
void log_copier_wait(LogCopier *copier);   /* until it is not at work */
void log_copier_forget(LogCopier *copier); /* the log was begun anew */
/* The file did not take what was copied. Whether it stands there nobody can say, so the log must not be begun anew. */
bool log_copier_failed(LogCopier *copier);

/* Files that are open: written whole, and closed on every way out. */
#ifndef GULOU_BASE_FD_H
#define GULOU_BASE_FD_H

#include <dirent.h>
#include <stdio.h>

#include "base/str.h"

bool fd_write(int fd, Str bytes); /* all of it; false: errno says why */

/* For CLEANUP; -1 and NULL are fine. */
void fd_close(int *fd);
void file_close(FILE **file);
void folder_close(DIR **folder);

#endif

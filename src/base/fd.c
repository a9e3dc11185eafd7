/* See fd.h. */
#include "base/fd.h"

#include <errno.h>
#include <unistd.h>

bool fd_write(int fd, Str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.at, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes = (Str){bytes.at + n, bytes.len - (size_t)n};
    }
    return true;
}

void fd_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

void file_close(FILE **file)
{
    if (*file != NULL)
        (void)fclose(*file);
}

void folder_close(DIR **folder)
{
    if (*folder != NULL)
        (void)closedir(*folder);
}

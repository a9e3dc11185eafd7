/* What a power cut leaves, told by a journal: preloaded into the server, this writes down every change to a file below
 * POWERLOSS_ROOT (create, write, truncate, rename, link, unlink, mkdir) and every fsync, in order, to POWERLOSS_LOG. After a
 * kill, power.test.mjs rebuilds the folder from what had been synced. A sync itself is only written down: nothing has
 * to reach a real disk. Changes made through mmap are not seen; SQLite makes none but in -shm, which is never needed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 4096 };

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static char *paths[FILES_MAX]; /* of descriptors open for writing below the root */
static char root[PATH_MAX];
static size_t root_len;
static int journal = -1;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_ftruncate)(int, off_t);
static int (*real_close)(int);
static int (*real_unlinkat)(int, const char *, int);
static int (*real_mkdirat)(int, const char *, mode_t);
static int (*real_linkat)(int, const char *, int, const char *, int);
static int (*real_renameat2)(int, const char *, int, const char *, unsigned);

__attribute__((constructor)) static void begin(void)
{
    real_write = REAL(write);
    real_pwrite = REAL(pwrite);
    real_openat = REAL(openat);
    real_ftruncate = REAL(ftruncate);
    real_close = REAL(close);
    real_unlinkat = REAL(unlinkat);
    real_mkdirat = REAL(mkdirat);
    real_linkat = REAL(linkat);
    real_renameat2 = REAL(renameat2);
    const char *log = getenv("POWERLOSS_LOG"), *below = getenv("POWERLOSS_ROOT");
    unsetenv("LD_PRELOAD"); /* the picture processes are sandboxed and write no file themselves */
    if (log == NULL || below == NULL || realpath(below, root) == NULL)
        return;
    root_len = strlen(root);
    int fd = real_openat(AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    journal = fcntl(fd, F_DUPFD_CLOEXEC, 900);
    real_close(fd);
}

/* The path of an open descriptor below the root, relative to it; false: somewhere else. */
static bool path_of(int fd, char out[PATH_MAX])
{
    char link[64], full[PATH_MAX];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = journal < 0 ? -1 : readlink(link, full, sizeof full - 1);
    if (n < (ssize_t)root_len || memcmp(full, root, root_len) != 0)
        return false;
    full[n] = '\0';
    size_t len = strlen(full);
    if (len >= 4 && strcmp(full + len - 4, "-shm") == 0)
        return false;
    (void)snprintf(out, PATH_MAX, "%s", full[root_len] == '/' ? full + root_len + 1 : ".");
    return true;
}

/* The same for a name in a folder that is open. */
static bool path_at(int at, const char *name, char out[PATH_MAX])
{
    char folder[PATH_MAX], whole[2 * PATH_MAX];
    if (name[0] == '/' || at == AT_FDCWD) {
        char *slash = strrchr(name, '/');
        char parent[PATH_MAX] = ".", real[PATH_MAX];
        if (slash != NULL)
            (void)snprintf(parent, sizeof parent, "%.*s", (int)(slash - name), name);
        if (journal < 0 || realpath(parent, real) == NULL || strncmp(real, root, root_len) != 0)
            return false;
        (void)snprintf(whole, sizeof whole, "%s/%s", real, slash != NULL ? slash + 1 : name);
        (void)snprintf(out, PATH_MAX, "%.*s", PATH_MAX - 1, whole + root_len + 1);
    } else {
        if (!path_of(at, folder))
            return false;
        bool top = strcmp(folder, ".") == 0;
        (void)snprintf(whole, sizeof whole, "%s%s%s", top ? "" : folder, top ? "" : "/", name);
        (void)snprintf(out, PATH_MAX, "%.*s", PATH_MAX - 1, whole);
    }
    size_t len = strlen(out);
    return len < 4 || strcmp(out + len - 4, "-shm") != 0;
}

typedef struct __attribute__((packed)) Record {
    char what;
    uint32_t path_len;
    uint64_t at, len;
} Record;

static void put(const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = real_write(journal, at, len);
        if (n <= 0)
            abort();
        at += n;
        len -= (size_t)n;
    }
}

static void note(char what, const char *path, uint64_t at, const void *data, size_t len)
{
    Record record = {what, (uint32_t)strlen(path), at, len};
    put(&record, sizeof record);
    put(path, record.path_len);
    if (data != NULL)
        put(data, len);
}

static const char *tracked(int fd)
{
    return journal >= 0 && fd >= 0 && fd < FILES_MAX ? paths[fd] : NULL;
}

static int open_tracked(int at, const char *name, int flags, mode_t mode)
{
    char path[PATH_MAX];
    if (journal < 0 || (flags & O_ACCMODE) == O_RDONLY)
        return real_openat(at, name, flags, mode);
    pthread_mutex_lock(&order);
    bool ours = path_at(at, name, path);
    bool there = ours && faccessat(at, name, F_OK, 0) == 0;
    int fd = real_openat(at, name, flags, mode);
    if (fd >= 0 && fd < FILES_MAX && ours) {
        free(paths[fd]);
        paths[fd] = strdup(path);
        if (!there)
            note('C', path, 0, NULL, 0);
        else if (flags & O_TRUNC)
            note('T', path, 0, NULL, 0);
    }
    pthread_mutex_unlock(&order);
    return fd;
}

#define OPEN(name, at, ...)                                                                                            \
    int name(__VA_ARGS__ const char *file, int flags, ...)                                                             \
    {                                                                                                                  \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;                                 \
        va_end(more);                                                                                                  \
        return open_tracked(at, file, flags, mode);                                                                    \
    }
#define COMMA ,
OPEN(open, AT_FDCWD, )
OPEN(open64, AT_FDCWD, )
OPEN(openat, folder, int folder COMMA)
OPEN(openat64, folder, int folder COMMA)

ssize_t write(int fd, const void *data, size_t len)
{
    if (tracked(fd) == NULL)
        return real_write(fd, data, len);
    pthread_mutex_lock(&order);
    bool append = (fcntl(fd, F_GETFL) & O_APPEND) != 0;
    off_t at = lseek(fd, 0, append ? SEEK_END : SEEK_CUR);
    ssize_t n = real_write(fd, data, len);
    if (n > 0)
        note('W', paths[fd], (uint64_t)at, data, (size_t)n);
    pthread_mutex_unlock(&order);
    return n;
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t at)
{
    if (tracked(fd) == NULL)
        return real_pwrite(fd, data, len, at);
    pthread_mutex_lock(&order);
    ssize_t n = real_pwrite(fd, data, len, at);
    if (n > 0)
        note('W', paths[fd], (uint64_t)at, data, (size_t)n);
    pthread_mutex_unlock(&order);
    return n;
}

ssize_t pwrite64(int fd, const void *data, size_t len, off64_t at)
{
    return pwrite(fd, data, len, at);
}

int ftruncate(int fd, off_t len)
{
    if (tracked(fd) == NULL)
        return real_ftruncate(fd, len);
    pthread_mutex_lock(&order);
    int bad = real_ftruncate(fd, len);
    if (bad == 0)
        note('T', paths[fd], (uint64_t)len, NULL, 0);
    pthread_mutex_unlock(&order);
    return bad;
}

int ftruncate64(int fd, off64_t len)
{
    return ftruncate(fd, len);
}

static int sync_noted(int fd)
{
    char path[PATH_MAX];
    struct stat what;
    if (fstat(fd, &what) != 0)
        return -1;
    pthread_mutex_lock(&order);
    if (tracked(fd) != NULL)
        note('S', paths[fd], 0, NULL, 0);
    else if (path_of(fd, path))
        note(S_ISDIR(what.st_mode) ? 'D' : 'S', path, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    return 0;
}

int fsync(int fd)
{
    return sync_noted(fd);
}

int fdatasync(int fd)
{
    return sync_noted(fd);
}

int close(int fd)
{
    if (tracked(fd) != NULL) {
        pthread_mutex_lock(&order);
        free(paths[fd]);
        paths[fd] = NULL;
        pthread_mutex_unlock(&order);
    }
    return real_close(fd);
}

int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    char a[PATH_MAX], b[PATH_MAX];
    pthread_mutex_lock(&order);
    bool ours = path_at(from_at, from, a) && path_at(to_at, to, b);
    int bad = real_renameat2(from_at, from, to_at, to, flags);
    if (bad == 0 && ours)
        note('R', a, 0, b, strlen(b));
    pthread_mutex_unlock(&order);
    return bad;
}

int rename(const char *from, const char *to)
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    return renameat2(from_at, from, to_at, to, 0);
}

int linkat(int from_at, const char *from, int to_at, const char *to, int flags)
{
    char a[PATH_MAX], b[PATH_MAX];
    pthread_mutex_lock(&order);
    bool ours = path_at(from_at, from, a) && path_at(to_at, to, b);
    int bad = real_linkat(from_at, from, to_at, to, flags);
    if (bad == 0 && ours)
        note('L', a, 0, b, strlen(b));
    pthread_mutex_unlock(&order);
    return bad;
}

int link(const char *from, const char *to)
{
    return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int unlinkat(int at, const char *name, int flags)
{
    char path[PATH_MAX];
    pthread_mutex_lock(&order);
    bool ours = path_at(at, name, path);
    int bad = real_unlinkat(at, name, flags);
    if (bad == 0 && ours)
        note('U', path, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    return bad;
}

int unlink(const char *name)
{
    return unlinkat(AT_FDCWD, name, 0);
}

int mkdirat(int at, const char *name, mode_t mode)
{
    char path[PATH_MAX];
    pthread_mutex_lock(&order);
    bool ours = path_at(at, name, path);
    int bad = real_mkdirat(at, name, mode);
    if (bad == 0 && ours)
        note('M', path, 0, NULL, 0);
    pthread_mutex_unlock(&order);
    return bad;
}

int mkdir(const char *name, mode_t mode)
{
    return mkdirat(AT_FDCWD, name, mode);
}

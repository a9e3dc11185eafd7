/* A file of SQLite's log that holds back what a commit appends until its last page is there; see sqlite_log.h.
 *
 * Others may read a commit once the engine has told the log's index of it, which it does after its last write. So
 * nothing may be held beyond that write: the head of a commit's last frame says so (bytes 4 to 7, the size of the
 * database after the commit, are 0 in all others; https://sqlite.org/fileformat2.html#walformat), and all is written
 * when its page has come, so that a disk that refuses refuses the commit. Held is only what is a frame for sure:
 * appended, where a frame begins. Everything else (the log's head, frames written again) goes through at once, and
 * whatever else is asked of the file finds nothing held. What is held when the lock of those who write is given up
 * was taken back: it is dropped, since by then somebody else may write there. */
#include "db/sqlite_log.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LOG_HEAD = 32, FRAME_HEAD = 24, PAGE_LEAST = 512, PAGE_MOST = 65536 };
enum { HELD_MAX = 0x1ffff /* more than the platform's xWrite takes in one call (os_unix.c, seekAndWriteFd) fails */ };

typedef struct LogFile {
    sqlite3_file file;  /* the first, so that the one is the other */
    sqlite3_file *real; /* the platform's, behind this one */
    sqlite3_file *database;
    char *held;
    size_t len;
    sqlite3_int64 from; /* where what is held belongs */
    sqlite3_int64 end;  /* of all that was appended since the log began anew */
    int page;           /* bytes; 0: not known yet */
    bool in_frame;      /* its head has come, its page comes next */
    bool commits;       /* that head ends a commit */
} LogFile;

/* Behind the platform's file of a database. */
typedef struct Beside {
    LogFile *log; /* or NULL */
    const sqlite3_io_methods *real;
    sqlite3_io_methods watching; /* the same, with an eye on the lock */
} Beside;

static sqlite3_vfs *platform;

static Beside *beside(sqlite3_file *database)
{
    return (Beside *)((char *)database + platform->szOsFile);
}

static LogFile *log_of(sqlite3_file *file)
{
    return (LogFile *)file;
}

static int write_held(LogFile *log)
{
    size_t len = log->len;
    log->len = 0;
    return len == 0 ? SQLITE_OK : log->real->pMethods->xWrite(log->real, log->held, (int)len, log->from);
}

static void hold(LogFile *log, const void *bytes, int count, sqlite3_int64 at)
{
    if (log->len == 0)
        log->from = at;
    memcpy(log->held + log->len, bytes, (size_t)count);
    log->len += (size_t)count;
    log->end = at + count;
}

static bool begins_frame(const LogFile *log, int count, sqlite3_int64 at)
{
    return !log->in_frame && log->page != 0 && count == FRAME_HEAD && at >= log->end &&
           (at - LOG_HEAD) % (FRAME_HEAD + log->page) == 0;
}

static int hold_head(LogFile *log, const void *bytes, sqlite3_int64 at)
{
    static const char no_size[4];
    bool next = log->len > 0 && at == log->from + (sqlite3_int64)log->len;
    if (!next || log->len + FRAME_HEAD + (size_t)log->page > HELD_MAX) {
        int code = write_held(log);
        if (code != SQLITE_OK)
            return code;
    }
    hold(log, bytes, FRAME_HEAD, at);
    log->in_frame = true;
    log->commits = memcmp((const char *)bytes + 4, no_size, sizeof no_size) != 0;
    return SQLITE_OK;
}

static int hold_page(LogFile *log, const void *bytes, sqlite3_int64 at)
{
    hold(log, bytes, log->page, at);
    log->in_frame = false;
    return log->commits ? write_held(log) : SQLITE_OK;
}

/* All frames of a log have pages of the same size. */
static void learn_page(LogFile *log, int count, sqlite3_int64 at)
{
    bool fits = count >= PAGE_LEAST && count <= PAGE_MOST && (count & (count - 1)) == 0;
    if (log->page == 0 && fits && (at - LOG_HEAD - FRAME_HEAD) % (FRAME_HEAD + count) == 0)
        log->page = count;
}

static int write_through(LogFile *log, const void *bytes, int count, sqlite3_int64 at)
{
    int code = write_held(log);
    log->in_frame = false;
    learn_page(log, count, at);
    log->end = at == 0 || at + count > log->end ? at + count : log->end; /* at 0: the log begins anew */
    return code == SQLITE_OK ? log->real->pMethods->xWrite(log->real, bytes, count, at) : code;
}

static int log_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
    LogFile *log = log_of(file);
    if (begins_frame(log, count, at))
        return hold_head(log, bytes, at);
    if (log->in_frame && count == log->page && at == log->end)
        return hold_page(log, bytes, at);
    return write_through(log, bytes, count, at);
}

static int log_close(sqlite3_file *file)
{
    LogFile *log = log_of(file);
    beside(log->database)->log = NULL;
    free(log->held); /* of no commit */
    return log->real->pMethods->xClose(log->real);
}

static int log_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at)
{
    LogFile *log = log_of(file);
    int code = write_held(log);
    return code == SQLITE_OK ? log->real->pMethods->xRead(log->real, bytes, count, at) : code;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    LogFile *log = log_of(file);
    int code = write_held(log);
    return code == SQLITE_OK ? log->real->pMethods->xTruncate(log->real, size) : code;
}

static int log_sync(sqlite3_file *file, int flags)
{
    LogFile *log = log_of(file);
    int code = write_held(log);
    return code == SQLITE_OK ? log->real->pMethods->xSync(log->real, flags) : code;
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size)
{
    LogFile *log = log_of(file);
    int code = write_held(log);
    return code == SQLITE_OK ? log->real->pMethods->xFileSize(log->real, size) : code;
}

static int log_control(sqlite3_file *file, int what, void *argument)
{
    LogFile *log = log_of(file);
    int code = write_held(log);
    return code == SQLITE_OK ? log->real->pMethods->xFileControl(log->real, what, argument) : code;
}

static int log_lock(sqlite3_file *file, int level)
{
    return log_of(file)->real->pMethods->xLock(log_of(file)->real, level);
}

static int log_unlock(sqlite3_file *file, int level)
{
    return log_of(file)->real->pMethods->xUnlock(log_of(file)->real, level);
}

static int log_locked(sqlite3_file *file, int *locked)
{
    return log_of(file)->real->pMethods->xCheckReservedLock(log_of(file)->real, locked);
}

static int log_sector(sqlite3_file *file)
{
    return log_of(file)->real->pMethods->xSectorSize(log_of(file)->real);
}

static int log_characteristics(sqlite3_file *file)
{
    return log_of(file)->real->pMethods->xDeviceCharacteristics(log_of(file)->real);
}

static const sqlite3_io_methods methods = {
    .iVersion = 1, /* a log is neither mapped nor shared memory */
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_locked,
    .xFileControl = log_control,
    .xSectorSize = log_sector,
    .xDeviceCharacteristics = log_characteristics,
};

static void drop_held(LogFile *log)
{
    if (log->len > 0)
        log->end = log->from;
    log->len = 0;
    log->in_frame = false;
}

static int watch_lock(sqlite3_file *database, int first, int count, int flags)
{
    enum { WRITE_LOCK = 0, GIVEN_UP = SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE };
    if (first == WRITE_LOCK && flags == GIVEN_UP && beside(database)->log != NULL)
        drop_held(beside(database)->log);
    return beside(database)->real->xShmLock(database, first, count, flags);
}

static int open_database(sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
    int code = platform->xOpen(platform, name, file, flags, out);
    if (code != SQLITE_OK)
        return code;
    Beside *own = beside(file);
    *own = (Beside){.real = file->pMethods, .watching = *file->pMethods};
    own->watching.xShmLock = watch_lock;
    file->pMethods = &own->watching;
    return SQLITE_OK;
}

static int open_log(sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
    LogFile *log = log_of(file);
    *log = (LogFile){.real = (sqlite3_file *)(log + 1), .held = malloc(HELD_MAX)};
    int code = log->held != NULL ? platform->xOpen(platform, name, log->real, flags, out) : SQLITE_NOMEM;
    if (code != SQLITE_OK) {
        free(log->held);
        return code;
    }
    log->file.pMethods = &methods;
    log->database = sqlite3_database_file_object(name);
    beside(log->database)->log = log;
    return SQLITE_OK;
}

static int open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
    (void)vfs;
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0)
        return open_database(name, file, flags, out);
    if ((flags & SQLITE_OPEN_WAL) != 0)
        return open_log(name, file, flags, out);
    return platform->xOpen(platform, name, file, flags, out);
}

const char *sqlite_log_gather(void)
{
    static sqlite3_vfs gathering;
    platform = sqlite3_vfs_find("unix");
    if (platform == NULL)
        return NULL;
    gathering = *platform;
    gathering.zName = "gulou";
    gathering.szOsFile += (int)(sizeof(LogFile) > sizeof(Beside) ? sizeof(LogFile) : sizeof(Beside));
    gathering.xOpen = open_file;
    return sqlite3_vfs_register(&gathering, 0) == SQLITE_OK ? gathering.zName : NULL;
}

/* The embedded engine: SQLite in WAL mode, on the disk before anybody is answered, every statement prepared once per
 * connection. `$1` is bound by name, so the text is the same for PostgreSQL. Only this file and sqlite_*.c know
 * sqlite3.h. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db/conn.h"
#include "db/sqlite_copier.h"
#include "db/sqlite_log.h"

enum { ARGS_MAX = 80, BUSY_MS = 5000 };
/* Of the log, in frames of a page. COPY: are worth copying; FEW: the writer copies them itself; MOST: it waits for
 * that. */
enum { LOG_COPY = 8000, LOG_FEW = 1000, LOG_MOST = 40000 };

typedef struct Prepared {
    sqlite3_stmt *statement;
    unsigned char slots[ARGS_MAX]; /* argument i+1 -> SQLite's index */
    size_t args;
} Prepared;

typedef struct File {
    Conn conn; /* the first, so that the one is the other */
    sqlite3 *db;
    Prepared *prepared; /* by SqlId */
    sqlite3_stmt *controls[CONTROL_COUNT];
    int wal_frames;
    int wal_try;       /* to begin it anew: from so many frames on */
    int wal_asked;     /* frames when the copier was last asked: a reader may hold it back */
    int wal;           /* the log's file, for settle; -1: not open */
    LogCopier *copier; /* of a writer that has one */
} File;

static File *file_of(const Conn *conn)
{
    return (File *)(uintptr_t)conn; /* only open_conn makes one, and never a const one */
}

static const char *const control_texts[CONTROL_COUNT] = {
    [CONTROL_BEGIN_READ] = "BEGIN",        [CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE", [CONTROL_COMMIT] = "COMMIT",
    [CONTROL_ROLLBACK] = "ROLLBACK",       [CONTROL_SAVE] = "SAVEPOINT action",       [CONTROL_KEEP] = "RELEASE action",
    [CONTROL_UNDO] = "ROLLBACK TO action",
};

static Err file_fail(const File *conn, Ctx *ctx, int code)
{
    Err err = ERR_STORAGE;
    MsgId message = MSG_STORAGE;
    if ((code & 0xff) == SQLITE_CONSTRAINT)
        err = ERR_CONFLICT, message = MSG_ROW_EXISTS;
    else if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        err = ERR_BUSY, message = MSG_BUSY;
    Err told = ctx_fail(ctx, err, message, NULL, (const Str[]){{0}});
    ctx->failure.internal =
        str_printf(ctx->arena, "sqlite %d: %s", code, conn->db != NULL ? sqlite3_errmsg(conn->db) : "");
    return told;
}

static void log_began_anew(File *conn)
{
    conn->wal_frames = conn->wal_try = conn->wal_asked = 0;
    if (conn->copier != NULL)
        log_copier_forget(conn->copier);
}

/* A log that stands in the file whole, with nobody reading it, is begun anew by the next commit. */
static int wal_grew(void *self, sqlite3 *db, const char *name, int frames)
{
    File *conn = self;
    (void)db, (void)name;
    if (frames < conn->wal_frames)
        log_began_anew(conn);
    conn->wal_frames = frames;
    return SQLITE_OK;
}

static Err script(Conn *self, Ctx *ctx, const char *text)
{
    const File *conn = file_of(self);
    int code = sqlite3_exec(conn->db, text, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : file_fail(conn, ctx, code);
}

static const char *writers_files; /* how they are opened; see sqlite_log.h */

/* Nobody asks the library how much memory it uses; counting costs a lock that all connections share at every
 * allocation, some two hundred a case. */
static void set_up_library(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    writers_files = sqlite_log_gather();
}

static Err open_file(Ctx *ctx, const char *path, bool writes, File *conn)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, set_up_library);
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (writes ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(path, &conn->db, flags, writes ? writers_files : NULL);
    if (code != SQLITE_OK)
        return file_fail(conn, ctx, code);
    (void)sqlite3_busy_timeout(conn->db, BUSY_MS);
    TRY(script(&conn->conn, ctx,
               "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
               "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"));
    if (!writes)
        return script(&conn->conn, ctx, "PRAGMA query_only=ON; PRAGMA cache_size=-2000;");
    (void)sqlite3_wal_hook(conn->db, wal_grew, conn); /* replaces the automatic checkpoint: the writer does it itself */
    return script(&conn->conn, ctx, "PRAGMA synchronous=FULL; PRAGMA cache_size=-40000;");
}

static void close_conn(Conn *self)
{
    File *conn = file_of(self);
    for (size_t i = 0; i < SQL_COUNT; i++)
        (void)sqlite3_finalize(conn->prepared[i].statement);
    for (size_t i = 0; i < CONTROL_COUNT; i++)
        (void)sqlite3_finalize(conn->controls[i]);
    log_copier_stop(conn->copier);
    if (conn->wal >= 0) /* no lock of SQLite's stands on the log, so that closing it lets none go */
        (void)close(conn->wal);
    (void)sqlite3_close(conn->db);
    free(conn->prepared);
    free(conn);
}

static Err open_conn(Ctx *ctx, const char *path, bool writes, Conn **out)
{
    File *conn = calloc(1, sizeof *conn);
    if (conn == NULL)
        abort();
    conn->conn.engine = &engine_sqlite;
    conn->wal = -1;
    conn->prepared = calloc(SQL_COUNT + 1, sizeof *conn->prepared);
    if (conn->prepared == NULL)
        abort();
    Err err = open_file(ctx, path, writes, conn);
    if (err != OK) {
        close_conn(&conn->conn);
        return err;
    }
    *out = &conn->conn;
    return OK;
}

static Err prepare(Conn *self, Ctx *ctx, SqlId id)
{
    File *conn = file_of(self);
    Prepared *p = &conn->prepared[id];
    if (p->statement != NULL)
        return OK;
    int code = sqlite3_prepare_v3(conn->db, sql_texts[id].text, -1, SQLITE_PREPARE_PERSISTENT, &p->statement, NULL);
    if (code != SQLITE_OK)
        return file_fail(conn, ctx, code);
    char name[8];
    for (p->args = 0; p->args < ARGS_MAX; p->args++) {
        (void)snprintf(name, sizeof name, "$%zu", p->args + 1);
        int slot = sqlite3_bind_parameter_index(p->statement, name);
        if (slot == 0)
            break;
        p->slots[p->args] = (unsigned char)slot;
    }
    return OK;
}

static int bind(sqlite3_stmt *statement, int slot, const DbValue *value)
{
    switch (value->type) {
    case DB_INT:
        return sqlite3_bind_int64(statement, slot, value->number);
    case DB_TEXT:
        return sqlite3_bind_text64(statement, slot, value->text.at != NULL ? value->text.at : "", value->text.len,
                                   SQLITE_STATIC, SQLITE_UTF8);
    case DB_NULL:
        return sqlite3_bind_null(statement, slot);
    }
    return SQLITE_MISUSE;
}

static Err ready(Tx *tx, SqlId id, const DbValue *args, size_t count)
{
    File *conn = file_of(tx->conn);
    TRY(prepare(tx->conn, tx->ctx, id));
    Prepared *p = &conn->prepared[id];
    if (p->args != count) { /* our own mistake: say which statement */
        Err err = file_fail(conn, tx->ctx, SQLITE_MISUSE);
        tx->ctx->failure.internal =
            str_printf(tx->ctx->arena, "%s takes %zu arguments, got %zu", sql_texts[id].name, p->args, count);
        return err;
    }
    for (size_t i = 0; i < count; i++) {
        int code = bind(p->statement, p->slots[i], &args[i]);
        if (code != SQLITE_OK)
            return file_fail(conn, tx->ctx, code);
    }
    return OK;
}

static Err run(Tx *tx, SqlId id, const DbValue *args, size_t count, int64_t *changed)
{
    TRY(ready(tx, id, args, count));
    sqlite3_stmt *statement = file_of(tx->conn)->prepared[id].statement;
    int code = sqlite3_step(statement);
    Err err = code == SQLITE_DONE || code == SQLITE_ROW ? OK : file_fail(file_of(tx->conn), tx->ctx, code);
    if (err == OK && changed != NULL)
        *changed = sqlite3_changes64(file_of(tx->conn)->db);
    (void)sqlite3_reset(statement);
    return err;
}

static Err query(Tx *tx, Rows *rows, SqlId id, const DbValue *args, size_t count)
{
    TRY(ready(tx, id, args, count));
    *rows = (Rows){.tx = tx, .statement = file_of(tx->conn)->prepared[id].statement};
    return OK;
}

/* By name where the text says $1, in order where it says ?: SQLite looks thousands of names up one by one. */
static Err bind_text(const File *conn, Ctx *ctx, sqlite3_stmt *statement, const DbText *text)
{
    char name[24];
    for (size_t i = 0; i < text->count; i++) {
        (void)snprintf(name, sizeof name, "$%zu", i + 1);
        int slot = sqlite3_bind_parameter_index(statement, name);
        int code = bind(statement, slot > 0 ? slot : (int)i + 1, &text->args[i]);
        if (code != SQLITE_OK)
            return file_fail(conn, ctx, code);
    }
    return OK;
}

static Err query_text(Tx *tx, Rows *rows, const DbText *text)
{
    const File *conn = file_of(tx->conn);
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(conn->db, text->text, -1, &statement, NULL);
    Err err = code == SQLITE_OK ? bind_text(conn, tx->ctx, statement, text) : file_fail(conn, tx->ctx, code);
    if (err == OK)
        *rows = (Rows){.tx = tx, .statement = statement, .alone = true};
    else
        (void)sqlite3_finalize(statement);
    return err;
}

static bool next(Rows *rows)
{
    int code = sqlite3_step(rows->statement);
    if (code == SQLITE_ROW && !arena_over_budget(rows->tx->ctx->arena))
        return true;
    if (code == SQLITE_ROW)
        rows->err = fail(rows->tx->ctx, ERR_TOO_LARGE, MSG_ANSWER_TOO_LARGE);
    else if (code != SQLITE_DONE)
        rows->err = file_fail(file_of(rows->tx->conn), rows->tx->ctx, code);
    rows_close(rows);
    return false;
}

static void end(Rows *rows)
{
    if (rows->alone)
        (void)sqlite3_finalize(rows->statement);
    else
        (void)sqlite3_reset(rows->statement);
}

static int64_t column_int(const Rows *rows, int column)
{
    return sqlite3_column_int64(rows->statement, column);
}

static Str column_text(const Rows *rows, int column)
{
    const char *at = (const char *)sqlite3_column_text(rows->statement, column);
    if (at == NULL)
        return (Str){"", 0};
    return str_copy(rows->tx->ctx->arena, (Str){at, (size_t)sqlite3_column_bytes(rows->statement, column)});
}

static bool column_null(const Rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL;
}

static Err control_with(Conn *self, Ctx *ctx, Control control)
{
    File *conn = file_of(self);
    sqlite3_stmt **statement = &conn->controls[control];
    int code = SQLITE_OK;
    if (*statement == NULL)
        code = sqlite3_prepare_v3(conn->db, control_texts[control], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    if (code != SQLITE_OK)
        return file_fail(conn, ctx, code);
    code = sqlite3_step(*statement);
    Err err = code == SQLITE_DONE ? OK : file_fail(conn, ctx, code);
    (void)sqlite3_reset(*statement);
    return err;
}

static bool in_transaction(const Conn *conn)
{
    return sqlite3_get_autocommit(file_of(conn)->db) == 0;
}

/* A reader of an old snapshot may be in the way: it is tried again after as many frames more. */
static bool begin_log_anew(File *conn)
{
    (void)sqlite3_busy_timeout(conn->db, 200);
    int code = sqlite3_wal_checkpoint_v2(conn->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
    (void)sqlite3_busy_timeout(conn->db, BUSY_MS);
    if (code == SQLITE_OK)
        log_began_anew(conn);
    else
        conn->wal_try = conn->wal_frames + LOG_COPY;
    return code == SQLITE_OK;
}

/* True: little enough is left of the log for the writer to copy. */
static bool is_copied(File *conn)
{
    if (conn->wal_frames >= LOG_MOST)
        log_copier_wait(conn->copier);
    int copied = log_copier_copied(conn->copier);
    if (copied < 0 || log_copier_failed(conn->copier))
        return false;
    if (conn->wal_frames - copied <= LOG_FEW || conn->wal_frames >= LOG_MOST)
        return true;
    if (conn->wal_frames - copied >= LOG_COPY && conn->wal_frames - conn->wal_asked >= LOG_COPY) {
        conn->wal_asked = conn->wal_frames;
        log_copier_begin(conn->copier);
    }
    return false;
}

/* Left to itself the log grows by gigabytes under load, since a passive checkpoint never starts it over. */
static bool reset_log(Conn *self)
{
    File *conn = file_of(self);
    if (conn->wal_frames < LOG_COPY || conn->wal_frames < conn->wal_try)
        return false;
    return (conn->copier == NULL || is_copied(conn)) && begin_log_anew(conn);
}

static const char *file(const Conn *conn)
{
    return sqlite3_db_filename(file_of(conn)->db, "main");
}

/* With synchronous=NORMAL a commit is written to the log and not synced; SQLite still syncs it before each checkpoint,
 * and the file before the log is begun anew (https://sqlite.org/pragma.html#pragma_synchronous), so that what settle
 * adds is the one thing that is missing. Where the store cannot keep a log, commits stay as they were. */
static Err settle_apart(Conn *self, Ctx *ctx, bool *waits)
{
    File *conn = file_of(self);
    sqlite3_stmt *mode = NULL;
    int code = sqlite3_prepare_v2(conn->db, "PRAGMA journal_mode", -1, &mode, NULL);
    bool log = code == SQLITE_OK && sqlite3_step(mode) == SQLITE_ROW &&
               strcmp((const char *)sqlite3_column_text(mode, 0), "wal") == 0;
    (void)sqlite3_finalize(mode);
    if (code != SQLITE_OK)
        return file_fail(conn, ctx, code);
    if (log) {
        TRY(script(self, ctx, "PRAGMA synchronous=NORMAL;"));
        conn->copier = log_copier_start(file(self));
    }
    *waits = log;
    return OK;
}

static Err settle(Conn *self, Ctx *ctx)
{
    File *conn = file_of(self);
    if (conn->wal < 0)
        conn->wal = open(sqlite3_filename_wal(sqlite3_db_filename(conn->db, "main")), O_RDWR | O_CLOEXEC);
    if (conn->wal >= 0 ? fdatasync(conn->wal) == 0 : errno == ENOENT) /* no log: nothing was ever written */
        return OK;
    Str why = str_printf(ctx->arena, "the log of %s: %s", file(self), strerror(errno));
    Err err = fail(ctx, ERR_STORAGE, MSG_STORAGE);
    ctx->failure.internal = why;
    return err;
}

static int64_t changes(const Conn *conn)
{
    return sqlite3_total_changes64(file_of(conn)->db);
}

static Err prepare_all(Conn *conn, Ctx *ctx)
{
    return conn_prepare_each(conn, ctx, prepare);
}

static Err copy_pages(const File *conn, Ctx *ctx, const DbCopy *copy, sqlite3 *to)
{
    enum { PAGES = 1000 };
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", conn->db, "main");
    if (backup == NULL)
        return file_fail(conn, ctx, sqlite3_errcode(to));
    int code = SQLITE_OK;
    while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        code = sqlite3_backup_step(backup, PAGES);
        if (copy->progress != NULL)
            copy->progress(copy->self, sqlite3_backup_pagecount(backup) - sqlite3_backup_remaining(backup),
                           sqlite3_backup_pagecount(backup));
    }
    int finished = sqlite3_backup_finish(backup);
    return code == SQLITE_DONE && finished == SQLITE_OK ? OK : file_fail(conn, ctx, code);
}

/* The caller holds a read transaction, so every step copies the same snapshot and writers go on. */
static Err copy(Conn *self, Ctx *ctx, const DbCopy *in)
{
    const File *conn = file_of(self);
    sqlite3 *to = NULL;
    int code = sqlite3_open_v2(in->to, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    Err err = code == SQLITE_OK ? copy_pages(conn, ctx, in, to) : file_fail(conn, ctx, code);
    (void)sqlite3_close(to);
    return err;
}

const Engine engine_sqlite = {
    .one_writer = true,
    .open = open_conn,
    .close = close_conn,
    .control = control_with,
    .in_transaction = in_transaction,
    .script = script,
    .prepare_all = prepare_all,
    .run = run,
    .query = query,
    .query_text = query_text,
    .next = next,
    .end = end,
    .column_int = column_int,
    .column_text = column_text,
    .column_null = column_null,
    .reset_log = reset_log,
    .settle_apart = settle_apart,
    .settle = settle,
    .changes = changes,
    .copy = copy,
    .file = file,
};

/* Files beside the store's own; see db.h (Beside). A connection keeps those it has read from open, so that a page of an
 * old case costs no opening; whoever writes opens one for the occasion. */
#include "db/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEPT = 16 };

struct BesideKept {
    struct {
        char *path;
        Conn *conn;
    } at[KEPT];
    size_t next; /* to be replaced */
};

void beside_close(BesideKept *kept)
{
    for (size_t i = 0; kept != NULL && i < KEPT; i++) {
        conn_close(kept->at[i].conn);
        free(kept->at[i].path);
    }
    free(kept);
}

static const char *folder_beside(Arena *arena, const char *file, const char *folder)
{
    const char *slash = strrchr(file, '/');
    Str parent = slash != NULL ? (Str){file, (size_t)(slash - file)} : STR(".");
    return str_z(arena, str_printf(arena, STR_FMT "/%s", STR_ARG(parent), folder));
}

static const char *path_of(const Tx *tx, const Beside *beside)
{
    Arena *arena = tx->ctx->arena;
    const char *folder = folder_beside(arena, tx->conn->engine->file(tx->conn), beside->folder);
    return str_z(arena, str_printf(arena, "%s/" STR_FMT ".db", folder, STR_ARG(beside->name)));
}

static Err read_version(Conn *conn, Ctx *ctx, int64_t *out)
{
    Tx tx = {.ctx = ctx, .conn = conn};
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query_text(&tx, &rows, &(DbText){.text = "PRAGMA user_version"}));
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

/* A new file (0) gets the schema, where somebody is to write. */
static Err check_version(Conn *conn, Ctx *ctx, const Beside *beside, bool writes)
{
    int64_t version = 0;
    TRY(read_version(conn, ctx, &version));
    if (version == beside->version)
        return OK;
    if (version != 0 || !writes)
        return fail(ctx, ERR_STORAGE, MSG_ARCHIVE_VERSION, beside->name,
                    str_printf(ctx->arena, "%lld", (long long)version));
    const char *script =
        str_z(ctx->arena, str_printf(ctx->arena, "BEGIN IMMEDIATE; %s; PRAGMA user_version=%lld; COMMIT",
                                     sql_texts[beside->schema].text, (long long)beside->version));
    return conn_script(conn, ctx, script);
}

static Err open_beside(const Tx *tx, const Beside *beside, bool writes, Conn **out)
{
    const char *path = path_of(tx, beside);
    if (!writes && access(path, F_OK) != 0)
        return fail(tx->ctx, ERR_STORAGE, MSG_ARCHIVE_MISSING, str_of(path));
    Conn *conn = NULL;
    TRY(conn_open(tx->ctx, path, writes, &conn));
    Err err = check_version(conn, tx->ctx, beside, writes);
    if (err != OK) {
        conn_close(conn);
        return err;
    }
    *out = conn;
    return OK;
}

static Err keep(const Tx *tx, const Beside *beside, Conn **out)
{
    BesideKept *kept = tx->conn->beside;
    if (kept == NULL && (kept = tx->conn->beside = calloc(1, sizeof *kept)) == NULL)
        abort();
    const char *path = path_of(tx, beside);
    for (size_t i = 0; i < KEPT; i++)
        if (kept->at[i].path != NULL && strcmp(kept->at[i].path, path) == 0) {
            *out = kept->at[i].conn;
            return OK;
        }
    Conn *conn = NULL;
    TRY(open_beside(tx, beside, false, &conn));
    size_t slot = kept->next++ % KEPT;
    conn_close(kept->at[slot].conn);
    free(kept->at[slot].path);
    kept->at[slot].conn = *out = conn;
    kept->at[slot].path = strdup(path);
    if (kept->at[slot].path == NULL)
        abort();
    return OK;
}

bool tx_can_beside(const Tx *tx)
{
    return tx->conn->engine->file != NULL;
}

bool tx_beside_exists(const Tx *tx, const Beside *beside)
{
    return access(path_of(tx, beside), F_OK) == 0;
}

Err tx_beside(Tx *tx, const Beside *beside, Tx *out)
{
    Conn *conn = NULL;
    TRY(keep(tx, beside, &conn));
    *out = (Tx){.ctx = tx->ctx, .conn = conn};
    return OK;
}

static Err in_own_transaction(Tx *tx, ActionFn action, const void *in, void *out)
{
    TRY(conn_control(tx->conn, tx->ctx, CONTROL_BEGIN_WRITE));
    Err err = action(tx, in, out);
    if (err == OK)
        err = conn_control(tx->conn, tx->ctx, CONTROL_COMMIT);
    Failure told = tx->ctx->failure;
    if (conn_in_transaction(tx->conn))
        (void)!conn_control(tx->conn, tx->ctx, CONTROL_ROLLBACK);
    tx->ctx->failure = told;
    return err;
}

Err tx_beside_write(Tx *tx, const Beside *beside, ActionFn action, const void *in, void *out)
{
    Conn *conn = NULL;
    TRY(open_beside(tx, beside, true, &conn));
    Err err = in_own_transaction(&(Tx){.ctx = tx->ctx, .conn = conn, .writes = true}, action, in, out);
    (void)conn->engine->reset_log(conn);
    conn_close(conn);
    return err;
}

Err beside_lock(Ctx *ctx, const char *file, const BesideLock *in, int *lock)
{
    const char *folder = folder_beside(ctx->arena, file, in->folder);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return fail(ctx, ERR_STORAGE, MSG_DATA_FOLDER, str_of(folder), str_of(strerror(errno)));
    const char *path = str_z(ctx->arena, str_printf(ctx->arena, "%s/lock", folder));
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(ctx, ERR_STORAGE, MSG_DATA_FOLDER, str_of(folder), str_of(strerror(errno)));
    if (flock(fd, in->shared ? LOCK_SH : LOCK_EX | LOCK_NB) == 0) {
        *lock = fd;
        return OK;
    }
    (void)close(fd);
    return fail(ctx, ERR_BUSY, MSG_ARCHIVE_LOCKED);
}

void beside_unlock(int *lock)
{
    if (*lock >= 0)
        (void)close(*lock);
}

/* One connection to the store's engine, and what an engine must be able to do: sqlite.c and postgres.c each fill one
 * table, and sim/memory.c a third in memory. Only for the room `db` and that file. */
#ifndef GULOU_DB_CONN_H
#define GULOU_DB_CONN_H

#include "db/db.h"

/* begin, commit, rollback, savepoint ... : fixed control statements. */
typedef enum Control {
    CONTROL_BEGIN_READ,
    CONTROL_BEGIN_WRITE,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_SAVE,
    CONTROL_KEEP,
    CONTROL_UNDO,
    CONTROL_COUNT
} Control;

/* How the last failed statement of a connection failed. */
typedef enum Trouble {
    TROUBLE_NONE, /* as it deserved: the same would fail again */
    TROUBLE_RACE, /* another transaction was first: worth running again */
    TROUBLE_LOST, /* the connection is gone; what was not committed is too */
} Trouble;

typedef enum Outcome { OUTCOME_UNKNOWN, OUTCOME_COMMITTED, OUTCOME_ABORTED } Outcome;

typedef struct Engine {
    bool one_writer; /* many actions to one commit of a single writer; otherwise each its own transaction */
    Err (*open)(Ctx *ctx, const char *path, bool writes, Conn **out);
    void (*close)(Conn *conn);
    Err (*control)(Conn *conn, Ctx *ctx, Control control);
    bool (*in_transaction)(const Conn *conn);
    Err (*script)(Conn *conn, Ctx *ctx, const char *script);
    Err (*prepare_all)(Conn *conn, Ctx *ctx);
    Err (*run)(Tx *tx, SqlId id, const DbValue *args, size_t count, int64_t *changed);
    Err (*run_one)(Tx *tx, SqlId id, const DbValue *args, size_t count); /* NULL: `run` and its count serve as well */
    Err (*query)(Tx *tx, Rows *rows, SqlId id, const DbValue *args, size_t count);
    Err (*ask_ahead)(Tx *tx, SqlId id, const DbValue *args, size_t count); /* NULL: there is no way to go */
    Err (*query_text)(Tx *tx, Rows *rows, const DbText *text);
    bool (*next)(Rows *rows);
    void (*end)(Rows *rows);
    int64_t (*column_int)(const Rows *rows, int column);
    Str (*column_text)(const Rows *rows, int column);
    bool (*column_null)(const Rows *rows, int column);
    /* one_writer only */
    bool (*reset_log)(Conn *conn);
    /* *waits: from now on a commit returns before it is on the disk, which `settle` sees to; any thread may call that.
     */
    Err (*settle_apart)(Conn *conn, Ctx *ctx, bool *waits);
    Err (*settle)(Conn *conn, Ctx *ctx);  /* what was committed before the call is on the disk when it answers OK */
    int64_t (*changes)(const Conn *conn); /* rows written since it was opened */
    Err (*copy)(Conn *conn, Ctx *ctx, const DbCopy *copy);
    const char *(*file)(const Conn *conn); /* its path; NULL: the store is no file, and nothing lies beside it */
    /* the others only */
    Trouble (*trouble)(const Conn *conn);
    Err (*reopen)(Conn *conn, Ctx *ctx);
    /* The last statement of a transaction that wrote: a mark by which its outcome can be asked; 0: it wrote nothing. */
    Err (*mark)(Conn *conn, Ctx *ctx, int64_t *mark);
    /* After reopen: what became of the transaction so marked. UNKNOWN: the server has not made up its mind. */
    Err (*outcome)(Conn *conn, Ctx *ctx, int64_t mark, Outcome *out);
    /* Waits up to a second for what a process told; false: nothing came. */
    bool (*hear)(Conn *conn, Ctx *ctx, Str *name, Str *hints);
} Engine;

extern const Engine engine_sqlite, engine_postgres;

/* Every engine's connection begins so. */
typedef struct BesideKept BesideKept;
struct Conn {
    const Engine *engine;
    BesideKept *beside; /* beside.c; NULL until one is read */
};

/* postgres:// and postgresql:// name a server, everything else a file. */
const Engine *engine_of(const char *path);
MUST_USE Err conn_open(Ctx *ctx, const char *path, bool writes, Conn **out);
void conn_close(Conn *conn); /* NULL is fine */
MUST_USE Err conn_control(Conn *conn, Ctx *ctx, Control control);
bool conn_in_transaction(const Conn *conn);
MUST_USE Err conn_script(Conn *conn, Ctx *ctx, const char *script); /* many statements */
MUST_USE Err conn_prepare_all(Conn *conn, Ctx *ctx);
/* The statement is written for this engine (its name ends in _sqlite or _postgres: only for that one; _citus: for an
 * extension of PostgreSQL that may not be there). */
bool statement_is_for(const Engine *engine, SqlId id);
/* The first failure of a statement to be prepared is told with its name. */
MUST_USE Err conn_prepare_each(Conn *conn, Ctx *ctx, Err (*prepare)(Conn *conn, Ctx *ctx, SqlId id));

#endif

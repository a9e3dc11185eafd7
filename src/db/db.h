/* One door to the store's engine. Statements are named (SQL_CASE_LOAD, from the .sql files), arguments are $1, $2, ...
 * An action is a function of a Tx; on SQLite one writer thread runs many of them to one commit (runner.c). */
#ifndef GULOU_DB_DB_H
#define GULOU_DB_DB_H

#include "base/ctx.h"
#include "sql.h"

typedef struct Db Db;
typedef struct Conn Conn;

typedef struct Notice {
    struct Notice *next;
    Str topic;
    Str text;
} Notice;

typedef struct Tx {
    Ctx *ctx;
    Conn *conn;
    bool writes;
    bool repeatable; /* set by the action: run again it finds out by itself whether it stands */
    bool unheard;    /* nobody listens: what would be told need not be put together */
    Notice *notices; /* newest first; delivered after the commit */
} Tx;

typedef enum DbType { DB_NULL, DB_INT, DB_TEXT } DbType;
typedef struct DbValue {
    DbType type;
    int64_t number;
    Str text;
} DbValue;

static inline DbValue db_int(int64_t number)
{
    return (DbValue){.type = DB_INT, .number = number};
}
static inline DbValue db_text(Str text)
{
    return (DbValue){.type = DB_TEXT, .text = text};
}
static inline DbValue db_null(void)
{
    return (DbValue){.type = DB_NULL};
}
/* NULL for the empty text */
static inline DbValue db_opt(Str text)
{
    return text.len > 0 ? db_text(text) : db_null();
}

#define DB_ARGS_(...)                                                                                                  \
    (const DbValue[])                                                                                                  \
    {                                                                                                                  \
        {0}, ##__VA_ARGS__                                                                                             \
    }
#define DB_COUNT_(...) (sizeof(DB_ARGS_(__VA_ARGS__)) / sizeof(DbValue) - 1)

/* Runs a statement that answers no rows. A broken unique key is CONFLICT (MSG_ROW_EXISTS), anything else STORAGE. On a
 * server it may only be on its way: then it fails the next call that waits for an answer, at the latest the commit. */
#define db_run(tx, id, ...) db_run_args((tx), (id), DB_ARGS_(__VA_ARGS__) + 1, DB_COUNT_(__VA_ARGS__), NULL)
/* The same; *changed is how many rows it touched. */
#define db_change(tx, changed, id, ...)                                                                                \
    db_run_args((tx), (id), DB_ARGS_(__VA_ARGS__) + 1, DB_COUNT_(__VA_ARGS__), (changed))
MUST_USE Err db_run_args(Tx *tx, SqlId id, const DbValue *args, size_t count, int64_t *changed);

/* It must touch one row, otherwise somebody was first: CONFLICT (MSG_CASE_CHANGED_MEANWHILE). */
MUST_USE Err db_run_one_args(Tx *tx, SqlId id, const DbValue *args, size_t count);

/* Rows: `Rows rows CLEANUP(rows_close) = {0}; TRY(db_query(tx, &rows, SQL_X, ...)); while (rows_next(&rows)) ...;
 * TRY(rows_end(&rows));` Texts are copied into the transaction's arena. */
typedef struct Rows {
    Tx *tx;
    void *statement; /* the engine's */
    bool alone;      /* of this answer only: it ends with it */
    int at;          /* its row */
    Err err;
} Rows;

#define db_query(tx, rows, id, ...) db_query_args((tx), (rows), (id), DB_ARGS_(__VA_ARGS__) + 1, DB_COUNT_(__VA_ARGS__))
MUST_USE Err db_query_args(Tx *tx, Rows *rows, SqlId id, const DbValue *args, size_t count);
/* This will be asked later in the transaction: on a server it travels with what is asked before, and saves a round
 * trip. The answer is of now: what the transaction writes until then does not count. One at a time; elsewhere it does
 * nothing. */
MUST_USE Err db_ask_ahead(Tx *tx, SqlId id, const DbValue *args, size_t count);
bool rows_next(Rows *rows);        /* false at the end and on an error */
MUST_USE Err rows_end(Rows *rows); /* the error that ended the loop, if any; closes */
void rows_close(Rows *rows);
int64_t rows_int(const Rows *rows, int column); /* NULL: 0 */
Str rows_text(const Rows *rows, int column);    /* NULL: empty */
bool rows_null(const Rows *rows, int column);

/* A statement made at run time, from the table of tables (store/tables.h) or about the catalog: never from what anybody
 * sent. Everything else is named. */
typedef struct DbText {
    const char *text;
    const DbValue *args; /* $1, $2 ...; for SQLite also ?, in order */
    size_t count;
} DbText;
MUST_USE Err db_query_text(Tx *tx, Rows *rows, const DbText *text);
MUST_USE Err db_run_text(Tx *tx, const DbText *text); /* what answers no rows */
/* What may not stand in a transaction together with other things. Only for a server. */
MUST_USE Err db_run_alone(Db *db, Ctx *ctx, const DbText *text);
bool db_is_server(const Db *db); /* PostgreSQL; otherwise a file */
bool tx_on_server(const Tx *tx);

/* After the commit the door tells `topic` (live update), here and in the other processes on the same server. */
void tx_notify(Tx *tx, Str topic, Str text);

/* Heard where other processes may have told something that was missed: whoever shows anything looks anew. */
#define TELL_RELOAD "all:reload"

typedef struct DbOptions {
    const char *path;                                   /* of the SQLite file; its folder exists */
    int readers;                                        /* reading connections, 0: 4 */
    void (*on_notice)(void *self, Str topic, Str text); /* NULL: nobody listens; one at a time, once it is on the disk */
    void *self;
} DbOptions;

MUST_USE Err db_open(Ctx *ctx, const DbOptions *options, Db **out);
void db_close(Db *db); /* finishes what is queued */
void db_closep(Db **db);
void db_listen(Db *db, void (*on_notice)(void *self, Str topic, Str text), void *self);

/* Runs `action` in a transaction and answers only after COMMIT (write) or at the end of its snapshot (read).
 * It may be run again: it reads, decides and writes only through tx, and writes *out only on success. */
typedef Err (*ActionFn)(Tx *tx, const void *in, void *out);
MUST_USE Err db_write(Db *db, Ctx *ctx, ActionFn action, const void *in, void *out);
MUST_USE Err db_read(Db *db, Ctx *ctx, ActionFn action, const void *in, void *out);
/* A read of one statement, which is a snapshot by itself: without a transaction around it. */
MUST_USE Err db_look(Db *db, Ctx *ctx, ActionFn action, const void *in, void *out);

/* A text that no longer is the same once anything was committed, by whichever process: what was read from the store
 * after one stamp still stands while the next one equals it. (On Citus it knows the coordinator's transactions only.) */
MUST_USE Err db_stamp(Db *db, Ctx *ctx, Str *out);

/* A Db that runs each of its transactions at once, in the caller's thread, as a savepoint of the transaction of `conn`,
 * which is under way and stays the caller's: for whoever puts many small ones into one. Nobody is told its notices. */
Db *db_inside(Conn *conn);

MUST_USE Err db_migrate(Db *db, Ctx *ctx); /* applies what is missing of the migration_NNNN_* statements, in order */
MUST_USE Err db_schema_version(Db *db, Ctx *ctx, int64_t *out);
/* A consistent copy of the live database into a new file; `progress` (may be NULL) hears pages done and in all. */
typedef struct DbCopy {
    const char *to;
    void (*progress)(void *self, int64_t done, int64_t all);
    void *self;
} DbCopy;
MUST_USE Err db_copy(Db *db, Ctx *ctx, const DbCopy *copy);
/* A file beside the store's own (FOLDER/NAME.db in its folder), with tables of the same names, so that the same
 * statements read it. Only where the store is a file; its transactions are never one with the store's. */
typedef struct Beside {
    const char *folder;
    Str name;
    SqlId schema;    /* script that makes its tables */
    int64_t version; /* of that schema; another is refused */
} Beside;
bool tx_can_beside(const Tx *tx);
bool tx_beside_exists(const Tx *tx, const Beside *beside);
/* To read from, a statement at a time, as long as tx is open. STORAGE: it is not there, or of another version. */
MUST_USE Err tx_beside(Tx *tx, const Beside *beside, Tx *out);
/* A transaction of its own, made where it is missing; on the disk when this answers, whatever becomes of tx. */
MUST_USE Err tx_beside_write(Tx *tx, const Beside *beside, ActionFn action, const void *in, void *out);
/* Who writes there is alone (BUSY otherwise, at once); who copies it, shared, waits for the one who writes. */
typedef struct BesideLock {
    const char *folder; /* made where it is missing */
    bool shared;
} BesideLock;
MUST_USE Err db_beside_lock(Db *db, Ctx *ctx, const BesideLock *in, int *lock);
void beside_unlock(int *lock); /* for CLEANUP; -1 is fine */

/* Prepares every named statement; the first that fails is told. */
MUST_USE Err db_check_statements(Db *db, Ctx *ctx);

/* Drops what the door itself keeps of connections that have not written since `before`. */
MUST_USE Err db_sweep_marks(Tx *tx, int64_t before);

typedef struct DbMetrics {
    int64_t commits, actions, queued, largest_batch, wal_resets;
} DbMetrics;
DbMetrics db_metrics(Db *db);

#endif

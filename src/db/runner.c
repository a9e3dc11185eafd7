/* Runs actions in transactions. An embedded engine has one writer thread, which runs many of them to one commit
 * (writer.c); a server runs each in a transaction of its own, again where another was first (retry.c). Readers borrow a
 * connection each. */
#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "db/beside.h"
#include "db/retry.h"
#include "db/telling.h"
#include "db/writer.h"

enum { READERS_DEFAULT = 4, WRITERS = 16 };

struct Db {
    const Engine *engine;
    Writer *writer; /* one_writer */
    Conns writers;  /* otherwise */
    Conns readers;
    Conns watch;      /* one_writer: the single connection whose count of others' commits is the stamp */
    Telling *telling; /* otherwise: to other processes and from them */
    void (*on_notice)(void *self, Str topic, Str text);
    void *self;
    _Atomic int64_t commits;
    char *path;
    Conn *inside; /* db_inside; then nothing of the above */
};

void tx_notify(Tx *tx, Str topic, Str text)
{
    if (tx->unheard)
        return;
    Notice *notice = ARENA_NEW(tx->ctx->arena, Notice);
    *notice = (Notice){tx->notices, str_copy(tx->ctx->arena, topic), str_copy(tx->ctx->arena, text)};
    tx->notices = notice;
}

static void hear(void *self, Str topic, Str text)
{
    const Db *db = self;
    if (db->on_notice != NULL)
        db->on_notice(db->self, topic, text);
}

static void deliver(void *self, const Tx *tx)
{
    Db *db = self;
    Notice *in_order = NULL;
    for (Notice *n = tx->notices, *next; n != NULL; n = next) {
        next = n->next;
        n->next = in_order;
        in_order = n;
    }
    for (const Notice *n = in_order; n != NULL; n = n->next) {
        hear(db, n->topic, n->text);
        if (db->telling != NULL)
            telling_tell(db->telling, n->topic, n->text);
    }
}

bool db_is_server(const Db *db)
{
    return !db->engine->one_writer;
}

Err db_run_alone(Db *db, Ctx *ctx, const DbText *text)
{
    assert(!db->engine->one_writer);
    Conn *conn = NULL;
    TRY(conns_borrow(&db->writers, ctx, &conn));
    Tx tx = {.ctx = ctx, .conn = conn, .writes = true};
    Err err = db_run_text(&tx, text);
    conns_give_back(&db->writers, conn);
    return err;
}

typedef struct Inside {
    ActionFn action;
    const void *in;
    void *out;
} Inside;

static Err inside_write(Conn *conn, Ctx *ctx, const Inside *run)
{
    Tx tx = {.ctx = ctx, .conn = conn, .writes = true, .unheard = true};
    TRY(conn_control(conn, ctx, CONTROL_SAVE));
    Err err = run->action(&tx, run->in, run->out);
    Failure told = ctx->failure;
    if (err != OK)
        TRY(conn_control(conn, ctx, CONTROL_UNDO));
    TRY(conn_control(conn, ctx, CONTROL_KEEP));
    ctx->failure = told;
    return err;
}

Db *db_inside(Conn *conn)
{
    Db *db = calloc(1, sizeof *db);
    if (db == NULL)
        abort();
    db->engine = conn->engine;
    db->inside = conn;
    return db;
}

Err db_write(Db *db, Ctx *ctx, ActionFn action, const void *in, void *out)
{
    if (db->inside != NULL)
        return inside_write(db->inside, ctx, &(Inside){action, in, out});
    if (db->engine->one_writer)
        return writer_run(db->writer, ctx, action, in, out);
    Tx tx = {.ctx = ctx};
    TRY(retry_write(&db->writers, &tx, action, in, out));
    db->commits++;
    deliver(db, &tx);
    return OK;
}

Err db_read(Db *db, Ctx *ctx, ActionFn action, const void *in, void *out)
{
    if (db->inside != NULL)
        return action(&(Tx){.ctx = ctx, .conn = db->inside}, in, out);
    if (!db->engine->one_writer)
        return retry_read(&db->readers, ctx, action, in, out);
    Conn *conn = NULL;
    TRY(conns_borrow(&db->readers, ctx, &conn));
    Tx tx = {.ctx = ctx, .conn = conn};
    Err err = conn_control(conn, ctx, CONTROL_BEGIN_READ);
    if (err == OK)
        err = action(&tx, in, out);
    Failure told = ctx->failure;
    if (conn_in_transaction(conn)) /* a read has nothing to commit */
        (void)!conn_control(conn, ctx, CONTROL_ROLLBACK);
    ctx->failure = told;
    conns_give_back(&db->readers, conn);
    return err;
}

Err db_look(Db *db, Ctx *ctx, ActionFn action, const void *in, void *out)
{
    if (!db->engine->one_writer)
        return retry_look(&db->readers, ctx, action, in, out);
    Conn *conn = NULL;
    TRY(conns_borrow(&db->readers, ctx, &conn));
    Err err = action(&(Tx){.ctx = ctx, .conn = conn}, in, out);
    conns_give_back(&db->readers, conn);
    return err;
}

static Err read_stamp(Tx *tx, const void *in, void *out)
{
    const SqlId *statement = in;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, *statement));
    *(Str *)out = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    return rows_end(&rows);
}

Err db_stamp(Db *db, Ctx *ctx, Str *out)
{
    if (!db->engine->one_writer)
        return retry_look(&db->readers, ctx, read_stamp, &(SqlId){SQL_STAMP_POSTGRES}, out);
    Conn *conn = NULL;
    TRY(conns_borrow(&db->watch, ctx, &conn));
    Err err = read_stamp(&(Tx){.ctx = ctx, .conn = conn}, &(SqlId){SQL_STAMP_SQLITE}, out);
    conns_give_back(&db->watch, conn);
    return err;
}

static Err open_writers(Ctx *ctx, const DbOptions *options, Db *db)
{
    if (!db->engine->one_writer) {
        TRY(conns_open(ctx, &(ConnsOpen){options->path, true, WRITERS}, &db->writers));
        return telling_start(ctx, options->path, hear, db, &db->telling);
    }
    Conn *conn = NULL;
    TRY(conn_open(ctx, options->path, true, &conn));
    Err err = writer_start(ctx, conn, deliver, db, &db->writer);
    if (err != OK)
        conn_close(conn);
    return err;
}

Err db_open(Ctx *ctx, const DbOptions *options, Db **out)
{
    Db *db = calloc(1, sizeof *db);
    if (db == NULL)
        abort();
    db->engine = engine_of(options->path);
    db->path = strdup(options->path);
    if (db->path == NULL)
        abort();
    db->on_notice = options->on_notice;
    db->self = options->self;
    Err err = open_writers(ctx, options, db); /* first: it makes the file */
    size_t readers = options->readers > 0 ? (size_t)options->readers : READERS_DEFAULT;
    if (err == OK)
        err = conns_open(ctx, &(ConnsOpen){options->path, false, readers}, &db->readers);
    if (err == OK)
        err = conns_open(ctx, &(ConnsOpen){options->path, false, db->engine->one_writer}, &db->watch);
    if (err != OK) {
        db_close(db);
        return err;
    }
    *out = db;
    return OK;
}

void db_close(Db *db)
{
    if (db == NULL)
        return;
    if (db->writer != NULL)
        writer_stop(db->writer);
    telling_stop(db->telling);
    conns_close(&db->writers);
    conns_close(&db->readers);
    conns_close(&db->watch);
    free(db->path);
    free(db);
}

void db_closep(Db **db)
{
    db_close(*db);
    *db = NULL;
}

void db_listen(Db *db, void (*on_notice)(void *self, Str topic, Str text), void *self)
{
    db->self = self;
    db->on_notice = on_notice;
}

Err db_beside_lock(Db *db, Ctx *ctx, const BesideLock *in, int *lock)
{
    assert(db->engine->file != NULL);
    return beside_lock(ctx, db->path, in, lock);
}

DbMetrics db_metrics(Db *db)
{
    return db->engine->one_writer ? writer_metrics(db->writer)
                                  : (DbMetrics){.commits = db->commits, .actions = db->commits, .largest_batch = 1};
}

static Err copy_in_snapshot(Tx *tx, const void *in, void *out)
{
    (void)out;
    return tx->conn->engine->copy(tx->conn, tx->ctx, in);
}

Err db_copy(Db *db, Ctx *ctx, const DbCopy *copy)
{
    if (db->engine->copy == NULL)
        return fail(ctx, ERR_UNSUPPORTED, MSG_DATABASE_OWN_BACKUP);
    return db_read(db, ctx, copy_in_snapshot, copy, NULL);
}

Err db_sweep_marks(Tx *tx, int64_t before)
{
    return db_run(tx, SQL_COMMIT_MARKS_SWEEP, db_text(tx->ctx->jurisdiction), db_int(before));
}

static Err prepare_all(Tx *tx, const void *in, void *out)
{
    (void)in, (void)out;
    return conn_prepare_all(tx->conn, tx->ctx);
}

Err db_check_statements(Db *db, Ctx *ctx)
{
    return db_read(db, ctx, prepare_all, NULL, NULL);
}

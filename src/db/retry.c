/* Running again; see retry.h. A connection that dies within its COMMIT leaves in doubt whether the action stands: the
 * server is asked by the transaction's id, so that nothing acknowledged is lost and nothing is done twice. */
#include "db/retry.h"

#include <time.h>

enum { RACES_MOST = 20, TAKEN_MOST = 3, LOST_MOST = 40, PAUSE_MS = 250, READ_TRIES = 3 };

static void pause_ms(int64_t ms)
{
    struct timespec rest = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&rest, NULL);
}

static void roll_back(Conn *conn, Ctx *ctx)
{
    Failure told = ctx->failure;
    Trouble before = conn->engine->trouble(conn);
    if (conn_in_transaction(conn) && before != TROUBLE_LOST)
        (void)!conn_control(conn, ctx, CONTROL_ROLLBACK);
    ctx->failure = told;
}

/* Until the server is back, about ten seconds. */
static Err connect_again(Conn *conn, Ctx *ctx)
{
    Err err = ERR_BUSY;
    for (int i = 0; i < LOST_MOST && err != OK; i++) {
        ctx->failure = (Failure){0};
        err = conn->engine->reopen(conn, ctx);
        if (err != OK)
            pause_ms(PAUSE_MS);
    }
    return err == OK ? OK : fail(ctx, ERR_BUSY, MSG_BUSY);
}

/* The connection died somewhere around COMMIT. */
static Err settle(Conn *conn, Ctx *ctx, Str transaction, Outcome *out)
{
    *out = OUTCOME_ABORTED;
    if (str_empty(transaction)) /* it wrote nothing */
        return connect_again(conn, ctx);
    for (int i = 0; i < LOST_MOST; i++) {
        TRY(connect_again(conn, ctx));
        Err err = conn->engine->outcome(conn, ctx, transaction, out);
        if (err == OK && *out != OUTCOME_UNKNOWN)
            return OK;
        pause_ms(PAUSE_MS); /* still in progress: the server has not noticed yet that nobody listens */
    }
    return fail(ctx, ERR_BUSY, MSG_BUSY);
}

typedef struct Try {
    Err err;
    Trouble trouble;
} Try;

static Try commit(Conn *conn, Tx *tx)
{
    Str transaction = {0};
    Err err = conn->engine->transaction(conn, tx->ctx, &transaction);
    if (err == OK)
        err = conn_control(conn, tx->ctx, CONTROL_COMMIT);
    if (err == OK)
        return (Try){OK, TROUBLE_NONE};
    if (conn->engine->trouble(conn) != TROUBLE_LOST)
        return (Try){err, conn->engine->trouble(conn)};
    Outcome outcome = OUTCOME_UNKNOWN;
    err = settle(conn, tx->ctx, transaction, &outcome);
    if (err == OK && outcome == OUTCOME_COMMITTED) {
        tx->ctx->failure = (Failure){0};
        return (Try){OK, TROUBLE_NONE};
    }
    return (Try){err == OK ? ERR_BUSY : err, err == OK ? TROUBLE_RACE : TROUBLE_NONE};
}

static Try try_once(Conn *conn, Tx *tx, ActionFn action, const void *in, void *out)
{
    Ctx *ctx = tx->ctx;
    *tx = (Tx){.ctx = ctx, .conn = conn, .writes = true};
    ctx->failure = (Failure){0};
    Err err = conn_control(conn, ctx, CONTROL_BEGIN_WRITE);
    if (err == OK)
        err = action(tx, in, out);
    if (err == OK)
        return commit(conn, tx);
    Trouble trouble = conn->engine->trouble(conn);
    roll_back(conn, ctx);
    if (trouble == TROUBLE_LOST && connect_again(conn, ctx) != OK)
        return (Try){ERR_BUSY, TROUBLE_NONE};
    return (Try){err, trouble};
}

Err retry_write(Conns *writers, Tx *tx, ActionFn action, const void *in, void *out)
{
    Conn *conn = conns_borrow(writers);
    Try last = {ERR_BUSY, TROUBLE_RACE};
    for (int i = 0; i < RACES_MOST && last.trouble != TROUBLE_NONE; i++) {
        if (i > 0)
            pause_ms((int64_t)rand_below(tx->ctx->rand, 1 + (uint64_t)i * 4));
        last = try_once(conn, tx, action, in, out);
        if (last.err == ERR_CONFLICT && i + 1 >= TAKEN_MOST) /* taken for good: a name that exists */
            break;
    }
    conns_give_back(writers, conn);
    return last.err;
}

Err retry_read(Conns *readers, Ctx *ctx, ActionFn action, const void *in, void *out)
{
    Conn *conn = conns_borrow(readers);
    Err err = ERR_BUSY;
    for (int i = 0; i < READ_TRIES; i++) {
        Tx tx = {.ctx = ctx, .conn = conn};
        ctx->failure = (Failure){0};
        err = conn_control(conn, ctx, CONTROL_BEGIN_READ);
        if (err == OK)
            err = action(&tx, in, out);
        bool lost = err != OK && conn->engine->trouble(conn) == TROUBLE_LOST;
        roll_back(conn, ctx); /* a read has nothing to commit */
        if (!lost || connect_again(conn, ctx) != OK)
            break;
    }
    conns_give_back(readers, conn);
    return err;
}

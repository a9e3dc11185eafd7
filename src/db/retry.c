/* Running again; see retry.h. A connection that dies within its COMMIT leaves in doubt whether the action stands: the
 * server is asked by the transaction's id, so that nothing acknowledged is lost and nothing is done twice. */
#include "db/retry.h"

#include <stdatomic.h>
#include <time.h>

enum { RACES_MOST = 20, TAKEN_MOST = 3, PAUSE_MS = 250, READ_TRIES = 3 };
/* How long a request waits for a server that went away, from when that was noticed; later ones are refused at once. */
enum { READ_PATIENCE_MS = 2000, WRITE_PATIENCE_MS = 4000, DOUBT_PATIENCE_MS = 10000 };

static void pause_ms(int64_t ms)
{
    struct timespec rest = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)nanosleep(&rest, NULL);
}

static int64_t now_us(void)
{
    return clock_monotonic_us();
}

static void roll_back(Conn *conn, Ctx *ctx)
{
    Failure told = ctx->failure;
    Trouble before = conn->engine->trouble(conn);
    if (conn_in_transaction(conn) && before != TROUBLE_LOST)
        (void)!conn_control(conn, ctx, CONTROL_ROLLBACK);
    ctx->failure = told;
}

/* One attempt. While the server is away, one request in each quarter of a second tries for all. */
static bool reach(Conns *conns, Conn *conn, Ctx *ctx)
{
    int64_t now = now_us(), tried = atomic_load(&conns->tried_us), since = 0;
    bool away = atomic_load(&conns->away_since_us) != 0;
    if (away && now - tried < PAUSE_MS * 1000)
        return false;
    if (away && !atomic_compare_exchange_strong(&conns->tried_us, &tried, now))
        return false;
    Failure told = ctx->failure;
    if (conn->engine->reopen(conn, ctx) == OK) {
        atomic_store(&conns->away_since_us, 0);
        ctx->failure = told;
        return true;
    }
    (void)atomic_compare_exchange_strong(&conns->away_since_us, &since, now);
    return false;
}

/* BUSY: the server has been away for `patience_ms`. */
static Err connect_again(Conns *conns, Conn *conn, Ctx *ctx, int64_t patience_ms)
{
    int64_t begun = now_us();
    for (;;) {
        if (reach(conns, conn, ctx))
            return OK;
        int64_t away = atomic_load(&conns->away_since_us);
        int64_t since = away != 0 && away < begun ? away : begun;
        if (now_us() - since >= patience_ms * 1000)
            return fail(ctx, ERR_BUSY, MSG_BUSY);
        pause_ms(PAUSE_MS);
    }
}

/* The connection died somewhere around COMMIT: whoever is in doubt waits longer, from now. */
static Err settle(Conns *conns, Conn *conn, Ctx *ctx, int64_t mark, Outcome *out)
{
    int64_t until = now_us() + DOUBT_PATIENCE_MS * 1000;
    *out = OUTCOME_UNKNOWN;
    while (now_us() < until) {
        ctx->failure = (Failure){0};
        bool back = conn->engine->reopen(conn, ctx) == OK;
        if (back)
            atomic_store(&conns->away_since_us, 0);
        if (back && conn->engine->outcome(conn, ctx, mark, out) == OK)
            return OK;
        pause_ms(PAUSE_MS);
    }
    return fail(ctx, ERR_BUSY, MSG_BUSY);
}

typedef struct Try {
    Err err;
    Trouble trouble;
} Try;

typedef struct Attempt {
    ActionFn action;
    const void *in;
    void *out;
} Attempt;

static Try commit(Conns *conns, Conn *conn, Tx *tx)
{
    int64_t mark = 0;
    Err err = tx->repeatable ? OK : conn->engine->mark(conn, tx->ctx, &mark);
    if (err == OK)
        err = conn_control(conn, tx->ctx, CONTROL_COMMIT);
    if (err == OK)
        return (Try){OK, TROUBLE_NONE};
    if (conn->engine->trouble(conn) != TROUBLE_LOST)
        return (Try){err, conn->engine->trouble(conn)};
    Outcome outcome = OUTCOME_ABORTED; /* it wrote nothing, or knows itself */
    err = mark == 0 ? connect_again(conns, conn, tx->ctx, WRITE_PATIENCE_MS)
                    : settle(conns, conn, tx->ctx, mark, &outcome);
    if (err == OK && outcome == OUTCOME_COMMITTED) {
        tx->ctx->failure = (Failure){0};
        return (Try){OK, TROUBLE_NONE};
    }
    return (Try){err == OK ? ERR_BUSY : err, err == OK ? TROUBLE_RACE : TROUBLE_NONE};
}

static Try try_once(Conns *conns, Conn *conn, Tx *tx, const Attempt *attempt)
{
    Ctx *ctx = tx->ctx;
    *tx = (Tx){.ctx = ctx, .conn = conn, .writes = true};
    ctx->failure = (Failure){0};
    Err err = conn_control(conn, ctx, CONTROL_BEGIN_WRITE);
    if (err == OK)
        err = attempt->action(tx, attempt->in, attempt->out);
    if (err == OK)
        return commit(conns, conn, tx);
    Trouble trouble = conn->engine->trouble(conn);
    roll_back(conn, ctx);
    if (trouble == TROUBLE_LOST && connect_again(conns, conn, ctx, WRITE_PATIENCE_MS) != OK)
        return (Try){ERR_BUSY, TROUBLE_NONE};
    return (Try){err, trouble};
}

Err retry_write(Conns *writers, Tx *tx, ActionFn action, const void *in, void *out)
{
    Conn *conn = NULL;
    TRY(conns_borrow(writers, tx->ctx, &conn));
    Try last = {ERR_BUSY, TROUBLE_RACE};
    for (int i = 0; i < RACES_MOST && last.trouble != TROUBLE_NONE; i++) {
        if (i > 0)
            pause_ms((int64_t)rand_below(tx->ctx->rand, 1 + (uint64_t)i * 4));
        last = try_once(writers, conn, tx, &(Attempt){action, in, out});
        if (last.err == ERR_CONFLICT && i + 1 >= TAKEN_MOST) /* taken for good: a name that exists */
            break;
    }
    conns_give_back(writers, conn);
    return last.err;
}

static Err begin_snapshot(Conn *conn, Ctx *ctx)
{
    return conn_control(conn, ctx, CONTROL_BEGIN_READ);
}

static Err begin_nothing(Conn *conn, Ctx *ctx)
{
    (void)conn, (void)ctx;
    return OK;
}

static Err read_by(Conns *readers, Ctx *ctx, const Attempt *attempt, Err (*begin)(Conn *conn, Ctx *ctx))
{
    Conn *conn = NULL;
    TRY(conns_borrow(readers, ctx, &conn));
    Err err = ERR_BUSY;
    for (int i = 0; i < READ_TRIES; i++) {
        Tx tx = {.ctx = ctx, .conn = conn};
        ctx->failure = (Failure){0};
        err = begin(conn, ctx);
        if (err == OK)
            err = attempt->action(&tx, attempt->in, attempt->out);
        bool lost = err != OK && conn->engine->trouble(conn) == TROUBLE_LOST;
        roll_back(conn, ctx); /* a read has nothing to commit */
        if (!lost || connect_again(readers, conn, ctx, READ_PATIENCE_MS) != OK)
            break;
    }
    conns_give_back(readers, conn);
    return err;
}

Err retry_read(Conns *readers, Ctx *ctx, ActionFn action, const void *in, void *out)
{
    return read_by(readers, ctx, &(Attempt){action, in, out}, begin_snapshot);
}

Err retry_look(Conns *readers, Ctx *ctx, ActionFn action, const void *in, void *out)
{
    return read_by(readers, ctx, &(Attempt){action, in, out}, begin_nothing);
}

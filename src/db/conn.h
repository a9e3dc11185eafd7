/* One connection of the engine: what db.c and runner.c need of sqlite.c (and of another engine beside it). */
#ifndef GULOU_DB_CONN_H
#define GULOU_DB_CONN_H

#include "db/db.h"

MUST_USE Err conn_open(Ctx *ctx, const char *path, bool writes, Conn **out);
void conn_close(Conn *conn);
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
MUST_USE Err conn_control(Conn *conn, Ctx *ctx, Control control);
bool conn_in_transaction(const Conn *conn);
MUST_USE Err conn_script(Conn *conn, Ctx *ctx, const char *script); /* many statements */
bool conn_reset_log(Conn *conn);                                    /* after a commit; true when the log was reset */
MUST_USE Err conn_prepare_all(Conn *conn, Ctx *ctx);
MUST_USE Err conn_copy(Conn *conn, Ctx *ctx, const DbCopy *copy);

#endif

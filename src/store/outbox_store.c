/* The outbox; see outbox_store.h. */
#include "store/outbox_store.h"

Err outbox_add(Tx *tx, const OutboxMessage *message)
{
    unsigned char id[16];
    Ctx *ctx = tx->ctx;
    rand_bytes(ctx->rand, id, sizeof id);
    return db_run(tx, SQL_OUTBOX_ADD, db_text(ctx->jurisdiction), db_text(str_hex(ctx->arena, id, sizeof id)),
                  db_int(ctx->now), db_text(message->kind), db_text(message->recipient), db_text(message->body),
                  db_text(message->link), db_text(message->number));
}

Err outbox_list(Tx *tx, int64_t limit, OutboxMessage **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    OutboxMessage *list = ARENA_ARRAY(tx->ctx->arena, OutboxMessage, (size_t)limit);
    size_t n = 0;
    TRY(db_query(tx, &rows, SQL_OUTBOX_LIST, db_text(tx->ctx->jurisdiction), db_int(limit)));
    while (n < (size_t)limit && rows_next(&rows)) {
        list[n++] = (OutboxMessage){.id = rows_text(&rows, 0),
                                    .at = rows_int(&rows, 1),
                                    .kind = rows_text(&rows, 2),
                                    .recipient = rows_text(&rows, 3),
                                    .body = rows_text(&rows, 4),
                                    .link = rows_text(&rows, 5),
                                    .number = rows_text(&rows, 6),
                                    .state = rows_text(&rows, 7),
                                    .attempts = rows_int(&rows, 8)};
    }
    *out = list;
    *count = n;
    return rows_end(&rows);
}

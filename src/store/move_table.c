/* Range by range; see move_table.h. */
#include "store/move_table.h"

enum { CHUNK = 64 }; /* rows that are compared and replaced together */

typedef struct Mover {
    const MoveTable *in;
    TableShape from, to;
    MovedTable done;
} Mover;

typedef struct ReadRows {
    const TableShape *shape;
    TableRange range;
} ReadRows;

typedef struct PutRows {
    TableRange range;
    TableRows rows;
} PutRows;

static Err read_shape(Tx *tx, const void *in, void *out)
{
    return table_shape(tx, in, out);
}

static Err read_rows(Tx *tx, const void *in, void *out)
{
    const ReadRows *read = in;
    return table_read(tx, read->shape, &read->range, out);
}

static Err put_rows(Tx *tx, const void *in, void *out)
{
    (void)out;
    const PutRows *put = in;
    tx->repeatable = true;
    return table_replace(tx, &put->range, &put->rows);
}

static Err find_shapes(Ctx *ctx, Mover *m)
{
    TRY(db_read(m->in->from, ctx, read_shape, m->in->table, &m->from));
    TRY(db_read(m->in->to, ctx, read_shape, m->in->table, &m->to));
    bool same = m->from.count == m->to.count;
    for (size_t i = 0; same && i < m->from.count; i++)
        same = str_eq(m->from.names[i], m->to.names[i]) && m->from.numbers[i] == m->to.numbers[i];
    return same ? OK : fail(ctx, ERR_CONFLICT, MSG_MOVE_TABLE_DIFFERS, str_of(m->in->table->name));
}

/* Of the chunk's rows, on both sides, how many do not stand on the other just so. */
static int64_t count_changed(const TableRows *from, const TableRows *to)
{
    size_t i = 0, j = 0;
    int64_t changed = 0;
    while (i < from->count || j < to->count) {
        int order = i == from->count ? 1 : j == to->count ? -1 : table_row_cmp(from, i, to, j);
        changed += order != 0 || !table_row_eq(from, i, to, j);
        i += order <= 0;
        j += order >= 0;
    }
    return changed;
}

/* How many of the target's rows from `first` on do not lie beyond `until`. */
static size_t reach(const TableRows *rows, size_t first, const DbValue *until)
{
    size_t end = first;
    while (end < rows->count && (until == NULL || table_row_cmp_key(rows, end, until) <= 0))
        end++;
    return end - first;
}

/* Where a value that may stand once still stands elsewhere in the target (say, two days' tasks changed places), the
 * range is left empty, so that its own place is free for others, and filled by the next pass. */
static Err put(Ctx *ctx, Mover *m, const PutRows *range)
{
    PutRows none = {range->range, table_part(&range->rows, 0, 0)};
    Err err = db_write(m->in->to, ctx, put_rows, range, NULL);
    if (err != ERR_CONFLICT)
        return err;
    m->done.put_off++;
    return db_write(m->in->to, ctx, put_rows, &none, NULL);
}

/* Chunk by chunk; neighbours that differ are replaced in one. */
static Err bring(Ctx *ctx, Mover *m, const TableRows *from, const TableRows *to, const TableRange *range)
{
    PutRows open = {.range.after = range->after};
    bool is_open = false;
    size_t first = 0, at = 0;
    const DbValue *after = range->after;
    do {
        size_t count = from->count - first < CHUNK ? from->count - first : CHUNK;
        bool last = first + count == from->count;
        const DbValue *until = last ? range->until : table_key(ctx->arena, from, first + count - 1);
        TableRows theirs = table_part(to, at, reach(to, at, until)), ours = table_part(from, first, count);
        int64_t changed = count_changed(&ours, &theirs);
        m->done.changed += changed;
        if (changed > 0 && !is_open)
            open = (PutRows){{.after = after}, table_part(from, first, 0)};
        is_open |= changed > 0;
        if (changed > 0) {
            open.rows.count += count;
            open.range.until = until;
        }
        if (is_open && (changed == 0 || last)) {
            TRY(put(ctx, m, &open));
            is_open = false;
        }
        first += count;
        at += theirs.count;
        after = until;
    } while (first < from->count);
    return OK;
}

static void look(Mover *m, const TableRows *from, const TableRows *to)
{
    m->done.changed += count_changed(from, to);
    for (size_t i = 0; i < from->count; i++)
        m->done.digest = table_row_hash(&m->done.digest, from, i);
    for (size_t j = 0; j < to->count; j++)
        m->done.target_digest = table_row_hash(&m->done.target_digest, to, j);
}

/* *after becomes the last key of the range; NULL: that was the end. */
static Err move_range(Ctx *ctx, Mover *m, const DbValue **after)
{
    const MoveTable *in = m->in;
    TableRows from, to;
    ReadRows ours = {&m->from, {.after = *after, .most = table_batch(&m->from)}};
    TRY(db_read(in->from, ctx, read_rows, &ours, &from));
    bool end = from.count < ours.range.most;
    const DbValue *until = end ? NULL : table_key(ctx->arena, &from, from.count - 1);
    ReadRows theirs = {&m->to, {.after = *after, .until = until}};
    TRY(db_read(in->to, ctx, read_rows, &theirs, &to));
    if (in->only_look)
        look(m, &from, &to);
    else
        TRY(bring(ctx, m, &from, &to, &theirs.range));
    m->done.rows += (int64_t)from.count;
    m->done.target_rows += (int64_t)to.count;
    if (in->seen != NULL)
        in->seen(in->self, (int64_t)from.count);
    *after = until;
    return OK;
}

Err move_table(Ctx *ctx, const MoveTable *in, MovedTable *out)
{
    Mover mover = {.in = in};
    const DbValue *after = NULL;
    Arena *own = ctx->arena;
    TRY(find_shapes(ctx, &mover));
    Err err = OK;
    size_t round = 0;
    do { /* a key lives in the arena of the range it ended */
        ctx->arena = in->work[round++ % 2];
        arena_reset(ctx->arena);
        err = move_range(ctx, &mover, &after);
    } while (err == OK && after != NULL);
    ctx->arena = own;
    if (err == OK)
        *out = mover.done;
    return err;
}

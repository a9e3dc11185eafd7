/* Evidence; see evidence_store.h. */
#include "store/evidence_store.h"

#include "store/archive_store.h"

static Err read_strs(Rows *rows, Strs *out)
{
    Strs strs = {0};
    while (rows_next(rows)) {
        strs.at = ARENA_MORE(rows->tx->ctx->arena, strs.at, strs.len);
        strs.at[strs.len++] = rows_text(rows, 0);
    }
    *out = strs;
    return rows_end(rows);
}

Err evidence_jurisdictions(Tx *tx, Strs *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_EVIDENCE_JURISDICTIONS));
    return read_strs(&rows, out);
}

Err evidence_cases(Tx *tx, const CasePortion *portion, Strs *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_EVIDENCE_CASES, db_text(tx->ctx->jurisdiction), db_text(portion->after),
                 db_int(portion->most)));
    return read_strs(&rows, out);
}

Err evidence_strays(Tx *tx, Strs *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_EVIDENCE_STRAYS, db_text(tx->ctx->jurisdiction)));
    return read_strs(&rows, out);
}

/* The first number of the first row; `none` when there is no row. */
static Err read_number(Rows *rows, int64_t none, int64_t *out)
{
    int64_t number = rows_next(rows) ? rows_int(rows, 0) : none;
    TRY(rows_end(rows));
    *out = number;
    return OK;
}

Err evidence_case_count(Tx *tx, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_EVIDENCE_CASE_COUNT, db_text(tx->ctx->jurisdiction)));
    return read_number(&rows, 0, out);
}

Err evidence_case_due(Tx *tx, Str number, CaseDue *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_EVIDENCE_CASE_DUE, db_text(tx->ctx->jurisdiction), db_text(number)));
    CaseDue due = {0};
    if (rows_next(&rows))
        due = (CaseDue){rows_int(&rows, 0) != 0, rows_int(&rows, 1), rows_text(&rows, 2)};
    *out = due;
    return rows_end(&rows);
}

Err evidence_contact(Tx *tx, Str number, ContactEvidence *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_REPORTER_LOAD, db_text(tx->ctx->jurisdiction), db_text(number)));
    ContactEvidence contact = {0};
    if (rows_next(&rows)) {
        Str both[] = {rows_text(&rows, 0), rows_text(&rows, 1)};
        contact = (ContactEvidence){true, rows_text(&rows, 3), str_join(tx->ctx->arena, both, 2, STR("\n")),
                                    rows_int(&rows, 4)};
    }
    *out = contact;
    return rows_end(&rows);
}

Err evidence_leaves(Tx *tx, const LeafRange *range, Leaves *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    size_t room = (size_t)(range->to - range->from);
    Leaves leaves = {.at = ARENA_ARRAY(tx->ctx->arena, Leaf, room)};
    TRY(db_query(tx, &rows, SQL_EVENT_LEAVES, db_text(tx->ctx->jurisdiction), db_int(range->from), db_int(range->to)));
    while (leaves.len < room && rows_next(&rows))
        leaves.at[leaves.len++] =
            (Leaf){rows_int(&rows, 0), rows_text(&rows, 1), rows_int(&rows, 2), rows_text(&rows, 3)};
    TRY(rows_end(&rows));
    TRY(archive_leaves(tx, range, &leaves));
    *out = leaves;
    return OK;
}

Err evidence_heads(Tx *tx, int64_t above_size, LogHeads *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    LogHeads heads = {.at = ARENA_ARRAY(tx->ctx->arena, LogHead, HEADS_PORTION)};
    TRY(db_query(tx, &rows, SQL_LOG_HEAD_NEXT, db_text(tx->ctx->jurisdiction), db_int(above_size),
                 db_int(HEADS_PORTION)));
    while (heads.len < HEADS_PORTION && rows_next(&rows))
        heads.at[heads.len++] =
            (LogHead){rows_int(&rows, 0), rows_text(&rows, 1), rows_int(&rows, 2), rows_text(&rows, 3)};
    *out = heads;
    return rows_end(&rows);
}

static Err last_leaf(Tx *tx, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_EVENT_LAST_LEAF, db_text(tx->ctx->jurisdiction)));
    TRY(read_number(&rows, -1, out));
    return archive_last_leaf(tx, out);
}

static Err unsealed(Tx *tx, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_EVENT_UNSEALED_COUNT, db_text(tx->ctx->jurisdiction)));
    return read_number(&rows, 0, out);
}

static Err reach_of_tiles(Tx *tx, int64_t level, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_LOG_TILE_LAST, db_text(tx->ctx->jurisdiction), db_int(level)));
    int64_t reach = 0;
    if (rows_next(&rows))
        reach = rows_int(&rows, 0) * TILE_HASHES * HASH_HEX + (int64_t)rows_text(&rows, 1).len;
    TRY(rows_end(&rows));
    *out = reach;
    return OK;
}

Err evidence_extent(Tx *tx, LogExtent *out)
{
    LogExtent extent;
    TRY(log_head_newest(tx, &extent.newest));
    TRY(last_leaf(tx, &extent.leaves));
    extent.leaves++;
    for (int64_t level = 0; level < TILE_LEVELS; level++)
        TRY(reach_of_tiles(tx, level, &extent.reach[level]));
    TRY(unsealed(tx, &extent.unsealed));
    *out = extent;
    return OK;
}

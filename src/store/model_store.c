/* Models <-> rows; see model_store.h. */
#include "store/model_store.h"

static ModelFigures figures_at(const Rows *rows, int column)
{
    return (ModelFigures){.accuracy = rows_int(rows, column),
                          .at_50 = rows_int(rows, column + 1),
                          .at_80 = rows_int(rows, column + 2),
                          .at_90 = rows_int(rows, column + 3),
                          .macro_f1 = rows_int(rows, column + 4)};
}

static ModelRow model_of_row(const Rows *rows)
{
    return (ModelRow){.id = rows_text(rows, 0),
                      .trained_at = rows_int(rows, 1),
                      .live_at = rows_int(rows, 2),
                      .source = rows_text(rows, 3),
                      .basis = rows_text(rows, 4),
                      .learnt_from = rows_text(rows, 5),
                      .samples = rows_int(rows, 6),
                      .cases = rows_int(rows, 7),
                      .checked = rows_int(rows, 8),
                      .checked_on = rows_text(rows, 9),
                      .figures = figures_at(rows, 10),
                      .before = rows_text(rows, 15),
                      .before_figures = figures_at(rows, 16),
                      .verdict = rows_text(rows, 21),
                      .why_zh = rows_text(rows, 22),
                      .why_en = rows_text(rows, 23),
                      .seal = rows_text(rows, 24),
                      .bytes = rows_int(rows, 25)};
}

static Err read_models(Tx *tx, Str id, ModelRows *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_MODEL_ROWS, db_text(tx->ctx->jurisdiction), db_text(id), db_int(MODEL_ROWS_MOST)));
    while (out->len < MODEL_ROWS_MOST && rows_next(&rows))
        out->at[out->len++] = model_of_row(&rows);
    return rows_end(&rows);
}

Err model_list(Tx *tx, ModelRows *out)
{
    return read_models(tx, STR(""), out);
}

Err model_load(Tx *tx, Str id, ModelRow *out)
{
    ModelRows *found = ARENA_NEW(tx->ctx->arena, ModelRows);
    if (!str_empty(id))
        TRY(read_models(tx, id, found));
    if (found->len != 1)
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_MODEL_UNKNOWN, id);
    *out = found->at[0];
    return OK;
}

Err model_live(Tx *tx, Str *id)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_MODEL_LIVE, db_text(tx->ctx->jurisdiction)));
    *id = rows_next(&rows) ? rows_text(&rows, 0) : STR("");
    return rows_end(&rows);
}

Err model_add(Tx *tx, const ModelRow *r)
{
    const ModelFigures *now = &r->figures, *before = &r->before_figures;
    return db_run(tx, SQL_MODEL_ADD, db_text(tx->ctx->jurisdiction), db_text(r->id), db_int(r->trained_at),
                  db_text(r->source), db_text(r->basis), db_text(r->learnt_from), db_int(r->samples), db_int(r->cases),
                  db_int(r->checked), db_text(r->checked_on), db_int(now->accuracy), db_int(now->at_50),
                  db_int(now->at_80), db_int(now->at_90), db_int(now->macro_f1), db_text(r->before),
                  db_int(before->accuracy), db_int(before->at_50), db_int(before->at_80), db_int(before->at_90),
                  db_int(before->macro_f1), db_text(r->why_zh), db_text(r->why_en), db_text(r->seal), db_int(r->bytes));
}

Err model_go_live(Tx *tx, const ModelRow *row)
{
    int64_t changed = 0;
    TRY(db_run(tx, SQL_MODEL_RETIRE_LIVE, db_text(tx->ctx->jurisdiction)));
    TRY(db_change(tx, &changed, SQL_MODEL_GO_LIVE, db_text(tx->ctx->jurisdiction), db_text(row->id),
                  db_int(tx->ctx->now), db_text(row->why_zh), db_text(row->why_en)));
    return changed == 1 ? OK : fail(tx->ctx, ERR_NOT_FOUND, MSG_MODEL_UNKNOWN, row->id);
}

Err model_keep(Tx *tx, ModelIds *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    out->len = 0;
    TRY(db_query(tx, &rows, SQL_MODEL_KEEP, db_text(tx->ctx->jurisdiction), db_int(MODEL_FILES_KEPT)));
    while (out->len < MODEL_FILES_KEPT && rows_next(&rows))
        out->at[out->len++] = rows_text(&rows, 0);
    return rows_end(&rows);
}

Err model_basis(Tx *tx, Str *out)
{
    enum { PARTS_MOST = 4 };
    Str parts[2 * PARTS_MOST + 1] = {STR(GULOU_VERSION)}; /* another release may learn otherwise */
    size_t count = 1;
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_MODEL_BASIS, db_text(tx->ctx->jurisdiction)));
    while (count + 2 <= COUNT_OF(parts) && rows_next(&rows)) {
        parts[count++] = rows_text(&rows, 0);
        parts[count++] = rows_text(&rows, 1);
    }
    TRY(rows_end(&rows));
    Hash hash = hash_sha256_parts(parts, count);
    *out = hash_hex(tx->ctx->arena, &hash);
    return OK;
}

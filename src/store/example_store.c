/* Labelled examples <-> rows; see example_store.h. */
#include "store/example_store.h"

Err example_put(Tx *tx, const LabelledCase *example)
{
    return db_run(tx, SQL_EXAMPLE_PUT, db_text(tx->ctx->jurisdiction), db_text(example->number),
                  db_text(str_of(example->what)), db_int(example->at), db_text(str_of(example->kind)),
                  db_text(example->label), db_int(example->weight));
}

static StoredExample example_of_row(const Rows *rows)
{
    return (StoredExample){.number = rows_text(rows, 0),
                           .at = rows_int(rows, 1),
                           .kind = rows_text(rows, 2),
                           .label = rows_text(rows, 3),
                           .weight = rows_int(rows, 4),
                           .text = rows_text(rows, 5),
                           .reporter = rows_text(rows, 6)};
}

Err example_list(Tx *tx, const char *what, StoredExample **out, size_t *count)
{
    Rows rows CLEANUP(rows_close) = {0};
    StoredExample *list = NULL;
    size_t len = 0;
    TRY(db_query(tx, &rows, SQL_EXAMPLE_LIST, db_text(tx->ctx->jurisdiction), db_text(str_of(what)),
                 db_int(EXAMPLES_MOST)));
    while (rows_next(&rows)) {
        list = ARENA_MORE(tx->ctx->arena, list, len);
        list[len++] = example_of_row(&rows);
    }
    *out = list;
    *count = len;
    return rows_end(&rows);
}

Err example_counts(Tx *tx, ExampleCounts *out)
{
    ExampleCounts counts = {0};
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_EXAMPLE_COUNTS, db_text(tx->ctx->jurisdiction)));
    while (rows_next(&rows)) {
        Str what = rows_text(&rows, 0);
        int64_t *into = str_is(what, "category") ? &counts.category
                        : str_is(what, "place")  ? &counts.place
                                                 : &counts.unit;
        *into = rows_int(&rows, 1);
        if (rows_int(&rows, 2) > counts.last_at)
            counts.last_at = rows_int(&rows, 2);
    }
    *out = counts;
    return rows_end(&rows);
}

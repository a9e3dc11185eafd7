/* Spreading tables; see distribute.h. What Citus keeps of them is read from its documented catalog pg_dist_partition.
 */
#include "store/distribute.h"

#include "base/buf.h"

enum {
    TABLES_MAX = 128,
    MAJOR_LEAST = 11,
    MINOR_LEAST = 2
}; /* 11.2 is the first that hands REPEATABLE READ on to nodes */

static const char anchor[] = "cases"; /* the table all others lie with */

typedef struct Spread {
    bool extension;        /* Citus is in this database */
    bool available;        /* and could be */
    int64_t major, minor;  /* its version */
    bool done[TABLES_MAX]; /* by index of store_tables */
    const char *otherwise; /* a table that is spread, but not as it must be */
} Spread;

/* "12.1-1" */
static void read_version(Str version, Spread *out)
{
    Str major = {0}, minor = {0}, rest = {0};
    if (!str_cut(version, '.', &major, &minor))
        return;
    (void)str_cut(minor, '-', &minor, &rest);
    (void)str_to_i64(major, &out->major);
    (void)str_to_i64(minor, &out->minor);
}

static Err find_extension(Tx *tx, Spread *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_CITUS_VERSION_POSTGRES));
    if (rows_next(&rows)) {
        read_version(rows_text(&rows, 0), out);
        out->extension = !str_empty(rows_text(&rows, 0));
        out->available = rows_int(&rows, 1) != 0;
    }
    return rows_end(&rows);
}

/* method: h by hash, n on every node (then the model is t), or known to Citus but left where it was. */
static void note(Spread *out, size_t i, const Rows *row)
{
    const StoreTable *table = &store_tables[i];
    Str method = rows_text(row, 1), column = rows_text(row, 2), model = rows_text(row, 3);
    bool with_anchor = rows_int(row, 4) != 0;
    bool reference = str_is(method, "n") && str_is(model, "t");
    if (str_is(method, "n") && !reference)
        return;
    bool right = table->place == TABLE_REFERENCE ? reference
                                                 : str_is(method, "h") && str_is(column, "jurisdiction") && with_anchor;
    out->done[i] = right;
    if (!right)
        out->otherwise = table->name;
}

static Err find_tables(Tx *tx, Spread *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query_text(tx, &rows, &(DbText){.text = sql_texts[SQL_CITUS_TABLES_CITUS].text}));
    while (rows_next(&rows)) {
        const StoreTable *table = store_table_find(rows_text(&rows, 0));
        if (table != NULL)
            note(out, (size_t)(table - store_tables), &rows);
    }
    return rows_end(&rows);
}

static Err look(Tx *tx, const void *in, void *out)
{
    (void)in;
    Spread spread = {0};
    TRY(find_extension(tx, &spread));
    if (spread.extension)
        TRY(find_tables(tx, &spread));
    *(Spread *)out = spread;
    return OK;
}

static Err say(Db *db, Ctx *ctx, SqlId id, const DbValue *args, size_t count)
{
    return db_run_alone(db, ctx, &(DbText){sql_texts[id].text, args, count});
}

static Err ready(Db *db, Ctx *ctx, Spread *out)
{
    if (!db_is_server(db))
        return fail(ctx, ERR_INVALID, MSG_DISTRIBUTE_FILE);
    TRY(db_read(db, ctx, look, NULL, out));
    if (!out->extension && !out->available)
        return fail(ctx, ERR_INVALID, MSG_DISTRIBUTE_NO_CITUS);
    if (!out->extension && say(db, ctx, SQL_CITUS_ENABLE_CITUS, NULL, 0) != OK)
        return fail(ctx, ERR_INVALID, MSG_DISTRIBUTE_EXTENSION, ctx->failure.internal);
    TRY(db_read(db, ctx, look, NULL, out));
    if (out->major < MAJOR_LEAST || (out->major == MAJOR_LEAST && out->minor < MINOR_LEAST))
        return fail(ctx, ERR_INVALID, MSG_DISTRIBUTE_OLD_CITUS,
                    str_printf(ctx->arena, "%lld.%lld", (long long)out->major, (long long)out->minor));
    return out->otherwise == NULL ? OK : fail(ctx, ERR_CONFLICT, MSG_DISTRIBUTE_OTHERWISE, str_of(out->otherwise));
}

static Err spread_one(Db *db, Ctx *ctx, const StoreTable *table)
{
    bool first = str_is(str_of(anchor), table->name);
    DbValue args[] = {db_text(str_of(table->name)), db_text(first ? STR("none") : str_of(anchor))};
    if (table->place == TABLE_REFERENCE)
        TRY(say(db, ctx, SQL_CITUS_REFER_CITUS, args, 1));
    else
        TRY(say(db, ctx, SQL_CITUS_DISTRIBUTE_CITUS, args, 2));
    return say(db, ctx, SQL_CITUS_DROP_LOCAL_CITUS, args, 1);
}

static Err settle(Db *db, Ctx *ctx, const Distribute *in, Spread *spread, size_t i)
{
    const StoreTable *table = &store_tables[i];
    bool before = spread->done[i];
    if (!before && spread_one(db, ctx, table) != OK)
        return fail(ctx, ERR_STORAGE, MSG_DISTRIBUTE_FAILED, str_of(table->name), ctx->failure.internal);
    spread->done[i] = true;
    if (in->settled != NULL)
        in->settled(in->self, table, !before);
    return OK;
}

Err distribute_tables(Db *db, Ctx *ctx, const Distribute *in)
{
    Spread spread = {0};
    TRY(ready(db, ctx, &spread));
    size_t first = (size_t)(store_table_find(str_of(anchor)) - store_tables);
    TRY(settle(db, ctx, in, &spread, first));
    for (size_t i = 0; i < store_table_count; i++)
        if (i != first)
            TRY(settle(db, ctx, in, &spread, i));
    return OK;
}

Err distribute_missing(Db *db, Ctx *ctx, Str *out)
{
    Spread spread = {0};
    Buf names = buf_new(ctx->arena);
    if (db_is_server(db))
        TRY(db_read(db, ctx, look, NULL, &spread));
    for (size_t i = 0; i < store_table_count && spread.extension; i++)
        if (!spread.done[i])
            buf_printf(&names, "%s%s", names.len > 0 ? ", " : "", store_tables[i].name);
    *out = buf_str(&names);
    return OK;
}

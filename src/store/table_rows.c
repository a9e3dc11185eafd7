/* Rows as plain values; see table_rows.h. */
#include "store/table_rows.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"

enum { ARGS_MOST = 30000, ROWS_MOST = 2000, COLUMNS_MOST = 200 }; /* SQLite takes 32766 arguments, PostgreSQL 65535 */

/* --- the shape --- */

static Err read_columns(Tx *tx, const StoreTable *table, TableShape *shape)
{
    Rows rows CLEANUP(rows_close) = {0};
    SqlId id = tx_on_server(tx) ? SQL_TABLE_COLUMNS_POSTGRES : SQL_TABLE_COLUMNS_SQLITE;
    TRY(db_query(tx, &rows, id, db_text(str_of(table->name))));
    while (rows_next(&rows) && shape->count < COLUMNS_MOST) {
        shape->names[shape->count] = rows_text(&rows, 0);
        shape->numbers[shape->count++] = rows_int(&rows, 1) != 0;
    }
    return rows_end(&rows);
}

Err table_shape(Tx *tx, const StoreTable *table, TableShape *out)
{
    Arena *arena = tx->ctx->arena;
    Str key[TABLE_KEY_MAX];
    TableShape shape = {.table = table,
                        .names = ARENA_ARRAY(arena, Str, COLUMNS_MOST),
                        .numbers = ARENA_ARRAY(arena, bool, COLUMNS_MOST),
                        .key_count = store_table_key(table, key)};
    TRY(read_columns(tx, table, &shape));
    for (size_t k = 0; k < shape.key_count; k++) {
        size_t i = 0;
        while (i < shape.count && !str_eq(shape.names[i], key[k]))
            i++;
        if (i == shape.count)
            return fail(tx->ctx, ERR_STORAGE, MSG_MOVE_TABLE_DIFFERS, str_of(table->name));
        shape.key[k] = i;
    }
    *out = shape;
    return OK;
}

size_t table_batch(const TableShape *shape)
{
    size_t rows = ARGS_MOST / shape->count;
    return rows < ROWS_MOST ? rows : ROWS_MOST;
}

/* --- statements --- */

static void add_names(Buf *sql, const TableShape *shape)
{
    for (size_t i = 0; i < shape->count; i++)
        buf_printf(sql, "%s\"" STR_FMT "\"", i > 0 ? ", " : "", STR_ARG(shape->names[i]));
}

static void add_key(Buf *sql, const TableShape *shape)
{
    for (size_t k = 0; k < shape->key_count; k++)
        buf_printf(sql, "%s\"" STR_FMT "\"", k > 0 ? ", " : "", STR_ARG(shape->names[shape->key[k]]));
}

static void add_bound(Buf *sql, const TableShape *shape, const char *compare, size_t first)
{
    buf_z(sql, "(");
    add_key(sql, shape);
    buf_printf(sql, ") %s (", compare);
    for (size_t k = 0; k < shape->key_count; k++)
        buf_printf(sql, "%s$%zu", k > 0 ? ", " : "", first + k);
    buf_z(sql, ")");
}

/* " WHERE ..."; the arguments go into args[0..2 * TABLE_KEY_MAX). How many. */
static size_t add_range(Buf *sql, const TableShape *shape, const TableRange *range, DbValue *args)
{
    size_t count = 0;
    const DbValue *bounds[] = {range->after, range->until};
    for (size_t i = 0; i < COUNT_OF(bounds); i++) {
        if (bounds[i] == NULL)
            continue;
        buf_z(sql, count == 0 ? " WHERE " : " AND ");
        add_bound(sql, shape, i == 0 ? ">" : "<=", count + 1);
        memcpy(args + count, bounds[i], shape->key_count * sizeof *args);
        count += shape->key_count;
    }
    return count;
}

static const char *sql_z(const Buf *sql)
{
    return str_z(sql->arena, buf_str(sql));
}

Err table_count(Tx *tx, const StoreTable *table, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    const char *text = str_z(tx->ctx->arena, str_printf(tx->ctx->arena, "SELECT COUNT(*) FROM %s", table->name));
    TRY(db_query_text(tx, &rows, &(DbText){.text = text}));
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

/* --- reading --- */

static DbValue cell(const Rows *rows, const TableShape *shape, size_t i)
{
    if (rows_null(rows, (int)i))
        return db_null();
    return shape->numbers[i] ? db_int(rows_int(rows, (int)i)) : db_text(rows_text(rows, (int)i));
}

Err table_read(Tx *tx, const TableShape *shape, const TableRange *range, TableRows *out)
{
    DbValue args[2 * TABLE_KEY_MAX];
    Buf sql = buf_new(tx->ctx->arena);
    TableRows found = {.shape = shape};
    buf_z(&sql, "SELECT ");
    add_names(&sql, shape);
    buf_printf(&sql, " FROM %s", shape->table->name);
    size_t count = add_range(&sql, shape, range, args);
    buf_z(&sql, " ORDER BY ");
    add_key(&sql, shape);
    if (range->most > 0)
        buf_printf(&sql, " LIMIT %zu", range->most);
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query_text(tx, &rows, &(DbText){sql_z(&sql), args, count}));
    while (rows_next(&rows)) {
        found.cells = arena_more(tx->ctx->arena, found.cells, found.count, shape->count * sizeof *found.cells);
        for (size_t i = 0; i < shape->count; i++)
            found.cells[found.count * shape->count + i] = cell(&rows, shape, i);
        found.count++;
    }
    TRY(rows_end(&rows));
    *out = found;
    return OK;
}

/* --- writing --- */

static Err delete_range(Tx *tx, const TableShape *shape, const TableRange *range)
{
    DbValue args[2 * TABLE_KEY_MAX];
    Buf sql = buf_new(tx->ctx->arena);
    buf_printf(&sql, "DELETE FROM %s", shape->table->name);
    size_t count = add_range(&sql, shape, range, args);
    return db_run_text(tx, &(DbText){sql_z(&sql), args, count});
}

static void add_row(Buf *sql, size_t columns, size_t first, bool on_server)
{
    buf_char(sql, '(');
    for (size_t c = 0; c < columns; c++) {
        if (c > 0)
            buf_char(sql, ',');
        buf_char(sql, on_server ? '$' : '?');
        if (on_server)
            buf_i64(sql, (int64_t)(first + c));
    }
    buf_char(sql, ')');
}

static Err insert_rows(Tx *tx, const TableRows *rows)
{
    const TableShape *shape = rows->shape;
    Buf sql = buf_new(tx->ctx->arena);
    buf_printf(&sql, "INSERT INTO %s (", shape->table->name);
    add_names(&sql, shape);
    buf_z(&sql, ") VALUES ");
    for (size_t i = 0; i < rows->count; i++) {
        if (i > 0)
            buf_char(&sql, ',');
        add_row(&sql, shape->count, 1 + i * shape->count, tx_on_server(tx));
    }
    return db_run_text(tx, &(DbText){sql_z(&sql), rows->cells, rows->count * shape->count});
}

Err table_replace(Tx *tx, const TableRange *range, const TableRows *rows)
{
    TRY(delete_range(tx, rows->shape, range));
    return rows->count > 0 ? insert_rows(tx, rows) : OK;
}

/* --- values --- */

TableRows table_part(const TableRows *rows, size_t first, size_t count)
{
    return (TableRows){rows->shape, rows->cells + first * rows->shape->count, count};
}

const DbValue *table_key(Arena *arena, const TableRows *rows, size_t row)
{
    const TableShape *shape = rows->shape;
    DbValue *key = ARENA_ARRAY(arena, DbValue, shape->key_count);
    for (size_t k = 0; k < shape->key_count; k++)
        key[k] = rows->cells[row * shape->count + shape->key[k]];
    return key;
}

static int value_cmp(const DbValue *a, const DbValue *b)
{
    return a->type == DB_INT ? (a->number > b->number) - (a->number < b->number) : str_cmp(a->text, b->text);
}

int table_row_cmp(const TableRows *a, size_t i, const TableRows *b, size_t j)
{
    const TableShape *shape = a->shape;
    int order = 0;
    for (size_t k = 0; k < shape->key_count && order == 0; k++)
        order = value_cmp(&a->cells[i * shape->count + shape->key[k]], &b->cells[j * shape->count + shape->key[k]]);
    return order;
}

int table_row_cmp_key(const TableRows *rows, size_t row, const DbValue *key)
{
    const TableShape *shape = rows->shape;
    int order = 0;
    for (size_t k = 0; k < shape->key_count && order == 0; k++)
        order = value_cmp(&rows->cells[row * shape->count + shape->key[k]], &key[k]);
    return order;
}

bool table_row_eq(const TableRows *a, size_t i, const TableRows *b, size_t j)
{
    size_t count = a->shape->count;
    for (size_t c = 0; c < count; c++) {
        const DbValue *x = &a->cells[i * count + c], *y = &b->cells[j * count + c];
        if (x->type != y->type || x->number != y->number || !str_eq(x->text, y->text))
            return false;
    }
    return true;
}

Hash table_row_hash(const Hash *before, const TableRows *rows, size_t row)
{
    Str parts[1 + 2 * COLUMNS_MOST];
    char marks[COLUMNS_MOST][24];
    size_t count = rows->shape->count, n = 0;
    parts[n++] = (Str){(const char *)before->bytes, sizeof before->bytes};
    for (size_t c = 0; c < count; c++) {
        const DbValue *value = &rows->cells[row * count + c];
        int len = value->type == DB_NULL  ? snprintf(marks[c], sizeof marks[c], "-;")
                  : value->type == DB_INT ? snprintf(marks[c], sizeof marks[c], "%lld;", (long long)value->number)
                                          : snprintf(marks[c], sizeof marks[c], "%zu:", value->text.len);
        parts[n++] = (Str){marks[c], (size_t)len};
        if (value->type == DB_TEXT)
            parts[n++] = value->text;
    }
    return hash_sha256_parts(parts, n);
}

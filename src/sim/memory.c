/* The engine's table, the case folders, and rows handed out; see memory.h. */
#include "sim/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory_parts.h"

static const Statement *statements[SQL_COUNT];

void *memory_room(size_t size)
{
    void *room = calloc(1, size);
    if (room == NULL) {
        fputs("gulou: out of memory\n", stderr);
        abort();
    }
    return room;
}

static Memory *memory_of(Conn *conn)
{
    return (Memory *)(void *)conn;
}

int64_t number_of(Str number)
{
    int64_t n = 0;
    return str_to_i64(number, &n) && n > 0 ? n : 0;
}

Str number_text(Arena *arena, int64_t number)
{
    enum { DIGITS = 13 };
    char *at = arena_alloc(arena, DIGITS);
    for (int i = DIGITS - 1; i >= 0; i--, number /= 10)
        at[i] = (char)('0' + number % 10);
    return (Str){at, DIGITS};
}

Folder *folder_of(Memory *m, Str number)
{
    return map_get(&m->folders, (uint64_t)number_of(number));
}

/* Numbers begin with the day and end with six digits at random and one to check (actions/submit_case.c). */
static int64_t day_of(int64_t number)
{
    return number / 10000000;
}

Folder *folder_made(Memory *m, Str number)
{
    Folder *folder = folder_of(m, number);
    if (folder != NULL)
        return folder;
    folder = memory_room(sizeof *folder);
    folder->number = number_of(number);
    if (day_of(folder->number) > m->day) {
        m->day = day_of(folder->number);
        map_free(&m->gone);
    }
    map_put(&m->folders, (uint64_t)folder->number, folder);
    return folder;
}

Str packed(Memory *m, const DbValue *values, size_t count)
{
    return (Str){(const char *)m->row, row_pack(m->words, values, count, m->row)};
}

Str lasting(Str bytes)
{
    char *at = memory_room(bytes.len + 1);
    memcpy(at, bytes.at, bytes.len);
    return (Str){at, bytes.len};
}

void found_part(Found *found, const Part *part)
{
    found->part = part;
    found->row = part_first(part);
}

void found_rows(Found *found, Str *rows, size_t len)
{
    found->rows = rows;
    found->len = len;
}

Str found_row(const Asked *asked, const DbValue *values, size_t count)
{
    return str_copy(asked->tx->ctx->arena, packed(asked->m, values, count));
}

static Err unknown(Tx *tx, SqlId id)
{
    Err err = fail(tx->ctx, ERR_STORAGE, MSG_STORAGE);
    tx->ctx->failure.internal = str_printf(tx->ctx->arena, "%s has no answer in memory", sql_texts[id].name);
    return err;
}

static Err run(Tx *tx, SqlId id, const DbValue *args, size_t count, int64_t *changed)
{
    Memory *m = memory_of(tx->conn);
    const Statement *statement = statements[id];
    int64_t rows = 1;
    if (statement == NULL || statement->run == NULL)
        return unknown(tx, id);
    m->runs++;
    TRY(statement->run(&(Asked){tx, m, args, count}, &rows));
    if (changed != NULL)
        *changed = rows;
    return OK;
}

static Found *free_found(Memory *m)
{
    for (size_t i = 0; i < FOUND_MAX; i++)
        if (!m->found[i].taken)
            return &m->found[i];
    return NULL;
}

static Err query(Tx *tx, Rows *rows, SqlId id, const DbValue *args, size_t count)
{
    Memory *m = memory_of(tx->conn);
    const Statement *statement = statements[id];
    Found *found = free_found(m);
    if (statement == NULL || statement->query == NULL || found == NULL)
        return unknown(tx, id);
    m->queries++;
    found->rows = NULL;
    found->part = NULL;
    found->row = (PartRow){0};
    found->len = found->next = 0;
    TRY(statement->query(&(Asked){tx, m, args, count}, found));
    found->taken = true;
    *rows = (Rows){.tx = tx, .statement = found};
    return OK;
}

static bool next(Rows *rows)
{
    Found *found = rows->statement;
    const Memory *m = memory_of(rows->tx->conn);
    Str row = {0};
    if (found->part != NULL) {
        row = found->row.bytes;
        if (row.at != NULL)
            found->row = part_next(found->part, found->row);
    } else if (found->next < found->len) {
        row = found->rows[found->next++];
    }
    if (row.at != NULL) {
        (void)row_unpack(m->words, row, found->cells, ROW_CELLS_MAX);
        return true;
    }
    rows_close(rows);
    return false;
}

static void end(Rows *rows)
{
    ((Found *)rows->statement)->taken = false;
}

static const Cell *cell_of(const Rows *rows, int column)
{
    return &((const Found *)rows->statement)->cells[column];
}

static int64_t column_int(const Rows *rows, int column)
{
    return cell_of(rows, column)->number;
}

static Str column_text(const Rows *rows, int column)
{
    const Cell *cell = cell_of(rows, column);
    return cell->lasting ? cell->text : str_copy(rows->tx->ctx->arena, cell->text);
}

static bool column_null(const Rows *rows, int column)
{
    return cell_of(rows, column)->null;
}

/* Savepoints only remember how much was written by then. */
static Err control(Conn *conn, Ctx *ctx, Control what)
{
    Memory *m = memory_of(conn);
    if (what == CONTROL_BEGIN_READ || what == CONTROL_BEGIN_WRITE)
        m->open = true;
    if (what == CONTROL_COMMIT || what == CONTROL_ROLLBACK)
        m->open = false;
    if (what == CONTROL_KEEP && m->depth > 0)
        m->depth--;
    bool lost = what == CONTROL_UNDO && m->depth > 0 && m->runs != m->saves[m->depth - 1];
    if (lost || (what == CONTROL_SAVE && m->depth == SAVES_MAX)) {
        Err err = fail(ctx, ERR_STORAGE, MSG_STORAGE);
        ctx->failure.internal = STR("an action failed after it had written");
        return err;
    }
    if (what == CONTROL_SAVE)
        m->saves[m->depth++] = m->runs;
    return OK;
}

static bool in_transaction(const Conn *conn)
{
    return ((const Memory *)(const void *)conn)->open;
}

static const Engine engine = {
    .one_writer = true,
    .close = memory_close,
    .control = control,
    .in_transaction = in_transaction,
    .run = run,
    .query = query,
    .next = next,
    .end = end,
    .column_int = column_int,
    .column_text = column_text,
    .column_null = column_null,
};

/* Filled before main, so that threads need not agree on who does it. */
__attribute__((constructor)) static void gather(void)
{
    static const Statement *const tables[] = {memory_case_statements, memory_due_statements, memory_spot_statements,
                                              memory_people_statements, memory_sum_statements};
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        for (const Statement *s = tables[i]; s->run != NULL || s->query != NULL; s++)
            statements[s->id] = s;
}

Conn *memory_open(void)
{
    Memory *m = memory_room(sizeof *m);
    m->conn.engine = &engine;
    m->words = words_new();
    return &m->conn;
}

static void free_folder(void *self, void *value)
{
    Folder *folder = value;
    (void)self;
    for (size_t i = 0; i < PART_COUNT; i++)
        part_free(&folder->parts[i]);
    free(folder);
}

static void free_value(void *self, void *value)
{
    (void)self;
    free(value);
}

void memory_drop(Conn *conn, Str number)
{
    Memory *m = memory_of(conn);
    Folder *folder = folder_of(m, number);
    if (folder == NULL)
        return;
    if (folder->key != 0)
        map_drop(&m->keys, folder->key);
    map_drop(&m->folders, (uint64_t)folder->number);
    if (day_of(folder->number) == m->day)
        map_put(&m->gone, (uint64_t)folder->number, m);
    free_folder(NULL, folder);
}

MemoryUse memory_use(const Conn *conn)
{
    const Memory *m = (const Memory *)(const void *)conn;
    return (MemoryUse){m->runs, m->queries};
}

void memory_close(Conn *conn)
{
    Memory *m = memory_of(conn);
    if (m == NULL)
        return;
    map_each(&m->folders, free_folder, NULL);
    map_each(&m->photos, free_value, NULL);
    map_free(&m->folders);
    map_free(&m->gone);
    map_free(&m->keys);
    map_free(&m->photos);
    spots_free(m);
    people_free(m);
    sums_free(m);
    free(m->due_clocks.at);
    free(m->due_wakings.at);
    words_free(m->words);
    free(m);
}

/* The archive; see archive_store.h. */
#include "store/archive_store.h"

#include <stdlib.h>

enum { ARCHIVE_VERSION = 1, COLUMNS_MAX = 20, PAGE_OF_YEAR = 100, YEAR_DIGITS = 2 };

#define LOOK_AGAIN DAYS(1) /* at a case that may not go yet */

/* Columns after jurisdiction and number: i a number, t a text. (tests/store/archive_test.c holds them against the
 * store's own tables, so that a column added there is not lost here.) */
static const struct {
    SqlId read, put, drop;
    const char *kinds;
} tables[] = {
    {SQL_EVENT_LIST, SQL_ARCHIVE_EVENT_PUT, SQL_ARCHIVE_EVENTS_DROP, "iittti"},
    {SQL_TEXT_LIST, SQL_ARCHIVE_TEXT_PUT, SQL_ARCHIVE_TEXTS_DROP, "ittti"},
    {SQL_ARCHIVE_DECISIONS, SQL_ARCHIVE_DECISION_PUT, SQL_ARCHIVE_DECISIONS_DROP, "iitttitiittttii"},
};

static Beside beside_of(const Tx *tx, Str year)
{
    Str name = str_printf(tx->ctx->arena, "20" STR_FMT, STR_ARG(year));
    return (Beside){ARCHIVE_FOLDER, name, SQL_ARCHIVE_SCHEMA_SQLITE, ARCHIVE_VERSION};
}

/* A number begins with its year (docs/decisions/0006-case-numbers.md). */
static Str year_of(Str number)
{
    return str_slice(number, 0, YEAR_DIGITS);
}

static bool has_year(Str number)
{
    int64_t year = 0;
    return number.len > YEAR_DIGITS && str_to_i64(year_of(number), &year) && year >= 0;
}

/* --- rows from here to there --- */

static Err drop_rows(Tx *tx, Str number)
{
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        TRY(db_run(tx, tables[i].drop, db_text(tx->ctx->jurisdiction), db_text(number)));
    return OK;
}

static DbValue cell(const Rows *rows, int column, char kind)
{
    if (rows_null(rows, column))
        return db_null();
    return kind == 'i' ? db_int(rows_int(rows, column)) : db_text(rows_text(rows, column));
}

static Err copy_table(Tx *from, Tx *to, size_t table, Str number)
{
    Rows rows CLEANUP(rows_close) = {0};
    const char *kinds = tables[table].kinds;
    DbValue args[COLUMNS_MAX] = {db_text(from->ctx->jurisdiction), db_text(number)};
    TRY(db_query(from, &rows, tables[table].read, args[0], args[1]));
    while (rows_next(&rows)) {
        size_t count = 2;
        for (int i = 0; kinds[i] != '\0'; i++)
            args[count++] = cell(&rows, i, kinds[i]);
        TRY(db_run_args(to, tables[table].put, args, count, NULL));
    }
    return rows_end(&rows);
}

static Err copy_rows(Tx *from, Tx *to, Str number)
{
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        TRY(copy_table(from, to, i, number));
    return OK;
}

/* --- where a case lies --- */

static Err is_archived(Tx *tx, Str number, bool *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_ARCHIVED_GET, db_text(tx->ctx->jurisdiction), db_text(number)));
    *out = rows_next(&rows);
    return rows_end(&rows);
}

Err archive_seek(Tx *tx, Str number, Tx *room, Tx **out)
{
    bool archived = false;
    *out = tx;
    if (!tx_can_beside(tx))
        return OK;
    TRY(is_archived(tx, number, &archived));
    if (!archived)
        return OK;
    Beside beside = beside_of(tx, year_of(number));
    TRY(tx_beside(tx, &beside, room));
    *out = room;
    return OK;
}

static Err wait(Tx *tx, Str number, UnixMs look_at)
{
    return db_run(tx, SQL_ARCHIVE_WAITING_PUT, db_text(tx->ctx->jurisdiction), db_text(number), db_int(look_at));
}

static Err wait_no_more(Tx *tx, Str number)
{
    return db_run(tx, SQL_ARCHIVE_WAITING_DROP, db_text(tx->ctx->jurisdiction), db_text(number));
}

Err archive_bring_home(Tx *tx, Str number)
{
    Tx aside, *there = NULL;
    TRY(archive_seek(tx, number, &aside, &there));
    if (there == tx)
        return OK;
    TRY(copy_rows(there, tx, number));
    TRY(db_run(tx, SQL_ARCHIVED_DROP, db_text(tx->ctx->jurisdiction), db_text(number)));
    return wait(tx, number, tx->ctx->now + ARCHIVE_SETTLED);
}

/* --- pages --- */

Err archive_page(Tx *tx, const ArchivePage *in, DuePage *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, in->waiting ? SQL_ARCHIVE_WAITING : SQL_RETAIN_ENDED, db_text(tx->ctx->jurisdiction),
                 db_int(in->after.at), db_text(in->after.number), db_int(in->until), db_int(DUE_PAGE)));
    size_t n = 0;
    while (n < DUE_PAGE && rows_next(&rows)) {
        out->at[n++] = (DueCase){rows_int(&rows, 0), rows_text(&rows, 1)};
    }
    out->len = n;
    return rows_end(&rows);
}

Err archive_mark_load(Tx *tx, DueCase *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_ARCHIVE_MARK_LOAD, db_text(tx->ctx->jurisdiction)));
    DueCase mark = {0};
    if (rows_next(&rows))
        mark = (DueCase){rows_int(&rows, 0), rows_text(&rows, 1)};
    *out = mark;
    return rows_end(&rows);
}

Err archive_mark_save(Tx *tx, const DueCase *mark)
{
    return db_run(tx, SQL_ARCHIVE_MARK_SAVE, db_text(tx->ctx->jurisdiction), db_int(mark->at), db_text(mark->number));
}

/* --- what may go, and the first step --- */

static Err fit_version(Tx *tx, const ArchiveBatch *batch, Str number, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    int64_t version = 0;
    TRY(db_query(tx, &rows, SQL_ARCHIVE_FIT, db_text(tx->ctx->jurisdiction), db_text(number), db_int(batch->ended_by)));
    if (rows_next(&rows))
        version = rows_int(&rows, 0);
    *out = has_year(number) ? version : 0;
    return rows_end(&rows);
}

Err archive_look(Tx *tx, ArchiveBatch *batch)
{
    for (size_t i = 0; i < batch->page->len; i++)
        TRY(fit_version(tx, batch, batch->page->at[i].number, &batch->version[i]));
    return OK;
}

Err archive_intend(Tx *tx, const ArchiveBatch *batch)
{
    for (size_t i = 0; i < batch->page->len; i++) {
        int64_t version = 0;
        TRY(fit_version(tx, batch, batch->page->at[i].number, &version));
        if (version > 0)
            TRY(wait(tx, batch->page->at[i].number, tx->ctx->now + ARCHIVE_SETTLED));
    }
    return OK;
}

/* --- the second step --- */

typedef struct YearOfBatch {
    Tx *from;
    const ArchiveBatch *batch;
    Str year;
} YearOfBatch;

/* What may not go has no business there, unless it has gone. */
static Err drop_stale(Tx *from, Tx *there, Str number)
{
    bool archived = false;
    TRY(is_archived(from, number, &archived));
    return archived ? OK : drop_rows(there, number);
}

static Err write_year(Tx *there, const void *in, void *out)
{
    const YearOfBatch *of = in;
    const ArchiveBatch *batch = of->batch;
    (void)out;
    for (size_t i = 0; i < batch->page->len; i++) {
        Str number = batch->page->at[i].number;
        if (!str_eq(year_of(number), of->year))
            continue;
        TRY(batch->version[i] > 0 ? drop_rows(there, number) : drop_stale(of->from, there, number));
        if (batch->version[i] > 0)
            TRY(copy_rows(of->from, there, number));
    }
    return OK;
}

static bool contains(const Strs *years, Str year)
{
    for (size_t i = 0; i < years->len; i++)
        if (str_eq(years->at[i], year))
            return true;
    return false;
}

/* A year without a file needs none for what may not go. */
static Err is_concerned(Tx *tx, const ArchiveBatch *batch, size_t i, bool *out)
{
    Str number = batch->page->at[i].number;
    Beside beside = beside_of(tx, year_of(number));
    bool archived = false;
    *out = batch->version[i] > 0;
    if (*out || !has_year(number) || !tx_beside_exists(tx, &beside))
        return OK;
    TRY(is_archived(tx, number, &archived));
    *out = !archived;
    return OK;
}

static Err years_of_batch(Tx *tx, const ArchiveBatch *batch, Strs *out)
{
    Strs years = {.at = ARENA_ARRAY(tx->ctx->arena, Str, DUE_PAGE)};
    for (size_t i = 0; i < batch->page->len; i++) {
        Str year = year_of(batch->page->at[i].number);
        bool concerned = false;
        TRY(is_concerned(tx, batch, i, &concerned));
        if (concerned && !contains(&years, year))
            years.at[years.len++] = year;
    }
    *out = years;
    return OK;
}

Err archive_copy(Tx *tx, ArchiveBatch *batch)
{
    Strs years;
    TRY(archive_look(tx, batch));
    TRY(years_of_batch(tx, batch, &years));
    for (size_t i = 0; i < years.len; i++) {
        Beside beside = beside_of(tx, years.at[i]);
        TRY(tx_beside_write(tx, &beside, write_year, &(YearOfBatch){tx, batch, years.at[i]}, NULL));
    }
    return OK;
}

/* --- the third step --- */

static Err leave(Tx *tx, Str number)
{
    TRY(drop_rows(tx, number));
    TRY(db_run(tx, SQL_ARCHIVED_PUT, db_text(tx->ctx->jurisdiction), db_text(number)));
    TRY(db_run(tx, SQL_ARCHIVE_YEAR_PUT, db_text(tx->ctx->jurisdiction), db_text(year_of(number))));
    return wait_no_more(tx, number);
}

/* An open one will end again, later than the mark stands; it is then found by its end. */
static Err put_off(Tx *tx, Str number, bool copied)
{
    CaseDue due;
    bool archived = false;
    TRY(is_archived(tx, number, &archived));
    if (archived)
        return wait_no_more(tx, number);
    if (copied)
        return wait(tx, number, tx->ctx->now + ARCHIVE_SETTLED);
    TRY(evidence_case_due(tx, number, &due));
    return due.is_open ? wait_no_more(tx, number) : wait(tx, number, tx->ctx->now + LOOK_AGAIN);
}

Err archive_settle(Tx *tx, const ArchiveBatch *batch, int64_t *moved)
{
    int64_t count = 0;
    for (size_t i = 0; i < batch->page->len; i++) {
        Str number = batch->page->at[i].number;
        int64_t copied = batch->version[i], version = 0;
        if (copied > 0)
            TRY(fit_version(tx, batch, number, &version));
        bool same = copied > 0 && version == copied;
        TRY(same ? leave(tx, number) : put_off(tx, number, copied > 0));
        count += same;
    }
    *moved = count;
    return OK;
}

/* --- years --- */

Err archive_years(Tx *tx, Strs *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Strs years = {.at = ARENA_ARRAY(tx->ctx->arena, Str, ARCHIVE_YEARS_MAX)};
    TRY(db_query(tx, &rows, SQL_ARCHIVE_YEARS, db_text(tx->ctx->jurisdiction)));
    while (years.len < ARCHIVE_YEARS_MAX && rows_next(&rows))
        years.at[years.len++] = rows_text(&rows, 0);
    *out = years;
    return rows_end(&rows);
}

Err archived_count(Tx *tx, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_ARCHIVED_COUNT));
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

static Str end_of_year(Tx *tx, Str year)
{
    return str_printf(tx->ctx->arena, STR_FMT "~", STR_ARG(year)); /* after every digit */
}

static Err page_of_year(Tx *tx, Str year, Strs *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    Strs page = {.at = ARENA_ARRAY(tx->ctx->arena, Str, PAGE_OF_YEAR)};
    TRY(db_query(tx, &rows, SQL_ARCHIVED_OF_YEAR, db_text(tx->ctx->jurisdiction), db_text(year),
                 db_text(end_of_year(tx, year)), db_int(PAGE_OF_YEAR)));
    while (page.len < PAGE_OF_YEAR && rows_next(&rows))
        page.at[page.len++] = rows_text(&rows, 0);
    *out = page;
    return rows_end(&rows);
}

Err archived_of_year(Tx *tx, Str year, int64_t *out)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_ARCHIVED_OF_YEAR_COUNT, db_text(tx->ctx->jurisdiction), db_text(year),
                 db_text(end_of_year(tx, year))));
    *out = rows_next(&rows) ? rows_int(&rows, 0) : 0;
    return rows_end(&rows);
}

Err archive_undo(Tx *tx, Str year, int64_t *done)
{
    Strs page;
    TRY(page_of_year(tx, year, &page));
    for (size_t i = 0; i < page.len; i++)
        TRY(archive_bring_home(tx, page.at[i]));
    *done = (int64_t)page.len;
    return OK;
}

Err archive_forget(Tx *tx, Str year)
{
    DbValue jurisdiction = db_text(tx->ctx->jurisdiction);
    TRY(db_run(tx, SQL_ARCHIVE_WAITING_DROP_YEAR, jurisdiction, db_text(year), db_text(end_of_year(tx, year))));
    TRY(db_run(tx, SQL_ARCHIVE_YEAR_DROP, jurisdiction, db_text(year)));
    return archive_mark_save(tx, &(DueCase){0});
}

/* --- the sealed log --- */

typedef struct LeafSearch {
    const LeafRange *range;
    Leaves *leaves;
    size_t room;
} LeafSearch;

/* A copy of a case that was brought home is not counted twice. */
static Err add_leaf(Tx *tx, const Rows *rows, const LeafSearch *search)
{
    Leaf leaf = {rows_int(rows, 0), rows_text(rows, 1), rows_int(rows, 2), rows_text(rows, 3)};
    bool archived = false;
    TRY(is_archived(tx, leaf.number, &archived));
    if (archived && search->leaves->len < search->room)
        search->leaves->at[search->leaves->len++] = leaf;
    return OK;
}

static Err leaves_of_year(Tx *tx, Str year, const LeafSearch *search)
{
    Tx there;
    Beside beside = beside_of(tx, year);
    Rows rows CLEANUP(rows_close) = {0};
    TRY(tx_beside(tx, &beside, &there));
    TRY(db_query(&there, &rows, SQL_EVENT_LEAVES, db_text(tx->ctx->jurisdiction), db_int(search->range->from),
                 db_int(search->range->to)));
    while (rows_next(&rows))
        TRY(add_leaf(tx, &rows, search));
    return rows_end(&rows);
}

static int by_index(const void *a, const void *b)
{
    int64_t x = ((const Leaf *)a)->index, y = ((const Leaf *)b)->index;
    return (x > y) - (x < y);
}

Err archive_leaves(Tx *tx, const LeafRange *range, Leaves *leaves)
{
    Strs years = {0};
    LeafSearch search = {range, leaves, (size_t)(range->to - range->from)};
    if (!tx_can_beside(tx) || leaves->len == search.room)
        return OK;
    TRY(archive_years(tx, &years));
    for (size_t i = 0; i < years.len; i++)
        TRY(leaves_of_year(tx, years.at[i], &search));
    qsort(leaves->at, leaves->len, sizeof *leaves->at, by_index);
    return OK;
}

static Err last_of_year(Tx *tx, Str year, int64_t *last)
{
    Tx there;
    Beside beside = beside_of(tx, year);
    Rows rows CLEANUP(rows_close) = {0};
    TRY(tx_beside(tx, &beside, &there));
    TRY(db_query(&there, &rows, SQL_EVENT_LAST_LEAF, db_text(tx->ctx->jurisdiction)));
    if (rows_next(&rows) && rows_int(&rows, 0) > *last)
        *last = rows_int(&rows, 0);
    return rows_end(&rows);
}

Err archive_last_leaf(Tx *tx, int64_t *last)
{
    Strs years = {0};
    if (tx_can_beside(tx))
        TRY(archive_years(tx, &years));
    for (size_t i = 0; i < years.len; i++)
        TRY(last_of_year(tx, years.at[i], last));
    return OK;
}

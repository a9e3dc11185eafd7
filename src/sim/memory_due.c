/* What has come due: heaps of moments beside the rows. An entry may be out of date (a clock was stopped, a date moved),
 * so each is held against its case's rows when it comes up. */
#include <stdlib.h>

#include "domain/change.h"
#include "sim/memory_parts.h"

static bool before(const Due *a, const Due *b)
{
    return a->at < b->at || (a->at == b->at && a->number < b->number);
}

void due_push(DueHeap *heap, UnixMs at, int64_t number)
{
    if (heap->len == heap->room) {
        size_t room = heap->room == 0 ? 1024 : heap->room * 2;
        Due *wider = memory_room(room * sizeof *wider);
        for (size_t i = 0; i < heap->len; i++)
            wider[i] = heap->at[i];
        free(heap->at);
        heap->at = wider;
        heap->room = room;
    }
    Due new = {at, number};
    size_t i = heap->len++;
    for (; i > 0 && before(&new, &heap->at[(i - 1) / 2]); i = (i - 1) / 2)
        heap->at[i] = heap->at[(i - 1) / 2];
    heap->at[i] = new;
}

static Due due_pop(DueHeap *heap)
{
    Due first = heap->at[0], last = heap->at[--heap->len];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < heap->len; i = child) {
        if (child + 1 < heap->len && before(&heap->at[child + 1], &heap->at[child]))
            child++;
        if (!before(&heap->at[child], &last))
            break;
        heap->at[i] = heap->at[child];
    }
    heap->at[i] = last;
    return first;
}

/* How many rows of the case are due at that very moment. */
typedef size_t (*Truth)(const Memory *m, const Folder *folder, UnixMs at);

static size_t clocks_at(const Memory *m, const Folder *folder, UnixMs at)
{
    enum { NEXT_AT = 14, CELLS };
    const Part *part = &folder->parts[PART_CLOCKS];
    size_t count = 0;
    for (PartRow row = part_first(part); row.bytes.at != NULL; row = part_next(part, row)) {
        Cell cells[CELLS];
        (void)row_unpack(m->words, row.bytes, cells, CELLS);
        count += cells[NEXT_AT].number == at;
    }
    return count;
}

static size_t field_at(const char *name)
{
    size_t i = 0;
    while (!str_is(str_of(name), case_fields[i].name))
        i++;
    return i;
}

static size_t wakes_at(const Memory *m, const Folder *folder, UnixMs at)
{
    Cell cells[ROW_CELLS_MAX];
    (void)row_unpack(m->words, part_first(&folder->parts[PART_CASE]).bytes, cells, ROW_CELLS_MAX);
    return str_is(cells[field_at("state")].text, "SUSPENDED") && cells[field_at("wake_at")].number == at;
}

typedef struct DueQuery {
    DueHeap *heap;
    Truth truth;
} DueQuery;

static bool after_cursor(const Asked *asked, const Due *due)
{
    return due->at > asked->args[2].number ||
           (due->at == asked->args[2].number && due->number > number_of(asked->args[3].text));
}

/* Takes what is due off the heap; what is still true goes back when all has been looked at. */
static Err due_page(const Asked *asked, const DueQuery *query, Found *found)
{
    Arena *arena = asked->tx->ctx->arena;
    size_t most = (size_t)asked->args[4].number, len = 0, kept = 0;
    Str *rows = ARENA_ARRAY(arena, Str, most);
    Due *keep = NULL, last = {0};
    while (query->heap->len > 0 && query->heap->at[0].at <= asked->args[1].number) {
        Due due = due_pop(query->heap);
        const Folder *folder = map_get(&asked->m->folders, (uint64_t)due.number);
        size_t count = folder == NULL || (due.at == last.at && due.number == last.number)
                           ? 0
                           : query->truth(asked->m, folder, due.at);
        if (count == 0)
            continue;
        last = due;
        keep = ARENA_MORE(arena, keep, kept);
        keep[kept++] = due;
        const DbValue row[] = {db_int(due.at), db_text(number_text(arena, due.number))};
        for (; count > 0 && len < most && after_cursor(asked, &due); count--)
            rows[len++] = found_row(asked, row, COUNT_OF(row));
    }
    for (size_t i = 0; i < kept; i++)
        due_push(query->heap, keep[i].at, keep[i].number);
    found_rows(found, rows, len);
    return OK;
}

static Err clocks_due(const Asked *asked, Found *found)
{
    return due_page(asked, &(DueQuery){&asked->m->due_clocks, clocks_at}, found);
}

static Err cases_to_wake(const Asked *asked, Found *found)
{
    return due_page(asked, &(DueQuery){&asked->m->due_wakings, wakes_at}, found);
}

const Statement memory_due_statements[] = {
    {SQL_CLOCKS_DUE, NULL, clocks_due},
    {SQL_CASES_TO_WAKE, NULL, cases_to_wake},
    {0},
};

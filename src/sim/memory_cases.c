/* Statements on the rows of one case: its file, events, texts, contact, pictures, decision and frozen figures. The
 * columns stand as in store/case.sql and its neighbours, without jurisdiction and number, which are the folder. */
#include <assert.h>
#include <stdlib.h>

#include "domain/change.h"
#include "sim/memory_parts.h"

enum { OF_CASE = 2 }; /* arguments before the row's own: jurisdiction, number */

/* Writes the row, whose first `keys` values are its key; the row that had it is replaced. */
typedef struct NewRow {
    const DbValue *values;
    size_t count, keys;
} NewRow;

static PartRow keyed(const Asked *asked, const Part *part, const NewRow *row)
{
    size_t len = row_pack(asked->m->words, row->values, row->keys, asked->m->row);
    return part_find(part, (Str){(const char *)asked->m->row, len});
}

static void put(const Asked *asked, Part *part, const NewRow *row)
{
    PartRow old = keyed(asked, part, row);
    Str bytes = packed(asked->m, row->values, row->count);
    if (old.bytes.at != NULL)
        part_replace(part, old, bytes);
    else
        part_add(part, (PartRow){0}, bytes);
}

static Part *part_of(const Asked *asked, PartOf which)
{
    return &folder_made(asked->m, asked->args[1].text)->parts[which];
}

static Err save_in(const Asked *asked, PartOf which)
{
    put(asked, part_of(asked, which), &(NewRow){asked->args + OF_CASE, asked->count - OF_CASE, 1});
    return OK;
}

static Err load_from(const Asked *asked, PartOf which, Found *found)
{
    const Folder *folder = folder_of(asked->m, asked->args[1].text);
    if (folder != NULL)
        found_part(found, &folder->parts[which]);
    return OK;
}

static Err twice(const Asked *asked)
{
    return fail(asked->tx->ctx, ERR_CONFLICT, MSG_ROW_EXISTS);
}

/* --- the file --- */

static Err case_save(const Asked *asked, int64_t *changed)
{
    Folder *folder = folder_made(asked->m, asked->args[1].text);
    int64_t version = asked->args[1 + case_field_count].number;
    bool fresh = folder->parts[PART_CASE].used == 0;
    if (!fresh && folder->version != version - 1) {
        *changed = 0;
        return OK;
    }
    Part *part = &folder->parts[PART_CASE];
    Str row = packed(asked->m, asked->args + 1, asked->count - 1);
    if (fresh)
        part_add(part, (PartRow){0}, row);
    else
        part_replace(part, part_first(part), row);
    folder->version = version;
    spots_follow(asked->m, folder, asked->args + 1);
    return OK;
}

static Err case_load(const Asked *asked, Found *found)
{
    return load_from(asked, PART_CASE, found);
}

static Err call_save(const Asked *asked, int64_t *changed)
{
    (void)changed;
    return save_in(asked, PART_CALLS);
}

static Err call_load(const Asked *asked, Found *found)
{
    return load_from(asked, PART_CALLS, found);
}

static Err request_save(const Asked *asked, int64_t *changed)
{
    (void)changed;
    return save_in(asked, PART_REQUESTS);
}

static Err request_load(const Asked *asked, Found *found)
{
    return load_from(asked, PART_REQUESTS, found);
}

/* clock_fields[]: where the row has them */
enum { CLOCK_ID = 0, CLOCK_STARTED = 6, CLOCK_NEXT = 14, CLOCK_CELLS };

/* Clocks are loaded ORDER BY started_at, id: the row before which a new one goes. */
static PartRow place_of_clock(const Asked *asked, const Part *part)
{
    const DbValue *values = asked->args + OF_CASE;
    PartRow row = part_first(part);
    for (; row.bytes.at != NULL; row = part_next(part, row)) {
        Cell cells[CLOCK_CELLS];
        (void)row_unpack(asked->m->words, row.bytes, cells, CLOCK_CELLS);
        int64_t started = cells[CLOCK_STARTED].number;
        if (started > values[CLOCK_STARTED].number ||
            (started == values[CLOCK_STARTED].number && str_cmp(cells[CLOCK_ID].text, values[CLOCK_ID].text) > 0))
            break;
    }
    return row;
}

static Err clock_save(const Asked *asked, int64_t *changed)
{
    const DbValue *values = asked->args + OF_CASE;
    Folder *folder = folder_made(asked->m, asked->args[1].text);
    Part *part = &folder->parts[PART_CLOCKS];
    NewRow row = {values, asked->count - OF_CASE, 1};
    PartRow old = keyed(asked, part, &row);
    UnixMs next_was = 0, next = values[CLOCK_NEXT].number;
    (void)changed;
    if (old.bytes.at != NULL) {
        Cell cells[CLOCK_CELLS];
        (void)row_unpack(asked->m->words, old.bytes, cells, CLOCK_CELLS);
        next_was = cells[CLOCK_NEXT].number;
        part_replace(part, old, packed(asked->m, row.values, row.count));
    } else {
        PartRow before = place_of_clock(asked, part);
        part_add(part, before, packed(asked->m, row.values, row.count));
    }
    if (next > 0 && next != next_was)
        due_push(&asked->m->due_clocks, next, folder->number);
    return OK;
}

static Err clock_load(const Asked *asked, Found *found)
{
    return load_from(asked, PART_CLOCKS, found);
}

/* --- what is only counted --- */

static Err event_add(const Asked *asked, int64_t *changed)
{
    Folder *folder = folder_made(asked->m, asked->args[1].text);
    int64_t seq = asked->args[2].number;
    (void)changed;
    if (seq != folder->seq + 1)
        return twice(asked);
    folder->seq = seq;
    sum_add(&asked->m->events, asked->args[4].text, &(Sum){.n = 1, .first = (int64_t)asked->args[5].text.len});
    return OK;
}

static Err count_row(const Asked *asked, const char *table, size_t bytes)
{
    sum_add(&asked->m->rows, str_of(table), &(Sum){.n = 1, .first = (int64_t)bytes});
    return OK;
}

static Err text_add(const Asked *asked, int64_t *changed)
{
    (void)changed;
    return count_row(asked, "case_texts", asked->args[5].text.len);
}

static Err rating_token_insert(const Asked *asked, int64_t *changed)
{
    (void)changed;
    return count_row(asked, "rating_tokens", asked->args[1].text.len);
}

static Err outbox_add(const Asked *asked, int64_t *changed)
{
    (void)changed;
    sum_add(&asked->m->outbox, asked->args[3].text, &(Sum){.n = 1, .first = (int64_t)asked->args[5].text.len});
    return OK;
}

/* --- contact --- */

static Err reporter_add(const Asked *asked, int64_t *changed)
{
    Part *part = part_of(asked, PART_REPORTER);
    (void)changed;
    if (part->used != 0)
        return twice(asked);
    const DbValue row[] = {asked->args[2], asked->args[3], asked->args[4], asked->args[5], db_int(0)};
    part_add(part, (PartRow){0}, packed(asked->m, row, COUNT_OF(row)));
    return OK;
}

static Err reporter_load(const Asked *asked, Found *found)
{
    return load_from(asked, PART_REPORTER, found);
}

static Err way_load(const Asked *asked, Found *found)
{
    (void)asked, (void)found; /* nobody chooses here how to be told */
    return OK;
}

static Err followers_to_tell(const Asked *asked, Found *found)
{
    (void)asked, (void)found; /* nobody follows a case here: followers cannot be added */
    return OK;
}

/* --- pictures --- */

static uint64_t key_of(Str a, Str b)
{
    return (str_hash(a) * 31 + str_hash(b)) | 1;
}

static Err photo_add(const Asked *asked, int64_t *changed)
{
    (void)changed;
    uint64_t key = key_of(asked->args[1].text, STR(""));
    Str row = packed(asked->m, asked->args + 1, 3);
    Part *part = memory_room(sizeof *part);
    part_add(part, (PartRow){0}, row);
    map_put(&asked->m->photos, key, part);
    return OK;
}

static Err photo_loose(const Asked *asked, Found *found)
{
    const Part *part = map_get(&asked->m->photos, key_of(asked->args[1].text, STR("")));
    Cell cells[3];
    if (part == NULL)
        return OK;
    (void)row_unpack(asked->m->words, part_first(part).bytes, cells, COUNT_OF(cells));
    const DbValue row[] = {db_text(cells[1].text), db_text(cells[2].text)};
    Str *rows = ARENA_NEW(asked->tx->ctx->arena, Str);
    *rows = found_row(asked, row, COUNT_OF(row));
    found_rows(found, rows, 1);
    return OK;
}

static Err photo_attach(const Asked *asked, int64_t *changed)
{
    uint64_t key = key_of(asked->args[1].text, STR(""));
    Part *part = map_get(&asked->m->photos, key);
    *changed = part != NULL;
    if (part == NULL)
        return OK;
    part_free(part);
    free(part);
    map_drop(&asked->m->photos, key);
    return count_row(asked, "photos", 0);
}

/* --- idempotency --- */

static Err idempotency_put(const Asked *asked, int64_t *changed)
{
    const DbValue *a = asked->args;
    Folder *folder = folder_made(asked->m, a[4].text);
    (void)changed;
    if (folder->key != 0 || map_get(&asked->m->keys, key_of(a[1].text, a[2].text)) != NULL)
        return twice(asked);
    const DbValue row[] = {a[1], a[2], a[3], a[4]};
    folder->key = key_of(a[1].text, a[2].text);
    part_add(&folder->parts[PART_KEY], (PartRow){0}, packed(asked->m, row, COUNT_OF(row)));
    map_put(&asked->m->keys, folder->key, folder);
    return OK;
}

static bool number_taken(const Asked *asked, Str number)
{
    const Folder *folder = folder_of(asked->m, number);
    bool there = folder != NULL && folder->parts[PART_CASE].used != 0;
    return there || map_get(&asked->m->gone, (uint64_t)number_of(number)) != NULL;
}

/* Was it sent before, and is the number drawn for it free? */
static Err intake_look(const Asked *asked, Found *found)
{
    const Folder *folder = map_get(&asked->m->keys, key_of(asked->args[1].text, asked->args[2].text));
    Cell cells[4];
    DbValue row[] = {db_null(), db_null(), db_int(number_taken(asked, asked->args[3].text))};
    if (folder != NULL) {
        (void)row_unpack(asked->m->words, part_first(&folder->parts[PART_KEY]).bytes, cells, COUNT_OF(cells));
        bool same = str_eq(cells[0].text, asked->args[1].text) && str_eq(cells[1].text, asked->args[2].text);
        row[0] = same ? db_text(cells[2].text) : row[0];
        row[1] = same ? db_text(cells[3].text) : row[1];
    }
    Str *rows = ARENA_NEW(asked->tx->ctx->arena, Str);
    *rows = found_row(asked, row, COUNT_OF(row));
    found_rows(found, rows, 1);
    return OK;
}

/* --- the decision and what was learnt of it --- */

static Err decision_add(const Asked *asked, int64_t *changed)
{
    const DbValue *a = asked->args;
    Part *part = part_of(asked, PART_DECISION);
    const DbValue row[] = {a[2],      a[3],     a[6], a[7], a[8], a[10], a[11], db_text(STR("")), db_text(STR("")),
                           db_int(0), db_int(0)};
    (void)changed;
    if (part->used != 0) /* one decision a case is all that actions make */
        return twice(asked);
    part_add(part, (PartRow){0}, packed(asked->m, row, COUNT_OF(row)));
    return count_row(asked, "decisions", a[5].text.len);
}

static Err decision_figures(const Asked *asked, Found *found)
{
    return load_from(asked, PART_DECISION, found);
}

static Err decision_know(const Asked *asked, int64_t *changed)
{
    enum { KNOWN_FROM = 7, CELLS = 11 };
    Part *part = part_of(asked, PART_DECISION);
    PartRow old = part_first(part);
    Cell cells[CELLS];
    DbValue row[CELLS];
    *changed = old.bytes.at != NULL;
    if (old.bytes.at == NULL)
        return OK;
    (void)row_unpack(asked->m->words, old.bytes, cells, CELLS);
    static const bool is_text[KNOWN_FROM] = {false, false, true, false, true, false, true};
    for (size_t i = 0; i < CELLS; i++)
        row[i] = i >= KNOWN_FROM ? asked->args[i - KNOWN_FROM + 3]
                 : is_text[i]    ? db_text(str_copy(asked->tx->ctx->arena, cells[i].text))
                                 : db_int(cells[i].number);
    part_replace(part, old, packed(asked->m, row, CELLS));
    return OK;
}

/* Moves of the weeks' sums: added up later by a job, and told by nothing that is asked here. */
static Err decision_move_add(const Asked *asked, int64_t *changed)
{
    (void)changed;
    return count_row(asked, "decision_moves", 0);
}

static Err example_put(const Asked *asked, int64_t *changed)
{
    enum { WEIGHT = 4, CELLS = 5 };
    const DbValue *row = asked->args + OF_CASE;
    Part *part = part_of(asked, PART_EXAMPLES);
    PartRow old = keyed(asked, part, &(NewRow){row, CELLS, 1});
    Cell cells[CELLS];
    if (old.bytes.at != NULL)
        (void)row_unpack(asked->m->words, old.bytes, cells, CELLS);
    if (old.bytes.at != NULL && cells[WEIGHT].number > row[WEIGHT].number) {
        *changed = 0;
        return OK;
    }
    put(asked, part, &(NewRow){row, CELLS, 1});
    return OK;
}

/* --- frozen figures --- */

/* a due item's row: measure, item, unit, category, due_at, hit, corrected_hit, corrected_at, subdistrict */
enum { ITEM_DUE = 4, ITEM_HIT, ITEM_CORRECTED, ITEM_CORRECTED_AT, ITEM_CELLS = 9 };

static void item_counts(const Asked *asked, int64_t n, int64_t hit, int64_t corrected)
{
    sum_add(&asked->m->items, asked->args[1].text, &(Sum){.n = n, .first = hit, .second = corrected});
}

static Err due_item_put(const Asked *asked, int64_t *changed)
{
    const DbValue *a = asked->args;
    Part *part = &folder_made(asked->m, a[2].text)->parts[PART_ITEMS];
    DbValue values[ITEM_CELLS] = {a[1], a[3], a[4], a[5], a[6], a[7], a[7], db_int(0), a[9]};
    NewRow row = {values, ITEM_CELLS, 2};
    PartRow old = keyed(asked, part, &row);
    if (old.bytes.at == NULL) {
        part_add(part, old, packed(asked->m, values, ITEM_CELLS));
        item_counts(asked, 1, a[7].number, a[7].number);
        return OK;
    }
    Cell was[ITEM_CELLS];
    (void)row_unpack(asked->m->words, old.bytes, was, ITEM_CELLS);
    *changed = was[ITEM_DUE].number > a[8].number;
    if (*changed == 0)
        return OK;
    values[ITEM_CORRECTED_AT] = db_int(was[ITEM_CORRECTED_AT].number);
    item_counts(asked, 0, a[7].number - was[ITEM_HIT].number, a[7].number - was[ITEM_CORRECTED].number);
    part_replace(part, old, packed(asked->m, values, ITEM_CELLS));
    return OK;
}

static Err due_item_correct(const Asked *asked, int64_t *changed)
{
    const DbValue *a = asked->args;
    Part *part = &folder_made(asked->m, a[2].text)->parts[PART_ITEMS];
    const DbValue key[] = {a[1], a[3]};
    PartRow old = keyed(asked, part, &(NewRow){key, COUNT_OF(key), COUNT_OF(key)});
    Cell was[ITEM_CELLS] = {0};
    DbValue values[ITEM_CELLS];
    if (old.bytes.at != NULL)
        (void)row_unpack(asked->m->words, old.bytes, was, ITEM_CELLS);
    *changed = old.bytes.at != NULL && was[ITEM_CORRECTED].number != a[4].number;
    if (*changed == 0)
        return OK;
    for (size_t i = 0; i < ITEM_CELLS; i++)
        values[i] = i >= ITEM_DUE && i <= ITEM_CORRECTED_AT ? db_int(was[i].number)
                                                            : db_text(str_copy(asked->tx->ctx->arena, was[i].text));
    values[ITEM_CORRECTED] = a[4];
    values[ITEM_CORRECTED_AT] = a[5];
    item_counts(asked, 0, 0, a[4].number - was[ITEM_CORRECTED].number);
    part_replace(part, old, packed(asked->m, values, ITEM_CELLS));
    return OK;
}

const Statement memory_case_statements[] = {
    {SQL_CASE_SAVE, case_save, NULL},
    {SQL_CASE_LOAD, NULL, case_load},
    {SQL_CALL_SAVE, call_save, NULL},
    {SQL_CALL_LOAD, NULL, call_load},
    {SQL_CLOCK_SAVE, clock_save, NULL},
    {SQL_CLOCK_LOAD, NULL, clock_load},
    {SQL_REQUEST_SAVE, request_save, NULL},
    {SQL_REQUEST_LOAD, NULL, request_load},
    {SQL_EVENT_ADD, event_add, NULL},
    {SQL_TEXT_ADD, text_add, NULL},
    {SQL_REPORTER_ADD, reporter_add, NULL},
    {SQL_REPORTER_LOAD, NULL, reporter_load},
    {SQL_WAY_LOAD, NULL, way_load},
    {SQL_FOLLOWERS_TO_TELL, NULL, followers_to_tell},
    {SQL_PHOTO_ADD, photo_add, NULL},
    {SQL_PHOTO_LOOSE, NULL, photo_loose},
    {SQL_PHOTO_ATTACH, photo_attach, NULL},
    {SQL_IDEMPOTENCY_PUT, idempotency_put, NULL},
    {SQL_INTAKE_LOOK, NULL, intake_look},
    {SQL_DECISION_ADD, decision_add, NULL},
    {SQL_DECISION_FIGURES, NULL, decision_figures},
    {SQL_DECISION_KNOW, decision_know, NULL},
    {SQL_DECISION_MOVE_ADD, decision_move_add, NULL},
    {SQL_EXAMPLE_PUT, example_put, NULL},
    {SQL_DUE_ITEM_PUT, due_item_put, NULL},
    {SQL_DUE_ITEM_CORRECT, due_item_correct, NULL},
    {SQL_RATING_TOKEN_INSERT, rating_token_insert, NULL},
    {SQL_OUTBOX_ADD, outbox_add, NULL},
    {0},
};

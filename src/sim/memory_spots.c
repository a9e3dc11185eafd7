/* Recurring matters: cases and spots by kind and cell of the map (store/spot.sql has the same cells). A case stays here
 * for as long as a question may still count it, also after the rest of it has been dropped. */
#include <stdlib.h>

#include "domain/change.h"
#include "sim/memory_parts.h"

enum { CELL_E7 = 10000, CELL_ROW = 10000000 };

typedef struct Near {
    int64_t number, lat_e7, lon_e7, submitted_at;
} Near;

typedef struct NearList {
    Near *at;
    size_t len, room;
} NearList;

typedef struct SpotRow {
    Str row; /* packed, malloc'd */
    int64_t lat_e7, lon_e7, last_at;
} SpotRow;

typedef struct SpotList {
    SpotRow **at;
    size_t len, room;
} SpotList;

static uint64_t cell_key(Str category, int64_t cell)
{
    return ((uint64_t)cell * 0x9e3779b97f4a7c15ULL ^ str_hash(category)) | 1;
}

static int64_t cell_at(int64_t lat_e7, int64_t lon_e7)
{
    return lat_e7 / CELL_E7 * CELL_ROW + lon_e7 / CELL_E7;
}

static void near_add(Memory *m, uint64_t key, const Near *near)
{
    NearList *list = map_get(&m->cells, key);
    if (list == NULL)
        map_put(&m->cells, key, list = memory_room(sizeof *list));
    if (list->len == list->room) {
        Near *wider = memory_room((list->room = list->room == 0 ? 4 : list->room * 2) * sizeof *wider);
        for (size_t i = 0; i < list->len; i++)
            wider[i] = list->at[i];
        free(list->at);
        list->at = wider;
    }
    list->at[list->len++] = *near;
}

static void near_drop(Memory *m, uint64_t key, int64_t number)
{
    NearList *list = map_get(&m->cells, key);
    for (size_t i = 0; list != NULL && i < list->len; i++)
        if (list->at[i].number == number) {
            list->at[i] = list->at[--list->len];
            return;
        }
}

static struct Columns {
    size_t state, category, lat, lon, submitted, wake;
} columns;

__attribute__((constructor)) static void find_columns(void)
{
    static const struct {
        const char *name;
        size_t *at;
    } wanted[] = {{"state", &columns.state}, {"category", &columns.category},      {"lat_e7", &columns.lat},
                  {"lon_e7", &columns.lon},  {"submitted_at", &columns.submitted}, {"wake_at", &columns.wake}};
    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        while (!str_is(str_of(wanted[i].name), case_fields[*wanted[i].at].name))
            ++*wanted[i].at;
}

void spots_follow(Memory *m, Folder *folder, const DbValue *row)
{
    Str state = row[columns.state].text;
    bool counts = row[columns.lat].number != 0 && !str_is(state, "REJECTED") && !str_is(state, "WITHDRAWN") &&
                  !str_is(state, "MERGED");
    Near near = {folder->number, row[columns.lat].number, row[columns.lon].number, row[columns.submitted].number};
    uint64_t key = counts ? cell_key(row[columns.category].text, cell_at(near.lat_e7, near.lon_e7)) : 0;
    if (str_is(state, "SUSPENDED") && row[columns.wake].number > 0)
        due_push(&m->due_wakings, row[columns.wake].number, folder->number);
    if (key == folder->spot_cell)
        return;
    if (folder->spot_cell != 0)
        near_drop(m, folder->spot_cell, folder->number);
    if (key != 0)
        near_add(m, key, &near);
    folder->spot_cell = key;
}

/* The square of the question, and the cells it touches: those left over repeat the last. */
typedef struct Square {
    const DbValue *args; /* category, lat from, lat to, lon from, lon to */
    const DbValue *cells;
    size_t cell_count;
} Square;

static bool inside(const Square *s, int64_t lat_e7, int64_t lon_e7)
{
    return lat_e7 >= s->args[1].number && lat_e7 <= s->args[2].number && lon_e7 >= s->args[3].number &&
           lon_e7 <= s->args[4].number;
}

static bool repeats(const Square *s, size_t i)
{
    return i > 0 && s->cells[i].number == s->cells[i - 1].number;
}

static int newest_near(const void *a, const void *b)
{
    int64_t x = ((const Near *)a)->submitted_at / 1000, y = ((const Near *)b)->submitted_at / 1000;
    return x < y ? 1 : -(x > y);
}

static size_t gather_near(const Asked *asked, const Square *s, Near *out, size_t room)
{
    int64_t since = asked->args[6].number;
    size_t count = 0;
    for (size_t i = 0; i < s->cell_count; i++) {
        NearList *list =
            repeats(s, i) ? NULL : map_get(&asked->m->cells, cell_key(s->args[0].text, s->cells[i].number));
        for (size_t k = 0; list != NULL && k < list->len;) {
            if (list->at[k].submitted_at / 1000 < since) { /* time only goes forward: nobody asks for it again */
                list->at[k] = list->at[--list->len];
                continue;
            }
            if (inside(s, list->at[k].lat_e7, list->at[k].lon_e7) && count < room)
                out[count++] = list->at[k];
            k++;
        }
    }
    return count;
}

static Err spot_cases_around(const Asked *asked, Found *found)
{
    enum { CELLS_FROM = 7, NEAR_MAX = 4096, ANSWERS = 200 };
    Arena *arena = asked->tx->ctx->arena;
    Square square = {asked->args + 1, asked->args + CELLS_FROM, asked->count - CELLS_FROM - 1}; /* then how many */
    Near near[NEAR_MAX];
    size_t count = gather_near(asked, &square, near, NEAR_MAX);
    if (count > ANSWERS)
        qsort(near, count, sizeof near[0], newest_near);
    if (count > ANSWERS)
        count = ANSWERS;
    Str *rows = ARENA_ARRAY(arena, Str, count + 1);
    for (size_t i = 0; i < count; i++) {
        const DbValue row[] = {db_text(number_text(arena, near[i].number)), db_int(near[i].lat_e7),
                               db_int(near[i].lon_e7), db_int(near[i].submitted_at)};
        rows[i] = found_row(asked, row, COUNT_OF(row));
    }
    found_rows(found, rows, count);
    return OK;
}

static int newest_spot(const void *a, const void *b)
{
    int64_t x = (*(SpotRow *const *)a)->last_at, y = (*(SpotRow *const *)b)->last_at;
    return x < y ? 1 : -(x > y);
}

static Err spots_around(const Asked *asked, Found *found)
{
    enum { CELLS_FROM = 6, SPOTS_MAX = 512, ANSWERS = 20 };
    Square square = {asked->args + 1, asked->args + CELLS_FROM, asked->count - CELLS_FROM};
    const SpotRow *near[SPOTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < square.cell_count; i++) {
        const SpotList *list =
            repeats(&square, i) ? NULL
                                : map_get(&asked->m->spot_cells, cell_key(square.args[0].text, square.cells[i].number));
        for (size_t k = 0; list != NULL && k < list->len && count < SPOTS_MAX; k++)
            if (inside(&square, list->at[k]->lat_e7, list->at[k]->lon_e7))
                near[count++] = list->at[k];
    }
    if (count > 1)
        qsort(near, count, sizeof near[0], newest_spot);
    if (count > ANSWERS)
        count = ANSWERS;
    Str *rows = ARENA_ARRAY(asked->tx->ctx->arena, Str, count + 1);
    for (size_t i = 0; i < count; i++)
        /* cppcheck-suppress uninitvar; the first `count` are set */
        rows[i] = near[i]->row;
    found_rows(found, rows, count);
    return OK;
}

static void spot_list(Memory *m, uint64_t key, SpotRow *spot)
{
    SpotList *list = map_get(&m->spot_cells, key);
    if (list == NULL)
        map_put(&m->spot_cells, key, list = memory_room(sizeof *list));
    if (list->len == list->room) {
        SpotRow **wider = memory_room((list->room = list->room == 0 ? 4 : list->room * 2) * sizeof *wider);
        for (size_t i = 0; i < list->len; i++)
            wider[i] = list->at[i];
        free(list->at);
        list->at = wider;
    }
    list->at[list->len++] = spot;
}

static Err spot_save(const Asked *asked, int64_t *changed)
{
    const DbValue *a = asked->args;
    uint64_t key = str_hash(a[1].text) | 1;
    SpotRow *spot = map_get(&asked->m->spots, key);
    (void)changed;
    if (spot == NULL) {
        spot = memory_room(sizeof *spot);
        map_put(&asked->m->spots, key, spot);
        spot_list(asked->m, cell_key(a[2].text, cell_at(a[3].number, a[4].number)), spot);
        sum_add(&asked->m->rows, STR("spots"), &(Sum){.n = 1});
    }
    free((void *)spot->row.at);
    *spot = (SpotRow){lasting(packed(asked->m, a + 1, asked->count - 1)), a[3].number, a[4].number, a[10].number};
    return OK;
}

static void free_near(void *self, void *value)
{
    (void)self;
    free(((NearList *)value)->at);
    free(value);
}

static void free_list(void *self, void *value)
{
    (void)self;
    free(((SpotList *)value)->at);
    free(value);
}

static void free_spot(void *self, void *value)
{
    (void)self;
    free((void *)((SpotRow *)value)->row.at);
    free(value);
}

void spots_free(Memory *m)
{
    map_each(&m->cells, free_near, NULL);
    map_each(&m->spot_cells, free_list, NULL);
    map_each(&m->spots, free_spot, NULL);
    map_free(&m->cells);
    map_free(&m->spot_cells);
    map_free(&m->spots);
}

const Statement memory_spot_statements[] = {
    {SQL_SPOT_CASES_AROUND, NULL, spot_cases_around},
    {SQL_SPOTS_AROUND, NULL, spots_around},
    {SQL_SPOT_SAVE, spot_save, NULL},
    {0},
};

/* Every run of two to seven Han characters is counted once a text, over all and for each area; what passes is kept
 * unless a longer run stands in exactly the same texts. */
#include "learning/learn_places.h"

#include "base/csv.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/plain_words.h"

enum {
    RUN_LEAST = 2,
    RUN_MOST = 7,
    TEXTS_LEAST = 3,
    TEXTS_SHORT = 5, /* of two characters: chance makes these */
    NAMES_MOST = 50000,
    ROOM = 1 << 21, /* runs at once; what does not fit any more is not learnt */
    LETTERS_OF_TEXT = 4000,
};
#define SHARE_LEAST 0.85 /* of the texts with the run, in one area */

typedef struct Run {
    Str at;
    const DistrictArea *area;   /* the leading one, by majority vote */
    uint32_t texts, votes, own; /* own: texts of the leading area, counted in a second pass */
    uint32_t last;              /* text that counted it, + 1 */
    bool outdone;
} Run;

typedef struct Learning {
    Ctx *ctx;
    Run *runs;
    size_t used;
    bool second; /* pass: majorities are known, now they are counted */
} Learning;

static Run *run_of(Learning *l, Str at)
{
    size_t slot = (size_t)str_hash(at) & (ROOM - 1);
    while (l->runs[slot].texts != 0 && !str_eq(l->runs[slot].at, at))
        slot = (slot + 1) & (ROOM - 1);
    return &l->runs[slot];
}

static void count_run(Learning *l, Str at, const DistrictArea *area, uint32_t text)
{
    Run *run = run_of(l, at);
    if (run->texts == 0 && (l->second || l->used >= ROOM / 2))
        return;
    if (run->last == text + 1)
        return;
    run->last = text + 1;
    if (l->second) {
        run->own += run->area == area;
        return;
    }
    l->used += run->texts == 0;
    run->at = at;
    run->texts++;
    if (run->votes == 0)
        run->area = area;
    run->votes = run->area == area ? run->votes + 1 : run->votes - 1;
}

static void count_text(Learning *l, Str folded, const DistrictArea *area, uint32_t text)
{
    uint32_t starts[LETTERS_OF_TEXT + 1];
    size_t letters = 0;
    for (size_t at = 0; at < folded.len && letters < LETTERS_OF_TEXT;) {
        size_t from = at;
        bool han = text_is_han(utf8_next(folded, &at));
        if (!han) {
            letters = 0;
            continue;
        }
        starts[letters++] = (uint32_t)from;
        for (size_t n = RUN_LEAST; n <= RUN_MOST && n <= letters; n++)
            count_run(l, str_slice(folded, starts[letters - n], at), area, text);
    }
}

static bool is_name(const Run *run)
{
    size_t letters = utf8_length(run->at);
    uint32_t least = letters == 2 ? TEXTS_SHORT : TEXTS_LEAST;
    return run->area != NULL && run->own >= least && (double)run->own >= SHARE_LEAST * (double)run->texts &&
           plain_word_of(run->at) == WORD_NONE;
}

/* A run that never stands without the longer one tells nothing more. */
static void outdo_shorter(Learning *l, const Run *run)
{
    size_t first = 0, last = run->at.len;
    (void)utf8_next(run->at, &first);
    while (last > 0 && ((unsigned char)run->at.at[--last] & 0xc0) == 0x80)
        continue;
    Run *shorter[] = {run_of(l, str_slice(run->at, first, run->at.len)), run_of(l, str_slice(run->at, 0, last))};
    for (size_t i = 0; i < COUNT_OF(shorter); i++)
        shorter[i]->outdone = shorter[i]->outdone || shorter[i]->texts == run->texts;
}

static void add_names(Learning *l, City *city)
{
    District *d = &city->district;
    DistrictPlace *places = ARENA_ARRAY(l->ctx->arena, DistrictPlace, d->place_count + NAMES_MOST);
    size_t len = 0;
    for (; len < d->place_count; len++)
        places[len] = d->places[len];
    for (size_t i = 0; i < ROOM; i++)
        if (l->runs[i].texts >= TEXTS_LEAST)
            outdo_shorter(l, &l->runs[i]);
    for (size_t i = 0; i < ROOM && len < d->place_count + NAMES_MOST; i++)
        if (l->runs[i].texts > 0 && !l->runs[i].outdone && is_name(&l->runs[i]))
            places[len++] = (DistrictPlace){
                .name = str_copy(l->ctx->arena, l->runs[i].at), .kind = STR("place"), .area = l->runs[i].area->code};
    d->places = places;
    d->place_count = len;
}

Err learn_places(Ctx *ctx, Str train, City *city)
{
    Csv csv;
    if (str_empty(train))
        return OK;
    Err err = csv_read(ctx, train, &csv);
    if (err != OK)
        return fail(ctx, err, MSG_DISTRICT_IN_FILE, STR("train"), ctx_failure_text(ctx));
    ptrdiff_t text = csv_column(&csv, "text"), area = csv_column(&csv, "area");
    if (text < 0 || area < 0)
        return fail(ctx, ERR_INVALID, MSG_EXAM_COLUMN, STR("train"), text < 0 ? STR("text") : STR("area"));
    Arena *arena CLEANUP(arena_freep) = arena_new(SIZE_MAX);
    Learning l = {.ctx = ctx, .runs = ARENA_ARRAY(arena, Run, ROOM)};
    Str *folded = ARENA_ARRAY(arena, Str, csv.row_count + 1);
    const DistrictArea **areas = ARENA_ARRAY(arena, const DistrictArea *, csv.row_count + 1);
    for (size_t i = 0; i < csv.row_count; i++) {
        folded[i] = text_fold_plain(arena, csv.rows[i].cells[text]);
        areas[i] = city_area(arena, city, csv.rows[i].cells[area]);
        count_text(&l, folded[i], areas[i], (uint32_t)i);
    }
    l.second = true;
    for (size_t i = 0; i < csv.row_count; i++)
        count_text(&l, folded[i], areas[i], (uint32_t)(csv.row_count + i));
    add_names(&l, city);
    return OK;
}

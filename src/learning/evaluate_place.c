/* Each text is decided as a report without a position; what the brain answers, and how sure it is, is held against the
 * answer known. */
#include "learning/evaluate_place.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/csv.h"
#include "brain/decide.h"
#include "learning/city.h"
#include "learning/learn_places.h"

enum { TOP = 3, MISTAKES_MAX = 40 };

const int place_coverages[PLACE_COVERAGES] = {50, 80, 90, 100};

typedef struct Marked {
    double score;
    bool right;
} Marked;

typedef struct Examiner {
    Ctx *ctx;
    const City *city;
    Brain *brain;
    PlaceExamResult *result;
    Marked *marked;
    int64_t micros;
} Examiner;

static void drop_brain(Brain **brain)
{
    brain_free(*brain);
}

/* --- one text --- */

/* The answer's area on the level that was asked for. */
static Str on_level(const DistrictArea *wanted, Str subdistrict, Str community)
{
    return wanted == NULL || wanted->level != AREA_COMMUNITY ? subdistrict : community;
}

/* The place of the wanted area among the distinct candidates, from 1; 0: not among them. */
static size_t rank_of(const Decision *d, const DistrictArea *wanted)
{
    Str seen[BRAIN_GUESSES];
    size_t len = 0;
    for (size_t i = 0; i < d->place_count; i++) {
        Str area = on_level(wanted, d->places[i].subdistrict, d->places[i].community);
        bool again = false;
        for (size_t k = 0; k < len && !again; k++)
            again = str_eq(seen[k], area);
        if (again)
            continue;
        seen[len++] = area;
        if (str_eq(area, wanted->code))
            return len;
    }
    return 0;
}

static Str area_name(const Examiner *e, Str code)
{
    const DistrictArea *area = area_find(&e->city->district, code);
    return area != NULL ? area->name_zh : STR("-");
}

static void note_mistake(const Examiner *e, Str id, const DistrictArea *wanted, const Decision *d)
{
    PlaceExamResult *r = e->result;
    if (r->mistake_count == MISTAKES_MAX)
        return;
    Str expected = wanted != NULL ? wanted->name_zh : STR("-"), said = area_name(e, d->subdistrict);
    Str why = d->reason_count > 0 ? d->reasons_zh[0] : STR("");
    r->mistakes[r->mistake_count++] = str_printf(e->ctx->arena, STR_FMT ": " STR_FMT " -> " STR_FMT " (" STR_FMT ")",
                                                 STR_ARG(id), STR_ARG(expected), STR_ARG(said), STR_ARG(why));
}

static void mark(Examiner *e, Str id, const DistrictArea *wanted, const Decision *d)
{
    PlaceExamResult *r = e->result;
    bool sure = !str_empty(d->subdistrict);
    Str answer = on_level(wanted, d->subdistrict, d->community);
    bool right = sure && wanted != NULL && str_eq(answer, wanted->code);
    bool wrong = sure && !right && (wanted == NULL || !str_empty(answer));
    r->n++;
    r->answered += sure;
    r->right += right;
    r->wrong_sure += wrong;
    r->silent += d->place_count == 0;
    if (wrong)
        note_mistake(e, id, wanted, d);
    if (wanted == NULL)
        return;
    size_t rank = rank_of(d, wanted);
    e->marked[r->placed++] = (Marked){.score = d->place_count > 0 ? d->places[0].score : 0.0, .right = rank == 1};
    r->top1 += rank == 1;
    r->top3 += rank >= 1 && rank <= TOP;
}

static void ask_one(Examiner *e, Arena *arena, const Str *row, const size_t *columns)
{
    const DistrictArea *wanted = NULL;
    Str area = str_trim(row[columns[2]]);
    if (!str_empty(area) && (wanted = city_area(arena, e->city, area)) == NULL) {
        e->result->unknown++;
        return;
    }
    Ctx ctx = *e->ctx;
    ctx.arena = arena;
    Decision decision;
    int64_t start = clock_monotonic_us();
    brain_decide(e->brain, &ctx, &(Report){.text = row[columns[1]]}, &decision);
    e->micros += clock_monotonic_us() - start;
    mark(e, row[columns[0]], wanted, &decision);
}

/* --- all of them --- */

static int surest_first(const void *a, const void *b)
{
    double x = ((const Marked *)a)->score, y = ((const Marked *)b)->score;
    return x > y ? -1 : x < y;
}

static void judge_coverage(const Examiner *e)
{
    PlaceExamResult *r = e->result;
    qsort(e->marked, r->placed, sizeof *e->marked, surest_first);
    for (size_t i = 0; i < PLACE_COVERAGES; i++) {
        size_t most = (r->placed * (size_t)place_coverages[i] + 99) / 100, right = 0;
        for (size_t k = 0; k < most; k++)
            right += e->marked[k].right;
        r->at_coverage[i] = most > 0 ? (double)right / (double)most : 0.0;
    }
}

static Err ask_all(Examiner *e, Str text)
{
    static const char *const names[] = {"id", "text", "area"};
    size_t columns[COUNT_OF(names)];
    Csv csv;
    Err err = csv_read(e->ctx, text, &csv);
    if (err != OK)
        return fail(e->ctx, err, MSG_DISTRICT_IN_FILE, STR("test"), ctx_failure_text(e->ctx));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        ptrdiff_t at = csv_column(&csv, names[i]);
        if (at < 0 && i > 0)
            return fail(e->ctx, ERR_INVALID, MSG_EXAM_COLUMN, STR("test"), str_of(names[i]));
        columns[i] = at < 0 ? (size_t)csv_column(&csv, "text") : (size_t)at;
    }
    e->marked = ARENA_ARRAY(e->ctx->arena, Marked, csv.row_count + 1);
    e->result->mistakes = ARENA_ARRAY(e->ctx->arena, Str, MISTAKES_MAX);
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    for (size_t i = 0; i < csv.row_count; i++) {
        ask_one(e, arena, csv.rows[i].cells, columns);
        arena_reset(arena);
    }
    judge_coverage(e);
    e->result->micros_each = e->result->n > 0 ? (double)e->micros / (double)e->result->n : 0.0;
    return OK;
}

Err evaluate_place(Ctx *ctx, const PlaceExam *in, PlaceExamResult *out)
{
    City *city = NULL;
    Brain *brain CLEANUP(drop_brain) = NULL;
    Str test = {0};
    TRY(city_read(ctx, &(CityFiles){.areas = in->areas, .polygons = in->polygons, .gazetteer = in->gazetteer}, &city));
    TRY(learn_places(ctx, in->train, city));
    TRY(brain_new(ctx, &city->district, &brain));
    PlaceExamResult result = {
        .areas = city->district.area_count, .polygons = city->polygons, .names = city->district.place_count};
    Examiner examiner = {.ctx = ctx, .city = city, .brain = brain, .result = &result};
    TRY(in->read_test(ctx, in->from, &test));
    TRY(ask_all(&examiner, test));
    *out = result;
    return OK;
}

/* --- telling --- */

static void line(Buf *buf, const char *what, size_t part, size_t whole)
{
    double share = whole > 0 ? (double)part / (double)whole : 0.0;
    buf_printf(buf, "%-44s %.4f  (%zu of %zu)\n", what, share, part, whole);
}

Str place_exam_report(Arena *arena, const PlaceExamResult *r)
{
    Buf buf = buf_new(arena);
    buf_printf(&buf, "areas %zu, polygons %zu, further names %zu\n", r->areas, r->polygons, r->names);
    buf_printf(&buf, "n %zu (with a place %zu, without %zu); left out, area unknown: %zu\n", r->n, r->placed,
               r->n - r->placed, r->unknown);
    line(&buf, "top-1", r->top1, r->placed);
    line(&buf, "top-3", r->top3, r->placed);
    line(&buf, "abstention", r->n - r->answered, r->n);
    line(&buf, "  of these without any candidate", r->silent, r->n - r->answered);
    line(&buf, "accuracy among answered", r->right, r->answered);
    line(&buf, "wrong though sure", r->wrong_sure, r->n);
    for (size_t i = 0; i < PLACE_COVERAGES; i++)
        buf_printf(&buf, "accuracy at coverage %3d %%                     %.4f\n", place_coverages[i],
                   r->at_coverage[i]);
    buf_printf(&buf, "time per text                                %.0f us\n", r->micros_each);
    for (size_t i = 0; i < r->mistake_count; i++)
        buf_printf(&buf, "sure and wrong: " STR_FMT "\n", STR_ARG(r->mistakes[i]));
    return buf_str(&buf);
}

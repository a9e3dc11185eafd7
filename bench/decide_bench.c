/* How good and how fast the brain is on a district's folder: decide_bench [FOLDER]   (default districts/gulou)
 * Prints the time to learn and to start from a kept model; on corpus_check.csv the accuracy of the category with its
 * coverage, where it is sure and where it is not; and the time of a decision in percentiles. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/csv.h"
#include "brain/decide.h"
#include "district/parse.h"

enum { ROUNDS = 20000 };

static void must(Ctx *ctx, Err err)
{
    if (err == OK)
        return;
    Str why = ctx_failure_text(ctx);
    fprintf(stderr, STR_FMT "\n", STR_ARG(why));
    exit(1);
}

static Brain *start(Ctx *ctx, const District *district)
{
    Brain *taught = NULL, *kept = NULL;
    Str bytes = {0};
    int64_t at = clock_monotonic_us();
    must(ctx, brain_new(ctx, district, &taught));
    printf("learnt in %.2f s\n", (double)(clock_monotonic_us() - at) / 1e6);
    must(ctx, brain_save_model(ctx, taught, &bytes));
    at = clock_monotonic_us();
    must(ctx, brain_new_from_model(ctx, district, bytes, &kept));
    printf("started from a kept model of %.1f MB in %.3f s\n", (double)bytes.len / 1e6,
           (double)(clock_monotonic_us() - at) / 1e6);
    brain_free(taught);
    return kept;
}

typedef struct Tally {
    size_t n, sure, sure_right, best_right, in_three, in_five;
} Tally;

static void tally(const Decision *d, Str truth, Tally *t)
{
    t->n++;
    t->sure += d->category_sure;
    t->sure_right += d->category_sure && str_eq(d->category, truth);
    for (size_t i = 0; i < d->category_count; i++) {
        bool right = str_eq(d->categories[i].code, truth);
        t->best_right += right && i == 0;
        t->in_three += right && i < 3;
        t->in_five += right;
    }
}

static void judge(Ctx *ctx, const Brain *brain, const Csv *table)
{
    Tally t = {0};
    for (size_t i = 0; i < table->row_count; i++) {
        Decision d;
        brain_decide(brain, ctx, &(Report){.text = table->rows[i].cells[1]}, &d);
        tally(&d, table->rows[i].cells[0], &t);
    }
    double n = (double)t.n;
    printf("category, n %zu: where sure %.4f right at %.3f coverage; best guess %.4f, in three %.4f, in five %.4f\n",
           t.n, (double)t.sure_right / (double)t.sure, (double)t.sure / n, (double)t.best_right / n,
           (double)t.in_three / n, (double)t.in_five / n);
}

static int shorter(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static Str long_story(Arena *arena, const Csv *table)
{
    Buf story = buf_new(arena);
    for (size_t i = 0; story.len < 12000; i++)
        buf_add(&story, table->rows[i % table->row_count].cells[1]);
    return buf_str(&story);
}

/* Of this thread, so that a busy machine does not count. */
static int64_t cpu_us(void)
{
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

static void measure(const Brain *brain, const Csv *table, const char *what, Str fixed)
{
    static int64_t spent[ROUNDS];
    Rand rand = rand_seeded(7);
    Ctx ctx = {.arena = arena_new(0), .rand = &rand};
    size_t rounds = str_empty(fixed) ? ROUNDS : ROUNDS / 20;
    for (size_t i = 0; i < rounds; i++) {
        Report report = {.text = str_empty(fixed) ? table->rows[i % table->row_count].cells[1] : fixed,
                         .has_point = i % 2 == 0,
                         .lat = 26.06 + 0.07 * (double)(i * 7919 % 1000) / 1000.0,
                         .lon = 119.25 + 0.06 * (double)(i * 104729 % 1000) / 1000.0,
                         .point_source = STR("gps")};
        Decision d;
        int64_t at = cpu_us();
        brain_decide(brain, &ctx, &report, &d);
        spent[i] = cpu_us() - at;
        arena_reset(ctx.arena);
    }
    qsort(spent, rounds, sizeof *spent, shorter);
    printf("%s, CPU time: p50 %lld us, p99 %lld us, p99.9 %lld us (n %zu)\n", what, (long long)spent[rounds / 2],
           (long long)spent[rounds * 99 / 100], (long long)spent[rounds * 999 / 1000], rounds);
    arena_free(ctx.arena);
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0)
        return 2;
    Rand rand = rand_seeded(1);
    Ctx ctx = {.arena = arena_new((size_t)1 << 40), .rand = &rand};
    DistrictFiles files;
    District *district = NULL;
    must(&ctx, district_load_folder(&ctx, argc > 1 ? argv[1] : "districts/gulou", &files));
    must(&ctx, district_parse(&ctx, &files, &district));
    Brain *brain = start(&ctx, district);
    const DistrictFile *check = district_file(&files, "corpus_check.csv");
    Csv table = {0};
    if (check != NULL)
        must(&ctx, csv_read(&ctx, check->content, &table));
    if (table.row_count > 0) {
        judge(&ctx, brain, &table);
        measure(brain, &table, "a decision", STR(""));
        measure(brain, &table, "a decision on 4,000 characters", long_story(ctx.arena, &table));
    }
    brain_free(brain);
    district_free(district);
    arena_free(ctx.arena);
    return 0;
}

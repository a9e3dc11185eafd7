/* How good and how fast the brain is on a district's folder: decide_bench [FOLDER]   (default districts/gulou)
 * Prints the time to learn and to start from a kept model; on corpus_check.csv the accuracy of the category with its
 * coverage; and the time of whole decisions in percentiles, on one core, as a large city would ask them: a gazetteer of
 * 10,000 names (made up beside the district's own), 100,000 recent cases to compare with, ordinary messages with two
 * rants of 4,000 characters in a hundred, half of all with a pin. Then what hundred times as many names or cases cost:
 * growth should be far less than hundredfold. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/utf8.h"
#include "brain/decide.h"
#include "brain/twins.h"
#include "district/parse.h"

enum { ROUNDS = 20000 };
static const UnixMs now = (UnixMs)1795000000 * 1000;

static Brain *learnt; /* from the district as it is */

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

/* --- a city of many names --- */

static double latitude(size_t i)
{
    return 26.06 + 0.07 * (double)(i * 7919 % 9973) / 9973.0;
}

static double longitude(size_t i)
{
    return 119.25 + 0.06 * (double)(i * 104729 % 9973) / 9973.0;
}

/* Names nobody bears, of four to six characters, different by construction: number n written in made-up syllables. */
static Str made_up_name(Arena *arena, size_t n)
{
    static const char *const first[] = {"晴", "榕", "澜", "翠", "瑞", "锦", "盛", "恒", "嘉", "颐", "朗", "庭"};
    static const char *const second[] = {"川", "屿", "峰", "溪", "湾", "谷", "原", "岭", "塘", "坞", "洲", "林"};
    static const char *const third[] = {"和", "润", "裕", "祥", "泽", "悦", "宁", "安", "馨", "雅", "秀", "华"};
    static const char *const kind[] = {"花园", "新村", "巷", "小区", "路", "大厦", "里", "公馆"};
    size_t tail = n / (12 * 12 * 12 * 8); /* beyond 13,824 names a fourth syllable */
    return str_printf(arena, "%s%s%s%s%s", first[n % 12], second[n / 12 % 12], third[n / 144 % 12],
                      tail > 0 ? second[tail % 12] : "", kind[n / 1728 % 8]);
}

/* The district's files with so many made-up places more, spread over its communities. */
static DistrictFiles enlarged(Arena *arena, const DistrictFiles *files, const District *district, size_t more)
{
    DistrictFiles larger = *files;
    DistrictFile *gazetteer = (DistrictFile *)district_file(&larger, "gazetteer.csv");
    Buf out = buf_new(arena);
    buf_add(&out, str_trim(gazetteer->content));
    for (size_t n = 0, area = 0; n < more; area++) {
        const DistrictArea *at = &district->areas[area % district->area_count];
        if (at->level != AREA_COMMUNITY)
            continue;
        buf_printf(&out, "\n" STR_FMT ",%s," STR_FMT ",%.6f,%.6f,,%d", STR_ARG(made_up_name(arena, n)),
                   n / 1728 % 8 == 4   ? "road"
                   : n / 1728 % 8 == 2 ? "lane"
                                       : "estate",
                   STR_ARG(at->code), latitude(n), longitude(n), (int)(n % 3 != 0));
        n++;
    }
    buf_char(&out, '\n');
    gazetteer->content = buf_str(&out);
    return larger;
}

typedef struct City {
    District *district;
    Brain *brain;
    Twins *recent;
} City;

typedef struct CitySize {
    size_t places, cases;
} CitySize;

/* The last month: each case one of the corpus's matters at one of the made-up places, two in three with a pin. */
static Twins *remember(const District *district, size_t cases)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Twins *twins = twins_new(&(TwinsSetup){.district = district, .room = cases});
    for (size_t i = 0; i < cases; i++) {
        const Example *example = &district->corpus[i * 31 % district->corpus_count];
        Str place = made_up_name(arena, i * 7919 % 9000);
        TwinCase c = {.number = str_printf(arena, "GL%zu", i),
                      .version = 1,
                      .category = example->category,
                      .text =
                          str_printf(arena, STR_FMT "%zu号，" STR_FMT, STR_ARG(place), i % 90, STR_ARG(example->text)),
                      .has_point = i % 3 != 0,
                      .open = true,
                      .lat_e7 = (int64_t)(latitude(i) * 1e7),
                      .lon_e7 = (int64_t)(longitude(i) * 1e7),
                      .at = now - DAYS(29) + DAYS(29) / (UnixMs)cases * (UnixMs)i};
        twins_put(twins, &c);
        arena_reset(arena);
    }
    return twins;
}

static City found_city(Ctx *ctx, const DistrictFiles *files, const District *district, CitySize size)
{
    City city = {0};
    Str model = {0};
    size_t own = district->place_count;
    DistrictFiles larger = enlarged(ctx->arena, files, district, size.places > own ? size.places - own : 0);
    must(ctx, district_parse(ctx, &larger, &city.district));
    must(ctx, brain_save_model(ctx, learnt, &model));
    must(ctx, brain_new_from_model(ctx, city.district, model, &city.brain));
    city.recent = remember(city.district, size.cases);
    return city;
}

static void leave_city(City *city)
{
    twins_free(city->recent);
    brain_free(city->brain);
    district_free(city->district);
}

/* --- what its people write --- */

static Str long_story(Arena *arena, const Csv *table, size_t from)
{
    Buf story = buf_new(arena);
    for (size_t i = from; utf8_length(buf_str(&story)) < 4000; i++)
        buf_add(&story, table->rows[i % table->row_count].cells[1]);
    return utf8_cut(buf_str(&story), 4000);
}

enum { MESSAGES = 2000, RANT_EVERY = 50 };

/* The same for every city: places that each of them has. */
static Report *messages_of(Arena *arena, const Csv *table, size_t places)
{
    Report *reports = ARENA_ARRAY(arena, Report, MESSAGES);
    for (size_t i = 0; i < MESSAGES; i++) {
        Str name = made_up_name(arena, i * 7919 % places), matter = table->rows[i % table->row_count].cells[1];
        reports[i] =
            (Report){.text = str_printf(arena, STR_FMT "%zu号，" STR_FMT, STR_ARG(name), i % 90, STR_ARG(matter)),
                     .has_point = i % 2 == 0,
                     .lat = latitude(i * 13),
                     .lon = longitude(i * 13),
                     .point_source = STR("gps")};
        if (i % RANT_EVERY == RANT_EVERY - 1)
            reports[i].text = long_story(arena, table, i);
    }
    return reports;
}

/* --- measuring --- */

static int shorter(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Of this thread, so that a busy machine does not count. */
static int64_t cpu_ns(void)
{
    struct timespec at;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

typedef struct Times {
    double p50, p99, p999, mean; /* microseconds */
} Times;

static Times measure(const City *city, const Report *reports, size_t rounds)
{
    static int64_t spent[ROUNDS];
    Rand rand = rand_seeded(7);
    Ctx ctx = {.arena = arena_new(0), .rand = &rand, .now = now};
    Times times = {0};
    for (size_t i = 0; i < rounds + rounds / 10; i++) { /* the first only warm up */
        Decision d;
        Report report = reports[i % MESSAGES];
        report.recent = city->recent;
        int64_t at = cpu_ns();
        brain_decide(city->brain, &ctx, &report, &d);
        if (i >= rounds / 10)
            spent[i - rounds / 10] = cpu_ns() - at;
        arena_reset(ctx.arena);
    }
    qsort(spent, rounds, sizeof *spent, shorter);
    for (size_t i = 0; i < rounds; i++)
        times.mean += (double)spent[i] / 1e3 / (double)rounds;
    times.p50 = (double)spent[rounds / 2] / 1e3;
    times.p99 = (double)spent[rounds * 99 / 100] / 1e3;
    times.p999 = (double)spent[rounds * 999 / 1000] / 1e3;
    arena_free(ctx.arena);
    return times;
}

/* 4,000 characters that make each part of the brain work hardest. */
static void measure_hostile(Ctx *ctx, const City *city)
{
    static const char *const bits[] = {"漏气",          "没有漏气",     "不知道有没有漏气", "公园",         "五凤街道",
                                       "江厝路12号3栋", "路灯垃圾噪音", "湖前珞上，",       "一二三四五号", "abc ",
                                       "1号",           "没有发现"};
    for (size_t i = 0; i < COUNT_OF(bits); i++) {
        Buf text = buf_new(ctx->arena);
        while (utf8_length(buf_str(&text)) < 4000)
            buf_z(&text, bits[i]);
        Report *reports = ARENA_ARRAY(ctx->arena, Report, MESSAGES);
        for (size_t k = 0; k < MESSAGES; k++)
            reports[k] = (Report){.text = utf8_cut(buf_str(&text), 4000)};
        Times t = measure(city, reports, 500);
        printf("4,000 characters of %s: p50 %.0f us, p99 %.0f us\n", bits[i], t.p50, t.p99);
    }
}

/* How the mean grows from the first size to the last; the bound is what linear growth would give. */
static void measure_growth(Ctx *ctx, const DistrictFiles *files, const District *district, const Csv *table)
{
    static const CitySize sizes[][3] = {{{1000, 10000}, {10000, 10000}, {100000, 10000}},
                                        {{10000, 10000}, {10000, 100000}, {10000, 1000000}}};
    const Report *reports = messages_of(ctx->arena, table, 200);
    for (size_t k = 0; k < COUNT_OF(sizes); k++) {
        Times base = {0};
        for (size_t i = 0; i < COUNT_OF(sizes[k]); i++) {
            City city = found_city(ctx, files, district, sizes[k][i]);
            Times t = measure(&city, reports, ROUNDS / 4);
            base = i == 0 ? t : base;
            printf("%6zu names, %7zu recent cases: mean %.0f us, p50 %.0f us, p99 %.0f us; %.2f times the mean and "
                   "%.2f times the p99 of the first (linear: %d)\n",
                   sizes[k][i].places, sizes[k][i].cases, t.mean, t.p50, t.p99, t.mean / base.mean, t.p99 / base.p99,
                   (int[]){1, 10, 100}[i]);
            leave_city(&city);
        }
    }
}

static void measure_city(Ctx *ctx, const DistrictFiles *files, const District *district, const Csv *table)
{
    City city = found_city(ctx, files, district, (CitySize){.places = 10000, .cases = 100000});
    const Report *reports = messages_of(ctx->arena, table, 9000);
    Times t = measure(&city, reports, ROUNDS);
    printf("a whole decision; %zu categories, %zu areas, %zu names, %zu recent cases; CPU time of one core:\n"
           "  p50 %.0f us, p99 %.0f us, p99.9 %.0f us (n %d)\n",
           city.district->category_count, city.district->area_count, city.district->place_count,
           twins_figures(city.recent).cases, t.p50, t.p99, t.p999, ROUNDS);
    measure_hostile(ctx, &city);
    leave_city(&city);
}

int main(int argc, char **argv)
{
    if (!rand_start())
        return 2;
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    Rand rand = rand_seeded(1);
    Ctx ctx = {.arena = arena_new((size_t)1 << 40), .rand = &rand};
    DistrictFiles files;
    District *district = NULL;
    must(&ctx, district_load_folder(&ctx, argc > 1 ? argv[1] : "districts/gulou", &files));
    must(&ctx, district_parse(&ctx, &files, &district));
    learnt = start(&ctx, district);
    const DistrictFile *check = district_file(&files, "corpus_check.csv");
    Csv table = {0};
    if (check != NULL)
        must(&ctx, csv_read(&ctx, check->content, &table));
    if (table.row_count > 0) {
        judge(&ctx, learnt, &table);
        measure_city(&ctx, &files, district, &table);
        measure_growth(&ctx, &files, district, &table);
    }
    brain_free(learnt);
    district_free(district);
    arena_free(ctx.arena);
    return 0;
}

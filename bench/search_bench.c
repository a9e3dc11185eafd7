/* How long a search takes among N cases, on either engine.
 *   search_bench DATABASE [cases, default 1000000] [questions of a kind, default 200]
 * DATABASE: a path of a file or postgres://...; filled when it has no documents. The documents are put in directly (a
 * bulk fill: no cases stand behind them), made of pieces of the district's own corpus: a text is chosen by Zipf's law
 * and its first half joined to another's second, so that some words are in every fifth case and most in few. Marks are
 * those of real case files. Told is wall time and, of a file, this thread's processor time, which a busy machine does
 * not stretch. Run: build/release/bench/search_bench /tmp/search.db */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/utf8.h"
#include "db/db.h"
#include "district/parse.h"
#include "search/find.h"
#include "search/index.h"
#include "search/marks.h"

enum { BATCH = 2000, PAGE = 50 };
static const UnixMs NOW = 1780538400000;

static void check(Ctx *ctx, Err err)
{
    if (err == OK)
        return;
    Str why = ctx_failure_text(ctx);
    fprintf(stderr, STR_FMT " " STR_FMT "\n", STR_ARG(why), STR_ARG(ctx->failure.internal));
    exit(1);
}

/* --- made-up cases --- */

static uint64_t seed = 88172645463325252u;

static uint64_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static size_t below(size_t n)
{
    return (size_t)(draw() % n);
}

/* The first is drawn most often, the k-th 1/k as often. */
static size_t zipf(size_t n)
{
    double u = (double)(draw() >> 11) / 9007199254740992.0;
    size_t k = (size_t)exp(u * log((double)n + 1)) - 1;
    return k < n ? k : n - 1;
}

static Str half(Str text, bool first)
{
    size_t chars = utf8_length(text) / 2, at = utf8_cut(text, chars).len;
    return first ? str_slice(text, 0, at) : str_slice(text, at, text.len);
}

static Str report(Ctx *ctx)
{
    const District *d = ctx->district;
    const Example *a = &d->corpus[zipf(d->corpus_count) * 7919 % d->corpus_count];
    const Example *b = &d->corpus[zipf(d->corpus_count) * 104729 % d->corpus_count];
    Str parts[] = {half(a->text, true), half(b->text, false), STR("\n"), d->places[zipf(d->place_count)].name,
                   str_printf(ctx->arena, "%zu号", below(300) + 1)};
    return str_join(ctx->arena, parts, COUNT_OF(parts), STR(""));
}

static const Unit *street(const Ctx *ctx, size_t which)
{
    const Rights *rights = &ctx->district->rights;
    for (size_t i = 0; i < rights->unit_count; i++)
        if (rights->units[i].kind == UNIT_SUBDISTRICT && which-- == 0)
            return &rights->units[i];
    return &rights->units[0];
}

/* One in fifty is open, one in three was called, one in two hundred is confidential. */
static void make_file(const Ctx *ctx, int64_t i, int64_t all, CaseFile *file)
{
    const Unit *owner = street(ctx, zipf(10));
    const Category *category = &ctx->district->categories[zipf(ctx->district->category_count)];
    bool open = i > all - all / 50 && below(2) == 0;
    *file = (CaseFile){.c = {.number = str_printf(ctx->arena, "%012lld0", (long long)(210101000000 + i)),
                             .state = open ? CASE_HANDLING : CASE_CLOSED,
                             .urgency = (int64_t)below(3),
                             .category = category->code,
                             .owner = owner->code,
                             .handler_unit = below(2) == 0 ? owner->code : STR("CGJ"),
                             .subdistrict = owner->area,
                             .confidential = below(200) == 0,
                             .submitted_at = NOW - DAYS(3650) + i * (DAYS(3650) / all)},
                       .version = 9};
    if (below(3) > 0)
        return;
    static const char *const units[] = {"CGJ", "JSJ", "YLZX", "HWZX", "MZJ", "STHJ"};
    file->call_count = 1;
    file->calls[0] = (Call){.no = 1,
                            .state = CALL_CONFIRMED,
                            .lead = 1,
                            .callee = str_of(units[zipf(6)]),
                            .caller = owner->code,
                            .ended_at = 1};
}

static Str body(Ctx *ctx, const CaseFile *file)
{
    Buf out = buf_new(ctx->arena);
    Str head, place;
    if (str_cut(report(ctx), '\n', &head, &place)) {
        buf_add(&out, search_plain(ctx->arena, head));
        buf_char(&out, '\n');
        buf_add(&out, search_plain(ctx->arena, place));
    }
    const Category *category = category_find(ctx->district, file->c.category);
    const DistrictArea *area = area_find(ctx->district, file->c.subdistrict);
    buf_printf(&out, "\n" STR_FMT "\n" STR_FMT, STR_ARG(category->name_zh), STR_ARG(area->name_zh));
    return buf_str(&out);
}

static Err write_batch(Tx *tx, const void *in, void *out)
{
    (void)out;
    return search_write(tx, in);
}

static void fill_some(Db *db, Ctx *ctx, int64_t from, int64_t all)
{
    Arena *arena CLEANUP(arena_freep) = arena_new((size_t)1 << 30);
    Ctx own = *ctx;
    own.arena = arena;
    CaseFile *file = ARENA_NEW(arena, CaseFile);
    SearchBatch batch = {.at = ARENA_ARRAY(arena, SearchEntry, BATCH),
                         .after = {.basis = STR("1:bench"), .seen_at = NOW, .filled = true}};
    for (int64_t i = from; i < all && batch.len < BATCH; i++) {
        make_file(&own, i, all, file);
        SearchEntry *e = &batch.at[batch.len++];
        e->doc = (SearchDoc){.subject = file->c.number, .version = 9, .at = file->c.submitted_at};
        e->doc.marks = case_marks(arena, &ctx->district->rights, file);
        e->doc.body = body(&own, file);
        e->tokens = search_tokens(arena, e->doc.marks, e->doc.body, STR(""));
    }
    check(&own, db_write(db, &own, write_batch, &batch, NULL));
}

static Err run_text(Tx *tx, const void *in, void *out)
{
    (void)out;
    return db_run_text(tx, &(DbText){.text = in});
}

static Err load_state(Tx *tx, const void *in, void *out)
{
    (void)in;
    return search_state_load(tx, out);
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fill(Db *db, Ctx *ctx, int64_t all)
{
    SearchState state;
    check(ctx, db_read(db, ctx, load_state, NULL, &state));
    if (state.next_sid > 1)
        return;
    double began = seconds(CLOCK_MONOTONIC);
    bool server = db_is_server(db);
    if (server)
        check(ctx, db_write(db, ctx, run_text, "DROP INDEX search_docs_tokens", NULL));
    for (int64_t i = 0; i < all; i += BATCH) {
        fill_some(db, ctx, i, all);
        if (i % (all / 10) < BATCH)
            fprintf(stderr, "%lld of %lld, %.0f s\n", (long long)i, (long long)all, seconds(CLOCK_MONOTONIC) - began);
    }
    if (server) {
        check(ctx, db_write(db, ctx, run_text,
                            "CREATE INDEX search_docs_tokens ON search_docs USING gin (tokens) WITH (fastupdate = off)",
                            NULL));
        check(ctx, db_write(db, ctx, run_text, "ANALYZE search_docs", NULL));
    }
    printf("filled %lld documents in %.0f s\n", (long long)all, seconds(CLOCK_MONOTONIC) - began);
}

/* --- questions --- */

typedef struct Kind {
    const char *name;
    Role role;
    const char *unit;
    const char *questions[4];
    FindView view;
} Kind;

static const Kind kinds[] = {
    {"common word, centre", ROLE_CENTRE_DISPATCHER, "CEN", {"垃圾", "小区", "路灯", "噪音"}, FIND_ALL},
    {"word of every case, centre", ROLE_CENTRE_DISPATCHER, "CEN", {"街道", "街道 -鼓东", "街", "街道 号"}, FIND_ALL},
    {"word of every case, a street",
     ROLE_SUBDISTRICT_DISPATCHER,
     "350102009",
     {"街道", "街道 -鼓东", "街", "街道 号"},
     FIND_ALL},
    {"common word, a street", ROLE_SUBDISTRICT_DISPATCHER, "350102009", {"垃圾", "小区", "路灯", "噪音"}, FIND_ALL},
    {"common word, a called unit", ROLE_DEPARTMENT_DESK, "STHJ", {"垃圾", "小区", "路灯", "噪音"}, FIND_ALL},
    {"common word, open ones", ROLE_CENTRE_DISPATCHER, "CEN", {"垃圾", "小区", "路灯", "噪音"}, FIND_OPEN},
    {"two common words", ROLE_CENTRE_DISPATCHER, "CEN", {"小区 垃圾", "路灯 小区", "噪音 晚上", "垃圾 晚上"}, FIND_ALL},
    {"two common words, a street",
     ROLE_SUBDISTRICT_DISPATCHER,
     "350102003",
     {"小区 垃圾", "路灯 小区", "噪音 晚上", "垃圾 晚上"},
     FIND_ALL},
    {"common words that never meet",
     ROLE_CENTRE_DISPATCHER,
     "CEN",
     {"垃圾 路灯 噪音", "井盖 噪音 垃圾", "路灯 水管 垃圾", "电梯 路灯 垃圾"},
     FIND_ALL},
    {"long phrase", ROLE_CENTRE_DISPATCHER, "CEN", {"没人清理", "影响休息", "存在安全隐患", "垃圾没人"}, FIND_ALL},
    {"single character", ROLE_CENTRE_DISPATCHER, "CEN", {"路", "水", "车", "灯"}, FIND_ALL},
    {"rare word", ROLE_CENTRE_DISPATCHER, "CEN", {"马蜂", "三坊七巷", "鹦鹉", "发电机"}, FIND_ALL},
    {"word left out",
     ROLE_CENTRE_DISPATCHER,
     "CEN",
     {"垃圾 -小区", "小区 -晚上", "路灯 -没人清理", "噪音 -施工"},
     FIND_ALL},
    {"not there", ROLE_CENTRE_DISPATCHER, "CEN", {"航母", "火星", "鲸鱼", "潜水艇"}, FIND_ALL},
};

typedef struct Times {
    double wall[4096], cpu[4096];
    size_t count, found;
    bool least;
} Times;

static Err ask_in_tx(Tx *tx, const void *in, void *out)
{
    return search_cases(tx, in, out);
}

static void ask(Db *db, const Ctx *ctx, const Kind *kind, size_t turn, Times *times)
{
    Arena *arena CLEANUP(arena_freep) = arena_new(0);
    Ctx own = *ctx;
    own.arena = arena;
    Grant grant = {kind->role, str_of(kind->unit)};
    Actor actor = {.person = STR("p"), .grants = &grant, .grant_count = 1};
    SearchWords words;
    FoundPage page;
    FindCases in = {
        .words = &words, .actor = &actor, .view = kind->view, .as_of = NOW, .after_key = INT64_MIN, .limit = PAGE};
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_THREAD_CPUTIME_ID);
    check(&own, search_words_parse(&own, str_of(kind->questions[turn % 4]), &words));
    check(&own, db_read(db, &own, ask_in_tx, &in, &page));
    times->wall[times->count] = (seconds(CLOCK_MONOTONIC) - wall) * 1e3;
    times->cpu[times->count++] = (seconds(CLOCK_THREAD_CPUTIME_ID) - cpu) * 1e3;
    times->found += page.total;
    times->least = times->least || page.total_at_least;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y ? 1 : 0;
}

static double at_share(double *sorted, size_t count, double share)
{
    return sorted[(size_t)((double)(count - 1) * share)];
}

static void tell(const char *name, Times *t)
{
    qsort(t->wall, t->count, sizeof *t->wall, by_size);
    qsort(t->cpu, t->count, sizeof *t->cpu, by_size);
    printf("%-30s %7zu%s %8.1f %8.1f %8.1f %8.1f\n", name, t->found / t->count, t->least ? "+" : " ",
           at_share(t->wall, t->count, 0.5), at_share(t->wall, t->count, 0.99), at_share(t->cpu, t->count, 0.5),
           at_share(t->cpu, t->count, 0.99));
    (void)fflush(stdout);
}

static void measure(Db *db, const Ctx *ctx, size_t turns)
{
    static Times all, one;
    printf("%-30s %8s %8s %8s %8s %8s\n", "ms of a question", "hits", "p50", "p99", "cpu p50", "cpu p99");
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        one = (Times){0};
        for (size_t i = 0; i < turns && one.count < COUNT_OF(one.wall); i++)
            ask(db, ctx, &kinds[k], i, &one);
        for (size_t i = 0; i < one.count && all.count < COUNT_OF(all.wall); i++, all.count++) {
            all.wall[all.count] = one.wall[i];
            all.cpu[all.count] = one.cpu[i];
        }
        all.found += one.found;
        tell(kinds[k].name, &one);
    }
    tell("all", &all);
}

int main(int argc, char **argv)
{
    Rand rand = rand_system();
    Ctx ctx = {.arena = arena_new((size_t)1 << 30), .now = NOW, .rand = &rand};
    DistrictFiles files = {0};
    District *district = NULL;
    Db *db = NULL;
    if (argc < 2)
        return 2;
    check(&ctx, district_load_folder(&ctx, "districts/gulou", &files));
    check(&ctx, district_parse(&ctx, &files, &district));
    ctx.district = district;
    ctx.jurisdiction = district->code;
    check(&ctx, db_open(&ctx, &(DbOptions){.path = argv[1], .readers = 1}, &db));
    check(&ctx, db_migrate(db, &ctx));
    fill(db, &ctx, argc > 2 ? atoll(argv[2]) : 1000000);
    measure(db, &ctx, argc > 3 ? (size_t)atoll(argv[3]) : 200);
    db_close(db);
    district_free(district);
    arena_free(ctx.arena);
    return 0;
}

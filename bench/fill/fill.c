/* Fills a store with years of cases, to measure on: `fill --data DIR --cases 1000000 --years 10`. First `gulou demo`
 * makes the folder: its sixty days are real actions. Then those lives are copied past the program, under other numbers,
 * times, places and texts, with salts, commitments, chains and a sealed log of their own, so that `gulou verify` is
 * green. Not as in life: the newest --whole closed cases keep all their events, older ones are told in two (how it
 * came, how it ended) and keep two clocks and one call; past 400 days it is one event, one clock, the text and two of
 * the frozen figures, or ten million would not fit a disk. No copy has photos, is merged or lies at a recurring spot;
 * the weekly sums of decisions are the demo's. Open are as many as a city of that many cases a day would have, at least
 * --open, wherever in their lives now is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "days.h"

enum { STORY_ARENA = 1 << 30, CASES_OF_A_DEMO = 5000 };

_Noreturn void fill_die(const char *what, const char *why)
{
    fprintf(stderr, "fill: %s: %s\n", what, why);
    exit(1);
}

typedef struct Options {
    const char *data, *database, *program;
    int64_t cases, years, open, whole, seed;
} Options;

/* --- the log --- */

typedef struct Leaves {
    Hash *at;
    size_t len, room;
} Leaves;

static void hear_leaf(void *self, const char *const *columns)
{
    Leaves *leaves = self;
    if (leaves->len == leaves->room) {
        leaves->room += leaves->room + 1024;
        leaves->at = realloc(leaves->at, leaves->room * sizeof *leaves->at);
        if (leaves->at == NULL)
            abort();
    }
    if (!hash_unhex(str_of(columns[0]), &leaves->at[leaves->len++]))
        fill_die("leaf", columns[0]);
}

static void hear_text_once(void *self, const char *const *columns)
{
    *(char **)self = strdup(columns[0]);
}

typedef struct Place { /* where the store is */
    const char *where;
    void (*ask)(const char *where, const Ask *ask);
    const WriterKind *kind;
} Place;

static void sign_head(Ctx *ctx, const Place *place, const Tree *tree)
{
    char *seed_text = NULL;
    Hash seed, root = merkle_root(&tree->frontier);
    place->ask(place->where,
               &(Ask){"SELECT value FROM server_settings WHERE name = 'log_key'", hear_text_once, (void *)&seed_text});
    if (seed_text == NULL || !hash_unhex(str_of(seed_text), &seed))
        fill_die("log_key", "there is none");
    SignKey key = sign_key_of(&seed);
    LogHead head = {(int64_t)tree->frontier.size, hash_hex(ctx->arena, &root), ctx->now, STR("")};
    head.signature = sign_text(ctx->arena, &key, log_head_text(ctx, &head));
    Str sql = str_printf(ctx->arena,
                         "INSERT INTO log_heads (jurisdiction, size, root, at, signature) VALUES ('" STR_FMT
                         "', %lld, '" STR_FMT "', %lld, '" STR_FMT "')",
                         STR_ARG(ctx->jurisdiction), (long long)head.size, STR_ARG(head.root), (long long)head.at,
                         STR_ARG(head.signature));
    place->ask(place->where, &(Ask){str_z(ctx->arena, sql), NULL, NULL});
    free(seed_text);
}

/* --- the folder --- */

static void make_demo(const Options *o, const char *folder, const char *database)
{
    pid_t pid = fork();
    if (pid == 0) {
        if (database != NULL)
            (void)execl(o->program, o->program, "demo", "--data", folder, "--database", database, (char *)NULL);
        else
            (void)execl(o->program, o->program, "demo", "--data", folder, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    if (waitpid(pid, &status, 0) != pid || status != 0)
        fill_die(o->program, "cannot make the demo's folder");
}

static void count_cases(const Place *place)
{
    char *text = NULL;
    place->ask(place->where, &(Ask){"SELECT COUNT(*) FROM cases", hear_text_once, (void *)&text});
    if (text == NULL || atoll(text) > CASES_OF_A_DEMO)
        fill_die(place->where, "is filled already");
    free(text);
}

static int64_t number_option(const char *text)
{
    int64_t value = 0;
    if (text == NULL || !str_to_i64(str_of(text), &value) || value < 0)
        fill_die("option", "wants a number");
    return value;
}

static Options read_options(int argc, char **argv)
{
    Options o = {.program = "build/gulou", .cases = 100000, .years = 10, .open = 1000, .whole = 20000, .seed = 1};
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *value = argv[i + 1];
        if (strcmp(argv[i], "--data") == 0)
            o.data = value;
        else if (strcmp(argv[i], "--database") == 0)
            o.database = value;
        else if (strcmp(argv[i], "--program") == 0)
            o.program = value;
        else if (strcmp(argv[i], "--cases") == 0)
            o.cases = number_option(value);
        else if (strcmp(argv[i], "--years") == 0)
            o.years = number_option(value);
        else if (strcmp(argv[i], "--open") == 0)
            o.open = number_option(value);
        else if (strcmp(argv[i], "--whole") == 0)
            o.whole = number_option(value);
        else if (strcmp(argv[i], "--seed") == 0)
            o.seed = number_option(value);
        else
            fill_die(argv[i], "is no option");
    }
    if (o.data == NULL || o.years == 0 || argc % 2 == 0)
        fill_die("usage", "fill --data DIR [--database postgres://...] [--cases N] [--years Y] [--open N, at least] "
                          "[--whole N newest] [--seed S] [--program build/gulou]");
    return o;
}

static void hear_jurisdiction(void *self, const char *const *columns)
{
    Ctx *ctx = self;
    ctx->jurisdiction = str_copy(ctx->arena, str_of(columns[0]));
}

static void hear_number(void *self, const char *const *columns)
{
    days_take(self, columns[0]);
}

static void tell(const Copier *c, double seconds, double indexes)
{
    double cases = (double)c->cases;
    printf(
        "%lld cases (%lld open), %lld events, %lld rows: %.1f s, %.0f cases/s; indexes %.1f s; in all %.0f cases/s\n",
        (long long)c->cases, (long long)c->open, (long long)c->events, (long long)c->rows, seconds, cases / seconds,
        indexes, cases / (seconds + indexes));
}

/* The demo's leaves are the tree's beginning; all its tiles are written anew. */
static void fill(Days *d, const Place *place, Tree *tree)
{
    Leaves leaves = {0};
    int64_t start = clock_monotonic_us();
    place->ask(place->where, &(Ask){"SELECT hash FROM case_events WHERE leaf_index IS NOT NULL ORDER BY leaf_index",
                                    hear_leaf, &leaves});
    place->ask(place->where, &(Ask){"SELECT number FROM cases ORDER BY number", hear_number, d});
    place->ask(place->where, &(Ask){"DELETE FROM log_tiles", NULL, NULL});
    Writer *writer = place->kind->open(place->where, d->stories->tables, FILL_TABLE_COUNT);
    d->copier->writer = tree->writer = writer;
    for (size_t i = 0; i < leaves.len; i++)
        (void)tree_append(tree, &leaves.at[i]);
    days_fill(d);
    tree_finish(tree);
    int64_t written = clock_monotonic_us();
    writer->kind->finish(writer);
    sign_head(d->stories->ctx, place, tree);
    tell(d->copier, (double)(written - start) / 1e6, (double)(clock_monotonic_us() - written) / 1e6);
    free(leaves.at);
}

static const char *path_in(Ctx *ctx, const char *folder, const char *name)
{
    return str_z(ctx->arena, str_printf(ctx->arena, "%s/%s", folder, name));
}

int main(int argc, char **argv)
{
    Options o = read_options(argc, argv);
    Rand rand = rand_seeded((uint64_t)o.seed);
    Ctx ctx = {.arena = arena_new(STORY_ARENA), .now = clock_now(), .rand = &rand}, brief = {0};
    Stories stories;
    const char *lives = o.data;
    make_demo(&o, o.data, o.database);
    if (o.database != NULL) {
        lives = path_in(&ctx, o.data, "lives");
        make_demo(&o, lives, NULL);
    }
    const char *path = path_in(&ctx, lives, "gulou.db");
    Place place = {path, ask_sqlite, &writer_sqlite};
    if (o.database != NULL)
        place = (Place){o.database, ask_postgres, &writer_postgres};
    count_cases(&place);
    ask_sqlite(path, &(Ask){"SELECT DISTINCT jurisdiction FROM cases", hear_jurisdiction, &ctx});
    stories_load(&ctx, path, &stories);
    brief = ctx;
    brief.arena = arena_new(0);
    Tree *tree = calloc(1, sizeof *tree);
    Days *days = calloc(1, sizeof *days);
    if (tree == NULL || days == NULL || !rand_start())
        abort();
    tree->jurisdiction = ctx.jurisdiction;
    Copier copier = {.ctx = &brief, .stories = &stories, .tree = tree, .rand = &rand};
    days->cases = o.cases;
    days->years = o.years;
    days->open = o.open;
    days->whole = o.whole;
    days->stories = &stories;
    days->copier = &copier;
    days->now = ctx.now;
    fill(days, &place, tree);
    free(days);
    free(tree);
    arena_free(brief.arena);
    arena_free(ctx.arena);
    return 0;
}

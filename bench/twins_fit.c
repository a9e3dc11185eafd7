/* Fits the weights of brain/twins_sense.c on the fitting half of labelled pairs, and shows what they do on the other:
 * twins_fit [FOLDER] [PAIRS.csv]   (default districts/gulou and its twins_check.csv)
 * Logistic regression by Newton steps with an L2 penalty; prints the table of weights as it stands in the source. */
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "brain/twins_sense.h"
#include "district/parse.h"

static double penalty = 1.0;
enum { STEPS = 60, K = TWIN_TRAITS };

static void must(Ctx *ctx, Err err)
{
    if (err == OK)
        return;
    Str why = ctx_failure_text(ctx);
    fprintf(stderr, STR_FMT "\n", STR_ARG(why));
    exit(1);
}

typedef struct Pair {
    TwinTraits traits;
    bool same, fit;
} Pair;

static Str cell(const Csv *csv, size_t row, const char *name)
{
    ptrdiff_t at = csv_column(csv, name);
    return at < 0 ? STR("") : csv->rows[row].cells[at];
}

static Pair *read_pairs(Ctx *ctx, const TwinSense *sense, const Csv *csv)
{
    Pair *pairs = ARENA_ARRAY(ctx->arena, Pair, csv->row_count + 1);
    for (size_t i = 0; i < csv->row_count; i++) {
        TwinSide a = twin_side(sense, ctx->arena, cell(csv, i, "text_a"), cell(csv, i, "place_a"));
        TwinSide b = twin_side(sense, ctx->arena, cell(csv, i, "text_b"), cell(csv, i, "place_b"));
        a.kind = twin_kind(sense, cell(csv, i, "category_a"));
        b.kind = twin_kind(sense, cell(csv, i, "category_b"));
        double minutes = 0.0, metres = -1.0;
        (void)str_to_double(cell(csv, i, "minutes_apart"), &minutes);
        (void)str_to_double(cell(csv, i, "metres_apart"), &metres);
        pairs[i] = (Pair){.traits = twin_traits(sense, &(TwinPair){&a, &b, minutes, metres}),
                          .same = str_is(cell(csv, i, "same"), "1"),
                          .fit = !str_is(cell(csv, i, "half"), "check")};
    }
    return pairs;
}

static double guess(const double *w, const TwinTraits *t)
{
    double sum = 0.0;
    for (size_t i = 0; i < K; i++)
        sum += w[i] * t->at[i];
    return 1.0 / (1.0 + exp(-sum));
}

/* Solves h × step = g by elimination; h is positive definite. */
static void solve(double h[K][K], double *g)
{
    for (size_t i = 0; i < K; i++)
        for (size_t r = i + 1; r < K; r++) {
            double factor = h[r][i] / h[i][i];
            for (size_t c = i; c < K; c++)
                h[r][c] -= factor * h[i][c];
            g[r] -= factor * g[i];
        }
    for (size_t i = K; i-- > 0;) {
        for (size_t c = i + 1; c < K; c++)
            g[i] -= h[i][c] * g[c];
        g[i] /= h[i][i];
    }
}

static void newton(double *w, const Pair *pairs, size_t count)
{
    double h[K][K] = {{0}}, g[K] = {0};
    for (size_t i = 0; i < K; i++) {
        h[i][i] = i == 0 ? 1e-6 : penalty;
        g[i] = i == 0 ? 0.0 : -penalty * w[i];
    }
    for (size_t n = 0; n < count; n++) {
        if (!pairs[n].fit)
            continue;
        const double *x = pairs[n].traits.at;
        double p = guess(w, &pairs[n].traits);
        for (size_t i = 0; i < K; i++) {
            g[i] += x[i] * ((pairs[n].same ? 1.0 : 0.0) - p);
            for (size_t k = 0; k < K; k++)
                h[i][k] += x[i] * x[k] * p * (1.0 - p);
        }
    }
    solve(h, g);
    for (size_t i = 0; i < K; i++)
        w[i] += g[i];
}

/* Mean loss in nats over the fitting half, each of eight blocks judged by the other seven: what the penalty was chosen
 * by. Pairs of one matter stand together, so that no matter is in two blocks. */
static double cross_loss(Pair *pairs, size_t count)
{
    enum { BLOCKS = 8 };
    double loss = 0.0, n = 0.0;
    for (size_t block = 0; block < BLOCKS; block++) {
        size_t from = count * block / BLOCKS, to = count * (block + 1) / BLOCKS;
        bool was[8192];
        double w[K] = {0};
        for (size_t i = from; i < to; i++) {
            was[i - from] = pairs[i].fit;
            pairs[i].fit = false;
        }
        for (int i = 0; i < 25; i++)
            newton(w, pairs, count);
        for (size_t i = from; i < to; i++) {
            pairs[i].fit = was[i - from];
            if (!pairs[i].fit)
                continue;
            double p = guess(w, &pairs[i].traits);
            loss -= log(pairs[i].same ? p : 1.0 - p);
            n += 1.0;
        }
    }
    return loss / n;
}

static void show(const double *w, const Pair *pairs, size_t count, bool fit)
{
    printf("%s half\n", fit ? "fitting" : "checking");
    for (double t = 0.3; t < 0.95; t += 0.1) {
        size_t right = 0, found = 0, twins = 0;
        for (size_t i = 0; i < count; i++) {
            if (pairs[i].fit != fit)
                continue;
            bool yes = guess(w, &pairs[i].traits) >= t;
            twins += pairs[i].same;
            found += yes;
            right += yes && pairs[i].same;
        }
        double p = (double)right / (double)found, r = (double)right / (double)twins;
        printf("  at %.1f: precision %.3f recall %.3f F1 %.3f\n", t, p, r, 2.0 * p * r / (p + r));
    }
}

static void show_mistakes(const double *w, const Pair *pairs, const Csv *csv)
{
    for (size_t i = 0; i < csv->row_count; i++) {
        double p = guess(w, &pairs[i].traits);
        if (pairs[i].fit && (p >= 0.5) != pairs[i].same)
            printf("%d %.2f [%.*s %.*s m %.*s min] %.*s @%.*s | %.*s @%.*s\n", pairs[i].same, p,
                   STR_ARG(cell(csv, i, "category_a")), STR_ARG(cell(csv, i, "metres_apart")),
                   STR_ARG(cell(csv, i, "minutes_apart")), STR_ARG(cell(csv, i, "text_a")),
                   STR_ARG(cell(csv, i, "place_a")), STR_ARG(cell(csv, i, "text_b")), STR_ARG(cell(csv, i, "place_b")));
    }
}

static Str read_file(Ctx *ctx, const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t room = (size_t)16 << 20;
    char *at = arena_alloc(ctx->arena, room);
    size_t len = file != NULL ? fread(at, 1, room, file) : 0;
    if (file == NULL || len == 0)
        exit(1);
    (void)fclose(file);
    return (Str){at, len};
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0)
        return 2;
    Rand rand = rand_seeded(1);
    Ctx ctx = {.arena = arena_new((size_t)1 << 40), .rand = &rand};
    const char *folder = argc > 1 ? argv[1] : "districts/gulou";
    DistrictFiles files;
    District *district = NULL;
    must(&ctx, district_load_folder(&ctx, folder, &files));
    must(&ctx, district_parse(&ctx, &files, &district));
    Csv csv;
    const DistrictFile *own = district_file(&files, "twins_check.csv");
    Str text = argc > 2 ? read_file(&ctx, argv[2]) : own != NULL ? own->content : STR("");
    must(&ctx, csv_read(&ctx, text, &csv));
    TwinSense *sense = twin_sense_new(district);
    Pair *pairs = read_pairs(&ctx, sense, &csv);
    double w[K] = {0};
    for (penalty = 0.03; penalty < 4; penalty *= 2)
        printf("penalty %.2f: loss %.4f\n", penalty, cross_loss(pairs, csv.row_count));
    penalty = 0.1;
    for (int i = 0; i < STEPS; i++)
        newton(w, pairs, csv.row_count);
    for (size_t i = 0; i < K; i++)
        printf("    %.3f, /* %s */\n", w[i], twin_trait_names[i]);
    show(w, pairs, csv.row_count, true);
    show(w, pairs, csv.row_count, false);
    if (getenv("MISTAKES") != NULL)
        show_mistakes(w, pairs, &csv);
    twin_sense_free(sense);
    district_free(district);
    arena_free(ctx.arena);
    return 0;
}

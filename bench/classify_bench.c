/* How good and how fast the classifier is on a labelled CSV file with a header (columns label or category, body or
 * text, and perhaps subject): classify_bench --train corpus.csv --test corpus_check.csv    learn from one, judge by the
 * other classify_bench --train messages.csv --folds 5                cross-validation Options: --seed N (other folds)
 * --bits N --cost C
 * --subject-weight W. Prints accuracy, macro-F1, accuracy at coverage and speed. */
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "text/classify.h"

typedef struct Table {
    Sample *at;
    size_t len;
} Table;

typedef struct Judged {
    double probability;
    bool right, right_in_three;
    Str label, guess;
} Judged;

static Str file_bytes(Arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    Buf buf = buf_new(arena);
    char chunk[65536];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buf_add(&buf, (Str){chunk, n});
    fclose(file);
    return buf_str(&buf);
}

/* RFC 4180, trusting: one field from `at`; true when the row goes on. */
static bool csv_field(Arena *arena, Str s, size_t *at, Str *out)
{
    Buf buf = buf_new(arena);
    bool quoted = *at < s.len && s.at[*at] == '"';
    for (size_t i = *at + quoted; i < s.len; i++) {
        char c = s.at[i];
        if (quoted && c == '"' && i + 1 < s.len && s.at[i + 1] == '"') {
            i++;
        } else if (quoted && c == '"') {
            quoted = false;
            continue;
        } else if (!quoted && (c == ',' || c == '\n')) {
            *at = i + 1;
            *out = str_trim(buf_str(&buf));
            return c == ',';
        }
        buf_char(&buf, s.at[i]);
    }
    *at = s.len;
    *out = str_trim(buf_str(&buf));
    return false;
}

static Table table_read(Arena *arena, const char *path)
{
    Str s = file_bytes(arena, path);
    int label = -1, subject = -1, body = -1;
    size_t at = 0;
    bool more = true;
    for (int column = 0; more; column++) {
        Str name;
        more = csv_field(arena, s, &at, &name);
        label = str_is(name, "label") || str_is(name, "category") ? column : label;
        body = str_is(name, "body") || str_is(name, "text") ? column : body;
        subject = str_is(name, "subject") ? column : subject;
    }
    if (label < 0 || body < 0) {
        fprintf(stderr, "%s: no label or no text column\n", path);
        exit(2);
    }
    size_t lines = 1;
    for (size_t i = 0; i < s.len; i++)
        lines += s.at[i] == '\n';
    Table table = {.at = ARENA_ARRAY(arena, Sample, lines)};
    while (at < s.len) {
        Sample sample = {0};
        more = true;
        for (int column = 0; more; column++) {
            Str field;
            more = csv_field(arena, s, &at, &field);
            if (column == label)
                sample.label = field;
            else if (column == body)
                sample.message.body = field;
            else if (column == subject)
                sample.message.subject = field;
        }
        if (!str_empty(sample.label))
            table.at[table.len++] = sample;
    }
    return table;
}

/* The header's position of `name`, or -1; `at` ends behind the header. */
static int column_of(Arena *arena, Str s, const char *name, size_t *at)
{
    int found = -1;
    bool more = true;
    *at = 0;
    for (int column = 0; more; column++) {
        Str field;
        more = csv_field(arena, s, at, &field);
        found = str_is(field, name) ? column : found;
    }
    return found;
}

static void add_hint(Arena *arena, Table *table, Str label, Str text)
{
    Sample *more = ARENA_ARRAY(arena, Sample, table->len + 1);
    memcpy(more, table->at, table->len * sizeof *more);
    more[table->len++] = (Sample){.label = label, .message.body = text};
    table->at = more;
}

static bool has_label(const Table *table, Str label)
{
    for (size_t i = 0; i < table->len; i++)
        if (str_eq(table->at[i].label, label))
            return true;
    return false;
}

static void add_hints(Arena *arena, Table *table, const char *path)
{
    Str s = file_bytes(arena, path);
    size_t at = 0;
    int code_column = column_of(arena, s, "code", &at), name_column = column_of(arena, s, "name_zh", &at);
    int keywords_column = column_of(arena, s, "keywords", &at);
    while (at < s.len) {
        Str code = {0}, name = {0}, keywords = {0}, keyword;
        bool more = true;
        for (int column = 0; more; column++) {
            Str field;
            more = csv_field(arena, s, &at, &field);
            code = column == code_column ? field : code;
            name = column == name_column ? field : name;
            keywords = column == keywords_column ? field : keywords;
        }
        if (!has_label(table, code))
            continue;
        add_hint(arena, table, code, name);
        while (str_cut(keywords, ' ', &keyword, &keywords))
            add_hint(arena, table, code, keyword);
        add_hint(arena, table, code, keywords);
    }
}

/* Of this thread: what else the machine does is not counted. */
static int64_t cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static Classifier *train_or_exit(Ctx *ctx, const ClassifierTraining *training)
{
    Classifier *model = NULL;
    int64_t start = cpu_us();
    if (classifier_train(ctx, training, &model) != OK) {
        Str why = ctx_failure_text(ctx);
        fprintf(stderr, STR_FMT "\n", STR_ARG(why));
        exit(1);
    }
    printf("trained on %zu samples, %zu labels in %.2f s of CPU time\n", training->count, classifier_label_count(model),
           (double)(cpu_us() - start) / 1e6);
    return model;
}

static void judge(const Classifier *model, const Sample *sample, Judged *out)
{
    Arena *arena = arena_new(0);
    Guess guesses[3];
    size_t n = classifier_predict(model, arena, sample->message, guesses, 3);
    *out = (Judged){.probability = guesses[0].probability, .label = sample->label, .guess = guesses[0].label};
    out->right = str_eq(guesses[0].label, sample->label);
    for (size_t i = 0; i < n; i++)
        out->right_in_three = out->right_in_three || str_eq(guesses[i].label, sample->label);
    arena_free(arena);
}

static int surest_first(const void *a, const void *b)
{
    double x = ((const Judged *)a)->probability, y = ((const Judged *)b)->probability;
    return (x < y) - (x > y);
}

static double macro_f1(Arena *arena, const Judged *judged, size_t len)
{
    Str *labels = ARENA_ARRAY(arena, Str, len);
    size_t count = 0;
    double sum = 0.0;
    for (size_t i = 0; i < len; i++) {
        bool known = false;
        for (size_t k = 0; k < count && !known; k++)
            known = str_eq(labels[k], judged[i].label);
        if (known)
            continue;
        labels[count++] = judged[i].label;
        double hit = 0, told = 0, real = 0;
        for (size_t k = 0; k < len; k++) {
            bool is = str_eq(judged[k].label, judged[i].label), said = str_eq(judged[k].guess, judged[i].label);
            hit += is && said;
            told += said;
            real += is;
        }
        sum += 2.0 * hit / (told + real);
    }
    return sum / (double)count;
}

static void tell(Arena *arena, Judged *judged, size_t len)
{
    size_t right = 0, in_three = 0;
    for (size_t i = 0; i < len; i++) {
        right += judged[i].right;
        in_three += judged[i].right_in_three;
    }
    printf("n %zu  accuracy %.4f  in three %.4f  macro-F1 %.4f\n", len, (double)right / (double)len,
           (double)in_three / (double)len, macro_f1(arena, judged, len));
    qsort(judged, len, sizeof *judged, surest_first);
    right = 0;
    double next = 0.5;
    for (size_t i = 0; i < len; i++) {
        right += judged[i].right;
        if ((double)(i + 1) < next * (double)len)
            continue;
        printf("  coverage %.2f: accuracy %.4f, probability from %.3f\n", next, (double)right / (double)(i + 1),
               judged[i].probability);
        next += 0.1;
    }
    double error = 0.0;
    for (double from = 0.0, width = 0.1; from < 0.95; from += width) {
        double sum = 0.0, hits = 0.0, n = 0.0;
        for (size_t i = 0; i < len; i++) {
            bool here = judged[i].probability >= from && judged[i].probability < from + width + (from > 0.85);
            n += here;
            sum += here ? judged[i].probability : 0.0;
            hits += here && judged[i].right;
        }
        error += fabs(sum - hits) / (double)len;
        if (n > 0)
            printf("  said %.2f: was right %.2f (n %.0f)\n", sum / n, hits / n, n);
    }
    printf("  expected calibration error %.4f\n", error);
}

static void measure_speed(const Classifier *model, const Table *table)
{
    Arena *arena = arena_new((size_t)1 << 40);
    Guess guess;
    size_t done = 0, bytes = 0;
    int64_t start = cpu_us(), spent = 0;
    while (spent < 1000000 || done < table->len) {
        const Message *message = &table->at[done % table->len].message;
        (void)classifier_predict(model, arena, *message, &guess, 1);
        bytes += message->subject.len + message->body.len;
        arena_reset(arena);
        done++;
        spent = cpu_us() - start;
    }
    printf("%.0f messages/s of one thread's CPU time (mean %zu bytes)\n", (double)done * 1e6 / (double)spent,
           bytes / done);
    arena_free(arena);
}

static void cross_validate(Ctx *ctx, ClassifierTraining training, const Table *all, unsigned folds)
{
    Judged *judged = ARENA_ARRAY(ctx->arena, Judged, all->len);
    Sample *part = ARENA_ARRAY(ctx->arena, Sample, all->len);
    Classifier **models = ARENA_ARRAY(ctx->arena, Classifier *, folds);
    for (unsigned fold = 0; fold < folds; fold++) {
        training.count = 0;
        training.samples = part;
        for (size_t i = 0; i < all->len; i++)
            if (i % folds != fold)
                part[training.count++] = all->at[i];
        models[fold] = train_or_exit(ctx, &training);
        for (size_t i = fold; i < all->len; i += folds)
            judge(models[fold], &all->at[i], &judged[i]);
    }
    tell(ctx->arena, judged, all->len);
    measure_speed(models[0], all);
    for (unsigned fold = 0; fold < folds; fold++)
        classifier_free(models[fold]);
}

/* Other folds for each seed; 0 leaves the file's order. */
static void shuffle(Table *table, uint64_t seed)
{
    Rand rand = rand_seeded(seed);
    for (size_t i = table->len; seed != 0 && i > 1; i--) {
        size_t k = rand_below(&rand, i);
        Sample sample = table->at[i - 1];
        table->at[i - 1] = table->at[k];
        table->at[k] = sample;
    }
}

int main(int argc, char **argv)
{
    const char *train_path = NULL, *test_path = NULL, *hints_path = NULL;
    unsigned folds = 0;
    uint64_t seed = 0;
    ClassifierTraining training = {0};
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--train") == 0)
            train_path = argv[i + 1];
        else if (strcmp(argv[i], "--test") == 0)
            test_path = argv[i + 1];
        else if (strcmp(argv[i], "--hints") == 0)
            hints_path = argv[i + 1];
        else if (strcmp(argv[i], "--folds") == 0)
            folds = (unsigned)atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--bits") == 0)
            training.bits = (unsigned)atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--cost") == 0)
            training.cost = atof(argv[i + 1]);
        else if (strcmp(argv[i], "--subject-weight") == 0)
            training.subject_weight = atof(argv[i + 1]);
    }
    if (sodium_init() < 0 || train_path == NULL || (test_path == NULL && folds < 2)) {
        fputs("usage: classify_bench --train FILE (--test FILE | --folds N) [--seed N] [--hints FILE] [--bits N] "
              "[--cost C] "
              "[--subject-weight W]\n",
              stderr);
        return 2;
    }
    Rand rand = rand_seeded(1);
    Ctx ctx = {.arena = arena_new((size_t)1 << 40), .rand = &rand};
    Table all = table_read(ctx.arena, train_path);
    if (hints_path != NULL)
        add_hints(ctx.arena, &all, hints_path);
    if (test_path == NULL) {
        shuffle(&all, seed);
        cross_validate(&ctx, training, &all, folds);
        return 0;
    }
    Table test = table_read(ctx.arena, test_path);
    training.samples = all.at;
    training.count = all.len;
    Classifier *model = train_or_exit(&ctx, &training);
    Judged *judged = ARENA_ARRAY(ctx.arena, Judged, test.len);
    for (size_t i = 0; i < test.len; i++)
        judge(model, &test.at[i], &judged[i]);
    tell(ctx.arena, judged, test.len);
    measure_speed(model, &test);
    Str bytes;
    if (classifier_save(&ctx, model, &bytes) == OK)
        printf("model file: %.1f MB\n", (double)bytes.len / 1e6);
    classifier_free(model);
    arena_free(ctx.arena);
    return 0;
}

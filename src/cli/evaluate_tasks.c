/* gulou evaluate --task place: where is it, from the words alone, in any city's files. The test's path is handed over
 * as a question (`read_test`), which the examination asks when its brain is built and not before. */
#include <stdio.h>
#include <unistd.h>

#include "cli/evaluate_parts.h"
#include "district/parse.h"
#include "learning/evaluate_place.h"
#include "learning/evaluate_twin.h"

typedef struct TestFile {
    Cli *cli;
} TestFile;

static Err read_test(Ctx *ctx, void *from, Str *out)
{
    TestFile *file = from;
    return evaluate_read(ctx, evaluate_option(file->cli, "evaluate.test"), out);
}

/* The file named, else the one of the district's folder where it is; empty: none. */
static Err read_part(Cli *cli, const char *key, const char *of_district, Str *out)
{
    *out = STR("");
    if (evaluate_given(cli, key))
        return evaluate_read(&cli->ctx, evaluate_option(cli, key), out);
    if (!evaluate_given(cli, "evaluate.district") || of_district == NULL)
        return OK;
    const char *folder = evaluate_option(cli, "evaluate.district");
    const char *path = str_z(cli->ctx.arena, str_printf(cli->ctx.arena, "%s/%s", folder, of_district));
    return access(path, F_OK) == 0 ? evaluate_read(&cli->ctx, path, out) : OK;
}

static void put_coverages(JsonOut *json, const int *coverages, const double *accuracy, size_t count)
{
    json_key(json, "accuracy_at_coverage");
    json_open(json, '{');
    for (size_t i = 0; i < count; i++) {
        json_key_str(json, str_printf(json->buf.arena, "%d", coverages[i]));
        json_put_number(json, accuracy[i], 6);
    }
    json_close(json, '}');
}

static void put_places(JsonOut *json, const PlaceExamResult *r)
{
    json_field_i64(json, "areas", (int64_t)r->areas);
    json_field_i64(json, "polygons", (int64_t)r->polygons);
    json_field_i64(json, "names", (int64_t)r->names);
    json_field_i64(json, "n", (int64_t)r->n);
    json_field_i64(json, "placed", (int64_t)r->placed);
    json_field_i64(json, "unknown", (int64_t)r->unknown);
    json_field_number(json, "top1", exam_share(r->top1, r->placed), 6);
    json_field_number(json, "top3", exam_share(r->top3, r->placed), 6);
    json_field_number(json, "abstention", exam_share(r->n - r->answered, r->n), 6);
    json_field_i64(json, "answered", (int64_t)r->answered);
    json_field_number(json, "accuracy_answered", exam_share(r->right, r->answered), 6);
    json_field_i64(json, "wrong_sure", (int64_t)r->wrong_sure);
    json_field_i64(json, "silent", (int64_t)r->silent);
    put_coverages(json, place_coverages, r->at_coverage, PLACE_COVERAGES);
    json_field_number(json, "micros_each", r->micros_each, 1);
}

Err examine_places(Cli *cli, const Telling *t)
{
    TestFile file = {cli};
    PlaceExam exam = {.read_test = read_test, .from = &file};
    PlaceExamResult result;
    TRY(read_part(cli, "evaluate.areas", "areas.csv", &exam.areas));
    TRY(read_part(cli, "evaluate.polygons", "areas.geojson", &exam.polygons));
    TRY(read_part(cli, "evaluate.gazetteer", "gazetteer.csv", &exam.gazetteer));
    TRY(read_part(cli, "evaluate.train", NULL, &exam.train));
    TRY(evaluate_place(&cli->ctx, &exam, &result));
    if (t->json != NULL) {
        put_places(t->json, &result);
        return OK;
    }
    Str report = place_exam_report(cli->ctx.arena, &result);
    printf(STR_FMT, STR_ARG(report));
    return OK;
}

/* --- twins --- */

static void put_twin_at(JsonOut *json, const TwinAt *at)
{
    json_open(json, '{');
    json_field_number(json, "threshold", at->threshold, 3);
    json_field_number(json, "precision", at->precision, 6);
    json_field_number(json, "recall", at->recall, 6);
    json_field_number(json, "f1", at->f1, 6);
    json_close(json, '}');
}

static void put_twins(JsonOut *json, const TwinExamResult *r)
{
    json_field_i64(json, "n", (int64_t)r->n);
    json_field_i64(json, "twins", (int64_t)r->twins);
    json_key(json, "best");
    put_twin_at(json, &r->best);
    json_key(json, "thresholds");
    json_open(json, '[');
    for (size_t i = 0; i < TWIN_THRESHOLDS; i++)
        put_twin_at(json, &r->at[i]);
    json_close(json, ']');
    put_coverages(json, twin_coverages, r->at_coverage, TWIN_COVERAGES);
    json_field_number(json, "calibration_error", r->calibration_error, 6);
    json_field_number(json, "pairs_per_second", r->pairs_per_second, 1);
}

Err examine_twins(Cli *cli, const Telling *t)
{
    District *district CLEANUP(district_freep) = NULL;
    TestFile file = {cli};
    TwinExam exam = {.read_test = read_test, .from = &file, .half = settings_str(cli->settings, "evaluate.half")};
    TwinExamResult result;
    if (evaluate_given(cli, "evaluate.district"))
        TRY(evaluate_district(cli, &district));
    cli->ctx.district = district;
    Err err = evaluate_twin(&cli->ctx, &exam, &result);
    cli->ctx.district = NULL;
    TRY(err);
    if (t->json != NULL) {
        put_twins(t->json, &result);
        return OK;
    }
    Str report = twin_exam_report(cli->ctx.arena, &result);
    printf(STR_FMT, STR_ARG(report));
    return OK;
}

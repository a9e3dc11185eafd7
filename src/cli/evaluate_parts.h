/* What the files of `gulou evaluate` share. */
#ifndef GULOU_CLI_EVALUATE_PARTS_H
#define GULOU_CLI_EVALUATE_PARTS_H

#include "cli/evaluate_report.h"

/* Whole, from a file or a pipe; NOT_FOUND or TOO_LARGE, told with its path. */
MUST_USE Err evaluate_read(Ctx *ctx, const char *path, Str *out);
/* Of --district; district_free. */
MUST_USE Err evaluate_district(Cli *cli, District **out);
bool evaluate_given(const Cli *cli, const char *key);
const char *evaluate_option(Cli *cli, const char *key);

/* The other tasks, each with its own exam; the test file is opened by them only when all else is ready. */
MUST_USE Err examine_places(Cli *cli, const Telling *telling);
MUST_USE Err examine_twins(Cli *cli, const Telling *telling);

#endif

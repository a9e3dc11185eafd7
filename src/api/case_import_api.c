/* POST /api/imports/cases: a file of another platform's cases (case_import.h). What is refused can be had as a file of
 * its own, with why beside it, to be put right and sent again. */
#include <stdio.h>

#include "api/case_import.h"
#include "api/routes.h"
#include "base/fd.h"
#include "sheets/sheets.h"

static Err read_upload(const Request *req, Str *out)
{
    Ctx *ctx = req->ctx;
    const Upload *upload = request_upload(req, "file");
    if (upload == NULL)
        return fail_field(ctx, "file", MSG_FIELD_MISSING, STR("file"));
    FILE *file CLEANUP(file_close) = fopen(upload->path, "rbe");
    char *bytes = arena_room(ctx->arena, upload->size + 1);
    if (file == NULL || fread(bytes, 1, upload->size, file) != upload->size)
        return fail(ctx, ERR_STORAGE, MSG_UNEXPECTED);
    *out = (Str){bytes, upload->size};
    return OK;
}

static void put_problem(JsonOut *out, const ImportProblem *problem)
{
    json_open(out, '{');
    json_field_i64(out, "row", problem->row);
    json_field_str(out, "column", problem->column);
    json_field_str(out, "message", problem->message);
    json_close(out, '}');
}

static void answer(const Request *req, const CaseImport *job, Response *res)
{
    JsonOut out = json_out(req->ctx->arena);
    json_open(&out, '{');
    json_field_bool(&out, "dry_run", job->dry);
    json_field_i64(&out, "rows", job->rows);
    json_field_i64(&out, "new", job->fresh);
    json_field_i64(&out, "known", job->known);
    json_field_i64(&out, "refused", job->bad);
    json_key(&out, "problems");
    json_open(&out, '[');
    for (size_t i = 0; i < job->problem_count; i++)
        put_problem(&out, &job->problems[i]);
    json_close(&out, ']');
    json_key(&out, "ignored_columns");
    json_open(&out, '[');
    for (size_t i = 0; i < job->ignored_count; i++)
        json_put_str(&out, job->ignored[i]);
    json_close(&out, ']');
    json_close(&out, '}');
    respond_json(res, 200, &out);
}

/* Excel reads it, and no cell is a formula or a rounded number. */
static Err answer_refused(Ctx *ctx, const CaseImport *job, Response *res)
{
    Str bytes;
    TRY(xlsx_write(ctx, &job->refused, &bytes));
    response_header(res, "Content-Disposition", STR("attachment; filename=\"refused.xlsx\""));
    respond_bytes(res, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes);
    return OK;
}

static Err import_cases(Request *req, Response *res)
{
    CaseImport *job = ARENA_NEW(req->ctx->arena, CaseImport);
    bool only_refused = str_is(request_field(req, "answer"), "refused");
    *job = (CaseImport){.platform = str_trim(request_field(req, "platform")),
                        .dry = only_refused || !str_is(request_field(req, "dry_run"), "false"),
                        .keep_refused = only_refused};
    TRY(read_upload(req, &job->bytes));
    TRY(case_import(app_of(req), req->ctx, job));
    if (only_refused)
        return answer_refused(req->ctx, job, res);
    answer(req, job, res);
    return OK;
}

static const Route routes[] = {
    {HTTP_POST, "/api/imports/cases", import_cases, RIGHTS_STAFF, BODY_UPLOAD, SHEETS_BYTES_MOST + 65536},
};

void case_import_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

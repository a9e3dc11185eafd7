/* GET /api/exports/cases: see case_export.h. */
#include "api/case_export.h"
#include "api/routes.h"

static Err export_cases(Request *req, Response *res)
{
    Arena *arena = req->ctx->arena;
    ExportedCases cases;
    TRY(case_export(req, &cases));
    response_header(res, "Gulou-Cases", str_printf(arena, "%zu", cases.count));
    response_header(res, "Gulou-More", cases.more ? STR("true") : STR("false"));
    if (!str_is(cases.format, "json"))
        response_header(res, "Content-Disposition",
                        str_printf(arena, "attachment; filename=\"cases." STR_FMT "\"", STR_ARG(cases.format)));
    respond_bytes(res, cases.content_type, cases.bytes);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/exports/cases", export_cases, RIGHTS_STAFF, BODY_NONE, 0},
};

void case_export_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

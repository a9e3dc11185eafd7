/* What everybody would see of a case, before anybody decides that they shall: its reporter and its desk look at the
 * page as it would be, made by what makes it. */
#include "api/routes.h"
#include "actions/act.h"
#include "api/case_input.h"
#include "api/public_page.h"
#include "domain/permission.h"

typedef struct PreviewJob {
    const Request *req;
    ActionInput in;
} PreviewJob;

/* Whoever may consent to it or show it may look. */
static Err may_look(Ctx *ctx, const CaseFile *file, bool *by_reporter)
{
    Relation used;
    int64_t state = file->c.state;
    RelationSet relations = relations_to_case(&ctx->district->rights, ctx->actor, file);
    bool reporter = (relations & REL(REPORTER)) != 0;
    if (!may_read_case(&ctx->district->rights, ctx->actor, file))
        return fail(ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    TRY(workflow_step(ctx, (Step){reporter ? ACTION_CONSENT : ACTION_PUBLISH, relations}, &state, &used));
    *by_reporter = reporter;
    return OK;
}

static Err preview_in_tx(Tx *tx, const void *in, void *output)
{
    const PreviewJob *job = in;
    JsonOut *out = output;
    PublicCase c;
    CasePage page;
    Publication shown;
    bool by_reporter = false;
    TRY(case_page_load(tx, job->in.number, &page));
    TRY(may_look(tx->ctx, page.file, &by_reporter));
    TRY(publication_draft(tx,
                          &(PublicationDraft){.c = &page.file->c,
                                              .by_reporter = by_reporter,
                                              .cover = job->in.cover,
                                              .photos = job->in.photos,
                                              .photo_count = job->in.photo_count},
                          &shown));
    TRY(public_case(tx, job->in.number, &c));
    *out = json_out(tx->ctx->arena);
    return put_public_page(out, &(PublicView){job->req, tx, &page, &c, &shown, true});
}

static Err preview(Request *req, Response *res)
{
    PreviewJob job = {.req = req};
    JsonOut out;
    TRY(require_somebody(req));
    TRY(read_action_input(req, request_param(req, "number"), &job.in));
    TRY(db_read(app_of(req)->db, req->ctx, preview_in_tx, &job, &out));
    respond_json(res, 200, &out);
    return OK;
}

static const Route routes[] = {
    {HTTP_POST, "/api/cases/{number}/preview", preview, RIGHTS_OPEN, BODY_JSON, 0},
};

void publication_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

/* The reporter's side: the tracking page, and the one-time rating link. */
#include "api/routes.h"
#include "actions/actions.h"
#include "api/case_json.h"
#include "base/input.h"

typedef struct TrackJob {
    const Request *req;
    Str number;
} TrackJob;

static Err track_in_tx(Tx *tx, const void *in, void *out)
{
    const TrackJob *job = in;
    JsonOut *json = out;
    CasePage page, master;
    TRY(case_page_load(tx, job->number, &page));
    bool merged = page.file->c.state == CASE_MERGED;
    if (merged)
        TRY(case_page_load(tx, page.file->c.master, &master));
    *json = json_out(tx->ctx->arena);
    return put_tracked_case(json, job->req, tx, &(Tracked){&page, merged ? &master : NULL});
}

Err track_answer(Request *req, Response *res, Str number)
{
    JsonOut json;
    TRY(db_read(app_of(req)->db, req->ctx, track_in_tx, &(TrackJob){req, number}, &json));
    respond_json(res, 200, &json);
    return OK;
}

static Err track(Request *req, Response *res)
{
    return track_answer(req, res, request_param(req, "number"));
}

static Err peek_in_tx(Tx *tx, const void *in, void *out)
{
    return rating_token_peek(tx, *(const Str *)in, out);
}

static Err get_rating(Request *req, Response *res)
{
    Str token = request_param(req, "token"), number;
    TRY(limiter_take(app_of(req)->lookups, req->ctx, req->client_ip));
    TRY(db_read(app_of(req)->db, req->ctx, peek_in_tx, &token, &number));
    request_as_reporter(req, number);
    return track_answer(req, res, number);
}

typedef struct RateBody {
    bool solved;
    int64_t satisfied;
    Str note;
} RateBody;

static const InputField rate_fields[] = {
    INPUT(BOOL, RateBody, solved, true, 0, 0),
    INPUT(I64, RateBody, satisfied, true, 1, 5),
    INPUT(STR, RateBody, note, false, 0, 2000),
};

typedef struct RateJob {
    const Request *req;
    Str token;
    RateBody body;
} RateJob;

/* The link is spent in the transaction of the rating: it cannot be used twice, nor lost. */
static Err rate_in_tx(Tx *tx, const void *in, void *out)
{
    const RateJob *job = in;
    Str number;
    TRY(rating_token_use(tx, job->token, &number));
    request_as_reporter(job->req, number);
    ActionInput input = {
        .number = number, .solved = job->body.solved, .satisfied = job->body.satisfied, .note = job->body.note};
    TRY(rate(tx, &input));
    *(Str *)out = number;
    return OK;
}

static Err post_rating(Request *req, Response *res)
{
    const Json *json = NULL;
    RateJob job = {.req = req, .token = request_param(req, "token")};
    Str number;
    TRY(limiter_take(app_of(req)->lookups, req->ctx, req->client_ip));
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, rate_fields, COUNT_OF(rate_fields), &job.body));
    TRY(db_write(app_of(req)->db, req->ctx, rate_in_tx, &job, &number));
    return track_answer(req, res, number);
}

static const Route routes[] = {
    {HTTP_GET, "/api/track/{number}", track, RIGHTS_TRACKER, BODY_NONE, 0},
    {HTTP_GET, "/api/rating/{token}", get_rating, RIGHTS_OPEN, BODY_NONE, 0},
    {HTTP_POST, "/api/rating/{token}", post_rating, RIGHTS_OPEN, BODY_JSON, 0},
};

void track_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

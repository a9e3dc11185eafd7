/* Looking back at calls: the list, what is drawn to be scored, the figures (docs/channels.md). */
#include "actions/phone_desk.h"
#include "actions/phone_sample.h"
#include "api/case_json.h"
#include "api/phone_json.h"
#include "api/routes.h"
#include "base/input.h"
#include "domain/day.h"
#include "domain/permission.h"
#include "insight/phone_figures.h"
#include "reception/read.h"

/* --- the list --- */

typedef struct ListJob {
    PhonePage page;
    Str number; /* of a case: the calls about it */
} ListJob;

static Err calls_of_case(Tx *tx, Str number, Str ids[PHONE_LIST_MOST], size_t *count)
{
    CaseFile *file = ARENA_NEW(tx->ctx->arena, CaseFile);
    TRY(case_load(tx, number, file));
    if (!may_read_case(&tx->ctx->district->rights, tx->ctx->actor, file))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    return phone_calls_of(tx, number, ids, count);
}

static Err list_in_tx(Tx *tx, const void *in, void *out)
{
    const ListJob *job = in;
    JsonOut *json = out;
    Str ids[PHONE_LIST_MOST];
    size_t count = 0;
    TRY(str_empty(job->number) ? phone_list(tx, &job->page, ids, &count) : calls_of_case(tx, job->number, ids, &count));
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_key(json, "items");
    json_open(json, '[');
    for (size_t i = 0; i < count; i++) {
        StoredCall *call = ARENA_NEW(tx->ctx->arena, StoredCall);
        TRY(phone_call_load(tx, ids[i], call));
        TRY(put_phone_call(json, tx, &(PhoneView){.call = call}));
    }
    json_close(json, ']');
    json_close(json, '}');
    return OK;
}

static Err get_list(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    JsonOut json;
    ListJob job = {.number = request_query(req, "case")};
    TRY(phone_require_desk(ctx));
    TRY(read_time(ctx, "before", request_query(req, "before"), &job.page.before));
    if (job.page.before == 0)
        job.page.before = INT64_MAX;
    TRY(request_query_i64(req, "limit", 1, PHONE_LIST_MOST, 50, &job.page.limit));
    if (!phone_is_supervisor(ctx) && !phone_is_auditor(ctx))
        job.page.person = ctx->actor->person;
    TRY(db_read(app_of(req)->db, ctx, list_in_tx, &job, &json));
    respond_json(res, 200, &json);
    return OK;
}

/* --- samples --- */

static Err put_score(JsonOut *out, Tx *tx, const PhoneScore *s)
{
    json_key(out, "score");
    if (s->at == 0) {
        json_put_null(out);
        return OK;
    }
    json_open(out, '{');
    json_field_time(out, "at", s->at);
    TRY(put_phone_person(out, tx, "by", s->person));
    json_field_i64(out, "greeting", s->greeting);
    json_field_i64(out, "listening", s->listening);
    json_field_i64(out, "accuracy", s->accuracy);
    json_field_i64(out, "record", s->record);
    json_field_i64(out, "closing", s->closing);
    json_field_str(out, "note", s->note);
    json_close(out, '}');
    return OK;
}

/* A supervisor sees what was drawn; a call-taker what was scored of their own. */
static Err put_sample(JsonOut *out, Tx *tx, const Sample *sample)
{
    PhoneScore score;
    StoredCall *call = ARENA_NEW(tx->ctx->arena, StoredCall);
    bool all = phone_is_supervisor(tx->ctx) || phone_is_auditor(tx->ctx);
    TRY(phone_score_of(tx, sample->call, &score));
    if (!all && (score.at == 0 || !str_eq(sample->person, tx->ctx->actor->person)))
        return OK;
    TRY(phone_call_load(tx, sample->call, call));
    json_open(out, '{');
    json_key(out, "call");
    TRY(put_phone_call(out, tx, &(PhoneView){.call = call}));
    TRY(put_score(out, tx, &score));
    json_close(out, '}');
    return OK;
}

static Err samples_in_tx(Tx *tx, const void *in, void *out)
{
    JsonOut *json = out;
    Samples *drawn = ARENA_NEW(tx->ctx->arena, Samples);
    TRY(draw_samples(tx, in, drawn));
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    json_field_i64(json, "percent", SAMPLE_PERCENT);
    json_key(json, "items");
    json_open(json, '[');
    for (size_t i = 0; i < drawn->len; i++)
        TRY(put_sample(json, tx, &drawn->at[i]));
    json_close(json, ']');
    json_close(json, '}');
    return OK;
}

static Err get_samples(Request *req, Response *res)
{
    JsonOut json;
    SampleWeek week = {request_query(req, "week"), &app_of(req)->keys.tracking};
    TRY(phone_require_desk(req->ctx));
    TRY(db_read(app_of(req)->db, req->ctx, samples_in_tx, &week, &json));
    respond_json(res, 200, &json);
    return OK;
}

typedef struct ScoreBody {
    Str week, note;
    int64_t greeting, listening, accuracy, record, closing;
} ScoreBody;

static const InputField score_fields[] = {
    INPUT(STR, ScoreBody, week, true, 0, 8),     INPUT(STR, ScoreBody, note, false, 0, 500),
    INPUT(I64, ScoreBody, greeting, true, 1, 5), INPUT(I64, ScoreBody, listening, true, 1, 5),
    INPUT(I64, ScoreBody, accuracy, true, 1, 5), INPUT(I64, ScoreBody, record, true, 1, 5),
    INPUT(I64, ScoreBody, closing, true, 1, 5),
};

static Err score_in_tx(Tx *tx, const void *in, void *out)
{
    JsonOut *json = out;
    const ScoreCall *score = in;
    TRY(score_phone_call(tx, score));
    *json = json_out(tx->ctx->arena);
    return put_sample(json, tx, &(Sample){.call = score->score.call});
}

static Err post_score(Request *req, Response *res)
{
    const Json *json = NULL;
    ScoreBody body = {0};
    JsonOut out;
    TRY(request_json(req, &json));
    TRY(input_read(req->ctx, json, score_fields, COUNT_OF(score_fields), &body));
    ScoreCall in = {.drawn = {body.week, &app_of(req)->keys.tracking},
                    .score = {.call = request_param(req, "call"),
                              .greeting = body.greeting,
                              .listening = body.listening,
                              .accuracy = body.accuracy,
                              .record = body.record,
                              .closing = body.closing,
                              .note = body.note}};
    TRY(db_write(app_of(req)->db, req->ctx, score_in_tx, &in, &out));
    respond_json(res, 200, &out);
    return OK;
}

/* --- figures --- */

static void put_rate(JsonOut *out, const char *key, Rate rate)
{
    json_key(out, key);
    json_open(out, '{');
    json_field_i64(out, "hit", rate.hit);
    json_field_i64(out, "n", rate.n);
    json_field_number(out, "value", rate_value(rate), 4);
    json_close(out, '}');
}

static void put_mean(JsonOut *out, const char *key, int64_t sum, int64_t n)
{
    json_key(out, key);
    if (n == 0)
        json_put_null(out);
    else
        json_put_number(out, (double)sum / (double)n / 1000, 1);
}

static void put_figures(JsonOut *out, const PhoneFigures *f)
{
    put_rate(out, "connected", f->connected);
    put_rate(out, "in_time", f->in_time);
    put_rate(out, "abandoned", f->abandoned);
    json_field_i64(out, "short_abandoned", f->short_abandoned);
    put_mean(out, "mean_wait_s", f->wait_ms, f->connected.hit);
    json_field_number(out, "longest_wait_s", (double)f->longest_wait_ms / 1000, 1);
    put_mean(out, "mean_talk_s", f->talk_ms, f->talks);
}

static void put_days(JsonOut *out, const PhoneReport *report)
{
    json_key(out, "days");
    json_open(out, '[');
    for (size_t i = 0; i < report->day_count; i++) {
        json_open(out, '{');
        json_field_str(out, "day", day_format(out->buf.arena, report->days[i].day));
        put_figures(out, &report->days[i].figures);
        json_close(out, '}');
    }
    json_close(out, ']');
}

static Err put_takers(JsonOut *out, Tx *tx, const PhoneReport *report)
{
    json_key(out, "takers");
    json_open(out, '[');
    for (size_t i = 0; i < report->taker_count; i++) {
        const PhoneTaker *t = &report->takers[i];
        json_open(out, '{');
        TRY(put_phone_person(out, tx, "person", t->person));
        put_rate(out, "in_time", (Rate){t->in_time, t->answered});
        put_mean(out, "mean_talk_s", t->talk_ms, t->talks);
        json_close(out, '}');
    }
    json_close(out, ']');
    return OK;
}

static Err figures_in_tx(Tx *tx, const void *in, void *out)
{
    JsonOut *json = out;
    PhoneReport *report = ARENA_NEW(tx->ctx->arena, PhoneReport);
    TRY(phone_figures(tx, in, report));
    *json = json_out(tx->ctx->arena);
    json_open(json, '{');
    put_figures(json, &report->all);
    put_rate(json, "lowest_24h", report->lowest_24h);
    json_field_time(json, "lowest_24h_from", report->lowest_24h_from);
    put_days(json, report);
    TRY(put_takers(json, tx, report));
    json_close(json, '}');
    return OK;
}

/* Call-takers see the hotline's figures and, of persons, everybody's: as on the wall of the room they sit in. */
static Err get_figures(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    JsonOut json;
    Day from = 0, to = 0;
    TRY(phone_require_desk(ctx));
    bool days = day_parse(request_query(req, "from"), &from) && day_parse(request_query(req, "to"), &to);
    if (!days || to < from || to - from >= PHONE_DAYS_MOST)
        return fail_field(ctx, "from", MSG_PHONE_DAYS);
    UnixMs offset = MINUTES(ctx->district->calendar.offset_minutes);
    PhoneSpan span = {DAYS(from) - offset, DAYS(to + 1) - offset};
    TRY(db_read(app_of(req)->db, ctx, figures_in_tx, &span, &json));
    respond_json(res, 200, &json);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/calls", get_list, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_GET, "/api/calls/samples", get_samples, RIGHTS_STAFF, BODY_NONE, 0},
    {HTTP_POST, "/api/calls/{call}/score", post_score, RIGHTS_STAFF, BODY_JSON, 0},
    {HTTP_GET, "/api/calls/figures", get_figures, RIGHTS_STAFF, BODY_NONE, 0},
};

void phone_review_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

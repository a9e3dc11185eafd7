/* Updates of requests, as FixMyStreet's extension of Open311 asks for and sends them (its Open311.pm): what was done,
 * in our own sentences. What people wrote is not told. A partner may add words to a case that it sent itself. */
#include "actions/actions.h"
#include "channels/open311.h"
#include "store/partner_case_store.h"
#include "store/public_store.h"

enum { UPDATES_MOST = 1000 };
#define SPAN_MOST DAYS(31)

static void put_update(GeoAnswer *out, const Ctx *ctx, const PublicStep *step)
{
    geo_item(out, "request_update");
    geo_text(out, "update_id", public_step_id(ctx->arena, step));
    geo_text(out, "service_request_id", step->number);
    geo_text(out, "status", case_is_open(step->state) ? STR("open") : STR("closed"));
    geo_time(out, "updated_datetime", step->at);
    geo_text(out, "description", public_step_text(ctx, step));
    geo_text(out, "media_url", STR(""));
    geo_item_end(out, "request_update");
}

typedef struct Steps {
    PublicStep *at;
    size_t len;
} Steps;

static void put_updates(GeoAnswer *out, const Ctx *ctx, const Steps *steps)
{
    geo_list(out, "service_request_updates");
    for (size_t i = 0; i < steps->len; i++)
        put_update(out, ctx, &steps->at[i]);
    geo_list_end(out, "service_request_updates");
}

static Err search_in_tx(Tx *tx, const void *in, void *output)
{
    Steps *out = output;
    return public_steps(tx, in, out->at, &out->len);
}

Err open311_updates(Request *req, const Asked311 *asked, GeoAnswer *out)
{
    Ctx *ctx = req->ctx;
    Steps steps = {ARENA_ARRAY(ctx->arena, PublicStep, UPDATES_MOST), 0};
    int64_t page = 1, size = UPDATES_MOST;
    Span311 span;
    (void)asked;
    TRY(open311_read_span(req, SPAN_MOST, &span));
    TRY(request_query_i64(req, "page_size", 1, UPDATES_MOST, UPDATES_MOST, &size));
    TRY(request_query_i64(req, "page", 1, PUBLIC_SKIP_MAX / size + 1, 1, &page));
    PublicSteps query = {.from = span.from, .until = span.until, .skip = (page - 1) * size, .limit = size};
    TRY(db_read(app_of(req)->db, ctx, search_in_tx, &query, &steps));
    put_updates(out, ctx, &steps);
    return OK;
}

static Err steps_of_in_tx(Tx *tx, const void *in, void *output)
{
    const Str *number = in;
    StoredEvent *events = NULL;
    size_t count = 0;
    PublicCase c;
    Steps steps = {0};
    TRY(public_case(tx, *number, &c));
    TRY(event_list(tx, *number, &events, &count));
    steps.at = ARENA_ARRAY(tx->ctx->arena, PublicStep, count + 1);
    for (size_t i = 0; i < count; i++) {
        PublicStep *step = &steps.at[steps.len];
        if (!public_step_of(tx->ctx, events[i].action, events[i].body, step))
            continue;
        step->number = *number;
        step->seq = events[i].seq;
        step->at = events[i].at;
        steps.len++;
    }
    *(Steps *)output = steps;
    return OK;
}

Err open311_updates_of(Request *req, const Asked311 *asked, GeoAnswer *out)
{
    Steps steps;
    TRY(db_read(app_of(req)->db, req->ctx, steps_of_in_tx, &asked->id, &steps));
    put_updates(out, req->ctx, &steps);
    return OK;
}

typedef struct Comment {
    Str partner, number, text;
    Photos311 photos;
    Str key, hash;
} Comment;

/* What was answered to the same words before; empty: nothing. The id stands where the case's number else does. */
static Err said_before(Tx *tx, const Comment *comment, Str scope, Str *id)
{
    Rows rows CLEANUP(rows_close) = {0};
    TRY(db_query(tx, &rows, SQL_IDEMPOTENCY_GET, db_text(tx->ctx->jurisdiction), db_text(scope),
                 db_text(comment->key)));
    bool same = true;
    *id = STR("");
    if (rows_next(&rows)) {
        same = str_eq(rows_text(&rows, 0), comment->hash);
        *id = rows_text(&rows, 1);
    }
    TRY(rows_end(&rows));
    return same ? OK : fail(tx->ctx, ERR_CONFLICT, MSG_KEY_REUSED);
}

static Err add_as_reporter(Tx *tx, const Comment *comment)
{
    const struct Actor *before = tx->ctx->actor;
    Actor reporter = {.person = STR("reporter"), .reporter_of = comment->number};
    ActionInput in = {.number = comment->number,
                      .note = comment->text,
                      .photos = comment->photos.at,
                      .photo_count = comment->photos.len};
    tx->ctx->actor = &reporter;
    Err err = add_note(tx, &in);
    tx->ctx->actor = before;
    return err;
}

static Err comment_in_tx(Tx *tx, const void *in, void *out)
{
    const Comment *comment = in;
    Arena *arena = tx->ctx->arena;
    Str id, scope = str_printf(arena, "open311-update:" STR_FMT, STR_ARG(comment->partner));
    PartnerCase of;
    StoredEvent last;
    TRY(partner_case_load(tx, comment->number, &of));
    if (!str_eq(of.partner, comment->partner))
        return fail(tx->ctx, ERR_NOT_FOUND, MSG_CASE_NOT_FOUND);
    TRY(said_before(tx, comment, scope, &id));
    if (str_empty(id)) {
        TRY(add_as_reporter(tx, comment));
        TRY(event_last(tx, comment->number, &last));
        id = str_printf(arena, STR_FMT "-%lld", STR_ARG(comment->number), (long long)last.seq);
        TRY(db_run(tx, SQL_IDEMPOTENCY_PUT, db_text(tx->ctx->jurisdiction), db_text(scope), db_text(comment->key),
                   db_text(comment->hash), db_text(id), db_int(tx->ctx->now)));
    }
    *(Str *)out = id;
    return OK;
}

/* Known again by the partner's own id of the update, else by all that was sent. */
static Err read_comment(const Request *req, const Partner *partner, Comment *out)
{
    Ctx *ctx = req->ctx;
    Str theirs = request_field(req, "update_id");
    Comment comment = {.partner = partner->id,
                       .number = request_field(req, "service_request_id"),
                       .text = request_field(req, "description"),
                       .hash = open311_form_hash(req)};
    comment.key = str_empty(theirs)
                      ? comment.hash
                      : str_printf(ctx->arena, STR_FMT ":" STR_FMT, STR_ARG(comment.number), STR_ARG(theirs));
    if (str_empty(comment.number))
        return fail_field(ctx, "service_request_id", MSG_FIELD_MISSING, STR("service_request_id"));
    if (str_empty(comment.text))
        return fail_field(ctx, "description", MSG_FIELD_MISSING, STR("description"));
    TRY(open311_check_length(ctx, "description", comment.text, 2000));
    TRY(open311_check_length(ctx, "update_id", theirs, 100));
    *out = comment;
    return OK;
}

Err open311_comment(Request *req, const Asked311 *asked, GeoAnswer *out)
{
    Partner partner;
    Comment comment;
    Str id;
    (void)asked;
    TRY(open311_enter(req, &partner));
    TRY(read_comment(req, &partner, &comment));
    TRY(open311_keep_uploads(req, &comment.photos));
    TRY(db_write(app_of(req)->db, req->ctx, comment_in_tx, &comment, &id));
    geo_list(out, "service_request_updates");
    geo_item(out, "request_update");
    geo_text(out, "update_id", id);
    geo_item_end(out, "request_update");
    geo_list_end(out, "service_request_updates");
    return OK;
}

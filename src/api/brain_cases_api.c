/* Examples of one mistake on the brain's page: figures are for all who may open the page, the cases behind them only
 * for those who may open the case itself. What supervision keeps to itself is in neither. */
#include "api/routes.h"
#include "api/brain_api.h"
#include "api/case_json.h"
#include "base/utf8.h"
#include "store/decision_store.h"

enum { SHOWN_MOST = 10, TITLE_MOST = 60 };

typedef struct Wanted {
    Str what, told, truth;
    int64_t weeks;
} Wanted;

/* Not a word about what only supervision may see. */
static bool is_kept(const District *district, const Wanted *w)
{
    const Category *told = category_find(district, w->told), *truth = category_find(district, w->truth);
    Str hidden = district->rights.supervision_unit;
    return (told != NULL && told->confidential) || (truth != NULL && truth->confidential) || str_eq(w->told, hidden) ||
           str_eq(w->truth, hidden);
}

typedef struct Listing {
    JsonOut json;
    int64_t shown, closed;
} Listing;

static Err put_one(Tx *tx, Listing *list, const ConfusedCase *one)
{
    JsonOut *out = &list->json;
    CasePage page;
    TRY(case_row_load(tx, one->number, &page));
    if (page.file->c.confidential)
        return OK;
    if (!may_read_case(&tx->ctx->district->rights, tx->ctx->actor, page.file)) {
        list->closed++;
        return OK;
    }
    if (++list->shown > SHOWN_MOST)
        return OK;
    json_open(out, '{');
    json_field_str(out, "number", one->number);
    json_field_time(out, "at", one->at);
    json_field_str(out, "title", utf8_cut(page_text(&page, 1, "text"), TITLE_MOST));
    json_field_i64(out, "minutes", one->minutes);
    json_close(out, '}');
    return OK;
}

static Err list_in_tx(Tx *tx, const void *in, void *out)
{
    const Wanted *w = in;
    const District *district = tx->ctx->district;
    int offset = district->calendar.offset_minutes;
    int64_t first = decision_week_of(tx->ctx->now, offset) - w->weeks + 1;
    Confusion confusion = {.span = {.from = decision_week_start(first, offset), .to = tx->ctx->now + 1},
                           .what = w->what,
                           .told = w->told,
                           .truth = w->truth};
    ConfusedCases *cases = ARENA_NEW(tx->ctx->arena, ConfusedCases);
    Listing list = {.json = json_out(tx->ctx->arena)};
    JsonOut *json = &list.json;
    if (!is_kept(district, w))
        TRY(decision_confused(tx, &confusion, cases));
    json_open(json, '{');
    json_key(json, "items");
    json_open(json, '[');
    for (size_t i = 0; i < cases->len; i++)
        TRY(put_one(tx, &list, &cases->at[i]));
    json_close(json, ']');
    json_field_i64(json, "closed_to_you", list.closed);
    json_close(json, '}');
    *(JsonOut *)out = list.json;
    return OK;
}

static Err get_cases(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    Wanted wanted = {
        .what = request_query(req, "what"), .told = request_query(req, "told"), .truth = request_query(req, "truth")};
    JsonOut json;
    TRY(may_look_at_brain(ctx));
    if (!str_is(wanted.what, "category") && !str_is(wanted.what, "owner"))
        return fail_field(ctx, "what", MSG_FIELD_CHOICE, STR("what"), wanted.what);
    TRY(request_query_i64(req, "weeks", 1, 53, 12, &wanted.weeks));
    TRY(db_read(app_of(req)->db, ctx, list_in_tx, &wanted, &json));
    respond_json(res, 200, &json);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/brain/cases", get_cases, RIGHTS_STAFF, BODY_NONE, 0},
};

void brain_cases_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

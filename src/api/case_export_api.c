/* The cases a person may see, as a file for other programs: CSV, XLSX or JSON. No contact is in it. */
#include "api/routes.h"
#include "api/case_json.h"
#include "api/case_search.h"
#include "base/utf8.h"
#include "domain/permission.h"
#include "sheets/sheets.h"
#include "store/person_store.h"

enum { PAGE = 200, TITLE_MOST = 60 };

static const char *const header[] = {"number", "state",   "urgency",      "channel",    "category", "category_name",
                                     "owner",  "handler", "subdistrict",  "community",  "lat",      "lon",
                                     "title",  "place",   "submitted_at", "updated_at", "closed_at"};
enum { COLUMN_COUNT = COUNT_OF(header) };

typedef struct Export {
    const Request *req;
    CaseQuery query;
    bool json;
    CsvRow *rows;
    size_t count;
    JsonOut *out;
} Export;

static Str degrees(Ctx *ctx, const Case *c, int64_t e7)
{
    return c->lat_e7 == 0 && c->lon_e7 == 0 ? STR("") : str_printf(ctx->arena, "%.7f", (double)e7 / 1e7);
}

static Str moment(Ctx *ctx, UnixMs at)
{
    return at == 0 ? STR("") : clock_format(ctx->arena, at);
}

static CsvRow row_of(const Export *job, const CasePage *page)
{
    Ctx *ctx = job->req->ctx;
    const Case *c = &page->file->c;
    const Category *category = category_find(ctx->district, c->category);
    Str name = category == NULL ? STR("") : ctx->lang == LANG_EN ? category->name_en : category->name_zh;
    const Str cells[COLUMN_COUNT] = {c->number,
                                     str_of(case_state_code((CaseState)c->state)),
                                     str_of(urgency_code((Urgency)c->urgency)),
                                     str_of(channel_code((Channel)c->channel)),
                                     c->category,
                                     name,
                                     c->owner,
                                     c->handler_unit,
                                     c->subdistrict,
                                     c->community,
                                     degrees(ctx, c, c->lat_e7),
                                     degrees(ctx, c, c->lon_e7),
                                     utf8_cut(page_text(page, 1, "text"), TITLE_MOST),
                                     page_text(page, 1, "place"),
                                     moment(ctx, c->submitted_at),
                                     moment(ctx, c->updated_at),
                                     moment(ctx, c->closed_at)};
    return (CsvRow){.cells = arena_copy(ctx->arena, cells, sizeof cells), .line = 0};
}

static Err add_page(Tx *tx, Export *job, size_t *got)
{
    CaseRow *rows = ARENA_ARRAY(tx->ctx->arena, CaseRow, PAGE);
    TRY(case_list(tx, &job->query, rows, got));
    for (size_t i = 0; i < *got && job->count < SHEETS_ROWS_MOST; i++) {
        CasePage page;
        TRY(case_row_load(tx, rows[i].number, &page));
        if (job->json)
            put_case_summary(job->out, job->req, &page);
        else
            job->rows[job->count] = row_of(job, &page);
        job->count++;
        job->query.after_key = rows[i].key;
        job->query.after_number = rows[i].number;
    }
    return OK;
}

static Err read_all(Tx *tx, const void *in, void *out)
{
    Export *job = out;
    size_t got = PAGE;
    (void)in;
    job->query.after_key = INT64_MIN;
    job->query.after_number = STR("");
    job->count = 0;
    while (got == PAGE && job->count < SHEETS_ROWS_MOST)
        TRY(add_page(tx, job, &got));
    return OK;
}

static Err answer_table(const Export *job, Response *res, bool xlsx)
{
    Ctx *ctx = job->req->ctx;
    Str names[COLUMN_COUNT], bytes;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        names[i] = str_of(header[i]);
    Csv table = {names, COLUMN_COUNT, job->rows, job->count};
    response_header(res, "Content-Disposition",
                    xlsx ? STR("attachment; filename=\"cases.xlsx\"") : STR("attachment; filename=\"cases.csv\""));
    if (!xlsx) {
        respond_bytes(res, "text/csv; charset=utf-8", csv_write(ctx->arena, &table));
        return OK;
    }
    TRY(xlsx_write(ctx, &table, &bytes));
    respond_bytes(res, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bytes);
    return OK;
}

typedef struct TakenOut {
    Str format;
    size_t rows;
} TakenOut;

/* Who carried out how many cases: what a look at one of them is not worth, all of them together are. */
static Err record(Tx *tx, const void *in, void *out)
{
    const TakenOut *taken = in;
    (void)out;
    return account_event_append(
        tx, &(AccountEvent){.action = STR("export"),
                            .person = tx->ctx->actor->person,
                            .subject = STR("cases"),
                            .detail = str_printf(tx->ctx->arena, STR_FMT " %zu", STR_ARG(taken->format), taken->rows)});
}

static Err export_cases(Request *req, Response *res)
{
    Ctx *ctx = req->ctx;
    JsonOut items = json_out(ctx->arena), json = json_out(ctx->arena);
    Str format = request_query(req, "format");
    bool csv = str_is(format, "csv"), xlsx = str_is(format, "xlsx");
    Export job = {.req = req,
                  .json = str_is(format, "json"),
                  .query = {.view = VIEW_ALL,
                            .sort = SORT_NEWEST,
                            .everywhere = sees_everything(ctx->actor),
                            .confidential_too = actor_has_role(ctx->actor, ROLE_SUPERVISOR),
                            .limit = PAGE},
                  .rows = ARENA_ARRAY(ctx->arena, CsvRow, SHEETS_ROWS_MOST),
                  .out = &items};
    if (!csv && !xlsx && !job.json)
        return fail_field(ctx, "format", MSG_FIELD_CHOICE, STR("format"), format);
    own_units(ctx, VIEW_ALL, job.query.units);
    json_open(&items, '[');
    TRY(db_read(app_of(req)->db, ctx, read_all, NULL, &job));
    TRY(db_write(app_of(req)->db, ctx, record, &(TakenOut){format, job.count}, NULL));
    json_close(&items, ']');
    if (!job.json)
        return answer_table(&job, res, xlsx);
    json_open(&json, '{');
    json_key(&json, "items");
    json_put_raw(&json, json_text(&items));
    json_close(&json, '}');
    respond_json(res, 200, &json);
    return OK;
}

static const Route routes[] = {
    {HTTP_GET, "/api/exports/cases", export_cases, RIGHTS_STAFF, BODY_NONE, 0},
};

void case_export_routes(Router *router)
{
    router_add(router, routes, COUNT_OF(routes));
}

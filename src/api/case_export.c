/* See case_export.h. */
#include "api/case_export.h"

#include "api/case_json.h"
#include "api/case_search.h"
#include "api/exchange.h"
#include "base/utf8.h"
#include "domain/permission.h"
#include "reception/read.h"
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
    Str format;
    UnixMs from, until; /* submitted; 0: since ever, and INT64_MAX: until now */
    CsvRow *rows;
    size_t count;
    bool more; /* than fit into a file */
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
    for (size_t i = 0; i < *got; i++) {
        CasePage page;
        if (-rows[i].key < job->from) { /* the newest come first */
            *got = 0;
            return OK;
        }
        job->more = job->count == SHEETS_ROWS_MOST;
        if (job->more)
            return OK;
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
    job->query.after_key = job->until == INT64_MAX ? INT64_MIN : 1 - job->until;
    job->query.after_number = STR("");
    job->count = 0;
    job->more = false;
    while (got == PAGE && !job->more)
        TRY(add_page(tx, job, &got));
    return OK;
}

/* --- what is asked for --- */

/* The beginning of a day of the district's; `later` days on. */
static Err read_day(const Export *job, const char *name, int64_t later, UnixMs *out)
{
    Ctx *ctx = job->req->ctx;
    Str day = request_query(job->req, name);
    UnixMs start = 0;
    if (str_empty(day))
        return OK;
    if (day.len != 10 ||
        read_time(ctx, name, str_join(ctx->arena, (const Str[]){day, STR("T00:00:00Z")}, 2, STR("")), &start) != OK)
        return fail_field(ctx, name, MSG_FIELD_CHOICE, str_of(name), day);
    *out = start - MINUTES(ctx->district->calendar.offset_minutes) + DAYS(later);
    return OK;
}

static Err read_filters(Export *job)
{
    const Request *req = job->req;
    Ctx *ctx = req->ctx;
    CaseState state;
    Str states = request_query(req, "state");
    if (!str_empty(states) && !case_state_parse(states, &state))
        return fail_field(ctx, "state", MSG_FIELD_CHOICE, STR("state"), states);
    if (!str_empty(states))
        job->query.states = str_join(ctx->arena, (const Str[]){STR(","), states, STR(",")}, 3, STR(""));
    job->query.urgency = request_query(req, "urgency");
    job->query.category = request_query(req, "category");
    job->query.unit = request_query(req, "unit");
    job->query.overdue = str_is(request_query(req, "overdue"), "true");
    TRY(read_day(job, "from", 0, &job->from));
    return read_day(job, "to", 1, &job->until);
}

/* "xlsx 12 category=E0102 from=2026-11-01" */
static Str carried_out(const Export *job)
{
    static const char *const filters[] = {"state", "urgency", "category", "unit", "overdue", "from", "to"};
    Arena *arena = job->req->ctx->arena;
    Str out = str_printf(arena, STR_FMT " %zu", STR_ARG(job->format), job->count);
    for (size_t i = 0; i < COUNT_OF(filters); i++) {
        Str value = request_query(job->req, filters[i]);
        if (!str_empty(value))
            out = str_printf(arena, STR_FMT " %s=" STR_FMT, STR_ARG(out), filters[i], STR_ARG(utf8_cut(value, 32)));
    }
    return out;
}

/* Who carried out how many cases: what a look at one of them is not worth, all of them together are. */
static Err record(Tx *tx, const void *in, void *out)
{
    const Export *job = in;
    (void)out;
    return account_event_append(
        tx, &(AccountEvent){.action = STR(CASES_EXPORTED),
                            .person = tx->ctx->actor->person,
                            .subject = str_empty(job->req->client_ip) ? STR("terminal") : STR("cases"),
                            .detail = carried_out(job)});
}

/* --- the file --- */

static Err write_table(const Export *job, ExportedCases *out)
{
    Ctx *ctx = job->req->ctx;
    Str names[COLUMN_COUNT];
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        names[i] = str_of(header[i]);
    Csv table = {names, COLUMN_COUNT, job->rows, job->count};
    if (str_is(job->format, "xlsx")) {
        out->content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        return xlsx_write(ctx, &table, &out->bytes);
    }
    out->content_type = "text/csv; charset=utf-8";
    out->bytes = csv_write(ctx->arena, &table);
    return OK;
}

static void write_json(const Export *job, ExportedCases *out)
{
    JsonOut json = json_out(job->req->ctx->arena);
    json_open(&json, '{');
    json_key(&json, "items");
    json_put_raw(&json, json_text(job->out));
    json_close(&json, '}');
    out->content_type = "application/json";
    out->bytes = json_text(&json);
}

Err case_export(const Request *req, ExportedCases *out)
{
    Ctx *ctx = req->ctx;
    JsonOut items = json_out(ctx->arena);
    Export job = {.req = req,
                  .format = request_query(req, "format"),
                  .until = INT64_MAX,
                  .query = {.view = VIEW_ALL,
                            .sort = SORT_NEWEST,
                            .everywhere = sees_everything(ctx->actor),
                            .confidential_too = actor_has_role(ctx->actor, ROLE_SUPERVISOR),
                            .limit = PAGE},
                  .rows = ARENA_ARRAY(ctx->arena, CsvRow, SHEETS_ROWS_MOST),
                  .out = &items};
    job.json = str_is(job.format, "json");
    if (!str_is(job.format, "csv") && !str_is(job.format, "xlsx") && !job.json)
        return fail_field(ctx, "format", MSG_FIELD_CHOICE, STR("format"), job.format);
    TRY(read_filters(&job));
    own_units(ctx, VIEW_ALL, job.query.units);
    json_open(&items, '[');
    TRY(db_read(app_of(req)->db, ctx, read_all, NULL, &job));
    json_close(&items, ']');
    TRY(db_write(app_of(req)->db, ctx, record, &job, NULL));
    *out = (ExportedCases){.format = job.format, .count = job.count, .more = job.more};
    if (!job.json)
        return write_table(&job, out);
    write_json(&job, out);
    return OK;
}

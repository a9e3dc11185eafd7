/* See case_import.h. */
#include "api/case_import.h"

#include <string.h>

#include "api/exchange.h"
#include "base/utf8.h"
#include "reception/platform.h"
#include "reception/read.h"
#include "sheets/sheets.h"

enum { NUMBER, TEXT, PLACE, CATEGORY, LAT, LON, NAME, PHONE, REPORTED_AT, COLUMN_COUNT };

static const struct {
    const char *key, *zh;
    bool required;
} columns[COLUMN_COUNT] = {
    [NUMBER] = {"number", "编号", true},
    [TEXT] = {"text", "内容", true},
    [PLACE] = {"place", "地点", false},
    [CATEGORY] = {"category", "类别", false},
    [LAT] = {"lat", "纬度", false},
    [LON] = {"lon", "经度", false},
    [NAME] = {"name", "姓名", false},
    [PHONE] = {"phone", "电话", false},
    [REPORTED_AT] = {"reported_at", "上报时间", false},
};

typedef struct Import {
    App *app;
    Ctx *ctx;
    CaseImport *job;
    Csv table;
    ptrdiff_t at[COLUMN_COUNT];
    CsvRow *refused; /* NULL: nobody asked for them */
} Import;

/* --- the file --- */

static Str text_of(Ctx *ctx, const Json *value)
{
    Str text = STR("");
    double number = 0;
    int64_t whole = 0;
    if (json_str(value, &text))
        return text;
    if (json_i64(value, &whole))
        return str_printf(ctx->arena, "%lld", (long long)whole);
    return json_number(value, &number) ? str_printf(ctx->arena, "%.7f", number) : STR("");
}

/* [{"number": "…", …}, …]: the same table. */
static Err read_json(Ctx *ctx, Str bytes, Csv *out)
{
    const Json *list = NULL;
    TRY(json_parse(ctx, bytes, &list));
    size_t count = json_length(list);
    if (count > SHEETS_ROWS_MOST)
        return fail(ctx, ERR_TOO_LARGE, MSG_SHEETS_ROWS, str_printf(ctx->arena, "%d", SHEETS_ROWS_MOST));
    Str *header = ARENA_ARRAY(ctx->arena, Str, COLUMN_COUNT);
    CsvRow *rows = ARENA_ARRAY(ctx->arena, CsvRow, count + 1);
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        header[c] = str_of(columns[c].key);
    for (size_t i = 0; i < count; i++) {
        Str *cells = ARENA_ARRAY(ctx->arena, Str, COLUMN_COUNT);
        for (size_t c = 0; c < COLUMN_COUNT; c++)
            cells[c] = text_of(ctx, json_get(json_at(list, i), columns[c].key));
        rows[i] = (CsvRow){cells, (int64_t)i + 1};
    }
    *out = (Csv){header, COLUMN_COUNT, rows, count};
    return OK;
}

static Err read_table(Import *in)
{
    Ctx *ctx = in->ctx;
    Str bytes = in->job->bytes;
    if (bytes.len > SHEETS_BYTES_MOST)
        return fail(ctx, ERR_TOO_LARGE, MSG_SHEETS_BYTES, str_printf(ctx->arena, "%d", SHEETS_BYTES_MOST >> 20));
    bool json = str_starts(str_trim(bytes), STR("["));
    TRY(json ? read_json(ctx, bytes, &in->table) : sheets_read(ctx, bytes, &in->table));
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        in->at[c] = csv_column(&in->table, columns[c].key);
        if (in->at[c] < 0)
            in->at[c] = csv_column(&in->table, columns[c].zh);
        if (in->at[c] < 0 && columns[c].required)
            return fail_field(ctx, "file", MSG_IMPORT_COLUMN, str_of(columns[c].zh));
    }
    return OK;
}

/* --- its rows --- */

static Str cell_of(const Import *in, const CsvRow *row, int column)
{
    Arena *arena = in->ctx->arena;
    return in->at[column] < 0 ? STR("") : str_trim(utf8_shown(arena, row->cells[in->at[column]]));
}

static void keep_refused(Import *in, const CsvRow *row)
{
    Ctx *ctx = in->ctx;
    size_t width = in->table.column_count;
    Str *cells = ARENA_ARRAY(ctx->arena, Str, width + IMPORT_REASONS);
    memcpy(cells, row->cells, width * sizeof *cells);
    cells[width] = str_printf(ctx->arena, "%lld", (long long)row->line);
    cells[width + 1] = ctx_failure_text(ctx);
    in->refused[in->job->bad] = (CsvRow){cells, row->line};
}

static void tell(Import *in, const CsvRow *row, int column)
{
    Ctx *ctx = in->ctx;
    if (in->refused != NULL)
        keep_refused(in, row);
    in->job->bad++;
    if (in->job->problem_count < IMPORT_PROBLEMS_MOST)
        in->job->problems[in->job->problem_count++] =
            (ImportProblem){row->line, str_of(columns[column].key), ctx_failure_text(ctx)};
    ctx->failure = (Failure){0};
}

/* "2026-11-22 08:30[:00]" in the district's own time, or RFC 3339. */
static Err read_moment(Ctx *ctx, Str text, UnixMs *out)
{
    bool local = text.len >= 16 && text.at[10] == ' ';
    if (!local)
        return read_time(ctx, "reported_at", text, out);
    Str clock = text.len >= 19 ? str_slice(text, 11, 19)
                               : str_printf(ctx->arena, STR_FMT ":00", STR_ARG(str_slice(text, 11, 16)));
    Str utc = str_printf(ctx->arena, STR_FMT "T" STR_FMT "Z", STR_ARG(str_slice(text, 0, 10)), STR_ARG(clock));
    TRY(read_time(ctx, "reported_at", utc, out));
    *out -= MINUTES(ctx->district->calendar.offset_minutes);
    return OK;
}

static Err read_point(Ctx *ctx, const Import *in, const CsvRow *row, PlaceInput *out)
{
    Str lat = cell_of(in, row, LAT), lon = cell_of(in, row, LON);
    if (str_empty(lat) && str_empty(lon))
        return OK;
    if (!str_to_double(lat, &out->lat) || !str_to_double(lon, &out->lon) || out->lat < -90 || out->lat > 90 ||
        out->lon < -180 || out->lon > 180)
        return fail_field(ctx, "lat", MSG_IMPORT_POINT);
    out->given = true;
    out->source = STR("pin");
    return OK;
}

static Err read_row(const Import *in, const CsvRow *row, PlatformReport *out)
{
    Ctx *ctx = in->ctx;
    *out = (PlatformReport){.platform = in->job->platform,
                            .theirs = cell_of(in, row, NUMBER),
                            .text = cell_of(in, row, TEXT),
                            .place_text = cell_of(in, row, PLACE),
                            .category = cell_of(in, row, CATEGORY),
                            .name = cell_of(in, row, NAME),
                            .phone = cell_of(in, row, PHONE)};
    TRY(read_point(ctx, in, row, &out->place));
    TRY(read_moment(ctx, cell_of(in, row, REPORTED_AT), &out->reported_at));
    for (const CsvRow *before = in->table.rows; before < row; before++)
        if (!str_empty(out->theirs) && str_eq(cell_of(in, before, NUMBER), out->theirs))
            return fail_field(ctx, "number", MSG_IMPORT_TWICE, out->theirs,
                              str_printf(ctx->arena, "%lld", (long long)before->line));
    return platform_report_check(ctx, out);
}

/* Which column the refusal is about. */
static int column_at_fault(const Ctx *ctx)
{
    const char *field = ctx->failure.field;
    for (int c = 0; c < COLUMN_COUNT && field != NULL; c++)
        if (str_is(str_of(field), columns[c].key))
            return c;
    return field != NULL && str_is(str_of(field), "position") ? LAT : TEXT;
}

static Err is_known(Tx *tx, const void *in, void *out)
{
    PlatformCase *both = out;
    *both = *(const PlatformCase *)in;
    return platform_case_find(tx, both);
}

static Err take_row(Import *in, const PlatformReport *report)
{
    App *app = in->app;
    Ctx *ctx = in->ctx;
    PlatformTaken taken = {0};
    if (in->job->dry) {
        PlatformCase both = {.platform = report->platform, .theirs = report->theirs}, found = {0};
        TRY(db_read(app->db, ctx, is_known, &both, &found));
        taken.repeated = !str_empty(found.number);
    } else {
        TRY(platform_report_take(app, ctx, report, &taken));
    }
    if (taken.repeated)
        in->job->known++;
    else
        in->job->fresh++;
    return OK;
}

/* A row's own fault is told and the next one taken; the store's trouble ends it. */
static Err take_rows(Import *in)
{
    Ctx *ctx = in->ctx;
    for (size_t i = 0; i < in->table.row_count; i++) {
        const CsvRow *row = &in->table.rows[i];
        PlatformReport report;
        Err err = read_row(in, row, &report);
        if (err == OK)
            err = take_row(in, &report);
        if (err == ERR_INVALID || err == ERR_CONFLICT)
            tell(in, row, column_at_fault(ctx));
        else
            TRY(err);
    }
    return OK;
}

static Err require_platform(Tx *tx, const void *in, void *out)
{
    PlatformKey *key = out;
    *key = (PlatformKey){.platform = *(const Str *)in};
    TRY(platform_key_load(tx, key));
    return str_empty(key->key_hash) ? fail_field(tx->ctx, "platform", MSG_IMPORT_PARTNER, key->platform) : OK;
}

static void list_ignored(Import *in)
{
    Str *names = ARENA_ARRAY(in->ctx->arena, Str, in->table.column_count);
    for (size_t i = 0; i < in->table.column_count; i++) {
        bool used = false;
        for (size_t c = 0; c < COLUMN_COUNT; c++)
            used |= in->at[c] == (ptrdiff_t)i;
        if (!used)
            names[in->job->ignored_count++] = in->table.header[i];
    }
    in->job->ignored = names;
}

static void list_refused(Import *in)
{
    Ctx *ctx = in->ctx;
    size_t width = in->table.column_count;
    Str *header = ARENA_ARRAY(ctx->arena, Str, width + IMPORT_REASONS);
    memcpy(header, in->table.header, width * sizeof *header);
    header[width] = message_text(ctx->arena, MSG_IMPORT_ROW, ctx->lang, NULL, 0);
    header[width + 1] = message_text(ctx->arena, MSG_IMPORT_WHY, ctx->lang, NULL, 0);
    in->job->refused = (Csv){header, width + IMPORT_REASONS, in->refused, (size_t)in->job->bad};
}

Err case_import(App *app, Ctx *ctx, CaseImport *job)
{
    Import in = {.app = app, .ctx = ctx, .job = job};
    PlatformKey key;
    if (!may_import(ctx))
        return fail(ctx, ERR_FORBIDDEN, MSG_IMPORT_RIGHT);
    TRY(db_read(app->db, ctx, require_platform, &job->platform, &key));
    TRY(read_table(&in));
    if (job->keep_refused)
        in.refused = ARENA_ARRAY(ctx->arena, CsvRow, in.table.row_count + 1);
    TRY(take_rows(&in));
    job->rows = (int64_t)in.table.row_count;
    list_ignored(&in);
    if (job->keep_refused)
        list_refused(&in);
    return OK;
}

/* servers.csv: other cities' servers that answer for units of ours; server_services.csv: what our kinds of matters are
 * called at those that speak Open311 (at the others: platforms.csv). Keys are no data of a district: they stand in the
 * settings (open311.keys). */
#include "district/tables.h"

#define SERVERS "servers.csv"

enum { CODE, NAME_ZH, NAME_EN, UNIT, URL, JURISDICTION, FORMAT, RESEND };
static const Column server_columns[] = {
    {"code", "编码", "code"},
    {"name_zh", "中文名", "Chinese name"},
    {"name_en", "英文名", "English name"},
    {"unit", "单位", "unit"},
    {"url", "网址", "address"},
    {"jurisdiction_id", "辖区代码", "jurisdiction_id"},
    {"format", "格式", "format"},
    {"resend", "可重发", "resend mark"},
};

static ServerTongue read_tongue(const Line *line)
{
    static const char *const words[] = {[SERVER_XML] = "xml", [SERVER_JSON] = "json", [SERVER_EXCHANGE] = "exchange"};
    Str word = cell(line, FORMAT);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_is(word, words[i]))
            return (ServerTongue)i;
    cell_problem(line, FORMAT, MSG_DISTRICT_WORD, word, STR("xml json exchange"));
    return SERVER_XML;
}

static CityServer read_server(const Line *line, Codes *servers)
{
    const Codes *units = &line->sheet->reading->units;
    CityServer server = {.code = cell_code(line, CODE, servers),
                         .name_zh = cell_need(line, NAME_ZH),
                         .name_en = cell_need(line, NAME_EN),
                         .unit = cell_ref(line, UNIT, units, "units.csv"),
                         .url = cell_need(line, URL),
                         .jurisdiction = cell_keep(line, JURISDICTION),
                         .tongue = read_tongue(line),
                         .resend = cell_flag(line, RESEND)};
    if (!str_starts(server.url, STR("https://")) && !str_starts(server.url, STR("http://")))
        cell_problem(line, URL, MSG_DISTRICT_WORD, cell(line, URL), STR("https://… http://…"));
    if (server.tongue == SERVER_EXCHANGE)
        (void)cell_need(line, JURISDICTION);
    (void)cell_need(line, UNIT);
    return server;
}

enum { SERVER, ABOUT, SERVICE };
static const Column service_columns[] = {
    {"server", "服务器", "server"}, {"about", "事项", "about"}, {"service_code", "对方事项编码", "service_code"}};

static void read_services(Reading *reading, const Codes *servers)
{
    Sheet sheet;
    if (!SHEET_OPEN(reading, "server_services.csv", service_columns, &sheet))
        return;
    ServerService *services = ARENA_ARRAY(reading->arena, ServerService, sheet_rows(&sheet));
    Codes seen = {0};
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        bool all = str_is(cell(&line, ABOUT), "*");
        services[i] =
            (ServerService){.server = cell_ref(&line, SERVER, servers, SERVERS),
                            .about = all ? STR("*") : cell_ref(&line, ABOUT, &reading->categories, "categories.csv"),
                            .service = cell_need(&line, SERVICE)};
        Str key = str_printf(reading->ctx->arena, STR_FMT " " STR_FMT, STR_ARG(cell_need(&line, SERVER)),
                             STR_ARG(cell_need(&line, ABOUT)));
        int64_t earlier = codes_add(&seen, reading->ctx->arena, key, line.row->line);
        if (earlier != 0)
            cell_problem(&line, ABOUT, MSG_DISTRICT_TWICE, key,
                         str_printf(reading->ctx->arena, "%lld", (long long)earlier));
    }
    reading->district->services = services;
    reading->district->service_count = sheet_rows(&sheet);
}

void read_servers(Reading *reading)
{
    Sheet sheet;
    Codes codes = {0};
    if (!SHEET_OPEN(reading, SERVERS, server_columns, &sheet))
        return;
    CityServer *servers = ARENA_ARRAY(reading->arena, CityServer, sheet_rows(&sheet));
    for (size_t i = 0; i < sheet_rows(&sheet); i++) {
        Line line = sheet_line(&sheet, i);
        servers[i] = read_server(&line, &codes);
    }
    reading->district->servers = servers;
    reading->district->server_count = sheet_rows(&sheet);
    read_services(reading, &codes);
}

/* district.ini: who the district is and its figures. Figures that the program takes as given stand here too, with the
 * one value they can have, so that nobody believes to have changed what was not. */
#include <math.h>
#include <stddef.h>

#include "base/settings.h"
#include "base/utf8.h"
#include "district/tables.h"

#define INI_FILE "district.ini"

static const SettingSpec specs[] = {
    {"district.code", "", "official code of the district", 0, 0},
    {"district.name_zh", "", "its Chinese name", 0, 0},
    {"district.name_en", "", "its English name", 0, 0},
    {"district.timezone_minutes", "480", "local time east of UTC", -720, 840},
    {"district.centre_lat", "", "middle of the map, WGS-84", 0, 0},
    {"district.centre_lon", "", "middle of the map, WGS-84", 0, 0},
    {"district.default_zoom", "13", "first zoom of the map", 1, 20},
    {"district.map_tiles", "", "tile address with {z} {x} {y}; empty: no request leaves the machine", 0, 0},
    {"district.hotline", "12345", "telephone shown to residents", 0, 0},
    {"district.emergency_zh", "", "advice in danger, Chinese", 0, 0},
    {"district.emergency_en", "", "advice in danger, English", 0, 0},
    {"district.synthetic_polygons", "0", "1: the polygons are no official boundaries, and the map says so", 0, 1},
    {"district.supervision_unit", "", "alone sees confidential cases", 0, 0},
    {"district.second_factor_roles", "", "roles that need a second factor to sign in, separated by commas", 0, 0},
    {"limits.check_in_metres", "150", "a check-in this near is on site", 1, 100000},
    {"limits.recurring_metres", "50", "a recurring spot: within metres", 1, 150},
    {"limits.recurring_days", "30", "a recurring spot: within", 1, 3650},
    {"limits.recurring_count", "3", "a recurring spot: cases of a kind", 2, 50},
    {"limits.appeal_days", "5", "a rejection may be appealed for", 1, 365},
    {"limits.text_max", "2000", "characters of a report", 10, 10000},
    {"limits.photos_max", "9", "photos of a report", 1, 20},
    {"limits.photo_bytes_max", "26214400", "bytes of a photo", 26214400, 26214400},
    {"limits.near_metres", "500", "a check-in this near is near", 500, 500},
    {"limits.triage_seconds", "5", "the brain's time for a case", 5, 5},
    {"limits.common_communities", "3", "a kind rising in so many communities is common", 3, 3},
    {"limits.frequent_words_weeks", "12", "frequent words are compared with the weeks before", 12, 12},
    {"limits.rating_days", "7", "rating window", 7, 7},
    {"limits.reopen_days", "10", "reopen window", 10, 10},
    {"limits.grace_seconds", "60", "an answer so late still counts", 60, 60},
    {"limits.check_in_percent_of_handling", "50", "T4 takes at most this share of T5", 50, 50},
    {"limits.extend_desk_percent", "50", "an owner desk extends by at most", 1, 100},
    {"limits.light_yellow_percent_left", "50", "yellow from", 50, 50},
    {"limits.light_orange_percent_left", "20", "orange from", 20, 20},
    {"limits.ladder_desk_percent", "50", "first rung", 50, 50},
    {"limits.ladder_leader_percent", "80", "second rung", 80, 80},
    {"limits.ladder_supervision_percent", "100", "third rung", 100, 100},
    {"limits.ladder_public_percent", "150", "last rung", 150, 150},
    {"limits.escalate_overdue_count", "2", "overdues that escalate a case", 2, 2},
    {"limits.escalate_disputes_upheld", "2", "upheld disputes that escalate a case", 2, 2},
    {"limits.first_dispatch_owner_required", "1", "a dispute names the true owner", 1, 1},
    {"score.on_time_percent", "30", "weight", 30, 30},
    {"score.solved_percent", "35", "weight", 35, 35},
    {"score.satisfied_percent", "35", "weight", 35, 35},
    {"limits.rank_least", "20", "no ranking under this many items", 1, 100000},
    {"limits.sure_per_mille", "975", "right kinds in a thousand, where the brain is sure", 500, 999},
    {"limits.twin_days", "30", "a report is compared with the cases of", 1, 365},
    {"messages.quiet_from_hour", "21", "messages wait from this hour", 0, 23},
    {"messages.quiet_until_hour", "8", "until this hour; the same: they never wait", 0, 23},
    {"messages.letters_day", "10", "most messages to one address in a day", 1, 1000},
    {"messages.letters_minute", "60", "most messages in a minute", 1, 100000},
    {"messages.codes_day", "300", "most codes by SMS for alerts in a day; 0: no alerts by SMS", 0, 100000},
};

typedef struct Figure {
    const char *key;
    size_t offset;
} Figure;
static const Figure figures[] = {
    {"limits.check_in_metres", offsetof(DistrictLimits, check_in_metres)},
    {"limits.recurring_metres", offsetof(DistrictLimits, recurring_metres)},
    {"limits.recurring_days", offsetof(DistrictLimits, recurring_days)},
    {"limits.recurring_count", offsetof(DistrictLimits, recurring_count)},
    {"limits.appeal_days", offsetof(DistrictLimits, appeal_days)},
    {"limits.text_max", offsetof(DistrictLimits, text_max)},
    {"limits.photos_max", offsetof(DistrictLimits, photos_max)},
    {"limits.rank_least", offsetof(DistrictLimits, rank_least)},
    {"limits.sure_per_mille", offsetof(DistrictLimits, sure_per_mille)},
    {"limits.twin_days", offsetof(DistrictLimits, twin_days)},
    {"messages.quiet_from_hour", offsetof(DistrictLimits, quiet_from_hour)},
    {"messages.quiet_until_hour", offsetof(DistrictLimits, quiet_until_hour)},
    {"messages.letters_day", offsetof(DistrictLimits, letters_day)},
    {"messages.letters_minute", offsetof(DistrictLimits, letters_minute)},
    {"messages.codes_day", offsetof(DistrictLimits, codes_day)},
};

static void read_lines(Reading *reading, Settings *settings, Str content)
{
    Ctx *ctx = reading->ctx;
    Str rest = content, line, section = STR("");
    for (int64_t n = 1; rest.len > 0; n++) {
        if (!str_cut(rest, '\n', &line, &rest)) {
            line = rest;
            rest = STR("");
        }
        if (n == 1 && str_starts(line, STR("\xef\xbb\xbf")))
            line = str_slice(line, 3, line.len);
        Str where = str_printf(ctx->arena, INI_FILE ":%lld", (long long)n);
        if (settings_read_line(settings, ctx, line, where, &section) != OK)
            problem_from_failure(reading, &(ProblemSpot){INI_FILE, n, NULL}, MSG_DISTRICT_BARE);
    }
}

static Str keep(Reading *reading, const Settings *settings, const char *key)
{
    return str_copy(reading->arena, settings_str(settings, key));
}

static Str need(Reading *reading, const Settings *settings, const char *key)
{
    Str value = keep(reading, settings, key);
    if (value.len == 0)
        file_problem(reading, INI_FILE, 0, MSG_DISTRICT_EMPTY, str_of(key));
    return value;
}

static double degrees(Reading *reading, const Settings *settings, const char *key, double most)
{
    Str text = settings_str(settings, key);
    double value = 0;
    if (str_to_double(text, &value) && fabs(value) <= most)
        return value;
    Arena *arena = reading->ctx->arena;
    file_problem(reading, INI_FILE, 0, MSG_DISTRICT_NUMBER, str_of(key), text, str_printf(arena, "%.0f", -most),
                 str_printf(arena, "%.0f", most));
    return 0;
}

static Str tiles(Reading *reading, const Settings *settings)
{
    Str url = keep(reading, settings, "district.map_tiles");
    bool web = str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
    bool whole = str_find(url, STR("{z}")) > 0 && str_find(url, STR("{x}")) > 0 && str_find(url, STR("{y}")) > 0;
    if (url.len > 0 && !(web && whole))
        file_problem(reading, INI_FILE, 0, MSG_DISTRICT_TILES, url);
    return url;
}

/* "ADMINISTRATOR, AUDITOR" */
static void second_roles(Reading *reading, const Settings *settings)
{
    District *d = reading->district;
    Str rest = settings_str(settings, "district.second_factor_roles"), head, tail;
    while (!str_empty(str_trim(rest)) && d->second_role_count < ROLE_COUNT) {
        if (!str_cut(rest, ',', &head, &tail)) {
            head = rest;
            tail = STR("");
        }
        if (role_parse(str_trim(head), &d->second_roles[d->second_role_count]))
            d->second_role_count++;
        else
            file_problem(reading, INI_FILE, 0, MSG_DISTRICT_ROLE, str_trim(head));
        rest = tail;
    }
}

static void take(Reading *reading, const Settings *settings)
{
    District *d = reading->district;
    d->code = need(reading, settings, "district.code");
    if (!is_code(d->code))
        file_problem(reading, INI_FILE, 0, MSG_DISTRICT_CODE, STR("district.code"), d->code);
    d->name_zh = need(reading, settings, "district.name_zh");
    d->name_en = need(reading, settings, "district.name_en");
    d->hotline = keep(reading, settings, "district.hotline");
    d->map_tiles = tiles(reading, settings);
    d->centre_lat = degrees(reading, settings, "district.centre_lat", 90);
    d->centre_lon = degrees(reading, settings, "district.centre_lon", 180);
    d->default_zoom = (int)settings_i64(settings, "district.default_zoom");
    d->rights.supervision_unit = keep(reading, settings, "district.supervision_unit");
    second_roles(reading, settings);
    d->rights.extend_desk_percent = settings_i64(settings, "limits.extend_desk_percent");
    d->synthetic = settings_i64(settings, "district.synthetic_polygons") == 1;
    d->calendar.offset_minutes = (int)settings_i64(settings, "district.timezone_minutes");
    for (size_t i = 0; i < COUNT_OF(figures); i++)
        *(int64_t *)((char *)&d->limits + figures[i].offset) = settings_i64(settings, figures[i].key);
    reading->emergency = (TextRow){.key = STR("emergency"),
                                   .zh = need(reading, settings, "district.emergency_zh"),
                                   .en = need(reading, settings, "district.emergency_en")};
}

void read_ini(Reading *reading)
{
    const DistrictFile *file = district_file(reading->files, INI_FILE);
    if (file == NULL) {
        file_problem(reading, INI_FILE, 0, MSG_DISTRICT_FILE_MISSING);
        return;
    }
    if (!utf8_valid(file->content) || !utf8_printable(file->content)) {
        file_problem(reading, INI_FILE, 0, MSG_DISTRICT_FILE_TEXT);
        return;
    }
    Settings *settings = settings_new(reading->ctx->arena, specs, COUNT_OF(specs));
    read_lines(reading, settings, file->content);
    take(reading, settings);
}

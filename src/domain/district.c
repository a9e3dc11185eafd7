/* Finding things in a district's data; see district.h. */
#include "domain/district.h"

#include <stddef.h>

/* Categories and areas are sorted by code: every lookup is this bisection. */
static const void *find_code(const void *rows, size_t count, size_t size, Str code)
{
    size_t from = 0, to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        const char *row = (const char *)rows + middle * size;
        int order = str_cmp(code, *(const Str *)row); /* the code is each row's first field */
        if (order == 0)
            return row;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

_Static_assert(offsetof(Category, code) == 0 && offsetof(DistrictArea, code) == 0, "find_code reads the first field");

const Category *category_find(const District *district, Str code)
{
    return find_code(district->categories, district->category_count, sizeof(Category), code);
}

bool category_within(const District *district, Str category, Str above)
{
    enum { DEPTH_MAX = 8 };
    const Category *here = category_find(district, category);
    for (int depth = 0; here != NULL && depth < DEPTH_MAX; depth++) {
        if (str_eq(here->code, above))
            return true;
        here = category_find(district, here->parent);
    }
    return false;
}

const DistrictArea *area_find(const District *district, Str code)
{
    return find_code(district->areas, district->area_count, sizeof(DistrictArea), code);
}

const DeviceKind *device_kind_find(const District *district, Str code)
{
    for (size_t i = 0; i < district->device_kind_count; i++)
        if (str_eq(district->device_kinds[i].code, code))
            return &district->device_kinds[i];
    return NULL;
}

const Rejection *rejection_find(const District *district, Str code)
{
    for (size_t i = 0; i < district->rejection_count; i++)
        if (str_eq(district->rejections[i].code, code))
            return &district->rejections[i];
    return NULL;
}

const DistrictEvent *event_find(const District *district, Str code)
{
    for (size_t i = 0; i < district->event_count; i++)
        if (str_eq(district->events[i].code, code))
            return &district->events[i];
    return NULL;
}

Str district_text(const District *district, const char *key, Lang lang)
{
    for (size_t i = 0; i < district->text_count; i++)
        if (str_is(district->texts[i].key, key))
            return lang == LANG_EN ? district->texts[i].en : district->texts[i].zh;
    return STR("");
}

Str district_area_unit(const District *district, Str area)
{
    const DistrictArea *found = area_find(district, area);
    return found != NULL ? found->unit : STR("");
}

Str district_resolve_unit(const District *district, Str code, Str subdistrict, Str community)
{
    if (str_is(code, "JIEZ"))
        return district_area_unit(district, subdistrict);
    if (str_is(code, "SQ"))
        return district_area_unit(district, community);
    const Unit *unit = unit_find(&district->rights, code);
    return unit != NULL ? unit->code : STR("");
}

const CityServer *server_find(const District *district, Str code)
{
    for (size_t i = 0; i < district->server_count; i++)
        if (str_eq(district->servers[i].code, code))
            return &district->servers[i];
    return NULL;
}

static Str service_about(const District *district, const CityServer *server, Str about)
{
    for (size_t i = 0; i < district->service_count; i++) {
        const ServerService *row = &district->services[i];
        if (str_eq(row->server, server->code) && str_eq(row->about, about))
            return row->service;
    }
    return STR("");
}

Str server_service(const District *district, const CityServer *server, Str category)
{
    const Category *kind = category_find(district, category);
    Str found = service_about(district, server, category);
    if (str_empty(found) && kind != NULL && !str_empty(kind->parent))
        found = service_about(district, server, kind->parent);
    return str_empty(found) ? service_about(district, server, STR("*")) : found;
}

Str platform_ours(const District *district, const PlatformCode *theirs)
{
    for (size_t i = 0; i < district->platform_code_count; i++) {
        const PlatformCode *code = &district->platform_codes[i];
        if (code->what == theirs->what && str_eq(code->platform, theirs->platform) &&
            str_eq(code->theirs, theirs->theirs))
            return code->ours;
    }
    return STR("");
}

Str platform_theirs(const District *district, const PlatformCode *ours)
{
    for (size_t i = 0; i < district->platform_code_count; i++) {
        const PlatformCode *code = &district->platform_codes[i];
        if (code->what == ours->what && str_eq(code->platform, ours->platform) && str_eq(code->ours, ours->ours))
            return code->theirs;
    }
    return STR("");
}

Str platform_kind(const District *district, Str platform, Str category)
{
    PlatformCode kind = {.platform = platform, .ours = category, .what = PLATFORM_CATEGORY};
    const Category *row = category_find(district, category);
    Str found = platform_theirs(district, &kind);
    if (!str_empty(found) || row == NULL || str_empty(row->parent))
        return found;
    kind.ours = row->parent;
    return platform_theirs(district, &kind);
}

/* All tables of a district, one after another; see parse.h. */
#include "district/parse.h"

#include <assert.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "district/tables.h"

enum { DISTRICT_BUDGET = 256 * 1024 * 1024 };

/* The district with the arena that holds it and everything it points to. */
typedef struct Held {
    District district;
    Arena *arena;
} Held;

_Static_assert(offsetof(Held, district) == 0, "a District is freed through its first byte");

static void drop(Held **held)
{
    if (*held != NULL)
        arena_free((*held)->arena);
}

static Held *hold(void)
{
    Arena *arena = arena_new(DISTRICT_BUDGET);
    Held *held = ARENA_NEW(arena, Held);
    held->arena = arena;
    return held;
}

static void read_tables(Reading *reading)
{
    read_ini(reading);
    read_units_and_areas(reading);
    read_polygons(reading);
    read_categories(reading);
    read_public(reading);
    read_questions(reading);
    read_stoppers(reading);
    read_replies(reading);
    read_device_kinds(reading);
    read_platforms(reading);
    read_events(reading);
    read_duties(reading);
    read_servers(reading);
    read_calendar(reading);
    read_hours(reading);
    read_clocks(reading);
    read_call_rights(reading);
    read_role_grants(reading);
    read_retention(reading);
    read_menu(reading);
    read_people(reading);
    read_shifts(reading);
    read_places(reading);
    read_phrases(reading);
    read_examples(reading);
    read_rejections(reading);
    read_knowledge(reading);
    read_texts(reading);
}

static Err tell(Ctx *ctx, const DistrictProblems *problems)
{
    Buf lines = buf_new(ctx->arena);
    for (size_t i = 0; i < problems->len; i++) {
        buf_add(&lines, problems->at[i].text[ctx->lang]);
        buf_char(&lines, '\n');
    }
    if (problems->all > problems->len)
        buf_z(&lines, "…\n");
    return fail(ctx, ERR_INVALID, MSG_DISTRICT_BROKEN, str_printf(ctx->arena, "%zu", problems->all),
                str_trim(buf_str(&lines)));
}

Err district_parse_telling(Ctx *ctx, const DistrictFiles *files, DistrictProblems *problems, District **out)
{
    Held *held CLEANUP(drop) = hold();
    *problems = (DistrictProblems){0};
    Failure before = ctx->failure; /* csv and INI tell theirs there; the whole is told once, below */
    Reading reading = {
        .ctx = ctx, .arena = held->arena, .files = files, .district = &held->district, .problems = problems};
    read_tables(&reading);
    ctx->failure = before;
    if (problems->all > 0)
        return tell(ctx, problems);
    held->district.version = district_version(held->arena, files);
    *out = &held->district;
    held = NULL;
    return OK;
}

Err district_parse(Ctx *ctx, const DistrictFiles *files, District **out)
{
    DistrictProblems problems;
    return district_parse_telling(ctx, files, &problems, out);
}

void district_free(District *district)
{
    Held *held = (Held *)district;
    drop(&held);
}

void district_freep(District **district)
{
    district_free(*district);
}

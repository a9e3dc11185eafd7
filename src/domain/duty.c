/* The duty table; see duty.h. Rows are sorted when they are read, so that the first that fits is the one that wins:
 * event before place before time before kind before group. */
#include "domain/duty.h"

enum { RANK_EVENT, RANK_PLACE, RANK_TIME, RANK_KIND, RANK_GROUP, GROUP_DEPTH = 8 };

static bool whole_day(const DutyRule *rule)
{
    return rule->from_minute == rule->to_minute;
}

static bool on_day(const DutyRule *rule, int weekday)
{
    return rule->days == 0 || (rule->days & (1u << (weekday - 1))) != 0;
}

/* The hours after midnight belong to the night that began the day before. */
static bool window_holds(const DutyRule *rule, int weekday, int minute)
{
    int yesterday = weekday == 1 ? 7 : weekday - 1;
    if (whole_day(rule))
        return on_day(rule, weekday);
    if (rule->from_minute < rule->to_minute)
        return minute >= rule->from_minute && minute < rule->to_minute && on_day(rule, weekday);
    return (minute >= rule->from_minute && on_day(rule, weekday)) ||
           (minute < rule->to_minute && on_day(rule, yesterday));
}

static bool time_holds(const District *district, const DutyRule *rule, UnixMs at)
{
    Day day = calendar_day_of(&district->calendar, at);
    int32_t number = day_number(day);
    int minute = (int)((at - calendar_day_start(&district->calendar, day)) / MINUTES(1));
    return (rule->from_day == 0 || number >= rule->from_day) && (rule->until_day == 0 || number <= rule->until_day) &&
           window_holds(rule, day_weekday(day), minute);
}

/* The category, its group, the group's group. */
typedef struct Kinds {
    Str codes[GROUP_DEPTH];
    size_t len;
} Kinds;

static Kinds kinds_of(const District *district, const Category *category)
{
    Kinds kinds = {0};
    for (; category != NULL && kinds.len < GROUP_DEPTH; category = category_find(district, category->parent))
        kinds.codes[kinds.len++] = category->code;
    return kinds;
}

static bool is_about(const DutyRule *rule, const Kinds *kinds)
{
    for (size_t i = 0; i < kinds->len; i++)
        if (str_eq(kinds->codes[i], rule->about))
            return true;
    return str_empty(rule->about);
}

static bool event_holds(const Events *events, Str event)
{
    if (str_empty(event))
        return true;
    for (size_t i = 0; events != NULL && i < events->len; i++)
        if (str_eq(events->at[i], event))
            return true;
    return false;
}

typedef struct Asked {
    const District *district;
    const DutyQuestion *q;
    Kinds kinds;
} Asked;

static bool fits(const Asked *asked, const DutyRule *rule)
{
    const DutyQuestion *q = asked->q;
    bool here = str_empty(rule->area) || str_eq(rule->area, q->grid) || str_eq(rule->area, q->community) ||
                str_eq(rule->area, q->subdistrict);
    return here && event_holds(q->events, rule->event) && is_about(rule, &asked->kinds) &&
           time_holds(asked->district, rule, q->at);
}

static void add_co(Duty *duty, Str unit)
{
    bool known = str_empty(unit) || str_eq(unit, duty->lead) || duty->co_count == DUTY_CO_MAX;
    for (size_t i = 0; i < duty->co_count && !known; i++)
        known = str_eq(duty->co[i], unit);
    if (!known)
        duty->co[duty->co_count++] = unit;
}

static void name_units(const District *district, const DutyQuestion *q, Duty *duty)
{
    const DutyRule *rule = duty->rule;
    Str lead = rule != NULL && !str_empty(rule->lead) ? rule->lead : q->category->lead;
    Str rest = rule != NULL && !str_empty(rule->co) ? rule->co : q->category->co;
    Str fallback = rule != NULL && !str_empty(rule->fallback) ? rule->fallback : q->category->fallback;
    duty->lead = district_resolve_unit(district, lead, q->subdistrict, q->community);
    duty->fallback = district_resolve_unit(district, fallback, q->subdistrict, q->community);
    for (Str word; !str_empty(rest) && !str_is(rest, "-");) {
        if (!str_cut(rest, ' ', &word, &rest)) {
            word = rest;
            rest = STR("");
        }
        add_co(duty, district_resolve_unit(district, word, q->subdistrict, q->community));
    }
}

Duty duty_find(const District *district, const DutyQuestion *q)
{
    Duty duty = {.lead = STR(""), .fallback = STR(""), .urgency = URGENCY_U3};
    if (q->category == NULL || !q->category->leaf)
        return duty;
    Asked asked = {district, q, kinds_of(district, q->category)};
    for (size_t i = 0; i < district->duty_count && duty.rule == NULL && !q->category->confidential; i++)
        if (fits(&asked, &district->duties[i]))
            duty.rule = &district->duties[i];
    duty.urgency = q->category->urgency;
    if (duty.rule != NULL && duty.rule->raises && duty.rule->urgency < duty.urgency)
        duty.urgency = duty.rule->urgency;
    name_units(district, q, &duty);
    return duty;
}

Duty duty_of_case(const District *district, const Case *c, const DutyQuestion *when)
{
    return duty_find(district, &(DutyQuestion){.category = category_find(district, c->category),
                                               .subdistrict = c->subdistrict,
                                               .community = c->community,
                                               .grid = c->grid,
                                               .at = when->at,
                                               .events = when->events});
}

/* --- reading --- */

static int event_rank(const District *district, Str event)
{
    for (size_t i = 0; i < district->event_count; i++)
        if (str_eq(district->events[i].code, event))
            return (int)(district->event_count - i);
    return 0;
}

static int place_rank(const District *district, Str area)
{
    const DistrictArea *found = area_find(district, area);
    return found != NULL ? (int)found->level : 0;
}

void duty_rank(const District *district, DutyRule *rule)
{
    const Category *about = category_find(district, rule->about);
    rule->rank[RANK_EVENT] = event_rank(district, rule->event);
    rule->rank[RANK_PLACE] = place_rank(district, rule->area);
    rule->rank[RANK_TIME] = (rule->days != 0) + !whole_day(rule) + (rule->from_day != 0 || rule->until_day != 0);
    rule->rank[RANK_KIND] = about != NULL && about->leaf;
    rule->rank[RANK_GROUP] = 0;
    for (int depth = 1; about != NULL && depth < GROUP_DEPTH; depth++) { /* a group within a group is the narrower */
        rule->rank[RANK_GROUP] = depth;
        about = category_find(district, about->parent);
    }
}

int duty_order(const DutyRule *a, const DutyRule *b)
{
    for (size_t i = 0; i < COUNT_OF(a->rank); i++)
        if (a->rank[i] != b->rank[i])
            return a->rank[i] > b->rank[i] ? -1 : 1;
    int order = str_cmp(a->event, b->event);
    order = order != 0 ? order : str_cmp(a->area, b->area);
    return order != 0 ? order : str_cmp(a->about, b->about);
}

/* Two windows that meet do so where one of them begins, or at a midnight where both last on. */
static bool windows_meet(const DutyRule *a, const DutyRule *b)
{
    const int moments[] = {0, a->from_minute, b->from_minute};
    for (int weekday = 1; weekday <= 7; weekday++)
        for (size_t i = 0; i < COUNT_OF(moments); i++)
            if (window_holds(a, weekday, moments[i]) && window_holds(b, weekday, moments[i]))
                return true;
    return false;
}

static bool dates_meet(const DutyRule *a, const DutyRule *b)
{
    bool a_first = a->until_day != 0 && b->from_day != 0 && a->until_day < b->from_day;
    bool b_first = b->until_day != 0 && a->from_day != 0 && b->until_day < a->from_day;
    return !a_first && !b_first;
}

bool duty_clash(const DutyRule *a, const DutyRule *b)
{
    return duty_order(a, b) == 0 && dates_meet(a, b) && windows_meet(a, b);
}

bool duty_parse_days(Str text, unsigned *out)
{
    unsigned days = 0;
    for (size_t at = 0; at < text.len; at++) {
        char from = text.at[at], to = from;
        if (from < '1' || from > '7')
            return false;
        if (at + 2 < text.len && text.at[at + 1] == '-') {
            to = text.at[at + 2];
            at += 2;
        }
        if (to < from || to > '7')
            return false;
        for (char day = from; day <= to; day++)
            days |= 1u << (day - '1');
        if (++at < text.len && (text.at[at] != ',' || at + 1 == text.len))
            return false;
    }
    *out = days;
    return text.len > 0;
}

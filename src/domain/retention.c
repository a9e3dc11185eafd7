/* Retention; see retention.h. */
#include "domain/retention.h"

#define DAYS_MOST 36500
#define DAYS_A_YEAR 365

static const struct {
    const char *code;
    bool of_case;
    int64_t days;
} retained[RETAINED_COUNT] = {
#define X(name, code, of_case, days) {code, of_case, days},
    RETAINED(X)
#undef X
};

const char *retained_code(Retained what)
{
    return retained[what].code;
}

bool retained_parse(Str code, Retained *out)
{
    for (int what = 0; what < RETAINED_COUNT; what++)
        if (str_is(code, retained[what].code)) {
            *out = (Retained)what;
            return true;
        }
    return false;
}

bool retained_of_case(Retained what)
{
    return retained[what].of_case;
}

RetentionRules retention_defaults(void)
{
    RetentionRules rules = {0};
    for (int what = 0; what < RETAINED_COUNT; what++) {
        UnixMs after = DAYS(retained[what].days);
        rules.at[what] = (RetentionRule){.erase = after > 0, .after = after, .after_contested = after};
    }
    return rules;
}

bool retention_span_parse(Str text, UnixMs *out)
{
    int64_t number = 0;
    bool years = str_ends(text, STR("y"));
    if ((!years && !str_ends(text, STR("d"))) || !str_to_i64(str_slice(text, 0, text.len - 1), &number))
        return false;
    int64_t most = years ? DAYS_MOST / DAYS_A_YEAR : DAYS_MOST;
    if (number < 1 || number > most)
        return false;
    *out = DAYS(number * (years ? DAYS_A_YEAR : 1));
    return true;
}

bool case_contested(const CaseFile *file)
{
    bool contested = file->c.supervised > 0 || file->c.unsolved > 0 || file->c.upheld > 0;
    for (size_t i = 0; i < file->call_count && !contested; i++)
        contested = !str_empty(file->calls[i].true_owner);
    return contested;
}

UnixMs retention_due(const RetentionRule *rule, UnixMs ended_at, bool contested)
{
    if (!rule->erase)
        return 0;
    return ended_at + (contested ? rule->after_contested : rule->after);
}

/* See way.h. */
#include "domain/way.h"

#include <string.h>

static const char *const codes[VIA_COUNT] = {
#define X(way, code, zh, en) code,
    WAYS(X)
#undef X
};

const char *way_code(Via way)
{
    return codes[way];
}

bool way_parse(Str code, Via *out)
{
    for (int i = 0; i < VIA_COUNT; i++)
        if (str_is(code, codes[i])) {
            *out = (Via)i;
            return true;
        }
    return false;
}

UnixMs quiet_end(const Quiet *quiet, UnixMs now, int offset_minutes)
{
    int64_t minute_of_time = now / MINUTES(1) + offset_minutes;
    int64_t minute = ((minute_of_time % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
    bool through_night = quiet->from > quiet->until;
    bool after = minute >= quiet->from, before = minute < quiet->until;
    if (quiet->from == quiet->until || !(through_night ? after || before : after && before))
        return 0;
    int64_t left = (quiet->until - minute + DAY_MINUTES) % DAY_MINUTES;
    return (now / MINUTES(1) + left) * MINUTES(1);
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_domain(Str domain)
{
    enum { LABEL_MOST = 63 };
    size_t label = 0, labels = 1;
    for (size_t i = 0; i < domain.len; i++) {
        char c = domain.at[i];
        bool end = i + 1 == domain.len || domain.at[i + 1] == '.';
        if (c == '.') {
            if (label == 0)
                return false;
            labels++;
            label = 0;
        } else if (!(is_alnum(c) || (c == '-' && label > 0 && !end)) || ++label > LABEL_MOST)
            return false;
    }
    return label > 0 && labels > 1;
}

static bool is_local(Str local)
{
    static const char signs[] = "!#$%&'*+/=?^_`{|}~-";
    enum { LOCAL_MOST = 64 };
    bool dot = true; /* none at the beginning, none after another */
    if (local.len == 0 || local.len > LOCAL_MOST)
        return false;
    for (size_t i = 0; i < local.len; i++) {
        char c = local.at[i];
        bool is_dot = c == '.';
        if ((is_dot && dot) || (!is_dot && !is_alnum(c) && (c == '\0' || strchr(signs, c) == NULL)))
            return false;
        dot = is_dot;
    }
    return !dot;
}

bool is_mail_address(Str address)
{
    enum { ADDRESS_MOST = 254 };
    Str local, domain;
    return address.len <= ADDRESS_MOST && str_cut(address, '@', &local, &domain) && is_local(local) &&
           is_domain(domain);
}

bool is_mobile_number(Str plain)
{
    enum { DIGITS = 11 };
    for (size_t i = 0; i < plain.len; i++)
        if (plain.at[i] < '0' || plain.at[i] > '9')
            return false;
    return plain.len == DIGITS && plain.at[0] == '1' && plain.at[1] >= '3';
}

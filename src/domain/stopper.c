/* See stopper.h. */
#include "domain/stopper.h"

#include "domain/district.h"

static bool heard(const Stopper *stopper, const MatterHeard *judged)
{
    Str rest = stopper->signals, word = {0};
    if (str_empty(rest))
        return true;
    for (bool more = true; more;) {
        more = str_cut(rest, ';', &word, &rest);
        word = str_trim(more ? word : rest);
        for (size_t i = 0; i < judged->danger_count && !str_empty(word); i++)
            if (str_find(judged->dangers[i], word) >= 0)
                return true;
    }
    return false;
}

static bool told_already(const Stopper *stopper, const Stopper *const *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(out[i]->zh, stopper->zh))
            return true;
    return false;
}

size_t stoppers_for(const District *district, const MatterHeard *judged, const Stopper *out[STOPPERS_SHOWN])
{
    size_t count = 0;
    for (size_t i = 0; i < district->stopper_count && count < STOPPERS_SHOWN; i++) {
        const Stopper *stopper = &district->stoppers[i];
        bool about = str_empty(stopper->about) || category_within(district, judged->category, stopper->about);
        if (about && heard(stopper, judged) && !told_already(stopper, out, count))
            out[count++] = stopper;
    }
    return count;
}

/* See device.h. */
#include "domain/device.h"

#include <math.h>

static const char *const fault_codes[] = {
#define X(name, code) code,
    DEVICE_FAULTS(X)
#undef X
};

const char *device_fault_code(DeviceFault fault)
{
    return fault_codes[fault];
}

bool alarm_rule_sound(const AlarmRule *rule)
{
    bool apart = rule->below ? rule->clear > rule->raise : rule->clear < rule->raise;
    bool inside = rule->raise >= rule->least && rule->raise <= rule->most && rule->clear >= rule->least &&
                  rule->clear <= rule->most;
    return apart && inside && rule->hold >= 0 && rule->rearm >= 0;
}

static bool is_past(const AlarmRule *rule, Milli value)
{
    return rule->below ? value <= rule->raise : value >= rule->raise;
}

static bool is_clear(const AlarmRule *rule, Milli value)
{
    return rule->below ? value >= rule->clear : value <= rule->clear;
}

static bool is_worse(const AlarmRule *rule, Milli value, Milli than)
{
    return rule->below ? value < than : value > than;
}

static SensorTold while_quiet(const AlarmRule *rule, const SensorReading *reading, SensorState *state)
{
    if (!is_past(rule, reading->value)) {
        state->phase = SENSOR_QUIET;
        return SENSOR_NOTHING;
    }
    if (state->phase == SENSOR_QUIET) {
        state->phase = SENSOR_RISING;
        state->since = reading->at;
        state->peak = reading->value;
        state->readings = 0;
    }
    state->readings++;
    if (is_worse(rule, reading->value, state->peak))
        state->peak = reading->value;
    if (reading->at - state->since < rule->hold)
        return SENSOR_NOTHING;
    state->phase = SENSOR_ALARM;
    state->alarm++;
    return SENSOR_RAISED;
}

static SensorTold while_alarmed(const AlarmRule *rule, const SensorReading *reading, SensorState *state)
{
    state->readings++;
    if (is_worse(rule, reading->value, state->peak))
        state->peak = reading->value;
    if (!is_clear(rule, reading->value)) {
        state->phase = SENSOR_ALARM;
        return SENSOR_NOTHING;
    }
    if (state->phase == SENSOR_ALARM) {
        state->phase = SENSOR_CLEARING;
        state->since = reading->at;
    }
    if (reading->at - state->since < rule->rearm)
        return SENSOR_NOTHING;
    state->phase = SENSOR_QUIET;
    return SENSOR_CLEARED;
}

SensorTold sensor_step(const AlarmRule *rule, const SensorReading *reading, SensorState *state)
{
    if (reading->value < rule->least || reading->value > rule->most)
        return SENSOR_IMPLAUSIBLE;
    if (reading->at <= state->last_at)
        return SENSOR_OLD;
    state->last_at = reading->at;
    state->last = reading->value;
    bool alarmed = state->phase == SENSOR_ALARM || state->phase == SENSOR_CLEARING;
    return alarmed ? while_alarmed(rule, reading, state) : while_quiet(rule, reading, state);
}

unsigned device_faults(const DeviceKind *kind, const DeviceHealth *health, UnixMs now)
{
    unsigned faults = 0;
    if (now - health->seen_at > kind->silent)
        faults |= 1U << DEVICE_FAULT_SILENT;
    if (health->refused >= DEVICE_REFUSED_MOST)
        faults |= 1U << DEVICE_FAULT_IMPLAUSIBLE;
    if (health->clock_off > DEVICE_CLOCK_APART || health->clock_off < -DAYS(1))
        faults |= 1U << DEVICE_FAULT_CLOCK;
    if (health->battery >= 0 && health->battery < DEVICE_BATTERY_LEAST)
        faults |= 1U << DEVICE_FAULT_BATTERY;
    return faults;
}

UnixMs reading_moment(UnixMs claimed, UnixMs now)
{
    return claimed > 0 && claimed < now ? claimed : now;
}

bool milli_parse(Str text, Milli *out)
{
    double value = 0;
    for (size_t i = 0; i < text.len; i++)
        if ((text.at[i] < '0' || text.at[i] > '9') && text.at[i] != '.' && text.at[i] != '-' && text.at[i] != '+' &&
            text.at[i] != 'e' && text.at[i] != 'E')
            return false;
    if (!str_to_double(text, &value) || fabs(value) > (double)MILLI_MOST / 1000)
        return false;
    *out = llround(value * 1000);
    return true;
}

Str milli_text(Arena *arena, Milli value)
{
    int64_t whole = value < 0 ? -(value / 1000) : value / 1000, part = value < 0 ? -(value % 1000) : value % 1000;
    Str text = str_printf(arena, "%s%lld.%03lld", value < 0 ? "-" : "", (long long)whole, (long long)part);
    while (text.at[text.len - 1] == '0')
        text.len--;
    if (text.at[text.len - 1] == '.')
        text.len--;
    return text;
}
